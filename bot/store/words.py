"""Titles and takeaways in, the words that a mistyped one may have meant out. SQL.

Every word is kept once, with its groups of three letters indexed: by `pg_trgm` on Postgres, by FTS5's trigram tokenizer on SQLite. Both
find what shares such groups with what was typed; which of that is near enough, `bot.text.spelling` tells, the same for both.
"""

import logging
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import articles, takeaways
from bot.store.tables import words as words_table
from bot.store.upsert import insert
from bot.text.spelling import worth_knowing

log = logging.getLogger(__name__)

_TRIGRAMS: Final = "word_trigrams"
# A space on either side, as pg_trgm pads: so a word's beginning and end are groups of their own.
_OF_SQLITE: Final = (
    f"CREATE VIRTUAL TABLE {_TRIGRAMS} USING fts5(padded, tokenize='trigram', detail='none', columnsize=0)",
    f"CREATE TRIGGER tg_words_added AFTER INSERT ON words BEGIN INSERT INTO {_TRIGRAMS} (padded) VALUES (' ' || new.word || ' '); END",  # noqa: S608  the same
)
_EXTENSION: Final = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
_OF_POSTGRES: Final = "CREATE INDEX ix_words_trigrams ON words USING gin (word gin_trgm_ops)"
_MAY_CREATE: Final = text(
    "SELECT to_regproc('similarity') IS NOT NULL OR (has_database_privilege(current_database(), 'CREATE') "
    "AND EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'))"
)
_HAS_TRIGRAMS: Final = text("SELECT to_regproc('similarity') IS NOT NULL")
_LEAST_SHARED: Final = text("SELECT set_config('pg_trgm.similarity_threshold', '0.15', true)")  # "chpis" and "chips" share a fifth
_NEAR_POSTGRES: Final = text("SELECT word FROM words WHERE word % :typed ORDER BY similarity(word, :typed) DESC, word LIMIT :most")
_NEAR_SQLITE: Final = text(f"SELECT trim(padded) FROM {_TRIGRAMS} WHERE {_TRIGRAMS} MATCH :groups ORDER BY rank LIMIT :most")  # noqa: S608  a name of ours
_CANDIDATES: Final = 60
_AT_ONCE: Final = 500


async def add(tx: AsyncConnection, texts: Iterable[str]) -> None:
    """Remember the words of these."""
    rows = _rows(texts)
    if rows:
        await tx.execute(insert(words_table).on_conflict_do_nothing(), rows)


async def near(tx: AsyncConnection, typed: str) -> tuple[str, ...]:
    """Known words that share most with a folded one, in no order that counts; none where Postgres lacks pg_trgm."""
    if tx.dialect.name == "sqlite":
        padded = f" {typed} "
        groups = " OR ".join(f'"{padded[at : at + 3]}"' for at in range(len(padded) - 2))
        return tuple((await tx.execute(_NEAR_SQLITE, {"groups": groups, "most": _CANDIDATES})).scalars())
    if not await tx.scalar(_HAS_TRIGRAMS):
        return ()
    await tx.execute(_LEAST_SHARED)
    return tuple((await tx.execute(_NEAR_POSTGRES, {"typed": typed, "most": _CANDIDATES})).scalars())


def create_index(connection: Connection) -> None:
    """The groups of three letters, for the table `words` that is there and empty; then its words, of every article there is."""
    if connection.dialect.name == "sqlite":
        for statement in _OF_SQLITE:
            connection.exec_driver_sql(statement)
    elif connection.scalar(_MAY_CREATE):
        connection.exec_driver_sql(_EXTENSION)
        connection.exec_driver_sql(_OF_POSTGRES)
    else:
        log.warning("mistyped words will not be put right: this Postgres has no pg_trgm, or does not let us create it")
    query = select(articles.c.id, articles.c.title, articles.c.headline, takeaways.c.bullets).join(takeaways).order_by(articles.c.id)
    after: int | None = 0
    while after is not None:
        found = connection.execute(query.where(articles.c.id > after).limit(_AT_ONCE)).all()
        texts = [part for row in found for part in (row.title, row.headline, *(bullet[0] for bullet in row.bullets))]
        if rows := _rows(texts):
            connection.execute(insert(words_table).on_conflict_do_nothing(), rows)
        after = found[-1].id if found else None


def _rows(texts: Iterable[str]) -> list[dict[str, str]]:
    """In one order for all programs: where two write the same words at once, neither waits for the other in a circle."""
    return [{"word": word} for word in sorted({word for each in texts for word in worth_knowing(each)})]
