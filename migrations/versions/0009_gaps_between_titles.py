"""Gaps between titles

Places in the order by title leave room for other titles between them, so that their numbers need 64 bits. SQLite has no
smaller integers.

Revision: 0009
Previous: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE record ALTER COLUMN title_rank TYPE BIGINT")


def downgrade() -> None:
    raise NotImplementedError("this revision cannot be undone: restore a backup made before the upgrade")
