"""Tables for speed: made anew from the plain tables at each load, never edited.

Each event (and, in a set of its own, each document) has a number `n`, its place in the order by date, and postings:
one row per thing it can be asked by. A list is then a merge of a few ranges of postings (`store/lists.py`), and what
goes out is stored encoded, so that no request pays for building it.
"""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.database.columns import CLUSTERED, STRICT

FORMAT = 1
"""Number of what is derived here; where a database's differs, `timeline migrate` derives all anew."""


class TermRow(SQLModel):
    """One thing that records can be asked by. `records` counts its postings."""

    id: int = Field(primary_key=True)
    axis: str
    value: str
    role: str = ""
    records: int


class PostingRow(SQLModel):
    """A record has a term. `latest` is its last possible day, far away where it is open."""

    term: int = Field(primary_key=True)
    class_: int = Field(primary_key=True, sa_column_kwargs={"name": "class"})
    n: int = Field(primary_key=True, sa_type=BigInteger)
    latest: int = Field(sa_type=BigInteger)


class OwnTermRow(SQLModel):
    """The terms of a record, by axis: what facets count."""

    n: int = Field(primary_key=True, sa_type=BigInteger)
    axis: str = Field(primary_key=True)
    term: int = Field(primary_key=True)


class LengthRow(SQLModel):
    """A class of records by length; `longest` is the days from first to last of the longest one loaded."""

    class_: int = Field(primary_key=True, sa_column_kwargs={"name": "class"})
    longest: int = Field(sa_type=BigInteger)


class EventTerm(TermRow, table=True):
    __tablename__ = "event_term"
    __table_args__ = (UniqueConstraint("axis", "value", "role"), STRICT)


class EventPosting(PostingRow, table=True):
    __tablename__ = "event_posting"
    __table_args__ = CLUSTERED


class EventOwnTerm(OwnTermRow, table=True):
    __tablename__ = "event_own_term"
    __table_args__ = CLUSTERED


class EventLength(LengthRow, table=True):
    __tablename__ = "event_length"
    __table_args__ = STRICT


class EventJson(SQLModel, table=True):
    """An event as it leaves: `item` is its list item without the closing brace, the rest one value per `include`."""

    __tablename__ = "event_json"
    __table_args__ = STRICT
    n: int = Field(primary_key=True, sa_type=BigInteger)
    id: str
    item: bytes
    documents: bytes
    citations: bytes
    claims: bytes
    exchange: bytes


class DocumentTerm(TermRow, table=True):
    __tablename__ = "document_term"
    __table_args__ = (UniqueConstraint("axis", "value", "role"), STRICT)


class DocumentPosting(PostingRow, table=True):
    __tablename__ = "document_posting"
    __table_args__ = CLUSTERED


class DocumentOwnTerm(OwnTermRow, table=True):
    __tablename__ = "document_own_term"
    __table_args__ = CLUSTERED


class DocumentLength(LengthRow, table=True):
    __tablename__ = "document_length"
    __table_args__ = STRICT


class DocumentJson(SQLModel, table=True):
    """A document as it leaves, as `EventJson`."""

    __tablename__ = "document_json"
    __table_args__ = STRICT
    n: int = Field(primary_key=True, sa_type=BigInteger)
    id: str
    item: bytes
    paragraphs: bytes
    events: bytes
    claims: bytes
    citation: bytes
    citations: bytes


class RecordJson(SQLModel, table=True):
    """An actor, claim, place, topic, tenure or membership as it leaves; `rest` is what only its detail has.

    Both lack the closing brace; `rest` begins with a comma where it is not empty. A tenure's or membership's id is its
    key. `updated` is the day of the release that last changed the record.
    """

    __tablename__ = "record_json"
    __table_args__ = (Index(None, "type", "updated"), CLUSTERED)
    type: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    updated: int | None = Field(default=None, sa_type=BigInteger)
    item: bytes
    rest: bytes


class ParagraphJson(SQLModel, table=True):
    """A paragraph standing alone, as it leaves, without the closing brace."""

    __tablename__ = "paragraph_json"
    __table_args__ = CLUSTERED
    document: str = Field(primary_key=True)
    n: int = Field(primary_key=True)
    item: bytes
