"""One database in, its rows in another out: from SQLite to Postgres or back. I/O.

What is done stands in a note of the target, written with each batch of rows: a copy that was killed goes on where it stopped, and no row
comes twice. Nothing starts on a half-made copy (`bot.store.migrate`). Values go over as they are stored; only NUL, which Postgres cannot
keep, is taken out of texts.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import JSON, Connection, Table, Text, bindparam, cast, delete, func, insert, select, text, tuple_, type_coerce
from sqlalchemy.sql import ColumnElement

from bot.errors import Refused, StoreFailed, StoreTrouble
from bot.model.job import DOES_JOBS
from bot.store import notes, search_index
from bot.store.database import Database, Transaction
from bot.store.migrate import COPYING, head, migrate, revision_of
from bot.store.postgres import LOCKS, PostgresDatabase
from bot.store.recall import KNOWN_UNTIL
from bot.store.tables import metadata, story_keys
from bot.store.tables import notes as notes_table

AT_ONCE: Final = 1_000
"""Rows of a batch."""

_LAST: Final = "search_index"  # the step after all tables
# It is one view of the source for the whole copy, idle while the target is written.
_PATIENT: Final = text("SET LOCAL idle_in_transaction_session_timeout = 0")
# The tables' own turn to write is number 0; who sends or hears holds others as long as it runs, and who does jobs says so by its name.
_RUNNING: Final = text(
    f"SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = {LOCKS} AND objid <> 0 AND pid <> pg_backend_pid() "  # noqa: S608  names of ours
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) OR EXISTS ("
    f"SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '{DOES_JOBS}%')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Rows of each table, the same in both; `cleaned`: texts that a NUL was taken out of; `resumed`: another run began it."""

    rows: Mapping[str, int]
    cleaned: int
    resumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    """How far a copy got: every table before `table`, and of it the rows up to `after`, the source's key as it is read."""

    source: str
    table: str
    after: tuple[Any, ...]
    cleaned: int = 0

    def written(self) -> str:
        after = [{"hex": each.hex()} if isinstance(each, bytes) else each for each in self.after]
        return json.dumps({"source": self.source, "table": self.table, "after": after, "cleaned": self.cleaned})

    @classmethod
    def read(cls, value: str) -> "_Note":
        known = json.loads(value)
        after = tuple(bytes.fromhex(each["hex"]) if isinstance(each, dict) else each for each in known["after"])
        return cls(source=known["source"], table=known["table"], after=after, cleaned=known["cleaned"])


async def copy(source: Database, target: Database, *, tell: Callable[[str, int], None], now: datetime) -> Copied:
    """Every row of `source` into `target`, which is empty or holds what an earlier run of this copied. `tell` hears of each batch.

    The target is migrated where it is new. From then on it knows what was done until `now`: a bot that starts on it later reads its
    channels first, as after a restore. Raises `Refused` where either is not as it must be, `StoreFailed`.
    """
    async with source.reading() as old:
        if old.dialect.name == "postgresql":
            await old.execute(_PATIENT)
        await _check_source(old, source)
        await migrate(target, copying=True)
        note, resumed = await _begun(target, source=source.where)
        for table in _tables_from(note.table):
            note = await _table(old, target, table, note=note, tell=tell)
        await _index(target, note, tell=tell)
        return await _finish(old, target, resumed=resumed, now=now)


async def total(db: Database) -> int:
    """How many rows there are to copy. Raises `StoreFailed`."""
    async with db.reading() as tx:
        return sum([await _count(tx, table) for table in metadata.sorted_tables])


async def _check_source(old: Transaction, source: Database) -> None:
    revision = await old.run_sync(revision_of, where=source.where)
    if revision is None:
        raise StoreFailed(where=source.where, trouble=StoreTrouble.EMPTY)
    if revision != head():
        raise Refused(
            why=f"The database {source.where} is of version {revision}, this program of {head()}; migrate it first: bytebot db migrate."
        )
    if await notes.read(old, COPYING) is not None:
        raise Refused(why=f"The database {source.where} is itself a copy that is not complete; finish that first.")
    await _refuse_running(old, source)


async def _refuse_running(tx: Transaction, db: Database) -> None:
    if isinstance(db, PostgresDatabase) and await tx.scalar(_RUNNING):
        raise StoreFailed(where=db.where, trouble=StoreTrouble.IN_USE)


async def _begun(target: Database, *, source: str) -> tuple[_Note, bool]:
    """How far the copy is, and whether an earlier run began it."""
    async with target.transaction() as tx:
        await _refuse_running(tx, target)
        told = await notes.read(tx, COPYING)
        if told is not None:
            note = _Note.read(told)
            if note.source != source:
                raise Refused(why=f"{target.where} holds part of a copy of {note.source}; go on with that one, or empty it.")
            return note, True
        await tx.execute(delete(story_keys).where(story_keys.c.articles == 0))  # a new database counts from nought
        held = [table.name for table in metadata.sorted_tables if await _count(tx, table)]
        if held:
            raise Refused(why=f"{target.where} holds rows already ({', '.join(held)}); name an empty database. Nothing was changed.")
        note = _Note(source=source, table=metadata.sorted_tables[0].name, after=())
        await notes.write(tx, COPYING, note.written())
    return note, False


def _tables_from(name: str) -> Sequence[Table]:
    every = metadata.sorted_tables
    names = [table.name for table in every]
    return every[names.index(name) :] if name in names else ()


async def _table(old: Transaction, target: Database, table: Table, *, note: _Note, tell: Callable[[str, int], None]) -> _Note:
    """Its rows, batch by batch; a batch and the note of it are written together or not at all."""
    note = note if note.table == table.name else _Note(source=note.source, table=table.name, after=(), cleaned=note.cleaned)
    while rows := await _batch(old, table, after=note.after):
        keys = [list(table.c).index(column) for column in table.primary_key]
        clean = [tuple(map(_cleaned, row)) for row in rows]
        cleaned = note.cleaned + sum(
            new != was for row, before in zip(clean, rows, strict=True) for new, was in zip(row, before, strict=True)
        )
        note = _Note(source=note.source, table=table.name, after=tuple(rows[-1][key] for key in keys), cleaned=cleaned)
        async with target.transaction() as tx:
            await tx.execute(insert(table).values(_values(tx, table)), [_named(row) for row in clean])
            await notes.write(tx, COPYING, note.written())
        tell(table.name, len(rows))
    return note


async def _batch(old: Transaction, table: Table, *, after: tuple[Any, ...]) -> Sequence[tuple[Any, ...]]:
    """The next rows in the order of their keys, without the note of a copy."""
    keys = [_raw(old, column) for column in table.primary_key]
    query = select(*[_raw(old, column) for column in table.c]).order_by(*keys).limit(AT_ONCE)
    if table is notes_table:
        query = query.where(notes_table.c.key != COPYING)
    if after:
        query = query.where(tuple_(*keys) > tuple_(*after))
    return [tuple(row) for row in await old.execute(query)]


def _raw(tx: Transaction, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column as it is stored: JSON as its text, times as their milliseconds."""
    if isinstance(column.type, JSON):
        return type_coerce(column, Text) if tx.dialect.name == "sqlite" else cast(column, Text)
    return type_coerce(column, column.type.impl_instance) if hasattr(column.type, "impl_instance") else column


def _values(tx: Transaction, table: Table) -> dict[str, ColumnElement[Any]]:
    """What stands in an INSERT for each column; numbered, for a table may have a column of any name."""
    return {column.name: _bound(tx, column, f"v{number}") for number, column in enumerate(table.c)}


def _bound(tx: Transaction, column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    if isinstance(column.type, JSON):
        value = bindparam(name, type_=Text())
        return value if tx.dialect.name == "sqlite" else cast(value, JSON)
    return bindparam(name, type_=getattr(column.type, "impl_instance", column.type))


def _named(row: Sequence[Any]) -> dict[str, Any]:
    return {f"v{number}": value for number, value in enumerate(row)}


def _cleaned(value: Any) -> Any:  # noqa: ANN401  whatever a column holds
    return value.replace("\x00", "") if isinstance(value, str) and "\x00" in value else value


async def _index(target: Database, note: _Note, *, tell: Callable[[str, int], None]) -> None:
    """The search index of the target's own kind, from the rows that are there now."""
    after: int | None = int(note.after[0]) if note.table == _LAST and note.after else 0
    while after is not None:
        async with target.transaction() as tx:
            after = await tx.run_sync(search_index.fill, after=after)
            done = _Note(source=note.source, table=_LAST, after=(after or 0,), cleaned=note.cleaned)
            if after is not None:
                await notes.write(tx, COPYING, done.written())
        tell(_LAST, 0)


async def _finish(old: Transaction, target: Database, *, resumed: bool, now: datetime) -> Copied:
    """Compare all of both, let the next ids follow the last, and take the note away. Raises `Refused` where they differ."""
    rows: dict[str, int] = {}
    async with target.transaction() as tx:
        note = await notes.read(tx, COPYING)
        for table in metadata.sorted_tables:
            was, is_ = await _sum(old, table), await _sum(tx, table)
            if was != is_:
                raise Refused(why=_changed(target, table.name))
            rows[table.name] = is_.rows
        known = await notes.read(tx, KNOWN_UNTIL)
        if known is None or datetime.fromisoformat(known) > now:
            await notes.write(tx, KNOWN_UNTIL, now.isoformat())
        await tx.run_sync(_after_all)
        await tx.execute(delete(notes_table).where(notes_table.c.key == COPYING))
    return Copied(rows=rows, cleaned=_Note.read(note or "").cleaned, resumed=resumed)


def _changed(target: Database, table: str) -> str:
    return (
        f"{target.where} holds not what the other one does (table {table}): that one changed since the copy began. Empty it and copy anew."
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    """What a table holds, in whatever order: so many rows, and the sum of their hashes."""

    rows: int
    hashes: int


async def _sum(tx: Transaction, table: Table) -> _Sum:
    rows = hashes = 0
    after: tuple[Any, ...] = ()
    keys = [list(table.c).index(column) for column in table.primary_key]
    while batch := await _batch(tx, table, after=after):
        rows += len(batch)
        hashes += sum(map(_hash, batch))
        after = tuple(batch[-1][key] for key in keys)
    return _Sum(rows, hashes % 2**128)


def _hash(row: Sequence[Any]) -> int:
    return int.from_bytes(blake2b(repr([_cleaned(value) for value in row]).encode(errors="surrogatepass"), digest_size=16).digest())


async def _count(tx: Transaction, table: Table) -> int:
    count: int = await tx.scalar(select(func.count()).select_from(table)) or 0
    return count


def _after_all(connection: Connection) -> None:
    """Postgres counts ids by itself, and plans by what it knows of the rows."""
    if connection.dialect.name == "sqlite":
        return
    for table in metadata.sorted_tables:
        for sequence, column in _sequences(connection, table):
            connection.execute(
                text(f"SELECT setval(:sequence, coalesce(max({column}), 0) + 1, false) FROM {table.name}"),  # noqa: S608  names of ours
                {"sequence": sequence},
            )
    connection.exec_driver_sql("ANALYZE")


def _sequences(connection: Connection, table: Table) -> Iterator[tuple[str, str]]:
    for column in table.primary_key:
        named = connection.execute(text("SELECT pg_get_serial_sequence(:of, :column)"), {"of": table.name, "column": column.name}).scalar()
        if named:
            yield named, column.name
