"""How an entry stood when it was posted, and why its article could not be read again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("entries", sa.Column("posted", sa.JSON()))
    op.add_column("entries", sa.Column("recheck_error", sa.Text()))
