"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply: a table before those that refer to it."""
    _channels()
    _feeds()
    _notes()
    _stories()
    _articles()
    _digests()
    _subscriptions()
    _digest_stories()
    _entries()
    _posts()
    _takeaways()
    _deliveries()


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("id", _ID, nullable=False),
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("external_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=True),
        sa.Column("next_digest_at", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
        sa.UniqueConstraint("outlet", "external_id", name="uq_channels_outlet_external_id"),
        sa.Index("ix_channels_guild_id", "guild_id"),
    )


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", _ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("site_url", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.LargeBinary(), nullable=True),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("url_key", name="uq_feeds_url_key"),
        sa.Index("ix_feeds_state_next_at", "state", "next_at"),
    )


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notes"),
    )


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", _ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", _ID, nullable=False),
        sa.Column("url_key", sa.LargeBinary(), nullable=False),
        sa.Column("story_id", _ID, sa.ForeignKey("stories.id", ondelete="CASCADE", name="fk_articles_story_id"), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("url_key", name="uq_articles_url_key"),
        sa.Index("ix_articles_created_at", "created_at"),
        sa.Index("ix_articles_story_id", "story_id"),
    )


def _digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel_id", _ID, sa.ForeignKey("channels.id", ondelete="CASCADE", name="fk_digests_channel_id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.Index("ix_digests_channel_id", "channel_id"),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("feed_id", _ID, sa.ForeignKey("feeds.id", ondelete="CASCADE", name="fk_subscriptions_feed_id"), nullable=False),
        sa.Column("channel_id", _ID, sa.ForeignKey("channels.id", ondelete="CASCADE", name="fk_subscriptions_channel_id"), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("takeaways", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint("feed_id", "channel_id", name="uq_subscriptions_feed_id_channel_id"),
        sa.Index("ix_subscriptions_channel_id", "channel_id"),
    )


def _digest_stories() -> None:
    op.create_table(
        "digest_stories",
        sa.Column("channel_id", _ID, sa.ForeignKey("channels.id", ondelete="CASCADE", name="fk_digest_stories_channel_id"), nullable=False),
        sa.Column("story_id", _ID, sa.ForeignKey("stories.id", ondelete="CASCADE", name="fk_digest_stories_story_id"), nullable=False),
        sa.Column("digest_id", _ID, sa.ForeignKey("digests.id", ondelete="CASCADE", name="fk_digest_stories_digest_id"), nullable=False),
        sa.Column("article_id", _ID, sa.ForeignKey("articles.id", ondelete="CASCADE", name="fk_digest_stories_article_id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "story_id", name="pk_digest_stories"),
        sa.Index("ix_digest_stories_digest_id", "digest_id"),
    )


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("feed_id", _ID, sa.ForeignKey("feeds.id", ondelete="CASCADE", name="fk_entries_feed_id"), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("guid_key", sa.LargeBinary(), nullable=True),
        sa.Column("link_key", sa.LargeBinary(), nullable=True),
        sa.Column("content_key", sa.LargeBinary(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("summary_html", sa.Text(), nullable=False),
        sa.Column("content_html", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("article_id", _ID, sa.ForeignKey("articles.id", ondelete="SET NULL", name="fk_entries_article_id"), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("feed_id", "identity", name="uq_entries_feed_id_identity"),
        sa.Index("ix_entries_article_id", "article_id"),
        sa.Index("ix_entries_feed_id_content_key", "feed_id", "content_key"),
        sa.Index("ix_entries_feed_id_guid_key", "feed_id", "guid_key"),
        sa.Index("ix_entries_feed_id_link_key", "feed_id", "link_key"),
    )


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("digest_id", _ID, sa.ForeignKey("digests.id", ondelete="CASCADE", name="fk_posts_digest_id"), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("channel_id", _ID, sa.ForeignKey("channels.id", ondelete="CASCADE", name="fk_posts_channel_id"), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("first_try_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("code", name="uq_posts_code"),
        sa.UniqueConstraint("digest_id", "part", name="uq_posts_digest_id_part"),
        sa.Index("ix_posts_channel_id_state", "channel_id", "state"),
        sa.Index("ix_posts_state_next_at", "state", "next_at"),
    )


def _takeaways() -> None:
    op.create_table(
        "takeaways",
        sa.Column("article_id", _ID, sa.ForeignKey("articles.id", ondelete="CASCADE", name="fk_takeaways_article_id"), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("bullets", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_takeaways"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel_id", _ID, sa.ForeignKey("channels.id", ondelete="CASCADE", name="fk_deliveries_channel_id"), nullable=False),
        sa.Column("entry_id", _ID, sa.ForeignKey("entries.id", ondelete="CASCADE", name="fk_deliveries_entry_id"), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("bullets", sa.Integer(), nullable=False),
        sa.Column("digest_id", _ID, sa.ForeignKey("digests.id", ondelete="CASCADE", name="fk_deliveries_digest_id"), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("channel_id", "entry_id", name="uq_deliveries_channel_id_entry_id"),
        sa.Index("ix_deliveries_channel_id_digest_id", "channel_id", "digest_id"),
        sa.Index("ix_deliveries_digest_id", "digest_id"),
        sa.Index("ix_deliveries_entry_id", "entry_id"),
    )
