"""Spans and failures as an operator's own services get them, sent by the real libraries over loopback."""

import asyncio
import logging
import subprocess
import sys
import time
from functools import partial

import pytest

from bot import measures
from bot.errors import Refused
from bot.log import Scrubber, set_up_log
from bot.telemetry import reporting, traced, watched
from tests.unit.telemetry.services import Services

SECRET = "MTAwMQ.very-secret.token"
FEED_TEXT = "what a feed wrote"


@pytest.fixture
def services():
    with Services() as services:
        yield services


def _reporting(*, otlp: str = "", sentry: str = ""):
    return reporting(otlp_endpoint=otlp, sentry_dsn=sentry, role="all", version="1.2", scrub=Scrubber([SECRET]))


async def _work(_key: str = "") -> str:
    return "done"


async def _fail(_key: str = "") -> None:
    raise ValueError(f"{FEED_TEXT} {SECRET}")


async def test_a_span_names_its_work_and_its_ids(services):
    async with _reporting(otlp=f"http://{services.where}/"):
        told = await traced("deliver", _work, post_id=3, code="BB-1F")

    (span,) = services.spans()
    assert (told, span.name) == ("done", "deliver")
    assert {each.key for each in span.attributes} == {"bytebot.post_id", "bytebot.code"}
    assert next(each.value.string_value for each in span.attributes if each.key == "bytebot.code") == "BB-1F"


async def test_a_failure_marks_its_span_by_its_type_and_tells_nothing_of_what_was_read(services):
    async with _reporting(otlp=f"http://{services.where}"):
        with pytest.raises(ValueError, match="secret"):
            await traced("condense", _fail, entry_id=4)

    (span,) = services.spans()
    assert (span.status.code, span.status.message) == (2, "ValueError")
    assert not [body for _, body in services.posted if FEED_TEXT.encode() in body or SECRET.encode() in body]


async def test_a_job_is_a_span_a_count_and_a_time_and_its_parts_are_within(services):
    async def deliver(_key: str) -> None:
        await asyncio.create_task(traced("deliver", _work, post_id=3))

    counted = partial(measures.REGISTRY.get_sample_value, "bytebot_engine_jobs_total")
    before = counted({"task": "edit", "outcome": "done"}) or 0
    async with _reporting(otlp=f"http://{services.where}"):
        await watched("edit", deliver)("9")
        with pytest.raises(ValueError, match="secret"):
            await watched("edit", _fail)("10")

    inner = next(each for each in services.spans() if each.name == "deliver")
    outer = next(each for each in services.spans() if each.attributes[0].value.string_value == "edit:9")
    assert inner.parent_span_id == outer.span_id
    assert counted({"task": "edit", "outcome": "done"}) == before + 1
    assert counted({"task": "edit", "outcome": "failed"})


async def test_a_collector_that_is_away_holds_up_neither_the_work_nor_the_stop_for_long(services):
    set_up_log(level="error", secrets=[])
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    try:
        async with _reporting(otlp="http://127.0.0.1:9"):
            began = time.monotonic()
            await traced("poll", _work, feed_id=1)
            assert time.monotonic() - began < 0.5
    finally:
        logging.getLogger("opentelemetry").setLevel(logging.NOTSET)

    assert time.monotonic() - began < 6


async def test_an_error_of_the_log_reaches_sentry_without_secrets_queries_and_variables(services):
    log = logging.getLogger("bot.test")
    async with _reporting(sentry=f"http://public@{services.where}/7"):
        log.warning("before it", extra={"why": f"asked https://a.example/feed?key={SECRET}"})
        hidden_local = "-".join(["value", "of", "a", "variable"])  # not as the source spells it: that is shown
        try:
            await _fail()
        except ValueError:
            log.exception("met a bug", extra={"feed": "https://user:pw@a.example/feed?key=1", "given": SECRET, "n": len(hidden_local)})

    (event,) = services.failures()
    everything = b"".join(body for _, body in services.posted).decode()
    assert event["exception"]["values"][0]["type"] == "ValueError"
    assert event["server_name"] == "all"
    assert event["extra"]["feed"] == "https://a.example/feed"
    assert "before it" in everything
    assert SECRET not in everything
    assert "key=" not in everything
    assert "user:pw" not in everything
    assert hidden_local not in everything
    assert "user" not in event


async def test_nothing_named_is_nothing_sent(services):
    async with _reporting():
        assert await traced("poll", _work) == "done"

    assert services.posted == []


async def test_a_dsn_that_is_none_is_told():
    with pytest.raises(Refused, match="sentry_dsn"):
        async with _reporting(sentry="not a dsn"):
            pass


@pytest.mark.parametrize(("setting", "library", "extra"), [("otlp", "opentelemetry", "otel"), ("sentry", "sentry_sdk", "sentry")])
def test_a_missing_library_is_one_sentence_that_says_what_to_install(setting, library, extra):
    code = f"""
import asyncio, sys
sys.modules[{library!r}] = None
from bot.log import Scrubber
from bot.telemetry import reporting
names = dict(otlp_endpoint="", sentry_dsn="", role="all", version="1", scrub=Scrubber([]))
async def begin():
    async with reporting(**names | {{{"otlp_endpoint" if setting == "otlp" else "sentry_dsn"!r}: "http://x@127.0.0.1:9/1"}}):
        pass
asyncio.run(begin())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert f"pip install 'bytebot[{extra}]'" in done.stderr.splitlines()[-1]


def test_without_a_service_no_library_of_theirs_is_loaded():
    theirs = ("opentelemetry", "sentry_sdk", "structlog")
    code = f"import sys, bot.compose; print([name for name in sys.modules if name.partition('.')[0] in {theirs}])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
