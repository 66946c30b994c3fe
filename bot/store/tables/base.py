"""What all tables share: the times' type, ids, references. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy
from sqlalchemy import BigInteger, Dialect, ForeignKey, Integer, MetaData, TypeDecorator

from bot.text.html import storable

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as integer epoch milliseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  SQLAlchemy's signature
        """Datetime to milliseconds; a naive one is a bug and raises TypeError."""
        return None if value is None else (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Milliseconds to datetime."""
        return None if value is None else _EPOCH + value * _MILLISECOND


class Text(TypeDecorator[str]):
    """Text of any length, of foreign hands too: what no database takes (Postgres no NUL, neither of them half a surrogate pair) is
    left out on its way in, here for all tables. JSON columns need no such care: JSON writes both as escapes, and Postgres' JSON, unlike
    its JSONB, keeps those as they are."""

    impl = sqlalchemy.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        """None stays None."""
        return None if value is None else storable(value)


# SQLite makes only an INTEGER PRIMARY KEY its row id; Postgres wants BIGINT.
ID: Final = BigInteger().with_variant(Integer, "sqlite")

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def reference(column: str) -> ForeignKey:
    return ForeignKey(column, ondelete="CASCADE")
