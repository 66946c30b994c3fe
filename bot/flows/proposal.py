"""Feeds that somebody may want to follow in, a key to say yes with out; a yes in, the same feeds out, once. It survives a restart."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.catalogue import say
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.subscribe import Wish
from bot.model.outline import Outline
from bot.model.subscription import Mode, OutletName, Target
from bot.store import asked

_KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Feeds that a channel may follow, and how."""

    feeds: tuple[Outline, ...]
    target: Target
    wish: Wish


async def propose(feeds: Sequence[Outline], *, target: Target, wish: Wish, app: App, now: datetime) -> str:
    """Keep it for a day; the key, of 12 characters that fit a button. Raises `StoreFailed`."""
    key = secrets.token_urlsafe(9)
    told = {
        "channel": target.channel,
        "guild": target.guild,
        "mode": wish.mode.value,
        "backfill": wish.backfill,
        "feeds": [[each.title, each.url] for each in feeds],
    }
    async with app.db.transaction() as tx:
        await asked.forget(tx, before=now - _KEPT)
        await asked.keep(tx, f"feeds:{key}", json.dumps(told), now=now)
    return key


async def accept(key: str, *, guild: int | None, app: App) -> Proposal:
    """What was proposed under `key` in this guild; it can be had once. Raises `Refused` where it is gone, `StoreFailed`."""
    async with app.db.transaction() as tx:
        text = await asked.find(tx, f"feeds:{key}")
        told = json.loads(text) if text else {}
        if not told or told["guild"] != guild:
            raise Refused(why=say("That was answered already, or waited for more than a day; ask again."))
        await asked.drop(tx, f"feeds:{key}")
    return Proposal(
        feeds=tuple(Outline(title=title, url=url) for title, url in told["feeds"]),
        target=Target(outlet=OutletName.DISCORD, channel=told["channel"], guild=told["guild"]),
        wish=Wish(mode=Mode(told["mode"]), backfill=told["backfill"]),
    )
