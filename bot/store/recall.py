"""What a database may not know: a backup put back, or a crash with its WAL lost, leaves a gap in which posts were made. SQL.

The gap lies in the notes: from when on the database may know less than Discord, until when. So does, for each channel that was
looked at since, what of ours was found there: the messages by the keys of the links that they show.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, exists, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import OwnMessage, PostState
from bot.model.digest import DigestId, DigestKind, Ready
from bot.model.subscription import Channel, ChannelId, Look
from bot.store import notes
from bot.store.keys import url_key
from bot.store.tables import deliveries, digest_stories, digests, posts
from bot.store.tables import notes as notes_table
from bot.store.upsert import insert as upsert

KNOWN_UNTIL: Final = "known_until"
"""The note that a backup carries: when it was made."""

_GAP: Final = "gap"
_CHANNEL: Final = "recalled:"
_UNSENT: Final = (PostState.READY, PostState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Posts may have been made since `since` that the database does not know; what it did from `until` on it knows."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What one channel's history told: each message under its links' keys. `again_at`: nothing yet, ask again then; None: all read."""

    messages: Mapping[bytes, OwnMessage]
    again_at: datetime | None = None


async def open_gap(tx: AsyncConnection, gap: Gap) -> None:
    """From now on every channel is to be looked at again, back to `gap.since`."""
    await notes.write(tx, _GAP, json.dumps([gap.since.isoformat(), gap.until.isoformat()]))
    await tx.execute(delete(notes_table).where(notes_table.c.key.like(f"{_CHANNEL}%")))


async def gap(tx: AsyncConnection) -> Gap | None:
    """The gap that is open; None: the database knows all that it did."""
    text = await notes.read(tx, _GAP)
    if text is None:
        return None
    since, until = json.loads(text)
    return Gap(since=datetime.fromisoformat(since), until=datetime.fromisoformat(until))


async def known_until(tx: AsyncConnection) -> datetime | None:
    """When the backup that this database was restored from was made; None: it was not, or `forget_backup` came after."""
    text = await notes.read(tx, KNOWN_UNTIL)
    return datetime.fromisoformat(text) if text else None


async def forget_backup(tx: AsyncConnection) -> None:
    """The gap that the backup's note led to is open now."""
    await tx.execute(delete(notes_table).where(notes_table.c.key == KNOWN_UNTIL))


async def close_gap(tx: AsyncConnection) -> None:
    """It is too long ago to matter."""
    await tx.execute(delete(notes_table).where(notes_table.c.key.in_([_GAP]) | notes_table.c.key.like(f"{_CHANNEL}%")))


async def recalled(tx: AsyncConnection, channel: ChannelId) -> Recalled | None:
    """What the channel told; None: it was not asked since the gap opened."""
    text = await notes.read(tx, f"{_CHANNEL}{channel}")
    if text is None:
        return None
    kept = json.loads(text)
    messages = {bytes.fromhex(key): _kept_message(*facts) for key, facts in kept["messages"].items()}
    return Recalled(messages=messages, again_at=datetime.fromisoformat(kept["again_at"]) if kept["again_at"] else None)


def _kept_message(message: str, code: str, look: str = Look.EMBEDS) -> OwnMessage:
    """What was kept before there were looks was an embed."""
    return OwnMessage(message_id=message, code=code, links=(), look=Look(look))


async def forgotten(tx: AsyncConnection, told: Sequence[OwnMessage]) -> tuple[OwnMessage, ...]:
    """Those whose unit codes are not among the posts: what the database never knew, or knows no more."""
    codes = [each.code for each in told]
    known = {row.code for row in await tx.execute(select(posts.c.code).where(posts.c.code.in_(codes)))}
    return tuple(each for each in told if each.code not in known)


async def keep_recalled(tx: AsyncConnection, channel: ChannelId, told: Sequence[OwnMessage], *, again_at: datetime | None = None) -> None:
    """What the channel told that was forgotten; where one link stands in several messages, the earliest."""
    messages = {url_key(link).hex(): (each.message_id, each.code, each.look) for each in reversed(told) for link in each.links}
    kept = {"messages": messages, "again_at": again_at.isoformat() if again_at else None}
    await notes.write(tx, f"{_CHANNEL}{channel}", json.dumps(kept))


async def doubt(tx: AsyncConnection, *, since: datetime) -> None:
    """Posts that no try is known of may have been tried since then: a delivery looks for them first, like for any old try."""
    await tx.execute(update(posts).where(_untried()).values(first_try_at=since))


async def doubted(tx: AsyncConnection) -> frozenset[ChannelId]:
    """Channels with such posts."""
    rows = await tx.execute(select(posts.c.channel_id).distinct().where(_untried(), posts.c.first_try_at.is_not(None)))
    return frozenset(ChannelId(row.channel_id) for row in rows)


async def believe(tx: AsyncConnection, channel: ChannelId, told: Sequence[OwnMessage], *, now: datetime) -> None:
    """The channel's history was read: its posts that stand there are sent, its other untried ones surely were not."""
    for each in told:
        here = and_(posts.c.channel_id == channel, posts.c.code == each.code, posts.c.state.in_(_UNSENT))
        sent = {"state": PostState.SENT, "message_id": each.message_id, "sent_at": now, "error": None, "lease_until": None}
        await tx.execute(update(posts).where(here).values(sent))
    await tx.execute(update(posts).where(posts.c.channel_id == channel, _untried()).values(first_try_at=None))


async def adopt(tx: AsyncConnection, ready: Sequence[Ready], told: OwnMessage, *, channel: Channel, payload: str, now: datetime) -> None:
    """These stories stand in a message that the database forgot: they count as told by it. `payload` is what the post is kept as."""
    known = await tx.scalar(select(posts.c.digest_id).where(posts.c.channel_id == channel.id, posts.c.code == told.code))
    digest = DigestId(known) if known is not None else await _lost_digest(tx, told, channel=channel.id, payload=payload, now=now)
    for position, each in enumerate({each.coverage.story_id: each for each in ready}.values()):
        row = {"channel_id": channel.id, "story_id": each.coverage.story_id, "digest_id": digest}
        new = upsert(digest_stories).values(**row, article_id=each.coverage.article_id, position=position)
        await tx.execute(new.on_conflict_do_nothing())
    ids = [each.delivery_id for each in ready]
    await tx.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(digest_id=digest))


async def _lost_digest(tx: AsyncConnection, told: OwnMessage, *, channel: ChannelId, payload: str, now: datetime) -> DigestId:
    made = insert(digests).values(channel_id=channel, kind=DigestKind.CARD, created_at=now).returning(digests.c.id)
    digest = DigestId((await tx.execute(made)).scalar_one())
    row: dict[str, Any] = {"digest_id": digest, "part": 0, "channel_id": channel, "payload": payload, "nonce": f"{told.code}-0"}
    sent = {"state": PostState.SENT, "message_id": told.message_id, "next_at": now, "sent_at": now}
    taken = await tx.scalar(select(true()).where(exists().where(posts.c.code == told.code)))
    if not taken:
        await tx.execute(insert(posts).values(**row, code=told.code, **sent))
    return digest


def _untried() -> ColumnElement[bool]:
    return and_(posts.c.state.in_(_UNSENT), posts.c.attempts == 0)
