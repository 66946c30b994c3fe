"""The index that finds a new article's story, and cards that follow up on a story's first one."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "story_articles",
        sa.Column("article_id", _id(), nullable=False, autoincrement=False),
        sa.Column("story_id", _id(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("repeats", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("indexed_by", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_story_articles_article_id_articles", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_articles_story_id_stories", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_articles"),
    )
    op.create_index("ix_story_articles_story_id", "story_articles", ["story_id"])
    op.create_index("ix_story_articles_seen_at", "story_articles", ["seen_at"])
    op.create_table(
        "story_keys",
        sa.Column("key", _id(), nullable=False, autoincrement=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_story_keys"),
    )
    keys = sa.table("story_keys", sa.column("key"), sa.column("articles"), sa.column("found_by"))
    op.execute(sa.insert(keys).values(key=-1, articles=0, found_by=""))  # how many articles the index holds
    with op.batch_alter_table("digest_stories") as table:
        table.add_column(sa.Column("part", sa.Integer(), nullable=False, server_default="0"))
        table.drop_constraint("pk_digest_stories", type_="primary")
        table.create_primary_key("pk_digest_stories", ["channel_id", "story_id", "part"])


def _id() -> sa.types.TypeEngine[int]:
    """The type of what it refers to: SQLite makes only an INTEGER PRIMARY KEY its row id."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
