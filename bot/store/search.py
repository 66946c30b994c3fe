"""Queries in, the articles that fit and that the asker may see out. SQL of SQLite's FTS5.

Every word goes into the expression in quotes of FTS5's own, as one bound value: nothing that a person types is syntax.
"""

from sqlalchemy import Float, func, literal_column, select, table, text
from sqlalchemy.sql import column

from bot.model.article import ArticleId
from bot.model.feed import EntryId
from bot.model.search import Match, Narrowed, Sight
from bot.ports import Search
from bot.store.database import Database
from bot.store.fts5 import TABLE
from bot.store.sight import visible
from bot.store.tables import entries
from bot.text.query import Query, Term

_TITLE, _TAKEAWAYS, _TEXT = 8.0, 4.0, 1.0


class SqliteSearch:
    """The index of SQLite's FTS5."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def matches(self, wanted: Narrowed, *, sight: Sight, most: int) -> tuple[Match, ...]:
        """As `bot.ports.Search` says."""
        index = table(TABLE, column("rowid"))
        one = entries.alias("one")
        of_feeds = [one.c.feed_id.in_(sorted(wanted.feeds))] if wanted.feeds is not None else []
        through = select(func.min(one.c.id)).where(one.c.article_id == index.c.rowid, visible(one, sight), *of_feeds)
        weight = literal_column(f"-bm25({TABLE}, {_TITLE}, {_TAKEAWAYS}, {_TEXT})", Float).label("weight")
        at = func.min(func.coalesce(entries.c.published_at, entries.c.seen_at), entries.c.seen_at, type_=entries.c.seen_at.type)
        query = (
            select(index.c.rowid, weight, entries.c.id, at.label("at"))
            .select_from(index)
            .join(entries, entries.c.id == through.correlate(index).scalar_subquery())
            .where(text(f"{TABLE} MATCH :expression"), *([at >= wanted.since] if wanted.since else []))
            .order_by(index.c.rowid.desc())
            .limit(most)
        )
        async with self._db.reading() as tx:
            rows = (await tx.execute(query, {"expression": expression(wanted.query)})).all()
        return tuple(Match(article=ArticleId(row.rowid), entry=EntryId(row.id), weight=row.weight, at=row.at) for row in rows)


def search_of(db: Database) -> Search:
    """The index that this database has."""
    return SqliteSearch(db)


def expression(query: Query) -> str:
    """The query as FTS5 reads it; it has at least one term. Pure."""
    wanted = " AND ".join(f"({' OR '.join(map(_quoted, either))})" for either in query.all_of)
    without = " OR ".join(map(_quoted, query.none_of))
    return f"({wanted}) NOT ({without})" if without else wanted


def _quoted(term: Term) -> str:
    inside = term.indexed.replace('"', " ")
    return f'"{inside}" *' if term.start else f'"{inside}"'
