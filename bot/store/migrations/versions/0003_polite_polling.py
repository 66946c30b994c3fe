"""What polite polling remembers of feeds and hosts, notices for the owners, pictures and files of entries."""

from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for column in _feed_columns():
        op.add_column("feeds", column)
    op.create_index("ix_feeds_host", "feeds", ["host"])
    _fill_hosts()
    op.create_table(
        "hosts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rest_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_hosts"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("kind", "subject", name="uq_notices_kind_subject"),
    )
    op.create_index("ix_notices_told_at", "notices", ["told_at"])
    op.add_column("entries", sa.Column("image_url", sa.Text()))
    op.add_column("entries", sa.Column("enclosures", sa.JSON()))


def _feed_columns() -> tuple[sa.Column[object], ...]:
    """New ones at every call: a column belongs to one table for good."""
    return (
        sa.Column("host", sa.String(), nullable=False, server_default=""),
        sa.Column("rhythm", sa.JSON()),
        sa.Column("fresh_s", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("moved_to", sa.Text()),
        sa.Column("moved_seen", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failing_since", sa.BigInteger()),
        sa.Column("crashes", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("hub_url", sa.Text()),
    )


def _fill_hosts() -> None:
    """The host of each feed that was there before, as `bot.text.urls.host_of` gives it."""
    feeds = sa.table("feeds", sa.column("id", sa.BigInteger()), sa.column("url", sa.Text()), sa.column("host", sa.String()))
    bind = op.get_bind()
    for row in bind.execute(sa.select(feeds.c.id, feeds.c.url)).all():
        host = (urlsplit(row.url).hostname or "").rstrip(".").removeprefix("www.")
        bind.execute(sa.update(feeds).where(feeds.c.id == row.id).values(host=host))
