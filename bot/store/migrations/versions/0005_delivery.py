"""Schedules of channels, filters and what they decided, votes, edits of cards, corrections and retractions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("channels", sa.Column("schedule", sa.JSON()))
    op.add_column("deliveries", sa.Column("decided_at", sa.BigInteger()))
    op.add_column("deliveries", sa.Column("dropped", sa.Text()))
    op.add_column("posts", sa.Column("thread_id", sa.String()))
    op.add_column("articles", sa.Column("correction", sa.Text()))
    op.add_column("articles", sa.Column("corrected_at", sa.BigInteger()))
    op.add_column("articles", sa.Column("retracted_at", sa.BigInteger()))
    op.add_column("entries", sa.Column("recheck_at", sa.BigInteger()))
    op.create_index("ix_entries_recheck_at", "entries", ["recheck_at"])
    _create_edits()
    _create_filters()
    _create_votes()


def _create_edits() -> None:
    op.create_table(
        "edits",
        sa.Column("post_id", _ID, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("edited_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("post_id", name="pk_edits"),
        _reference("edits", "post_id", "posts.id"),
    )
    op.create_index("ix_edits_state_next_at", "edits", ["state", "next_at"])


def _create_filters() -> None:
    op.create_table(
        "filters",
        sa.Column("id", _ID, nullable=False),
        sa.Column("feed_id", _ID),
        sa.Column("channel_id", _ID),
        sa.Column("subscription_id", _ID),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_filters"),
        _reference("filters", "feed_id", "feeds.id"),
        _reference("filters", "channel_id", "channels.id"),
        _reference("filters", "subscription_id", "subscriptions.id"),
    )
    for column in ("feed_id", "channel_id", "subscription_id"):
        op.create_index(f"ix_filters_{column}", "filters", [column])


def _create_votes() -> None:
    op.create_table(
        "votes",
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("story_id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "story_id", "user_id", name="pk_votes"),
        _reference("votes", "channel_id", "channels.id"),
        _reference("votes", "story_id", "stories.id"),
    )


_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}", ondelete="CASCADE")
