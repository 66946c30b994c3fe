"""Faults that come at a running bot all at once: a database that rots away under it, and a thousand entries in one poll."""

import asyncio
import hashlib
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.engine import loops
from bot.flows import owners
from bot.flows.condense import Condenser
from bot.flows.digest import digest_due
from bot.flows.poller import poll_due
from bot.flows.worker import Worker
from bot.settings import ArticlesSettings
from bot.store.tables import deliveries, entries
from tests.fakes.http_server import Answer
from tests.fakes.outlet import MemoryOwners
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, rss

MANY = 1000


async def _until(check, timeout_s=30.0):
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.02)


def _rot(path):
    """All but the first page is garbage, and every connection is made to look at it anew."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (path.stat().st_size - 4096))
        connection.execute("PRAGMA user_version = 7")


@pytest.mark.sqlite
async def test_a_database_that_is_damaged_while_the_bot_runs_stops_posts_and_is_told_at_once(app, web, outlet, caplog, monkeypatch):
    monkeypatch.setattr(loops, "_AFTER_A_FAILURE_S", 0.02)
    monkeypatch.setattr(loops, "_LONGEST_AFTER_FAILURES_S", 0.1)
    monkeypatch.setattr(owners, "LOOK_S", 0.05)
    ticks = {name: getattr(app.settings, name).model_copy(update={"tick_s": 0.05}) for name in ("feeds", "delivery")}
    quick, people = replace(app, settings=app.settings.model_copy(update=ticks)), MemoryOwners()
    await follow(quick, web, "Alpha")
    outlet.forgetful = True  # no nonce would hide a post that is made again
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(quick, owners=people).run(stop))
    await _until(lambda: len(outlet.posts) == 1)
    await asyncio.sleep(0.3)

    _rot(Path(app.db.where))
    await _until(lambda: people.letters)
    await asyncio.sleep(1.0)
    still_running = not running.done()
    stop.set()
    await asyncio.wait_for(running, 15)

    said = [each for each in caplog.records if each.message == "step failed"]
    assert still_running
    assert "bytebot db restore" in people.letters[0]
    assert len(people.letters) == 1
    assert len(outlet.posts) == 1
    assert 0 < len(said) <= 20  # a line or two for each loop, in a second of dozens of tries
    assert not [each for each in caplog.records if each.message == "step met a bug"]


async def test_of_a_thousand_new_entries_at_once_none_is_dropped_and_the_caps_hold(app, web, outlet):
    app = await _with_one_entry_told(app, web)
    head, item = rss("Beta", base=web.url("")).split(b"<item>")
    one, foot = item.split(b"</item>")
    items = [_short(one, number) for number in range(MANY)]
    web.answers["/feed"] = Answer(b"".join([head, *items, foot]), content_type=XML)
    at = NOW + timedelta(hours=2)

    await poll_due(app=app, now=at)
    stored, waiting = await _count(app, select(func.count()).select_from(entries)), await _waiting(app)
    condenser = Condenser(app)
    read = 0
    while read < 10:  # some of them: to read them all takes the most of a minute
        read += len(await condenser.step(now=at, patience_s=1))
    condenser.give_up()
    at += timedelta(minutes=2)
    (cards,) = await digest_due(app=app, now=at)
    left = await _waiting(app)
    await post(app, now=at)

    web.answers["/feed"] = Answer(b"".join([head, _short(one, MANY), *items, foot]), content_type=XML)
    await poll_due(app=app, now=at + timedelta(days=2))

    assert await _count(app, select(func.count()).select_from(entries)) == MANY + 2
    assert (stored, waiting) == (MANY + 1, MANY)
    assert cards.posts == app.settings.digests.cards_at_once
    assert left == MANY - cards.stories
    assert len(outlet.titles) == len(set(outlet.titles))


async def _with_one_entry_told(app, web):
    """The feed's own text alone is read: a thousand pages would only test the test's server."""
    settings = app.settings.model_copy(update={"articles": ArticlesSettings(fetch_pages=False)})
    app = replace(app, settings=settings, readers=replace(app.readers, settings=settings))
    await follow(app, web, "Alpha", pages=False)
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)
    return app


def _short(item, number):
    """An entry of its own, with few words."""
    item = re.sub(rb"<description>.*</description>", b"<description>Few words.</description>", item, flags=re.DOTALL)
    title = f"Company {number:04} opens {hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()}".encode()
    item = re.sub(rb"<title>.*</title>", b"<title>" + title + b"</title>", item)
    return b"<item>" + item.replace(b"/Beta<", b"/%d<" % number).replace(b"tag:Beta", b"tag:%d" % number) + b"</item>"


async def _waiting(app):
    return await _count(app, select(func.count()).select_from(deliveries).where(deliveries.c.digest_id.is_(None)))


async def _count(app, query):
    async with app.db.reading() as tx:
        return await tx.scalar(query)
