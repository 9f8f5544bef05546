"""Who is who, and all that was loaded

Decisions about which imported actor is which curated one, and on what they rest: the identities of data files, and the
days on which a source names an actor in an office. What data files say and the tables lacked gets a place: the order
of aliases and of likely doubles, notes of topics, the SPDX identifier of a licence. Of what is there, aliases keep the
order of ids, and likely doubles stand at both actors until the files are loaded again.

Revision: 0007
Previous: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity",
        *_texts("collection"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("actor", "same_as", "not_same_as"),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name="fk_identity_collection"),
        sa.PrimaryKeyConstraint("collection", "position", name="pk_identity"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "judgement",
        *_texts("imported", "actor", "verdict"),
        sa.PrimaryKeyConstraint("imported", "actor", name="pk_judgement"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decision",
        *_texts("imported", "actor", "verdict", "decided_by"),
        sa.Column("score", sa.Float(), nullable=True),
        *_texts("reasons"),
        sa.PrimaryKeyConstraint("imported", "actor", name="pk_decision"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "office_day",
        *_texts("actor"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("office", "date"),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name="fk_office_day_actor"),
        sa.PrimaryKeyConstraint("actor", "position", name="pk_office_day"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute("ALTER TABLE alias ADD COLUMN position INTEGER NOT NULL DEFAULT 0")
    op.execute(
        "UPDATE alias SET position = (SELECT count(*) FROM alias AS other "
        "WHERE other.type = alias.type AND other.record = alias.record AND other.id < alias.id)"
    )
    op.execute("ALTER TABLE maybe_same ADD COLUMN position INTEGER")
    op.execute(
        "UPDATE maybe_same SET position = (SELECT count(*) FROM maybe_same AS other "
        "WHERE other.actor = maybe_same.actor AND other.other < maybe_same.other)"
    )
    op.execute("ALTER TABLE topic ADD COLUMN note TEXT")
    op.execute("ALTER TABLE collection ADD COLUMN licence_spdx TEXT")
    op.execute("UPDATE collection SET licence_spdx = licence WHERE licence <> licence_name")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def downgrade() -> None:
    raise NotImplementedError("this revision cannot be undone: restore a backup made before the upgrade")
