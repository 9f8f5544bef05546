"""The tables of the catalogue: made from the plain tables at each load, never edited.

Every record of every type has a row in `record`, its encoded list item in `item` and, for what `include` adds and
details have, rows in `part`. A *term* is something records are filtered by: a value on an axis, for actors maybe in
one role. A list is a merge of a few ranges of `posting` (`app/catalogue/plans.py`).
"""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.database.columns import CLUSTERED, STRICT
from app.database.statements import table


class CatalogueRecord(SQLModel, table=True):
    """A record of any type. Days are whole days; null where a date is open or there is none."""

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("type", "key"),
        UniqueConstraint("type", "title_rank"),
        Index(None, "type", "title_key", "key"),
        STRICT,
    )
    n: int = Field(primary_key=True, sa_type=BigInteger)
    """Place in the order by date (`app/catalogue/sort_keys.py`)."""
    type: int
    key: str
    """Breaks ties in every order and is unique in its type: the id; for records without an id several of their keys."""
    title_key: str
    title_rank: int = Field(sa_type=BigInteger)
    """Place in the order by title, with gaps between neighbours (`app/catalogue/placing.py`)."""
    earliest: int | None = Field(default=None, sa_type=BigInteger)
    latest: int | None = Field(default=None, sa_type=BigInteger)
    certain_from: int | None = Field(default=None, sa_type=BigInteger)
    certain_to: int | None = Field(default=None, sa_type=BigInteger)
    has_certain: bool = False
    updated: int | None = Field(default=None, sa_type=BigInteger)
    """The day on which the release that last changed the record was loaded."""


class Term(SQLModel, table=True):
    """A value on an axis that records of one type are filtered by. `records` counts those that have it."""

    __table_args__ = (UniqueConstraint("axis", "value", "role", "type"), STRICT)
    id: int = Field(primary_key=True)
    type: int
    axis: str
    value: str
    role: str = ""
    records: int


class Posting(SQLModel, table=True):
    """A record has a term. `latest` is its last possible day, far away where it is open."""

    __table_args__ = CLUSTERED
    term: int = Field(primary_key=True)
    class_: int = Field(primary_key=True, sa_column_kwargs={"name": "class"})
    n: int = Field(primary_key=True, sa_type=BigInteger)
    latest: int = Field(sa_type=BigInteger)


class Length(SQLModel, table=True):
    """A length class of a record type; `longest` is the days from first to last of the longest record in it."""

    __table_args__ = CLUSTERED
    type: int = Field(primary_key=True)
    class_: int = Field(primary_key=True, sa_column_kwargs={"name": "class"})
    longest: int = Field(sa_type=BigInteger)


class Item(SQLModel, table=True):
    """A record as a list shows it: JSON without the closing brace."""

    __table_args__ = STRICT
    n: int = Field(primary_key=True, sa_type=BigInteger)
    item: bytes


class Part(SQLModel, table=True):
    """A further key of a record for `include` and details: a comma, the key and its value as JSON."""

    __table_args__ = CLUSTERED
    n: int = Field(primary_key=True, sa_type=BigInteger)
    name: str = Field(primary_key=True)
    place: int
    """Place of the key in the record's detail, from 0; -1: it is for lists alone."""
    value: bytes


class Validity(SQLModel, table=True):
    """The days on which a tenure or membership holds: by its own date, else as long as both sides exist."""

    __table_args__ = STRICT
    n: int = Field(primary_key=True, sa_type=BigInteger)
    earliest: int | None = Field(default=None, sa_type=BigInteger)
    latest: int | None = Field(default=None, sa_type=BigInteger)
    certain_from: int | None = Field(default=None, sa_type=BigInteger)
    certain_to: int | None = Field(default=None, sa_type=BigInteger)
    has_certain: bool = False


TABLES: tuple[type[SQLModel], ...] = (CatalogueRecord, Term, Posting, Length, Item, Part, Validity)

# As SQLAlchemy's statements take them.
RECORD, TERM, POSTING, LENGTH, ITEM, PART, VALIDITY = (table(str(each.__tablename__)) for each in TABLES)
