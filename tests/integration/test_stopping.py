"""The bot is told to stop while the place that posts go to is silent: all of it ends in time, and nothing is forgotten."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from bot.flows import worker
from bot.flows.digest import digest_due
from bot.flows.worker import Worker
from bot.model.delivery import EditState, PostId, PostState
from bot.rendering.frozen import freeze
from bot.store import edits as wishes
from bot.store.tables import edits, posts
from tests.fakes.outlet import MemoryOutlet
from tests.integration.steps import condense, follow, post


class Silent(MemoryOutlet):
    """Takes a post or an edit and never answers."""

    under_way = 0

    async def send(self, target, post, *, nonce):
        await self._never()

    async def edit(self, target, sent, post):
        await self._never()

    async def _never(self):
        self.under_way += 1
        await asyncio.sleep(60)


async def test_posts_and_edits_on_their_way_share_the_time_of_a_stop(app, web, outlet, monkeypatch):
    monkeypatch.setattr(worker, "FINISH_WITHIN_S", 2.0)
    silent, now = Silent(), datetime.now(UTC)
    await follow(app, web, "Alpha", "Beta")
    await condense(app)
    await digest_due(app=app, now=now)
    await post(app, now=now)
    await _let_one_be_edited_and_one_be_sent(app, outlet, now=now)
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(replace(app, outlets=dict.fromkeys(app.outlets, silent))).run(stop))
    async with asyncio.timeout(20):
        while silent.under_way < 2:
            await asyncio.sleep(0.02)

    stop.set()
    began = asyncio.get_running_loop().time()
    await running

    assert asyncio.get_running_loop().time() - began < 3.9  # 2 for both, not for each
    async with app.db.reading() as tx:
        assert await tx.scalar(select(edits.c.state)) == EditState.WANTED
        assert await tx.scalar(select(posts.c.state).where(posts.c.id == 2)) == PostState.SENDING


async def _let_one_be_edited_and_one_be_sent(app, outlet, *, now):
    async with app.db.transaction() as tx:
        await wishes.want(tx, PostId(1), payload=freeze(outlet.posts[0]), next_at=now)
        await tx.execute(posts.update().where(posts.c.id == 2).values(state=PostState.READY, sent_at=None, first_try_at=None))
