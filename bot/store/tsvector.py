"""Articles in, the full-text index that finds them kept in step. SQL of Postgres' text search.

One row an article, gone with it: its words with their places and weights, ready to be looked up.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.text.query import indexable

TABLE: Final = "search_index"
_DDL: Final = (
    f"CREATE TABLE {TABLE} (article_id BIGINT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE, document TSVECTOR NOT NULL)",
    f"CREATE INDEX ix_{TABLE}_document ON {TABLE} USING gin (document)",
)
_ROWS: Final = text(
    "SELECT a.id, a.title, a.headline, t.bullets, a.text FROM articles AS a JOIN takeaways AS t ON t.article_id = a.id "
    "WHERE a.id > :after ORDER BY a.id LIMIT :most"
)
_ADD: Final = text(
    f"INSERT INTO {TABLE} (article_id, document) VALUES (:id, setweight(to_tsvector('simple', :title), 'A') || "  # noqa: S608  a name of ours
    "setweight(to_tsvector('simple', :takeaways), 'B') || setweight(to_tsvector('simple', :text), 'D')) "
    "ON CONFLICT (article_id) DO UPDATE SET document = excluded.document"
)
_FORGET: Final = text(f"DELETE FROM {TABLE} WHERE article_id IN :ids").bindparams(bindparam("ids", expanding=True))  # noqa: S608  the same
_KEPT: Final = text(
    "SELECT a.id, a.title, a.headline, t.bullets, '' AS text FROM articles AS a JOIN takeaways AS t ON t.article_id = a.id "  # noqa: S608  the same
    f"JOIN {TABLE} AS known ON known.article_id = a.id WHERE a.id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_AT_ONCE: Final = 200


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
    after = 0
    while rows := connection.execute(_ROWS, {"after": after, "most": _AT_ONCE}).mappings().all():
        connection.execute(_ADD, [_stored(row) for row in rows])
        after = rows[-1]["id"]


def _stored(row: RowMapping) -> Mapping[str, Any]:
    told = row["bullets"]
    bullets = [bullet[0] for bullet in (json.loads(told) if isinstance(told, str) else told)]
    return _document(row["id"], titles=(row["title"], row["headline"]), bullets=bullets, body=row["text"])


def _document(article: int, *, titles: Iterable[str], bullets: Iterable[str], body: str) -> Mapping[str, Any]:
    columns = {"title": "\n".join(titles), "takeaways": "\n".join(bullets), "text": body}
    return {"id": article, **{name: indexable(value) for name, value in columns.items()}}
