"""Who looks in, the conditions under which a row is for their eyes out. Pure: pieces of statements.

A server sees what came through the feeds that its channels follow, and what was posted in them, also after a feed was removed; but not
what their filters dropped, and never what only another server's feeds brought.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, not_, or_, select, true

from bot.model.search import Sight
from bot.store.tables import channels, deliveries, subscriptions


def within(sight: Sight) -> ColumnElement[bool]:
    """Of `channels`: those that the asker may look into."""
    target = sight.target
    if target is None:
        return true()
    here = channels.c.external_id == target.channel if target.guild is None else channels.c.guild_id == target.guild
    seen = [channels.c.external_id.not_in(sorted(sight.hidden))] if sight.hidden else []
    return and_(channels.c.outlet == target.outlet, here, *seen)


def visible(entry: FromClause, sight: Sight) -> ColumnElement[bool]:
    """Of `entry`, an alias of the entries: those that the asker may see."""
    if sight.target is None:
        return true()
    theirs = select(channels.c.id).where(within(sight))
    handed = (deliveries.c.entry_id == entry.c.id, deliveries.c.channel_id.in_(theirs))
    told = exists().where(*handed, deliveries.c.digest_id.is_not(None))
    dropped = exists().where(*handed, deliveries.c.dropped.is_not(None))
    return or_(and_(entry.c.feed_id.in_(followed(sight)), not_(dropped)), told)


def followed(sight: Sight) -> Any:  # noqa: ANN401  SQLAlchemy's own name for it says only how many columns there are
    """The feeds that those channels follow."""
    query = select(subscriptions.c.feed_id).join(channels, channels.c.id == subscriptions.c.channel_id)
    return query.where(within(sight)).distinct()
