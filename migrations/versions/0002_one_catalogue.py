"""One catalogue for all record types

The tables for speed of events and documents, and the encoded records of the others, give way to one set for all types.
They are derived, so nothing is copied: `timeline serve` and `timeline load` make them anew from the plain tables. What
those held for the order of lists (sort keys, ranks) goes too. Actors get a name to sort and cite by.

Revision: 0002
Previous: 0001
"""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Recreate = Literal["always", "never"]
DERIVED = (
    *(
        f"{type_}_{name}"
        for type_ in ("event", "document")
        for name in ("term", "posting", "own_term", "length", "json")
    ),
    "record_json",
    "paragraph_json",
)
ORDERS = {
    "actor": {"first_day": ("first_day", "id"), "title_key": ("title_key", "id")},
    "claim": {"first_day": ("first_day", "id"), "title_key": ("title_key", "id")},
    "place": {"title_key": ("title_key", "id")},
    "topic": {"title_key": ("title_key", "id")},
    "tenure": {"first_day": ("first_day", "holder")},
    "membership": {"first_day": ("first_day", "member")},
}
"""Columns that only ordered lists, and their indexes."""


def upgrade() -> None:
    for name in DERIVED:
        op.drop_table(name)
    for table, columns in ORDERS.items():
        for column, indexed in columns.items():
            op.drop_index(f"ix_{table}_{'_'.join(indexed)}", table)
            op.execute(f'ALTER TABLE "{table}" DROP COLUMN {column}')
    for table in ("event", "document"):
        for index in ("title_rank", "title_key_id", "updated"):
            op.drop_index(f"ix_{table}_{index}", table)
        recreate: Recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
        with op.batch_alter_table(table, recreate=recreate, table_kwargs={"sqlite_strict": True}) as batch:
            batch.drop_constraint(f"uq_{table}_n", type_="unique")
            for column in ("n", "title_rank", "updated", "first_day", "title_key"):
                batch.drop_column(column)
    op.execute("ALTER TABLE actor ADD COLUMN sort_name TEXT")
    op.execute("ALTER TABLE release ADD COLUMN fingerprint TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE release DROP COLUMN derived_format")
    _create_catalogue()


def _create_catalogue() -> None:
    op.create_table(
        "record",
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("title_rank", sa.Integer(), nullable=False),
        *_bounds(),
        sa.Column("updated", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("n", name="pk_record"),
        sa.UniqueConstraint("type", "key", name="uq_record_type_key"),
        sa.UniqueConstraint("type", "title_rank", name="uq_record_type_title_rank"),
        sqlite_strict=True,
    )
    op.create_index("ix_record_type_title_key_key", "record", ["type", "title_key", "key"])
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("axis", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_term"),
        sa.UniqueConstraint("axis", "value", "role", "type", name="uq_term_axis_value_role_type"),
        sqlite_strict=True,
    )
    op.create_table(
        "posting",
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("class", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("latest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("term", "class", "n", name="pk_posting"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "length",
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("class", sa.Integer(), nullable=False),
        sa.Column("longest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("type", "class", name="pk_length"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "item",
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_item"),
        sqlite_strict=True,
    )
    op.create_table(
        "part",
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", "name", name="pk_part"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "validity",
        sa.Column("n", sa.BigInteger(), nullable=False),
        *_bounds(),
        sa.PrimaryKeyConstraint("n", name="pk_validity"),
        sqlite_strict=True,
    )


def _bounds() -> tuple[sa.Column[int] | sa.Column[bool], ...]:
    days = (
        sa.Column(name, sa.BigInteger(), nullable=True) for name in ("earliest", "latest", "certain_from", "certain_to")
    )
    return (*days, sa.Column("has_certain", sa.Boolean(), nullable=False))


def downgrade() -> None:
    raise NotImplementedError("this revision cannot be undone: restore a backup made before the upgrade")
