"""A store's settings in, its `Database` out: of SQLite or of Postgres, by the address."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StoreFailed, StoreTrouble
from bot.settings import StoreSettings
from bot.store.database import Database
from bot.store.sqlite import file_at, open_sqlite


def open_database(settings: StoreSettings) -> Database:
    """Prepare the connections. Raises `StoreFailed`: BAD_URL, FOREIGN (not touched), or what keeps the database from being opened.

    Where Postgres' driver is missing it is `Refused`, with how to install it.
    """
    url = _readable(settings)
    if url.get_backend_name() == "sqlite":
        return open_sqlite(url, settings)
    from bot.store.postgres import open_postgres  # noqa: PLC0415  its driver is an extra

    return open_postgres(url, settings)


def is_shared(settings: StoreSettings) -> bool:
    """Whether many processes can work on the database side by side: it is Postgres. Raises `StoreFailed` (BAD_URL)."""
    return _readable(settings).get_backend_name() == "postgresql"


def location(settings: StoreSettings) -> str:
    """The database's file, or its address without a password. Raises `StoreFailed` (BAD_URL)."""
    url = _readable(settings)
    return (url.database if url.get_backend_name() == "sqlite" else None) or url.render_as_string(hide_password=True)


def file_of(settings: StoreSettings) -> Path | None:
    """The file that holds the database; None: it is in memory alone, or Postgres'. Raises `StoreFailed` (BAD_URL)."""
    url = _readable(settings)
    return file_at(url) if url.get_backend_name() == "sqlite" else None


def dsn_of(settings: StoreSettings) -> str:
    """The address of a Postgres database as libpq and asyncpg read it, with its password: a secret. Raises `StoreFailed` (BAD_URL)."""
    return _readable(settings).set(drivername="postgresql").render_as_string(hide_password=False)


def _readable(settings: StoreSettings) -> URL:
    try:
        url = make_url(settings.url)
    except ArgumentError as error:
        raise StoreFailed(where="unreadable", trouble=StoreTrouble.BAD_URL) from error
    known = url.drivername in ("sqlite+aiosqlite", "postgresql+asyncpg")
    if not known or not url.database or url.database == ":memory:":
        raise StoreFailed(where=url.render_as_string(hide_password=True), trouble=StoreTrouble.BAD_URL)
    if url.get_backend_name() == "postgresql":
        password = settings.password.get_secret_value()
        return url.set(password=password) if password else url
    if not url.database.startswith("file:"):
        # SQLite would resolve a relative path anew at each connection, and says only "unable to open" of a missing folder.
        return url.set(database=str(Path(url.database).expanduser().resolve()))
    return url
