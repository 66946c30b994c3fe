"""The tables, as SQLAlchemy Core knows them. Pure: no connection is made here.

Times are integer epoch milliseconds UTC; keys are 16-byte blake2b; JSON stands only where nothing is filtered by it. The unique
constraints are the point: "seen" is (feed, identity), "handed to a channel" is (channel, entry), "posted" is (channel, story, part).
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.instant import Instant as Instant  # noqa: PLC0414  other files find it here

# SQLite makes only an INTEGER PRIMARY KEY its row id; Postgres wants BIGINT.
_ID = BigInteger().with_variant(Integer, "sqlite")

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _reference(column: str) -> ForeignKey:
    return ForeignKey(column, ondelete="CASCADE")


notes: Final = Table(
    "notes",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

feeds: Final = Table(
    "feeds",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("url", Text, nullable=False),
    Column("url_key", LargeBinary, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("site_url", Text),
    Column("state", String, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", LargeBinary),
    Column("checked_at", Instant),
    Column("next_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("created_at", Instant, nullable=False),
    Column("host", String, nullable=False, server_default="", index=True),
    Column("rhythm", JSON),
    Column("fresh_s", Integer, nullable=False, server_default="0"),
    Column("moved_to", Text),
    Column("moved_seen", Integer, nullable=False, server_default="0"),
    Column("failing_since", Instant),
    Column("crashes", Integer, nullable=False, server_default="0"),
    Column("hub_url", Text),
    Index(None, "state", "next_at"),
)

hosts: Final = Table(
    "hosts",
    metadata,
    Column("name", String, primary_key=True),
    Column("rest_until", Instant, nullable=False),
)

notices: Final = Table(
    "notices",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("told_at", Instant, index=True),
    UniqueConstraint("kind", "subject"),
)

channels: Final = Table(
    "channels",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("outlet", String, nullable=False),
    Column("external_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger, index=True),
    Column("next_digest_at", Instant, nullable=False),
    Column("error", Text),
    UniqueConstraint("outlet", "external_id"),
)

subscriptions: Final = Table(
    "subscriptions",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("feed_id", _reference("feeds.id"), nullable=False),
    Column("channel_id", _reference("channels.id"), nullable=False, index=True),
    Column("mode", String, nullable=False),
    Column("takeaways", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("feed_id", "channel_id"),
)

stories: Final = Table(
    "stories",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("title", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

articles: Final = Table(
    "articles",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("url_key", LargeBinary, nullable=False, unique=True),
    Column("story_id", _reference("stories.id"), index=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("site", Text),
    Column("author", Text),
    Column("language", String),
    Column("published_at", Instant),
    Column("image_url", Text),
    Column("source", String, nullable=False),
    Column("confidence", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("words", Integer, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)

story_articles: Final = Table(
    "story_articles",
    metadata,
    Column("article_id", _reference("articles.id"), primary_key=True, autoincrement=False),
    Column("story_id", _reference("stories.id"), nullable=False, index=True),
    Column("host", String, nullable=False),
    Column("repeats", Boolean, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("indexed_by", LargeBinary, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
)

story_usage: Final = Table(
    "story_usage", metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("articles", Integer, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

story_postings: Final = Table(
    "story_postings", metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)  # fmt: skip

takeaways: Final = Table(
    "takeaways",
    metadata,
    Column("article_id", _reference("articles.id"), primary_key=True),
    Column("method", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("bullets", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
)

entries: Final = Table(
    "entries",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("feed_id", _reference("feeds.id"), nullable=False),
    Column("identity", LargeBinary, nullable=False),
    Column("guid_key", LargeBinary),
    Column("link_key", LargeBinary),
    Column("content_key", LargeBinary, nullable=False),
    Column("guid", Text),
    Column("link", Text),
    Column("title", Text, nullable=False),
    Column("author", Text),
    Column("published_at", Instant),
    Column("summary_html", Text, nullable=False),
    Column("content_html", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("article_id", ForeignKey("articles.id", ondelete="SET NULL"), index=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Instant, nullable=False),
    Column("error", Text),
    Column("image_url", Text),
    Column("enclosures", JSON),
    UniqueConstraint("feed_id", "identity"),
    Index(None, "feed_id", "guid_key"),
    Index(None, "feed_id", "link_key"),
    Index(None, "feed_id", "content_key"),
)

digests: Final = Table(
    "digests",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("channel_id", _reference("channels.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("created_at", Instant, nullable=False),
)

digest_stories: Final = Table(
    "digest_stories",
    metadata,
    Column("channel_id", _reference("channels.id"), primary_key=True),
    Column("story_id", _reference("stories.id"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False, server_default="0"),  # 0: the first card; 1 and up: its updates
    Column("digest_id", _reference("digests.id"), nullable=False, index=True),
    Column("article_id", _reference("articles.id"), nullable=False),
    Column("position", Integer, nullable=False),
)

deliveries: Final = Table(
    "deliveries",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("channel_id", _reference("channels.id"), nullable=False),
    Column("entry_id", _reference("entries.id"), nullable=False, index=True),
    Column("mode", String, nullable=False),
    Column("bullets", Integer, nullable=False),
    Column("digest_id", _reference("digests.id"), index=True),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("channel_id", "entry_id"),
    Index(None, "channel_id", "digest_id"),
)

posts: Final = Table(
    "posts",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("digest_id", _reference("digests.id"), nullable=False),
    Column("part", Integer, nullable=False),
    Column("channel_id", _reference("channels.id"), nullable=False),
    Column("payload", Text, nullable=False),
    Column("code", String, nullable=False, unique=True),
    Column("nonce", String, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Instant, nullable=False),
    Column("first_try_at", Instant),
    Column("lease_owner", String),
    Column("lease_until", Instant),
    Column("message_id", String),
    Column("error", Text),
    Column("sent_at", Instant),
    UniqueConstraint("digest_id", "part"),
    Index(None, "state", "next_at"),
    Index(None, "channel_id", "state"),
)

model_usage: Final = Table(
    "model_usage",
    metadata,
    Column("day", String, primary_key=True),
    Column("requests", BigInteger, nullable=False),
    Column("tokens_in", BigInteger, nullable=False),
    Column("tokens_out", BigInteger, nullable=False),
    Column("micros", BigInteger, nullable=False),
)

model_answers: Final = Table(
    "model_answers",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)
