"""The table of what was done hour by hour. Pure."""

from typing import Final

from sqlalchemy import BigInteger, Column, Table

from bot.model.hours import NAMES
from bot.store.tables.base import Instant, metadata

hours: Final = Table(
    "hours",
    metadata,
    Column("hour_at", Instant, primary_key=True, autoincrement=False),
    *(Column(name, BigInteger, nullable=False, server_default="0") for name in NAMES),
)
