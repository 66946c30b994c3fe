"""A message as Discord holds it in, what a reader sees of it out, whichever look it has."""

import re
from collections.abc import Iterator, Mapping
from typing import Any


def texts(message: Mapping[str, Any]) -> list[str]:
    """Every text of the message, from top to bottom."""
    shown = [message.get("content") or ""]
    for embed in message.get("embeds") or ():
        shown += [embed.get("title") or "", embed.get("description") or "", (embed.get("footer") or {}).get("text") or ""]
    return [text for text in (*shown, *(each["content"] for each in parts(message) if each.get("type") == 10)) if text]


def titles(message: Mapping[str, Any]) -> list[str]:
    """The titles of its stories, with their topics' emoji."""
    own = [embed["title"] for embed in message.get("embeds") or () if embed.get("title")]
    return own + [found[1] for text in texts(message) if (found := re.match(r"\*\*(.+?)\*\* \[", text))]


def code(message: Mapping[str, Any]) -> str:
    """Its unit code; "" where it has none."""
    return next((found[1] for text in reversed(texts(message)) if (found := re.search(r"unit (BB-\w+)", text))), "")


def labels(message: Mapping[str, Any]) -> list[str]:
    """Its buttons."""
    return [each["label"] for each in parts(message) if each.get("type") == 2]


def parts(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every component, however deep."""
    for each in message.get("components") or ():
        yield each
        yield from parts(each)
        if each.get("accessory"):
            yield each["accessory"]
