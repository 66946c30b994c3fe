"""The house's measures: files and functions stay small, and each module says what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = sorted(path for folder in ("bot", "tests", "docs", "bench") for path in (ROOT / folder).rglob("*.py"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 40:
            yield node.name


@pytest.mark.parametrize("path", OURS, ids=_name)
def test_a_file_stays_small(path):
    lines = path.read_text(encoding="utf-8").count("\n")

    assert lines <= (400 if path.is_relative_to(ROOT / "tests") else 300)


@pytest.mark.parametrize("path", [each for each in OURS if each.is_relative_to(ROOT / "bot")], ids=_name)
def test_a_function_stays_small_and_a_module_says_what_it_is(path):
    assert list(_long_functions(path)) == []
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
