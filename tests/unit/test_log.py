"""The log: events with facts, and never a secret."""

import io
import logging

from bot.log import set_up_log


def test_an_event_carries_its_facts():
    stream = io.StringIO()
    set_up_log(level="info", secrets=[], stream=stream)

    logging.getLogger("bot.flows").info("feed polled", extra={"feed_id": 3, "new": 2})

    assert stream.getvalue().rstrip().endswith("bot.flows: feed polled feed_id=3 new=2")


def test_a_secret_is_hidden_in_lines_and_tracebacks():
    stream = io.StringIO()
    set_up_log(level="info", secrets=["s3cr3t", ""], stream=stream)

    try:
        raise ValueError("the token s3cr3t is bad")
    except ValueError:
        logging.getLogger("bot").exception("failed with %s", "s3cr3t", extra={"given": "s3cr3t"})

    assert "s3cr3t" not in stream.getvalue()
    assert stream.getvalue().count("[hidden]") == 4
    assert "Traceback" in stream.getvalue()


def test_other_libraries_are_quiet():
    stream = io.StringIO()
    set_up_log(level="debug", secrets=[], stream=stream)

    logging.getLogger("aiosqlite").debug("noise")

    assert stream.getvalue() == ""
