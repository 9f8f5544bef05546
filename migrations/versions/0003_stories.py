"""Stories

Guided readings through the records, each with its steps. They are new, so nothing is moved.

Revision: 0003
Previous: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name="fk_story_collection"),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
        sqlite_strict=True,
    )
    op.create_table(
        "story_step",
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_story_step_story"),
        sa.PrimaryKeyConstraint("story", "position", name="pk_story_step"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("story_step")
    op.drop_table("story")
