"""Cards as they were posted, with what is known of their story by now. SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import ArticleId
from bot.model.delivery import PostId, PostState
from bot.model.digest import DigestId, DigestKind, Ready
from bot.model.subscription import OutletName, Target
from bot.store import digests as store
from bot.store.tables import channels, digest_stories, digests, edits, posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card: its post, what that shows or is to show, and all coverage that it tells. `earlier`: the message of the part before it."""

    post: PostId
    code: str
    payload: str
    posted_at: datetime
    edited_at: datetime | None
    target: Target
    lead: ArticleId
    part: int
    earlier: str | None
    told: tuple[Ready, ...]


async def find(tx: AsyncConnection, digest: DigestId) -> Card | None:
    """The card of a digest; None: it is no card, or its post will never arrive."""
    row = (await tx.execute(_cards().where(digests.c.id == digest, digests.c.kind == DigestKind.CARD))).first()
    told = await store.told_by(tx, digest) if row else ()
    if row is None or not told:
        return None
    return Card(
        post=PostId(row.id),
        code=row.code,
        payload=row.wanted or row.payload,
        posted_at=row.sent_at or row.created_at,
        edited_at=row.edited_at,
        target=Target(outlet=OutletName(row.outlet), channel=row.external_id, guild=row.guild_id),
        lead=ArticleId(row.article_id),
        part=row.part,
        earlier=await _message_before(tx, channel=row.channel_id, story=row.story_id, part=row.part),
        told=told,
    )


def _cards() -> Select[Any]:
    columns = (
        *(posts.c.id, posts.c.code, posts.c.payload, posts.c.sent_at, digests.c.created_at),
        *(digest_stories.c.article_id, digest_stories.c.story_id, digest_stories.c.part),
        *(edits.c.payload.label("wanted"), edits.c.edited_at),
        *(digests.c.channel_id, channels.c.outlet, channels.c.external_id, channels.c.guild_id),
    )
    return (
        select(*columns)
        .select_from(digests)
        .join(posts, and_(posts.c.digest_id == digests.c.id, posts.c.part == 0, posts.c.state != PostState.DEAD))
        .join(digest_stories, digest_stories.c.digest_id == digests.c.id)
        .join(channels, channels.c.id == digests.c.channel_id)
        .outerjoin(edits, edits.c.post_id == posts.c.id)
    )


async def _message_before(tx: AsyncConnection, *, channel: int, story: int, part: int) -> str | None:
    if not part:
        return None
    query = select(posts.c.message_id).join(digest_stories, and_(digest_stories.c.digest_id == posts.c.digest_id, posts.c.part == 0))
    mine = (digest_stories.c.channel_id == channel, digest_stories.c.story_id == story, digest_stories.c.part == part - 1)
    found: str | None = await tx.scalar(query.where(*mine))
    return found
