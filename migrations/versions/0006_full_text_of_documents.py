"""Full text of documents: source notes, footnotes, pages, cross-references

A paragraph may have its text alone, so its abstract is no longer required. All else is new, so nothing is moved.

Revision: 0006
Previous: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEPT = "document, n, label, abstract, text, key_phrases, seen"


def upgrade() -> None:
    for column in ("dateline", "source_note"):
        op.execute(f"ALTER TABLE document ADD COLUMN {column} TEXT")
    for column in ("footnotes", "cross_references"):
        op.execute(f"ALTER TABLE document ADD COLUMN {column} TEXT NOT NULL DEFAULT '[]'")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE paragraph ALTER COLUMN abstract DROP NOT NULL")
        for column in ("layout", "page"):
            op.execute(f"ALTER TABLE paragraph ADD COLUMN {column} TEXT")
        for column in ("footnotes", "mentions"):
            op.execute(f"ALTER TABLE paragraph ADD COLUMN {column} TEXT NOT NULL DEFAULT '[]'")
        return
    # SQLite cannot take NOT NULL from a column. Claims and evidence refer to the table by its name, so that name is
    # given to the new one last.
    op.create_table(
        "paragraph_after",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("label", "abstract", "text", "layout", "page")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key_phrases", "seen")),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="[]") for name in ("footnotes", "mentions")),
        sa.ForeignKeyConstraint(["document"], ["document.id"], name="fk_paragraph_document"),
        sa.PrimaryKeyConstraint("document", "n", name="pk_paragraph"),
        sqlite_strict=True,
    )
    op.execute(f"INSERT INTO paragraph_after ({KEPT}) SELECT {KEPT} FROM paragraph")  # noqa: S608 - names of ours
    op.drop_table("paragraph")
    op.rename_table("paragraph_after", "paragraph")


def downgrade() -> None:
    raise NotImplementedError("this revision cannot be undone: restore a backup made before the upgrade")
