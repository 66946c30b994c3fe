"""The log: events with facts, and never a secret."""

import io
import json
import logging

import pytest

from bot.log import about, set_up_log
from bot.log.objects import FIXED
from bot.log.scrub import Scrubber, places_only


def _stream(**options) -> io.StringIO:
    stream = io.StringIO()
    set_up_log(**{"level": "info", "secrets": [], "stream": stream, **options})
    return stream


def _fail(given: str) -> None:
    try:
        raise ValueError(f"the token {given} is bad")
    except ValueError:
        logging.getLogger("bot").exception("failed with %s", given, extra={"given": given})


def test_an_event_carries_its_facts():
    stream = _stream()

    logging.getLogger("bot.flows").info("feed polled", extra={"feed_id": 3, "new": 2})

    assert stream.getvalue().rstrip().endswith("bot.flows: feed polled feed_id=3 new=2")


@pytest.mark.parametrize("style", ["lines", "json"])
def test_a_secret_is_hidden_in_events_facts_and_tracebacks(style):
    stream = _stream(secrets=["s3cr3t", ""], style=style)

    _fail("s3cr3t")

    assert "s3cr3t" not in stream.getvalue()
    assert stream.getvalue().count("[hidden]") == 3
    assert "Traceback" in stream.getvalue()


@pytest.mark.parametrize("secret", ['pass"word\\n', "p@ss/wörd", "emoji 🔑"])
def test_a_secret_is_hidden_however_it_is_spelled(secret):
    stream = _stream(secrets=[secret], style="json")

    _fail(secret)

    told = json.loads(stream.getvalue())
    assert secret not in " ".join(map(str, told.values()))
    assert "[hidden]" in told["given"]
    assert Scrubber([secret])("postgresql://u:p%40ss%2Fw%C3%B6rd@db/x").count("[hidden]") == (secret == "p@ss/wörd")


def test_an_object_begins_with_the_same_keys_whatever_happened():
    stream = _stream(style="json")

    logging.getLogger("bot.flows").info("post delivered", extra={"post_id": 3, "code": "BB-1F", "level": "mine", "time": 5})
    _fail("x")

    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert list(first) == [*FIXED, "post_id", "code"]
    assert list(second) == [*FIXED, "given", "exception"]
    assert (first["level"], first["logger"], first["event"]) == ("info", "bot.flows", "post delivered")
    assert first["time"].endswith("Z")
    assert second["exception"].startswith("Traceback")


@pytest.mark.parametrize("style", ["lines", "json"])
def test_what_is_logged_within_a_job_names_it(style):
    stream = _stream(style=style)

    with about(job="poll:news.example"):
        logging.getLogger("bot").info("inside")
    logging.getLogger("bot").info("outside")

    inside, outside = stream.getvalue().splitlines()
    assert "poll:news.example" in inside
    assert "poll:" not in outside


def test_off_a_terminal_auto_means_objects_and_on_one_lines():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    piped, terminal = _stream(style="auto"), Terminal()
    logging.getLogger("bot").info("hello")
    _stream(style="auto", stream=terminal)
    logging.getLogger("bot").info("hello")

    assert json.loads(piped.getvalue())["event"] == "hello"
    assert terminal.getvalue().rstrip().endswith("bot: hello")


def test_a_text_of_several_lines_stays_one_object():
    stream = _stream(style="json")

    logging.getLogger("bot").warning("one\ntwo", extra={"why": "a\nb"})

    assert stream.getvalue().count("\n") == 1


def test_other_libraries_are_quiet():
    stream = _stream(level="debug")

    logging.getLogger("aiosqlite").debug("noise")

    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://a.example/feed?key=1#x now", "see https://a.example/feed now"),
        ("https://user:pass@a.example:8443/x", "https://a.example:8443/x"),
        ("'https://a.example/?q=ü'", "'https://a.example/'"),
        ("no address at all?", "no address at all?"),
    ],
)
def test_of_an_address_host_and_path_are_shown(text, shown):
    assert places_only(text) == shown
