"""The software that wrote the rows of a collection

Records that are served as this software checked and wrote them are not checked and written again. Of what is there
nothing is known, so it is null.

Revision: 0008
Previous: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE collection ADD COLUMN software TEXT")


def downgrade() -> None:
    raise NotImplementedError("this revision cannot be undone: restore a backup made before the upgrade")
