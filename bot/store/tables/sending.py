"""What is sent: channels, subscriptions, filters, digests, and the outbox. Pure: no connection is made here."""

from typing import Final

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table, UniqueConstraint

from bot.store.tables.base import ID, Instant, Text, metadata, reference

channels: Final = Table(
    "channels",
    metadata,
    Column("id", ID, primary_key=True),
    Column("outlet", String, nullable=False),
    Column("external_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger, index=True),
    Column("next_digest_at", Instant, nullable=False),
    Column("error", Text),
    Column("schedule", JSON),
    Column("look", String, nullable=False, server_default="cards"),
    Column("language", String, nullable=False, server_default=""),  # "": English
    Column("voice", String, nullable=False, server_default=""),  # "": the settings'
    # Digests, and cards with a frame line, so far: each has lines of its own, of which none comes twice in a row.
    Column("said", Integer, nullable=False, server_default="0"),
    Column("carded", Integer, nullable=False, server_default="0"),
    UniqueConstraint("outlet", "external_id"),
)

subscriptions: Final = Table(
    "subscriptions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("feed_id", reference("feeds.id"), nullable=False),
    Column("channel_id", reference("channels.id"), nullable=False, index=True),
    Column("mode", String, nullable=False),
    Column("takeaways", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("role_id", BigInteger),
    Column("paused_at", Instant),
    UniqueConstraint("feed_id", "channel_id"),
)

filters: Final = Table(
    "filters",
    metadata,
    Column("id", ID, primary_key=True),
    Column("feed_id", reference("feeds.id"), index=True),
    Column("channel_id", reference("channels.id"), index=True),
    Column("subscription_id", reference("subscriptions.id"), index=True),
    Column("action", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("field", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

votes: Final = Table(
    "votes",
    metadata,
    Column("channel_id", reference("channels.id"), primary_key=True),
    Column("story_id", reference("stories.id"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("value", Integer, nullable=False),
    Column("topic", String, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

digests: Final = Table(
    "digests",
    metadata,
    Column("id", ID, primary_key=True),
    Column("channel_id", reference("channels.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("created_at", Instant, nullable=False),
)

digest_stories: Final = Table(
    "digest_stories",
    metadata,
    Column("channel_id", reference("channels.id"), primary_key=True),
    Column("story_id", reference("stories.id"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False, server_default="0"),  # 0: the first card; 1 and up: its updates
    Column("digest_id", reference("digests.id"), nullable=False, index=True),
    Column("article_id", reference("articles.id"), nullable=False),
    Column("position", Integer, nullable=False),
)

deliveries: Final = Table(
    "deliveries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("channel_id", reference("channels.id"), nullable=False),
    Column("entry_id", reference("entries.id"), nullable=False, index=True),
    Column("mode", String, nullable=False),
    Column("bullets", Integer, nullable=False),
    Column("digest_id", reference("digests.id"), index=True),
    Column("created_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("dropped", Text),
    UniqueConstraint("channel_id", "entry_id"),
    Index(None, "channel_id", "digest_id"),
)

posts: Final = Table(
    "posts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("digest_id", reference("digests.id"), nullable=False),
    Column("part", Integer, nullable=False),
    Column("channel_id", reference("channels.id"), nullable=False),
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
    Column("thread_id", String),
    UniqueConstraint("digest_id", "part"),
    Index(None, "state", "next_at"),
    Index(None, "channel_id", "state"),
)

edits: Final = Table(
    "edits",
    metadata,
    Column("post_id", reference("posts.id"), primary_key=True),
    Column("payload", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Instant, nullable=False),
    Column("error", Text),
    Column("edited_at", Instant),
    Index(None, "state", "next_at"),
)

notices: Final = Table(
    "notices",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("told_at", Instant, index=True),
    UniqueConstraint("kind", "subject"),
)
