"""`bytebot tldr --jsonl` as a person runs it: a process, its standard streams, its exit code."""

import json
import subprocess
import sys

from click.testing import CliRunner

from bot.cli import main
from tests.unit.articles.made import PARAGRAPHS, TAKEAWAYS

TEXT = "\n\n".join(PARAGRAPHS)
HTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS) + "<h2>Key takeaways</h2><ul>" + "".join(f"<li>{text}</li>" for text in TAKEAWAYS)


def _run(*lines: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "bot", "tldr", "--jsonl"]
    return subprocess.run(command, input=b"\n".join(lines) + b"\n", capture_output=True, check=False, timeout=50)


def _answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_has_its_answer_and_the_exit_code_is_nought():
    text = "\n".join((TEXT, "Key takeaways", *TAKEAWAYS))
    done = _run(_line(id="plain", text=TEXT), _line(id="listed", text=text, html=HTML), _line(id="\ud800", title="", text=""))

    plain, listed, empty = _answers(done)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(plain) == ["id", "bullets", "method", "confidence", "reason", "spans"]
    assert (plain["id"], plain["method"], plain["confidence"]) == ("plain", "extractive", "full")
    assert (listed["method"], listed["bullets"]) == ("own", list(TAKEAWAYS))
    assert [text[start:end] for start, end in listed["spans"]] == list(TAKEAWAYS)  # type: ignore[attr-defined]  # a list of pairs
    assert empty == {
        "id": "\ud800",
        "bullets": [],
        "method": "none",
        "confidence": "teaser",
        "reason": "the text is too short",
        "spans": [],
    }


def test_a_bad_line_is_answered_and_makes_the_exit_code_one():
    done = _run(_line(id=1, text="x"), b"nonsense", _line(id=2, text="x"))

    assert done.returncode == 1
    assert [answer.get("error") for answer in _answers(done)] == [None, "The line is not JSON.", None]
    assert _answers(done)[1] == {"id": None, "line": 2, "error": "The line is not JSON."}
    assert done.stderr == b"1 of the lines could not be answered.\n"


def test_a_reader_that_leaves_early_gets_no_traceback():
    command = f"{sys.executable} -m bot tldr --jsonl | head -n 1"
    lines = b"".join(_line(id=place, text=TEXT) + b"\n" for place in range(3000))

    done = subprocess.run(["/bin/sh", "-c", command], input=lines, capture_output=True, check=False, timeout=50)

    assert json.loads(done.stdout)["id"] == 0
    assert b"Traceback" not in done.stderr


def test_a_source_and_jsonl_exclude_each_other():
    for words in (["tldr"], ["tldr", "--jsonl", "a.txt"]):
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 2
        assert "Give an address or a file, or --jsonl" in done.stderr


def _line(**fields: object) -> bytes:
    return json.dumps(fields).encode()
