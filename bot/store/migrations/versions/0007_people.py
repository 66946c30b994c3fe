"""How a channel looks and speaks, what people save, follow and report, and the index that they search."""

import sqlalchemy as sa
from alembic import op

from bot.store.search_index import create_index

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_HEADLINES = (
    "UPDATE articles SET headline = entry.title FROM (SELECT min(id) AS first, article_id FROM entries GROUP BY article_id) AS one "
    "JOIN entries AS entry ON entry.id = one.first WHERE one.article_id = articles.id AND entry.title != articles.title"
)


def upgrade() -> None:
    """Apply."""
    op.add_column("channels", sa.Column("look", sa.String(), nullable=False, server_default="cards"))
    op.add_column("channels", sa.Column("language", sa.String(), nullable=False, server_default=""))
    op.add_column("channels", sa.Column("voice", sa.String(), nullable=False, server_default=""))
    op.add_column("channels", sa.Column("said", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("channels", sa.Column("carded", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("subscriptions", sa.Column("role_id", sa.BigInteger()))
    op.add_column("subscriptions", sa.Column("paused_at", sa.BigInteger()))
    _create_guilds()
    _create_saved()
    _create_reports()
    _create_follows()
    _create_asked()
    op.add_column("articles", sa.Column("headline", sa.Text(), nullable=False, server_default=""))
    op.execute(_HEADLINES)
    create_index(op.get_bind())


def _create_guilds() -> None:
    op.create_table(
        "guilds",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("welcomed_at", sa.BigInteger()),
        sa.Column("left_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("guild_id", name="pk_guilds"),
    )
    op.create_index("ix_guilds_left_at", "guilds", ["left_at"])


def _create_saved() -> None:
    op.create_table(
        "saved",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("url_key", sa.LargeBinary(), nullable=False),
        sa.Column("article_id", _ID),
        sa.Column("guild_id", sa.BigInteger()),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved"),
        _reference("saved", "article_id", "articles.id", ondelete="SET NULL"),
        sa.UniqueConstraint("user_id", "url_key", name="uq_saved_user_id_url_key"),
    )
    op.create_index("ix_saved_article_id", "saved", ["article_id"])
    op.create_index("ix_saved_guild_id", "saved", ["guild_id"])


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger()),
        sa.Column("article_id", _ID),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("bullet", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        _reference("reports", "article_id", "articles.id", ondelete="SET NULL"),
        sa.UniqueConstraint("user_id", "code", "bullet", name="uq_reports_user_id_code_bullet"),
    )
    op.create_index("ix_reports_article_id", "reports", ["article_id"])
    op.create_index("ix_reports_guild_id", "reports", ["guild_id"])
    op.create_index("ix_reports_closed_at_created_at", "reports", ["closed_at", "created_at"])


def _create_follows() -> None:
    op.create_table(
        "follows",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("feed_id", _ID),
        sa.Column("topic", sa.String(), nullable=False, server_default=""),
        sa.Column("hidden", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_follows"),
        _reference("follows", "channel_id", "channels.id"),
        _reference("follows", "feed_id", "feeds.id"),
        sa.UniqueConstraint("user_id", "guild_id", "feed_id", "topic", name="uq_follows_user_id_guild_id_feed_id_topic"),
    )
    for column in ("channel_id", "guild_id", "feed_id"):
        op.create_index(f"ix_follows_{column}", "follows", [column])


def _create_asked() -> None:
    op.create_table(
        "asked",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_asked"),
    )
    op.create_index("ix_asked_asked_at", "asked", ["asked_at"])


def _reference(table: str, column: str, target: str, *, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}_{target.partition('.')[0]}", ondelete=ondelete)
