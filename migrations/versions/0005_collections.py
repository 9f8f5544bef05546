"""Several collections beside each other

Each has a checksum, its counts and what loaded it. Labels of kinds, aliases and sources say of which collection they
are, as records do; the ledger remembers it. Until now there was one collection: all that is there is of that one.

Revision: 0005
Previous: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

THE_COLLECTION = "(SELECT id FROM collection)"
OF_THE_RELEASE = "(SELECT {} FROM release ORDER BY number DESC LIMIT 1)"


def upgrade() -> None:
    for column in ("checksum", "loaded_by", "counts"):
        op.execute(f"ALTER TABLE collection ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
        op.execute(f"UPDATE collection SET {column} = coalesce({OF_THE_RELEASE.format(column)}, '')")  # noqa: S608 - names of ours
    op.execute("ALTER TABLE ledger ADD COLUMN collection TEXT NOT NULL DEFAULT ''")
    op.execute(f"UPDATE ledger SET collection = coalesce({THE_COLLECTION}, '')")  # noqa: S608
    _replace(
        "kind",
        *_texts("collection", "type", "slug", "label"),
        sa.PrimaryKeyConstraint("collection", "type", "slug", name="pk_kind"),
    )
    _replace(
        "alias",
        *_texts("collection", "space", "id", "type", "record"),
        sa.PrimaryKeyConstraint("space", "id", name="pk_alias"),
    )
    op.create_index("ix_alias_record", "alias", ["record"])
    _replace(
        "citation",
        # The key comes first: otherwise the integrity check of SQLite 3.40 wrongly finds NULL values.
        *_texts("owner_type", "owner"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("collection", "title"),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("owner_type", "owner", "position", name="pk_citation"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _replace(name: str, *columns: sa.schema.SchemaItem) -> None:
    """Make a table anew with a `collection`, and move its rows. Nothing refers to it."""
    op.rename_table(name, f"{name}_before")
    if op.get_bind().dialect.name == "postgresql":  # there names of keys are unique in the schema
        op.drop_constraint(f"pk_{name}", f"{name}_before")
    if name == "alias":
        op.drop_index("ix_alias_record")
    op.create_table(
        name,
        *columns,
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=f"fk_{name}_collection"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    kept = [column.name for column in columns if isinstance(column, sa.Column) and column.name != "collection"]
    listed = ", ".join(kept)
    moved = f"INSERT INTO {name} (collection, {listed}) SELECT {THE_COLLECTION}, {listed} FROM {name}_before"  # noqa: S608
    op.execute(moved)
    op.drop_table(f"{name}_before")


def downgrade() -> None:
    raise NotImplementedError("this revision cannot be undone: restore a backup made before the upgrade")
