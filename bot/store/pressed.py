"""A post by its unit code, and what it tells: what a press on one of its buttons is about. SQL."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId
from bot.model.delivery import EditState
from bot.model.digest import DigestId, StoryId
from bot.model.subscription import ChannelId, OutletName, Target
from bot.store.tables import channels, digest_stories, edits, posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A post. `payload` is what it shows now; `places` are the message's and its thread's ids, as far as they are known."""

    channel: ChannelId
    target: Target
    digest: DigestId
    payload: str
    places: tuple[str, ...]


async def by_code(tx: AsyncConnection, code: str) -> Posted | None:
    """None: there is no such post."""
    shown = and_(edits.c.post_id == posts.c.id, edits.c.state == EditState.DONE)
    columns = (posts, edits.c.payload.label("edited"), channels.c.outlet, channels.c.external_id, channels.c.guild_id)
    query = select(*columns).join(channels, channels.c.id == posts.c.channel_id).outerjoin(edits, shown)
    row = (await tx.execute(query.where(posts.c.code == code))).first()
    return _row_to_posted(row) if row else None


async def leads(tx: AsyncConnection, digest: DigestId) -> tuple[tuple[StoryId, ArticleId], ...]:
    """The stories of a digest, in its order, each with the article that leads it."""
    query = select(digest_stories.c.story_id, digest_stories.c.article_id).where(digest_stories.c.digest_id == digest)
    rows = await tx.execute(query.order_by(digest_stories.c.position))
    return tuple((StoryId(row.story_id), ArticleId(row.article_id)) for row in rows)


def _row_to_posted(row: Row[Any]) -> Posted:
    return Posted(
        channel=ChannelId(row.channel_id),
        target=Target(outlet=OutletName(row.outlet), channel=row.external_id, guild=row.guild_id),
        digest=DigestId(row.digest_id),
        payload=row.edited or row.payload,
        places=tuple(each for each in (row.message_id, row.thread_id) if each),
    )
