"""A Dockerfile's text in, its stages and their instructions out. Pure; knows no more of the language than our own file uses."""

import re


def steps(text: str) -> list[list[tuple[str, str]]]:
    """The stages, each a list of an instruction's name and its words, lines that are continued joined. Comments are left out."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    stages: list[list[tuple[str, str]]] = []
    for line in re.sub(r"\s*\\\n\s*", " ", lines).splitlines():
        name, _, words = line.strip().partition(" ")
        if name == "FROM":
            stages.append([])
        if name:
            stages[-1].append((name, words.strip()))
    return stages
