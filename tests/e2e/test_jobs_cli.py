"""`bytebot jobs` as an operator uses it, and the queue in `bytebot status`."""

import asyncio
import json

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.model.job import Job, TaskName
from tests.contract.engines import Postgres, running


def bytebot(*words, code=0):
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result.output


async def _two_that_failed_and_one_that_waits(url):
    async def broken(key: str) -> None:
        raise ValueError(f"no \x1b[31m{key}")

    place = Postgres(url)
    await place.prepare()
    engine = place.engine()
    engine.task(TaskName.POLL, broken, at_once=4)
    async with running(engine):
        await engine.enqueue([Job(task=TaskName.POLL, key=key) for key in ("a.example", "b.example")])
        held: list[int] = []
        async with asyncio.timeout(10):
            while len(held) < 2:
                held = [each.number for each in await engine.quarantined()]
                await asyncio.sleep(0.02)
    await engine.enqueue([Job(task=TaskName.UPKEEP)])
    await place.close()
    return held


def test_the_queue_is_shown_and_what_failed_for_good_is_released(postgres_url, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BYTEBOT_STORE__URL", postgres_url)
    fresh = bytebot("jobs", "list")
    newest, first = asyncio.run(_two_that_failed_and_one_that_waits(postgres_url))

    listed = bytebot("jobs", "list")
    status = bytebot("status")
    released = json.loads(bytebot("jobs", "release", str(first), "--json"))
    rest = bytebot("jobs", "release", "--all")
    unknown = bytebot("jobs", "release", str(first))
    left = json.loads(bytebot("jobs", "list", "--json"))

    assert "No queue" in fresh
    assert "Waiting: upkeep 1." in listed
    assert "In quarantine, 2:" in listed
    assert "\x1b" not in listed
    assert "2 jobs in quarantine" in status
    assert [each["number"] for each in released] == [first]
    assert f"{newest}: poll " in rest
    assert f"Not in quarantine: {first}." in unknown
    assert (left["waiting"]["poll"], left["quarantined"]) == (2, [])


@pytest.mark.parametrize("words", [["release"], ["release", "1", "--all"]])
def test_a_release_names_its_jobs_or_all(words):
    assert "Give the numbers of jobs, or --all." in bytebot("jobs", *words, code=2)


def test_a_bot_alone_keeps_no_queue(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert "live in the process that runs" in bytebot("jobs", "list")
    assert json.loads(bytebot("jobs", "list", "--json")) is None
    assert "live in the process that runs" in bytebot("jobs", "release", "--all", code=1)
