"""Articles in, the full-text index that finds them kept in step: SQLite's or Postgres', by what the transaction is on."""

from collections.abc import Iterable, Sequence
from types import ModuleType

from sqlalchemy import Connection, Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import fts5, tsvector, words


async def add(tx: AsyncConnection, article: int, *, titles: Iterable[str], bullets: Iterable[str], body: str) -> None:
    """Let a new article be found; `titles` are its page's and the one that its feed gave it, "" where that is no other."""
    titles, bullets = tuple(titles), tuple(bullets)
    await _of(tx.dialect).add(tx, article, titles=titles, bullets=bullets, body=body)
    await words.add(tx, (*titles, *bullets))


async def forget(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """Articles are about to change or to go: they are found no more. Those that the index does not hold are passed over."""
    await _of(tx.dialect).forget(tx, ids)


async def keep_bare(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """Articles are about to lose their texts: from now on they are found by titles and takeaways alone."""
    await _of(tx.dialect).keep_bare(tx, ids)


def create_index(connection: Connection) -> None:
    """The index, with every article of a database that had none yet."""
    _of(connection.dialect).create(connection)


def create_anew(connection: Connection) -> None:
    """The index, in place of one that an earlier version made. Postgres alone."""
    connection.exec_driver_sql(f"DROP TABLE {tsvector.TABLE}")
    tsvector.create(connection)


def fill(connection: Connection, *, after: int) -> int | None:
    """Index the next articles with ids above `after`, of which the index holds none yet. The last one's id; None: there are no more."""
    last: int | None = _of(connection.dialect).fill(connection, after=after)
    return last


def _of(dialect: Dialect) -> ModuleType:
    return fts5 if dialect.name == "sqlite" else tsvector
