"""The words that a mistyped one may have meant; and on Postgres, neighbouring words in the search index."""

import sqlalchemy as sa
from alembic import op

from bot.store import search_index, words

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table("words", sa.Column("word", sa.String(), nullable=False), sa.PrimaryKeyConstraint("word", name="pk_words"))
    connection = op.get_bind()
    words.create_index(connection)
    if connection.dialect.name == "postgresql":
        search_index.create_anew(connection)
