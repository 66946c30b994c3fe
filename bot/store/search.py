"""Queries in, the articles that fit and that the asker may see out. SQL.

Every word goes into the expression in quotes of the database's own, as one bound value: nothing that a person types is syntax.
"""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, FromClause, Select, TextClause, func, literal_column, select, table, text
from sqlalchemy.sql import column

from bot.model.article import ArticleId
from bot.model.feed import EntryId
from bot.model.search import Match, Narrowed, Sight
from bot.ports import Search
from bot.store import fts5, tsvector
from bot.store.database import Database, Transaction
from bot.store.postgres import PostgresDatabase
from bot.store.sight import visible
from bot.store.tables import entries
from bot.text.query import Query, Term
from bot.text.tokens import tokens

_TITLE, _TAKEAWAYS, _TEXT = 8.0, 4.0, 1.0
_RANKS: Final = f"{{{_TEXT / _TITLE}, {_TEXT / _TITLE}, {_TAKEAWAYS / _TITLE}, 1}}"
"""The same, as `ts_rank` wants them: of D, C, B and A, at most 1."""
_BY_LENGTH: Final = text("1")  # divide by 1 + the logarithm of the length, as bm25 counts a hit in a short text for more
# By a plan for any words at all, Postgres would walk through the whole index for rare ones.
_PLAN_ANEW: Final = text("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")


class SqliteSearch:
    """The index of SQLite's FTS5."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def matches(self, wanted: Narrowed, *, sight: Sight, most: int) -> tuple[Match, ...]:
        """As `bot.ports.Search` says."""
        index = table(fts5.TABLE, column("rowid"))
        weight = literal_column(f"-bm25({fts5.TABLE}, {_TITLE}, {_TAKEAWAYS}, {_TEXT})", Float)
        fits = text(f"{fts5.TABLE} MATCH :expression")
        query = _newest(index, index.c.rowid, fits, weight, least=func.min, wanted=wanted, sight=sight, most=most)
        async with self._db.reading() as tx:
            return await _matches(tx, query, expression(wanted.query))


class PostgresSearch:
    """The index of Postgres' text search."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def matches(self, wanted: Narrowed, *, sight: Sight, most: int) -> tuple[Match, ...]:
        """As `bot.ports.Search` says."""
        asked = tsquery(wanted.query)
        if not asked:
            return ()
        index = table(tsvector.TABLE, column("article_id"), column("document"))
        question = text("CAST(CAST(:expression AS text) AS tsquery)")
        weight = func.ts_rank(text(f"CAST('{_RANKS}' AS real[])"), index.c.document, question, _BY_LENGTH)
        fits = index.c.document.op("@@")(question)
        query = _newest(index, index.c.article_id, fits, weight, least=func.least, wanted=wanted, sight=sight, most=most)
        async with self._db.reading() as tx:
            await tx.execute(_PLAN_ANEW)
            return await _matches(tx, query, asked)


def search_of(db: Database) -> Search:
    """The index that this database has."""
    return PostgresSearch(db) if isinstance(db, PostgresDatabase) else SqliteSearch(db)


def expression(query: Query) -> str:
    """The query as FTS5 reads it; it has at least one term. Pure."""
    wanted = " AND ".join(f"({' OR '.join(map(_quoted, either))})" for either in query.all_of)
    without = " OR ".join(map(_quoted, query.none_of))
    return f"({wanted}) NOT ({without})" if without else wanted


def _quoted(term: Term) -> str:
    inside = term.indexed.replace('"', " ")
    return f'"{inside}" *' if term.start else f'"{inside}"'


def tsquery(query: Query) -> str:
    """The query as Postgres reads a `tsquery`; "": no index can hold any of its words. Pure."""
    every = [found for either in query.all_of if (found := _any(either))]
    wanted, without = " & ".join(every), _any(query.none_of)
    return f"{wanted} & !{without}" if wanted and without else wanted


def _any(terms: Iterable[Term]) -> str:
    found = [phrase for term in terms if (phrase := _phrase(term))]
    return f"({' | '.join(found)})" if found else ""


def _phrase(term: Term) -> str:
    """Its words side by side; they are letters, digits and marks, so that quotes are all they need."""
    phrase = " <-> ".join(f"'{word}'" for word in tokens(term.indexed))
    return f"({phrase}:*)" if term.start and phrase else f"({phrase})" if phrase else ""


def _newest(
    index: FromClause,
    id_: ColumnElement[int],
    fits: ColumnElement[bool] | TextClause,
    weight: ColumnElement[float],
    *,
    least: Any,  # noqa: ANN401  what `func` makes has no public type
    wanted: Narrowed,
    sight: Sight,
    most: int,
) -> Select[Any]:
    """Those that fit, each through the first entry that the asker may see."""
    one = entries.alias("one")
    of_feeds = [one.c.feed_id.in_(sorted(wanted.feeds))] if wanted.feeds is not None else []
    through = select(func.min(one.c.id)).where(one.c.article_id == id_, visible(one, sight), *of_feeds).correlate(index)
    at = least(func.coalesce(entries.c.published_at, entries.c.seen_at), entries.c.seen_at, type_=entries.c.seen_at.type)
    return (
        select(id_.label("article"), weight.label("weight"), entries.c.id.label("entry"), at.label("at"))
        .select_from(index)
        .join(entries, entries.c.id == through.scalar_subquery())
        .where(fits, *([at >= wanted.since] if wanted.since else []))
        .order_by(id_.desc())
        .limit(most)
    )


async def _matches(tx: Transaction, query: Select[Any], asked: str) -> tuple[Match, ...]:
    rows = await tx.execute(query, {"expression": asked})
    return tuple(Match(article=ArticleId(row.article), entry=EntryId(row.entry), weight=row.weight, at=row.at) for row in rows)
