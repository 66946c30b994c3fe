"""Posts on a terminal."""

import io
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.errors import SendFailed
from bot.model.delivery import Panel, Post, Sent
from bot.model.subscription import CONSOLE
from bot.outlets.console import ConsoleOutlet
from bot.outlets.terminal import ago, box, markdown
from bot.outlets.transcript import Transcript

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
THEN = int((NOW - timedelta(hours=2)).timestamp())
POST = Post(
    code="BB-7F3K2Q",
    panels=(
        Panel(body="**Beep!** 2 stories", colour=0x2BB5A8),
        Panel(
            title=r"🔒 A \*hole\* closes",
            url="https://diff.example/1",
            body=f"security · <t:{THEN}:R> · [read](https://diff.example/1)\n• Nobody \\@here was hurt.\n-# small print\nlast",
            colour=0xC0392B,
            footer="unit BB-7F3K2Q",
        ),
    ),
)


class Wire(io.StringIO):
    """A stream that counts its writes, and breaks when told to."""

    broken = False

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0

    def write(self, text: str) -> int:
        if self.broken:
            raise BrokenPipeError("the reader has gone")
        self.writes += 1
        return super().write(text)


class AsciiWire(io.StringIO):
    encoding = "ascii"  # what a stream under LANG=C says of itself


def outlet_on(stream: io.StringIO, folder: Path, *, colour: bool = False) -> ConsoleOutlet:
    console = Console(file=stream, width=60, force_terminal=colour, color_system="truecolor" if colour else None)
    return ConsoleOutlet(console, transcript=folder / "transcript.jsonl", clock=lambda: NOW)


async def test_a_post_is_shown_as_boxes_for_people(tmp_path):
    stream = Wire()

    made = await outlet_on(stream, tmp_path).send(CONSOLE, POST, nonce="n")

    shown = stream.getvalue()
    assert made == Sent(message="BB-7F3K2Q")
    assert "Beep! 2 stories" in shown
    assert "🔒 A *hole* closes" in shown
    assert "security · 2 h ago · read " in shown
    assert "• Nobody @here was hurt." in shown
    assert "unit BB-7F3K2Q ─╯" in shown
    assert "https://" not in shown


async def test_a_terminal_gets_colours_and_links(tmp_path):
    stream = Wire()

    await outlet_on(stream, tmp_path, colour=True).send(CONSOLE, POST, nonce="n")

    assert "38;2;192;57;43" in stream.getvalue()
    assert ";https://diff.example/1\x1b\\" in stream.getvalue()


async def test_a_post_is_one_write(tmp_path):
    stream = Wire()

    await outlet_on(stream, tmp_path).send(CONSOLE, POST, nonce="n")

    assert stream.writes == 1


async def test_a_post_is_shown_once_whoever_asks_again(tmp_path):
    stream, after_restart = Wire(), Wire()
    outlet = outlet_on(stream, tmp_path)

    for _ in range(2):
        await outlet.send(CONSOLE, POST, nonce="n")
    await outlet_on(after_restart, tmp_path).send(CONSOLE, POST, nonce="another")

    assert (stream.writes, after_restart.writes) == (1, 0)


async def test_a_shown_post_is_found_and_another_is_not(tmp_path):
    await outlet_on(Wire(), tmp_path).send(CONSOLE, POST, nonce="n")

    found = [await outlet_on(Wire(), tmp_path).find(CONSOLE, code=code, since=NOW) for code in ("BB-7F3K2Q", "BB-000000", "")]

    assert found == [Sent(message="BB-7F3K2Q"), None, None]


async def test_the_transcript_says_what_was_shown_and_when(tmp_path):
    await outlet_on(Wire(), tmp_path).send(CONSOLE, POST, nonce="n")

    record = json.loads((tmp_path / "transcript.jsonl").read_text("utf-8"))

    assert record == {
        "at": "2026-11-23T12:00:00+00:00",
        "code": "BB-7F3K2Q",
        "titles": ["", "🔒 A *hole* closes"],
        "links": ["https://diff.example/1"],
    }


async def test_a_broken_pipe_is_a_failure_and_the_post_is_not_shown_twice(tmp_path):
    stream = Wire()
    stream.broken = True
    outlet = outlet_on(stream, tmp_path)

    with pytest.raises(SendFailed, match="reader has gone"):
        await outlet.send(CONSOLE, POST, nonce="n")

    assert await outlet.find(CONSOLE, code=POST.code, since=NOW) == Sent(message=POST.code)


async def test_without_a_transcript_nothing_is_shown(tmp_path):
    stream = Wire()
    outlet = outlet_on(stream, tmp_path / "missing")

    with pytest.raises(SendFailed, match="No such file"):
        await outlet.send(CONSOLE, POST, nonce="n")

    assert stream.writes == 0


async def test_an_unreadable_transcript_is_a_failure(tmp_path):
    (tmp_path / "transcript.jsonl").mkdir()

    with pytest.raises(SendFailed, match="transcript"):
        await outlet_on(Wire(), tmp_path).find(CONSOLE, code="BB-1", since=NOW)


async def test_a_stream_without_unicode_still_shows_a_post(tmp_path):
    stream = AsciiWire()

    await outlet_on(stream, tmp_path).send(CONSOLE, POST, nonce="n")

    assert stream.getvalue().isascii()
    assert stream.getvalue().startswith("+---")
    assert "? Nobody @here was hurt." in stream.getvalue()


def test_a_line_cut_short_hides_no_later_one(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_bytes(b'\n{"at": "x", "code": "BB-1"}\n\n{"at": "x", "co')
    transcript = Transcript(path)

    held = [transcript.holds("BB-1")]
    transcript.add("BB-2", titles=["\ud800"], at=NOW)

    assert [*held, transcript.holds("BB-2"), transcript.holds("BB-3")] == [True, True, False]


def test_lines_that_are_no_records_are_passed_over(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_bytes(b'[1]\n\xff\n"BB-1"\n{"code": "BB-9"}\n')

    assert [Transcript(path).holds(code) for code in ("BB-1", "BB-9")] == [False, True]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_is_an_error():
    with pytest.raises(OSError, match="No space"):
        Transcript(Path("/dev/full")).add("BB-1", titles=[], at=NOW)


def test_a_transcript_is_its_owners_alone(tmp_path):
    Transcript(tmp_path / "t.jsonl").add("BB-1", titles=[], at=NOW)

    assert (tmp_path / "t.jsonl").stat().st_mode & 0o077 == 0 or os.name == "nt"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"\*a\* \\ \[b\](c)", r"*a* \ [b](c)"),
        ("**bold** [read](https://e.example/) [x]()", "bold read x"),
        ("-# small\nnext -# not", "small\nnext -# not"),
        ("<:byte:123456789012345678> <a:b:1>", ":byte: :b:"),
        ("<t:999999999999999:R>", "some time ago"),
        ("https:\u200b//x", "https://x"),
        ("a\x1b[31mb\x07\x9b2J\ud800", "a[31mb2J"),
    ],
)
def test_our_markdown_reads_as_plain_text(text, plain):
    assert markdown(text, now=NOW).plain == plain


def test_small_print_ends_with_its_line():
    spans = markdown("-# small\nlarge", now=NOW).spans

    assert [(span.start, span.end) for span in spans if getattr(span.style, "dim", False)] == [(0, 6)]


@pytest.mark.parametrize(
    ("back", "words"),
    [({"seconds": 5}, "just now"), ({"minutes": -5}, "just now"), ({"minutes": 5}, "5 min ago"), ({"minutes": 119}, "1 h ago"),
     ({"days": 3, "hours": 2}, "3 d ago"), ({"days": 40}, "2026-10-14")],
)  # fmt: skip
def test_ages_are_told_in_one_unit(back, words):
    assert ago(NOW - timedelta(**back), now=NOW) == words


texts = st.lists(
    st.sampled_from(["\x1b]8;;x\x07", "\x1b[2J", "\x9b", "[a](", "\\", "**", "-# ", "\n"]) | st.text(max_size=5), max_size=8
).map("".join)


@given(st.builds(Panel, title=texts, url=texts, body=texts, colour=st.none() | st.integers(0, 0xFFFFFF), footer=texts))
def test_no_escape_sequence_reaches_the_terminal(panel):
    console = Console(file=io.StringIO(), width=50, color_system=None, force_terminal=False)

    with console.capture() as drawn:
        console.print(box(panel, now=NOW))

    assert not {c for c in drawn.get() if ord(c) < 32 or 0x7F <= ord(c) < 0xA0} - {"\n"}
