"""What was done, hour by hour."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_COUNTS = ("polls", "unchanged", "failures", "entries", "articles", "posts", "stories", "saved_s")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "hours",
        sa.Column("hour_at", sa.BigInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False, server_default="0") for name in _COUNTS),
        sa.PrimaryKeyConstraint("hour_at", name="pk_hours"),
    )
