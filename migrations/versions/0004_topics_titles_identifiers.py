"""Topics of claims, titles of documents in other languages, identifiers of places

All are new, so nothing is moved: there are none until the data are loaded again.

Revision: 0004
Previous: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim_topic",
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name="fk_claim_topic_claim"),
        sa.ForeignKeyConstraint(["topic"], ["topic.id"], name="fk_claim_topic_topic"),
        sa.PrimaryKeyConstraint("claim", "position", name="pk_claim_topic"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute("ALTER TABLE document ADD COLUMN other_titles TEXT NOT NULL DEFAULT '[]'")
    op.execute("ALTER TABLE place ADD COLUMN identifiers TEXT NOT NULL DEFAULT '[]'")


def downgrade() -> None:
    op.execute("ALTER TABLE place DROP COLUMN identifiers")
    op.execute("ALTER TABLE document DROP COLUMN other_titles")
    op.drop_table("claim_topic")
