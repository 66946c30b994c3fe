"""The door for machines, over real HTTP on loopback: what it says when all is well, and when something is not."""

import asyncio
import json
import logging
import socket
import time
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import cast

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import measures
from bot.errors import StoreFailed, StoreTrouble
from bot.http import Health, health_of, serve
from bot.http.lag import EVERY_S, TOO_LATE_S
from bot.model.job import Quarantined
from bot.ports import Engine
from bot.settings import HttpSettings
from bot.store.database import Database


async def _well() -> bool:
    return True


async def _broken() -> bool:
    raise StoreFailed(where="postgresql://bytebot@db/bytebot", trouble=StoreTrouble.CANNOT_OPEN)


async def _hanging() -> bool:
    await asyncio.sleep(3600)
    return True


def _health(**checks) -> Health:
    return Health(role="all", alive={"database": checks.get("database", _well)}, ready={"gateway": checks.get("gateway", _well)})


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _get(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


async def _ask(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    return await asyncio.to_thread(_get, port, path, method)


async def test_a_bot_that_works_says_so_with_its_loops_lag_and_who_it_is(port):
    async with serve(HttpSettings(port=port), _health()) as opened:
        status, headers, body = await _ask(port, "/healthz")
        ready, _, _ = await _ask(port, "/readyz")

    told = json.loads(body)
    assert (opened, status, ready) == (port, 200, 200)
    assert (told["ok"], told["role"], told["missing"]) == (True, "all", [])
    assert 0 <= told["loop_lag_s"] < TOO_LATE_S
    assert "Server" not in headers
    assert headers["Cache-Control"] == "no-store"


async def test_a_database_that_fails_is_named_by_its_part_and_never_by_its_address(port):
    async with serve(HttpSettings(port=port), _health(database=_broken)):
        status, _, body = await _ask(port, "/healthz")

    assert (status, json.loads(body)["missing"]) == (503, ["database"])
    assert "postgresql" not in body


async def test_a_database_that_does_not_answer_is_given_up_within_seconds(port):
    began = time.monotonic()
    async with serve(HttpSettings(port=port), _health(database=_hanging)):
        status, _, body = await _ask(port, "/healthz")

    assert (status, json.loads(body)["missing"]) == (503, ["database"])
    assert time.monotonic() - began < 4


async def test_what_is_not_ready_is_named_and_makes_nobody_think_that_the_bot_is_dead(port):
    async def not_yet() -> bool:
        return False

    async with serve(HttpSettings(port=port), _health(gateway=not_yet)):
        ready, _, body = await _ask(port, "/readyz")
        alive, _, _ = await _ask(port, "/healthz")

    assert (ready, json.loads(body)["missing"], alive) == (503, ["gateway"], 200)


async def test_a_loop_that_stood_still_is_told_and_counted(port):
    async with serve(HttpSettings(port=port), _health()):
        asked = asyncio.create_task(_ask(port, "/healthz"))
        await asyncio.sleep(EVERY_S / 2)
        await asked
        time.sleep(TOO_LATE_S + EVERY_S)  # noqa: ASYNC251  standing still is what it is about
        status, _, body = await _ask(port, "/healthz")
        await asyncio.sleep(2.5 * EVERY_S)
        later, _, _ = await _ask(port, "/healthz")
        numbers = _numbers((await _ask(port, "/metrics"))[2])

    assert (status, json.loads(body)["missing"], later) == (503, ["loop"], 200)
    assert numbers["bytebot_loop_lag_seconds_sum"] >= TOO_LATE_S


def _numbers(text: str) -> dict[str, float]:
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_the_numbers_can_be_read_by_prometheus_and_show_the_queue_as_it_is_now(port):
    class Queue:
        async def depths(self):
            return {"poll": 7, "deliver": 0}

        async def quarantined(self):
            return (Quarantined(number=1, task="poll", key="news.example", reason="?", failed_at=datetime.now(UTC)),)

    measures.ENGINE_DEPTH.labels("gone").set(3)
    health = health_of(cast("Database", None), role="worker", engine=cast("Engine", Queue()))
    async with serve(HttpSettings(port=port), health):
        status, headers, text = await _ask(port, "/metrics")

    numbers = _numbers(text)
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "text/plain")
    assert (numbers["bytebot_engine_queue_depth[poll]"], numbers["bytebot_engine_queue_depth[deliver]"]) == (7, 0)
    assert "bytebot_engine_queue_depth[gone]" not in numbers
    assert numbers["bytebot_engine_quarantined"] == 1
    assert numbers["process_resident_memory_bytes"] > 1_000_000
    assert "bytebot_posts_total[dead]" in numbers
    assert "news.example" not in text
    assert not [name for name in numbers if name.endswith("_created")]


async def test_a_queue_that_cannot_be_looked_at_leaves_the_other_numbers(port, caplog):
    async def look() -> None:
        raise StoreFailed(where="x", trouble=StoreTrouble.LOCKED)

    async with serve(HttpSettings(port=port), Health(role="worker", alive={}, look=look)):
        status, _, text = await _ask(port, "/metrics")

    assert (status, "bytebot_feed_polls_total" in text) == (200, True)
    assert "numbers of the queue not looked up" in caplog.text


@pytest.mark.parametrize(("method", "path", "status"), [("POST", "/healthz", 405), ("GET", "/", 404), ("GET", "/metrics/../x", 404)])
async def test_nothing_else_is_answered(port, method, path, status):
    async with serve(HttpSettings(port=port), _health()):
        assert (await _ask(port, path, method))[0] == status


async def test_a_taken_port_is_one_line_that_names_the_setting_and_the_bot_goes_on(port, caplog):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        async with serve(HttpSettings(port=port), _health()) as opened:
            assert opened is None

    (line,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert line.getMessage() == "no door for health checks and metrics"
    assert "[http] port" in line.setting


async def test_port_0_is_no_door():
    async with serve(HttpSettings(port=0), _health()) as opened:
        assert opened is None


async def test_a_stop_does_not_wait_for_a_client_that_keeps_its_connection(port):
    async with serve(HttpSettings(port=port), _health()):
        lasting = HTTPConnection("127.0.0.1", port, timeout=10)
        await asyncio.to_thread(lasting.request, "GET", "/healthz")
        await asyncio.to_thread(lambda: lasting.getresponse().read())
        began = time.monotonic()

    lasting.close()
    assert time.monotonic() - began < 2
