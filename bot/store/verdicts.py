"""What filters decide about entries that wait for a channel, kept on their deliveries. SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.feed import FeedId
from bot.model.filters import Scope, Subject, Verdict
from bot.model.subscription import ChannelId
from bot.store.tables import articles, deliveries, entries, feeds, subscriptions
from bot.text.urls import host_of

_TEXT_READ = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """One of a channel's newest entries, for a dry run."""

    title: str
    link: str
    subject: Subject


async def undecided(tx: AsyncConnection, channel: ChannelId, *, most: int) -> dict[int, Subject]:
    """Condensed entries that wait for the channel and were not judged yet, by delivery, the oldest first."""
    query = _subjects(deliveries.c.id.label("delivery_id")).join(deliveries, deliveries.c.entry_id == entries.c.id)
    rows = await tx.execute(query.where(*_open(channel), entries.c.article_id.is_not(None)).order_by(deliveries.c.id).limit(most))
    return {row.delivery_id: _row_to_subject(row) for row in rows}


async def newest(tx: AsyncConnection, channel: ChannelId, *, most: int) -> tuple[Newest, ...]:
    """The newest entries of the feeds that the channel reads, condensed or not, the newest first."""
    reads = select(subscriptions.c.feed_id).where(subscriptions.c.channel_id == channel)
    rows = await tx.execute(_subjects(entries.c.link).where(entries.c.feed_id.in_(reads)).order_by(entries.c.id.desc()).limit(most))
    return tuple(Newest(title=row.entry_title or row.page_title or "", link=row.link or "", subject=_row_to_subject(row)) for row in rows)


async def keep(tx: AsyncConnection, verdicts: Mapping[int, Verdict], *, now: datetime) -> None:
    """Note each verdict on its delivery; what was dropped waits no more."""
    rows = [{"one": one, "why": None if each.passed else each.why} for one, each in verdicts.items()]
    if rows:
        noted = update(deliveries).where(deliveries.c.id == bindparam("one"), deliveries.c.digest_id.is_(None))
        await tx.execute(noted.values(decided_at=now, dropped=bindparam("why")), rows)


async def pass_all(tx: AsyncConnection, channel: ChannelId, *, now: datetime) -> None:
    """The channel has no filters: all that is condensed may be posted."""
    condensed = select(entries.c.id).where(entries.c.article_id.is_not(None))
    await tx.execute(update(deliveries).where(*_open(channel), deliveries.c.entry_id.in_(condensed)).values(decided_at=now))


async def reopen(tx: AsyncConnection, scope: Scope) -> int:
    """A filter of this scope came or went: what still waits is judged anew, what was dropped or posted stays. How many wait."""
    waiting = (deliveries.c.digest_id.is_(None), deliveries.c.dropped.is_(None))
    if scope.channel is not None:
        mine = [deliveries.c.channel_id == scope.channel]
    elif scope.subscription is not None:
        one = select(subscriptions.c.channel_id).where(subscriptions.c.id == scope.subscription).scalar_subquery()
        mine = [deliveries.c.channel_id == one]
    else:
        mine = [deliveries.c.entry_id.in_(select(entries.c.id).where(entries.c.feed_id == scope.feed))]
    done = await tx.execute(update(deliveries).where(*waiting, *mine).values(decided_at=None).returning(deliveries.c.id))
    return len(done.all())


def _open(channel: ChannelId) -> tuple[Any, ...]:
    here = (deliveries.c.channel_id == channel, deliveries.c.digest_id.is_(None))
    return (*here, deliveries.c.dropped.is_(None), deliveries.c.decided_at.is_(None))


def _subjects(*columns: Any) -> Any:  # noqa: ANN401  SQLAlchemy's own name for it says only how many columns there are
    read = (
        entries.c.feed_id,
        entries.c.title.label("entry_title"),
        entries.c.author.label("entry_author"),
        entries.c.tags,
        entries.c.link.label("entry_link"),
        func.substr(func.coalesce(func.nullif(entries.c.content_html, ""), entries.c.summary_html), 1, _TEXT_READ).label("markup"),
        feeds.c.title.label("feed_title"),
        articles.c.title.label("page_title"),
        func.substr(articles.c.text, 1, _TEXT_READ).label("text"),
        articles.c.author.label("page_author"),
        articles.c.site,
        articles.c.language,
        articles.c.url,
    )
    joined = select(*columns, *read).select_from(entries).join(feeds, feeds.c.id == entries.c.feed_id)
    return joined.outerjoin(articles, articles.c.id == entries.c.article_id)


def _row_to_subject(row: Row[Any]) -> Subject:
    names = (row.site, host_of(row.entry_link or ""), host_of(row.url or ""))
    return Subject(
        feed=FeedId(row.feed_id),
        title=row.entry_title or row.page_title or "",
        text=row.text or "",
        author=" · ".join(dict.fromkeys(filter(None, (row.entry_author, row.page_author)))),
        tags=tuple(row.tags),
        feed_title=row.feed_title,
        sources=tuple(dict.fromkeys(filter(None, names))),
        language=row.language or "",
        markup=row.markup or "",
    )
