"""Articles in, the full-text index that finds them kept in step. SQL of SQLite's FTS5.

One table without a copy of the texts (`content=''`): what it needs in order to forget an article is the very text that it was given, so
that is read from the article's row just before it changes. Written here and not by triggers, since FTS5 cannot split scripts without
spaces into words and `indexable` does. No prefix indexes: they made the table 2.3 times as large and no beginning faster to find.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.text.query import indexable

TABLE: Final = "search_index"
DDL: Final = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(title, takeaways, text, content='', "
    "tokenize=\"unicode61 remove_diacritics 2 categories 'L* N* Co Mc Mn'\")"
)

_INDEXED: Final = text(
    f"SELECT a.id, a.title, a.headline, t.bullets, a.text FROM articles AS a JOIN takeaways AS t ON t.article_id = a.id "  # noqa: S608  a name of ours
    f"WHERE a.id IN :ids AND EXISTS (SELECT 1 FROM {TABLE}_docsize AS known WHERE known.id = a.id)"
).bindparams(bindparam("ids", expanding=True))
_ROWS: Final = text(
    "SELECT a.id, a.title, a.headline, t.bullets, a.text FROM articles AS a JOIN takeaways AS t ON t.article_id = a.id "
    "WHERE a.id > :after ORDER BY a.id LIMIT :most"
)
_ADD: Final = text(f"INSERT INTO {TABLE} (rowid, title, takeaways, text) VALUES (:id, :title, :takeaways, :text)")  # noqa: S608  the same
_FORGET: Final = text(
    f"INSERT INTO {TABLE} ({TABLE}, rowid, title, takeaways, text) VALUES ('delete', :id, :title, :takeaways, :text)"  # noqa: S608  the same
)
AT_ONCE: Final = 200
"""Articles that `fill` adds with one call."""


async def add(tx: AsyncConnection, article: int, *, titles: Iterable[str], bullets: Iterable[str], body: str) -> None:
    """Let a new article be found; `titles` are its page's and the one that its feed gave it, "" where that is no other."""
    await tx.execute(_ADD, _document(article, titles=titles, bullets=bullets, body=body))


async def forget(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """Articles are about to change or to go: they are found no more. Those that the index does not hold are passed over."""
    old = [_stored(row) for row in (await tx.execute(_INDEXED, {"ids": list(ids)})).mappings()]
    if old:
        await tx.execute(_FORGET, old)


async def keep_bare(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """Articles are about to lose their texts: from now on they are found by titles and takeaways alone."""
    old = [_stored(row) for row in (await tx.execute(_INDEXED, {"ids": list(ids)})).mappings()]
    if old:
        await tx.execute(_FORGET, old)
        await tx.execute(_ADD, [{**each, "text": ""} for each in old])


def create(connection: Connection) -> None:
    """The index, with every article of a database that had none yet."""
    connection.exec_driver_sql(DDL)
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


def _stored(row: RowMapping) -> Mapping[str, Any]:
    bullets = (bullet[0] for bullet in json.loads(row["bullets"]))
    return _document(row["id"], titles=(row["title"], row["headline"]), bullets=bullets, body=row["text"])


def _document(article: int, *, titles: Iterable[str], bullets: Iterable[str], body: str) -> Mapping[str, Any]:
    columns = {"title": "\n".join(titles), "takeaways": "\n".join(bullets), "text": body}
    return {"id": article, **{name: indexable(value) for name, value in columns.items()}}
