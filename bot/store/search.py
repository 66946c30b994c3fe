"""Queries in, the articles that fit and that the asker may see out. SQL.

Every word goes into the expression in quotes of the database's own, as one bound value: nothing that a person types is syntax.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, FromClause, Select, SmallInteger, Subquery, func, literal_column, select, table, text, true
from sqlalchemy.dialects.postgresql import ARRAY
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
_DOCUMENTS: Final = table(tsvector.TABLE, column("article_id"), column("document"), column("pairs", ARRAY(SmallInteger)))
_QUESTION: Final = text("CAST(CAST(:expression AS text) AS tsquery)")
_SEEMS_USUAL: Final = re.compile(r"<->|:\*")  # a phrase, a beginning; words themselves hold no such signs


class SqliteSearch:
    """The index of SQLite's FTS5."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def matches(self, wanted: Narrowed, *, sight: Sight, most: int) -> tuple[Match, ...]:
        """As `bot.ports.Search` says."""
        query = _of_sqlite(wanted=wanted, sight=sight, most=most)
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
        query = _of_postgres(asked, beside=beside(wanted.query), wanted=wanted, sight=sight, most=most)
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


def beside(query: Query) -> frozenset[int]:
    """The pairs (`bot.store.tsvector.pairs`) that an article has if it has the query's phrases; of a choice of phrases, none. Pure."""
    asked = [(term, tokens(term.indexed)) for either in query.all_of if len(either) == 1 for term in either]
    return frozenset().union(*(tsvector.pairs(words[:-1] if term.start else words) for term, words in asked))


def _of_sqlite(*, wanted: Narrowed, sight: Sight, most: int) -> Select[Any]:
    """Those that fit, each through the first entry that the asker may see."""
    index, at = table(fts5.TABLE, column("rowid")), _at(entries, least=func.min)
    weight = literal_column(f"-bm25({fts5.TABLE}, {_TITLE}, {_TAKEAWAYS}, {_TEXT})", Float)
    one = entries.alias("one")
    through = select(func.min(one.c.id)).where(*_shown(one, index.c.rowid, wanted, sight)).correlate(index)
    return (
        select(index.c.rowid.label("article"), weight.label("weight"), entries.c.id.label("entry"), at.label("at"))
        .select_from(index)
        .join(entries, entries.c.id == through.scalar_subquery())
        .where(text(f"{fts5.TABLE} MATCH :expression"), *([at >= wanted.since] if wanted.since else []))
        .order_by(index.c.rowid.desc())
        .limit(most)
    )


def _of_postgres(asked: str, *, beside: frozenset[int], wanted: Narrowed, sight: Sight, most: int) -> Select[Any]:
    """The same. Weighed are only those that are kept: a document is long, and was read for nothing where it isn't shown."""
    hits = _hits(asked, beside=beside)
    one = entries.alias("one")
    first = select(one.c.id.label("entry"), _at(one, least=func.least).label("at")).where(*_shown(one, hits.c.article, wanted, sight))
    through = first.order_by(one.c.id).limit(1).lateral("through")
    since = [through.c.at >= wanted.since] if wanted.since else []
    newest = select(hits.c.article, through.c.entry, through.c.at).join_from(hits, through, true()).where(*since)
    kept = newest.order_by(hits.c.article.desc()).limit(most).subquery("kept")
    rank = func.ts_rank(text(f"CAST('{_RANKS}' AS real[])"), _DOCUMENTS.c.document, _QUESTION, _BY_LENGTH, type_=Float)
    weight = select(rank).where(_DOCUMENTS.c.article_id == kept.c.article).scalar_subquery()
    return select(kept, weight.label("weight")).order_by(kept.c.article.desc())


def _hits(asked: str, *, beside: frozenset[int]) -> Subquery:
    """The ids of those that fit, as `article`.

    Usual words are found by walking from the newest article back, rare ones by the index; Postgres knows which is which. But a phrase it
    takes for as usual as its words, and of beginnings it knows little: there it would walk through everything (65 ms of CPU among 100,000
    articles, in place of 20). So these are looked up in the index first, and the sum keeps it from walking in the order of the key.
    """
    article = _DOCUMENTS.c.article_id
    fits = _DOCUMENTS.c.document.op("@@")(_QUESTION)
    if not _SEEMS_USUAL.search(asked):
        return select(article.label("article")).where(fits).subquery("hits")
    paired = [_DOCUMENTS.c.pairs.contains(sorted(beside))] if beside else []
    looked_up = (article + 0).label("article")
    return select(looked_up).where(fits, *paired).order_by(looked_up.desc()).subquery("hits")


def _shown(one: FromClause, article: ColumnElement[int], wanted: Narrowed, sight: Sight) -> Sequence[ColumnElement[bool]]:
    """Of `one`, an alias of the entries: those of this article through which the asker may see it."""
    of_feeds = [one.c.feed_id.in_(sorted(wanted.feeds))] if wanted.feeds is not None else []
    return [one.c.article_id == article, visible(one, sight), *of_feeds]


def _at(one: FromClause, *, least: Any) -> ColumnElement[datetime]:  # noqa: ANN401  what `func` makes has no public type
    """When it was published, as far as that can be."""
    when: ColumnElement[datetime] = least(func.coalesce(one.c.published_at, one.c.seen_at), one.c.seen_at, type_=one.c.seen_at.type)
    return when


async def _matches(tx: Transaction, query: Select[Any], asked: str) -> tuple[Match, ...]:
    rows = await tx.execute(query, {"expression": asked})
    return tuple(Match(article=ArticleId(row.article), entry=EntryId(row.entry), weight=row.weight, at=row.at) for row in rows)
