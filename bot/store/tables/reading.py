"""What is read: feeds, their hosts, entries, articles, stories, and what a language model cost. Pure: no connection is made here."""

from typing import Final

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from bot.store.tables.base import ID, Instant, Text, metadata, reference

notes: Final = Table(
    "notes",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

feeds: Final = Table(
    "feeds",
    metadata,
    Column("id", ID, primary_key=True),
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

stories: Final = Table(
    "stories",
    metadata,
    Column("id", ID, primary_key=True),
    Column("title", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

articles: Final = Table(
    "articles",
    metadata,
    Column("id", ID, primary_key=True),
    Column("url_key", LargeBinary, nullable=False, unique=True),
    Column("story_id", reference("stories.id"), index=True),
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
    Column("correction", Text),
    Column("corrected_at", Instant),
    Column("retracted_at", Instant),
    Column("headline", Text, nullable=False, server_default=""),  # as the feed that brought it words it; "": as the page does
)

story_articles: Final = Table(
    "story_articles",
    metadata,
    Column("article_id", reference("articles.id"), primary_key=True, autoincrement=False),
    Column("story_id", reference("stories.id"), nullable=False, index=True),
    Column("host", String, nullable=False),
    Column("repeats", Boolean, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("indexed_by", LargeBinary, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
)

story_keys: Final = Table(
    "story_keys",
    metadata,
    Column("key", ID, primary_key=True, autoincrement=False),
    Column("articles", Integer, nullable=False),
    Column("found_by", Text, nullable=False),
)

takeaways: Final = Table(
    "takeaways",
    metadata,
    Column("article_id", reference("articles.id"), primary_key=True),
    Column("method", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("bullets", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
)

words: Final = Table(
    "words",
    metadata,
    Column("word", String, primary_key=True),
)

entries: Final = Table(
    "entries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("feed_id", reference("feeds.id"), nullable=False),
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
    Column("recheck_at", Instant, index=True),
    Column("posted", JSON(none_as_null=True)),
    Column("recheck_error", Text),
    UniqueConstraint("feed_id", "identity"),
    Index(None, "feed_id", "guid_key"),
    Index(None, "feed_id", "link_key"),
    Index(None, "feed_id", "content_key"),
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
