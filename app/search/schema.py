"""The fields of an index. One index for each kind of record, all of one schema; a field that a kind lacks is empty."""

from enum import StrEnum
from importlib.metadata import version

from tantivy import Index, Schema, SchemaBuilder

from app.search.text import english, folded
from app.timeline.days import Day

NUMBER = 2
"""Number of this schema and of what is put into its fields: where it differs, an index is built anew."""
FORMAT = f"{version('tantivy')}.{NUMBER}"

FAR = Day(1 << 60)
"""Stands for an open last day; its negative for an open first day."""


class Kind(StrEnum):
    """The kinds of records that are searched."""

    EVENT = "event"
    ACTOR = "actor"
    DOCUMENT = "document"
    PARAGRAPH = "paragraph"
    CLAIM = "claim"
    PLACE = "place"
    TOPIC = "topic"


AXES = (
    "actor",
    "actor_role",
    "role",
    "represented",
    "represented_role",
    "kind",
    "topic",
    "place",
    "confidence",
    "collection",
    "document",
    "event",
    "part_of",
    "about",
    "asserted_by",
    "asserted_in",
    "stance",
    "status",
)
"""What a record can be asked by: ids or words, each one term. `..._role` holds `ID ROLE`."""

DAYS = ("earliest", "latest", "certain_from", "certain_to", "updated")
TEXT, EXACT, NUMBERED, ID = "text", "exact", "n", "id"
BY_DATE_REVERSED, BY_TITLE = "by_date_desc", "by_title"


def schema() -> Schema:
    """The schema.

    `text` is what ranks: title and names three times, the rest once. `exact` has positions, for phrases and prefixes.
    """
    builder = SchemaBuilder()
    builder.add_text_field(TEXT, tokenizer_name="english", index_option="freq")
    builder.add_text_field(EXACT, tokenizer_name="folded", index_option="position")
    builder.add_text_field(ID, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(NUMBERED, fast=True, indexed=True)
    for name in (BY_DATE_REVERSED, BY_TITLE):
        builder.add_unsigned_field(name, fast=True)
    for name in DAYS:
        builder.add_integer_field(name, fast=True)
    for name in ("lat", "lon"):
        builder.add_float_field(name, fast=True)
    for name in AXES:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def register(index: Index) -> None:
    """Give an index its analyzers, which are not saved with it."""
    index.register_tokenizer("english", english())
    index.register_tokenizer("folded", folded())
