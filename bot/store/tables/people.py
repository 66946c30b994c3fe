"""What people asked of us: what they saved, follow and reported, and the servers that we are on. Pure: no connection is made here."""

from typing import Final

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, LargeBinary, String, Table, UniqueConstraint

from bot.store.tables.base import ID, Instant, Text, metadata, reference

guilds: Final = Table(
    "guilds",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("joined_at", Instant, nullable=False),
    Column("welcomed_at", Instant),
    Column("left_at", Instant, index=True),
)

saved: Final = Table(
    "saved",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("url_key", LargeBinary, nullable=False),
    Column("article_id", ForeignKey("articles.id", ondelete="SET NULL"), index=True),
    Column("guild_id", BigInteger, index=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("user_id", "url_key"),
)

reports: Final = Table(
    "reports",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger, index=True),
    Column("article_id", ForeignKey("articles.id", ondelete="SET NULL"), index=True),
    Column("code", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("bullet", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Index(None, "closed_at", "created_at"),
    UniqueConstraint("user_id", "code", "bullet"),
)

follows: Final = Table(
    "follows",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("channel_id", reference("channels.id"), nullable=False, index=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("feed_id", reference("feeds.id"), index=True),
    Column("topic", String, nullable=False, server_default=""),
    Column("hidden", JSON, nullable=False, server_default="[]"),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("user_id", "guild_id", "feed_id", "topic"),
)

asked: Final = Table(
    "asked",
    metadata,
    Column("key", String, primary_key=True),
    Column("text", Text, nullable=False),
    Column("asked_at", Instant, nullable=False, index=True),
)
