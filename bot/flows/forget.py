"""A person or a server that wants to be forgotten in; what was erased, in counts, out."""

import logging

from bot.flows.app import App
from bot.flows.refit import refit
from bot.model.erased import Erased
from bot.store import follows, forgetting

log = logging.getLogger(__name__)


async def forget_person(user: int, *, app: App) -> Erased:
    """Erase all that is kept of a person. Posts in servers' channels stay: they hold nothing of readers. Raises `StoreFailed`."""
    async with app.db.transaction() as tx:
        erased = await forgetting.person(tx, user)
    log.info("person forgotten", extra={"rows": erased.saved + erased.reports + erased.votes + erased.follows})
    return erased


async def forget_server(guild: int, *, app: App) -> Erased:
    """Erase all that is kept of a server; who follows something of it by direct message gets that no more. Raises `StoreFailed`.

    A post on its way to one of its channels may still arrive; nothing is noted of it.
    """
    async with app.db.transaction() as tx:
        followers = await follows.channels_of_guild(tx, guild)
        erased = await forgetting.server(tx, guild)
        await refit(tx, followers)
    log.info("server forgotten", extra={"guild": guild, "channels": erased.channels, "posts": erased.posts})
    return erased
