"""What was kept long enough in, less of it out, a few rows at a time. SQL.

What is found by key stays for ever: entries' hashes, which channel was handed what, codes and messages of posts. What goes is text:
of articles (with the HTML of entries), of posts that arrived, of answers and notices that nobody asks for any more. Nothing that a
channel still waits for is touched.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import EditState, PostState
from bot.store import search_index
from bot.store.tables import articles, deliveries, edits, entries, model_answers, notices, posts

_DONE = (PostState.SENT, PostState.DEAD)


async def old_articles(tx: AsyncConnection, *, before: datetime, after: int, most: int) -> tuple[int, ...]:
    """Articles with a text, stored before then, that no channel waits for; a post that is still to be sent holds all it needs."""
    waits = exists().where(entries.c.article_id == articles.c.id, deliveries.c.entry_id == entries.c.id, _open_delivery())
    query = select(articles.c.id).where(articles.c.created_at < before, articles.c.text != "", ~waits)
    return await _ids(tx, query.where(articles.c.id > after).order_by(articles.c.id).limit(most))


async def drop_texts(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """The articles' texts go; titles, addresses and takeaways stay, and are what they are found by."""
    await search_index.keep_bare(tx, ids)
    await tx.execute(update(articles).where(articles.c.id.in_(ids)).values(text=""))


async def old_entries(tx: AsyncConnection, *, before: datetime, after: int, most: int) -> tuple[int, ...]:
    """Entries with HTML, seen before then, that no channel waits for."""
    waits = exists().where(deliveries.c.entry_id == entries.c.id, _open_delivery())
    full = or_(entries.c.summary_html != "", entries.c.content_html != "")
    query = select(entries.c.id).where(entries.c.seen_at < before, full, ~waits)
    return await _ids(tx, query.where(entries.c.id > after).order_by(entries.c.id).limit(most))


async def drop_html(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """The entries' HTML goes; what they are known by stays."""
    await tx.execute(update(entries).where(entries.c.id.in_(ids)).values(summary_html="", content_html=""))


async def old_posts(tx: AsyncConnection, *, before: datetime, after: int, most: int) -> tuple[int, ...]:
    """Posts that arrived, or never will, due before then, and that no edit waits for."""
    waits = exists().where(edits.c.post_id == posts.c.id, edits.c.state == EditState.WANTED)
    done = (posts.c.state.in_(_DONE), posts.c.next_at < before, posts.c.payload != _bare(), ~waits)
    return await _ids(tx, select(posts.c.id).where(*done, posts.c.id > after).order_by(posts.c.id).limit(most))


async def drop_payloads(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """What the posts showed goes; their codes, nonces and messages stay."""
    await tx.execute(delete(edits).where(edits.c.post_id.in_(ids)))
    await tx.execute(update(posts).where(posts.c.id.in_(ids)).values(payload=_bare()))


async def drop_told(tx: AsyncConnection, *, before: datetime) -> None:
    """Notices that the owners were told of before then, and model answers of before then."""
    await tx.execute(delete(notices).where(notices.c.told_at < before))
    await tx.execute(delete(model_answers).where(model_answers.c.created_at < before))


Find = Callable[..., Awaitable[tuple[int, ...]]]
Drop = Callable[[AsyncConnection, Sequence[int]], Awaitable[None]]
KINDS: tuple[tuple[str, Find, Drop], ...] = (
    ("texts", old_articles, drop_texts),
    ("html", old_entries, drop_html),
    ("posts", old_posts, drop_payloads),
)


def _open_delivery() -> ColumnElement[bool]:
    return deliveries.c.digest_id.is_(None) & deliveries.c.dropped.is_(None)


def _bare() -> ColumnElement[str]:
    """A post without panels, as `bot.rendering.frozen` would write it."""
    return '{"code":"' + posts.c.code + '","panels":[]}'


async def _ids(tx: AsyncConnection, query: Select[int]) -> tuple[int, ...]:
    return tuple((await tx.execute(query)).scalars())
