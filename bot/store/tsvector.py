"""Articles in, the full-text index that finds them kept in step. SQL of Postgres' text search.

One row an article, gone with it: its words with their places and weights. They are counted here and handed over as a finished
`tsvector`: Postgres' own parser would make addresses, hyphens and numbers into words of its own kinds, which SQLite doesn't.

Postgres' index does not know where words stand: for a phrase it opens every article that has all of its words. So each two neighbours
are indexed as well, by one of 65,536 numbers: of usual words that stand side by side nowhere, hardly an article is opened. They have a
column of their own, for a longer document makes every other question slower (28 in place of 22 ms for 500 matches).
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.text.query import indexable
from bot.text.tokens import tokens

TABLE: Final = "search_index"
_DDL: Final = (
    f"CREATE TABLE {TABLE} (article_id BIGINT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE, document TSVECTOR NOT NULL, "
    "pairs SMALLINT[] NOT NULL)",
    f"CREATE INDEX ix_{TABLE}_document ON {TABLE} USING gin (document)",
    f"CREATE INDEX ix_{TABLE}_pairs ON {TABLE} USING gin (pairs)",
)
_ROWS: Final = text(
    "SELECT a.id, a.title, a.headline, t.bullets, a.text FROM articles AS a JOIN takeaways AS t ON t.article_id = a.id "
    "WHERE a.id > :after ORDER BY a.id LIMIT :most"
)
_ADD: Final = text(
    f"INSERT INTO {TABLE} (article_id, document, pairs) "  # noqa: S608  a name of ours
    "VALUES (:id, CAST(CAST(:document AS text) AS tsvector), CAST(CAST(:pairs AS text) AS smallint[])) "
    "ON CONFLICT (article_id) DO UPDATE SET document = excluded.document, pairs = excluded.pairs"
)
_FORGET: Final = text(f"DELETE FROM {TABLE} WHERE article_id IN :ids").bindparams(bindparam("ids", expanding=True))  # noqa: S608  the same
_KEPT: Final = text(
    "SELECT a.id, a.title, a.headline, t.bullets, '' AS text FROM articles AS a JOIN takeaways AS t ON t.article_id = a.id "  # noqa: S608  the same
    f"JOIN {TABLE} AS known ON known.article_id = a.id WHERE a.id IN :ids"
).bindparams(bindparam("ids", expanding=True))
AT_ONCE: Final = 200
"""Articles that `fill` adds with one call."""

_LAST_PLACE: Final = 16_383
_MOST_PLACES: Final = 255
_MOST_BYTES: Final = 900_000
_WORD_BYTES, _PLACE_BYTES = 4, 2  # a length, a byte that rounds up, a place


async def add(tx: AsyncConnection, article: int, *, titles: Iterable[str], bullets: Iterable[str], body: str) -> None:
    """As `bot.store.search_index.add`."""
    await tx.execute(_ADD, _document(article, titles=titles, bullets=bullets, body=body))


async def forget(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """As `bot.store.search_index.forget`."""
    await tx.execute(_FORGET, {"ids": list(ids)})


async def keep_bare(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """As `bot.store.search_index.keep_bare`."""
    rows = (await tx.execute(_KEPT, {"ids": list(ids)})).mappings()
    if bare := [_stored(row) for row in rows]:
        await tx.execute(_ADD, bare)


def create(connection: Connection) -> None:
    """The index, with every article of a database that had none yet."""
    for statement in _DDL:
        connection.exec_driver_sql(statement)
    after: int | None = 0
    while after is not None:
        after = fill(connection, after=after)


def fill(connection: Connection, *, after: int) -> int | None:
    """As `bot.store.search_index.fill`."""
    rows = connection.execute(_ROWS, {"after": after, "most": AT_ONCE}).mappings().all()
    if not rows:
        return None
    connection.execute(_ADD, [_stored(row) for row in rows])
    last: int = rows[-1]["id"]
    return last


def vector(words: Iterable[tuple[int, str, str]]) -> str:
    """Words with their places and weights as Postgres reads a `tsvector`, within what it can hold: what is too much is left out. Pure.

    A word has at most 255 places, and none beyond the 16,383rd word of the article: there it is found, but not as part of a phrase. A
    whole may take 1 MB (Postgres' manual, 12.11).
    """
    found: dict[str, list[str]] = {}
    taken = 0
    for place, weight, word in words:
        if word not in found:
            taken += len(word.encode()) + _WORD_BYTES
            if taken > _MOST_BYTES:
                continue
            found[word] = []
        if place < _LAST_PLACE and len(found[word]) < _MOST_PLACES:
            taken += _PLACE_BYTES
            found[word].append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(places)}" if places else f"'{word}'" for word, places in found.items())


def pairs(words: Iterable[str]) -> frozenset[int]:
    """What each two neighbouring words are indexed as, numbers of 16 bits with a sign; other pairs may share one. Pure."""
    return frozenset((zlib.crc32(f"{one} {after}".encode()) & 0xFFFF) - 0x8000 for one, after in pairwise(words))


def _placed(weighted: Iterable[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    """Every word with its place, counted from 1, and its weight. Between two texts is a gap, so that no phrase reaches over it."""
    place = 0
    for weight, body in weighted:
        for word in tokens(indexable(body)):
            place += 1
            yield place, weight, word
        place += 1


def _stored(row: RowMapping) -> Mapping[str, Any]:
    told = row["bullets"]
    bullets = [bullet[0] for bullet in (json.loads(told) if isinstance(told, str) else told)]
    return _document(row["id"], titles=(row["title"], row["headline"]), bullets=bullets, body=row["text"])


def _document(article: int, *, titles: Iterable[str], bullets: Iterable[str], body: str) -> Mapping[str, Any]:
    placed = list(_placed((("A", "\n".join(titles)), ("B", "\n".join(bullets)), ("", body))))
    side_by_side = ",".join(map(str, pairs(word for place, _, word in placed if place < _LAST_PLACE)))
    return {"id": article, "document": vector(placed), "pairs": f"{{{side_by_side}}}"}
