"""The types of the fields that records have, with their constraints and descriptions.

A record has up to three faces: the record of a data file (`FileRecord`), the row of a table and the response
(`ResponseModel`). A field that they share is declared once, in a base class of the three, with one of these types.
The constraints hold for data files: a response has the types without them.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError
from sqlmodel import Field as ColumnField

from app.database.columns import JSON_TEXT, word_column
from app.timeline import dates
from app.timeline.misspelt_dates import meant
from app.timeline.vocabulary import Confidence

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ONE_LINE = r"^[^\n]+$"
LANGUAGE = r"^[a-z]{2,3}$"
SCRIPT = r"^[A-Z][a-z]{3}$"
COUNTRY = r"^[A-Z]{2}$"
URL = r"^https?://[^\s/]+(/\S*)?$"

EXPECTED = {
    SLUG: "a slug: lower-case letters and digits in groups joined by single hyphens, such as berlin-conference-1954",
    ONE_LINE: "a text on one line",
    LANGUAGE: "a language code of ISO 639 in lower case, such as en or ru",
    SCRIPT: "a script code of ISO 15924, such as Cyrl or Latn",
    COUNTRY: "a country code of ISO 3166-1 alpha-2, such as DE",
    URL: "an address that begins with http:// or https://, without spaces",
}
"""What a value that does not match a pattern should have been, in words."""

CHECKED: dict[str, object] = {}
"""The context of validation for a record that was found right before: its dates are not read once more."""


def _whole_number(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise PydanticCustomError("whole_number", "'{value}' is not a whole number", {"value": value})
        return int(value)
    return value


def _decimal(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,12})?", value):
            raise PydanticCustomError("decimal", "'{value}' is not a number of degrees", {"value": value})
        value = float(value)
    return value + 0.0 if isinstance(value, float) else value  # -0.0 becomes 0.0, as databases store it


def _truth(value: object) -> object:
    if isinstance(value, str):
        if value not in {"true", "false"}:
            raise PydanticCustomError("truth", "'{value}' is neither true nor false", {"value": value})
        return value == "true"
    return value


def _edtf(value: str, info: ValidationInfo) -> str:
    if info.context is CHECKED:
        return value
    try:
        dates.parse(value)
    except dates.InvalidDate as error:
        raise PydanticCustomError("edtf", "{reason}", {"reason": str(error), "meant": meant(value)}) from error
    return value


def _end(value: str, info: ValidationInfo) -> str:
    if value != ".." and re.search(r"[/\[\]{}]|\.\.", value):
        raise PydanticCustomError("end", "'{value}' is not one date: it is one end of a span", {"value": value})
    return value if value == ".." else _edtf(value, info)


Slug = Annotated[str, StringConstraints(strict=True, pattern=SLUG, max_length=100)]
Line = Annotated[str, StringConstraints(strict=True, pattern=ONE_LINE, max_length=1_000)]
Prose = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100_000)]
Url = Annotated[str, StringConstraints(strict=True, pattern=URL, max_length=2_000)]
Language = Annotated[str, StringConstraints(strict=True, pattern=LANGUAGE)]
Script = Annotated[str, StringConstraints(strict=True, pattern=SCRIPT)]
Country = Annotated[str, StringConstraints(strict=True, pattern=COUNTRY)]
EdtfText = Annotated[str, StringConstraints(strict=True, max_length=100), AfterValidator(_edtf)]
SpanEnd = Annotated[str, StringConstraints(strict=True, max_length=50), AfterValidator(_end)]
Truth = Annotated[bool, Field(strict=True), BeforeValidator(_truth)]
Whole = Annotated[int, Field(strict=True, ge=1, le=999_999), BeforeValidator(_whole_number)]
Offset = Annotated[int, Field(strict=True, ge=0, le=999_999), BeforeValidator(_whole_number)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False), BeforeValidator(_decimal)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False), BeforeValidator(_decimal)]

RecordId = Annotated[
    Slug,
    ColumnField(
        primary_key=True,
        description="Id: lower-case letters and digits joined by single hyphens, at most 100; never changed or reused.",
    ),
]
Id = Annotated[str, Field(description="Id: lower-case letters, digits and single hyphens; never reused.")]
ActorId = Annotated[Slug, ColumnField(foreign_key="actor.id", index=True, description="Id of the actor.")]
DocumentId = Annotated[Slug, ColumnField(foreign_key="document.id", index=True, description="Id of the document.")]
PlaceId = Annotated[
    Slug | None,
    ColumnField(
        foreign_key="place.id",
        description="Id of the place where it happened or was written. Left out: several, none in particular, unknown.",
    ),
]
Note = Annotated[Prose | None, Field(description="What the curators add: doubts, conflicting sources.")]
Locator = Annotated[Line | None, Field(description="Where in it: page, column, article, document number.")]
KeyPhrases = Annotated[
    tuple[Line, ...],
    ColumnField(sa_type=JSON_TEXT, description="Phrases quoted from the text, each of at most twelve words."),
]
HowConfident = Annotated[
    Confidence,
    ColumnField(
        sa_type=word_column(Confidence),
        description="How well it is attested. high: an official edition or two independent sources; medium: one good "
        "source, or the day inferred; low: a single weak source, or an inference.",
    ),
]
EventDate = Annotated[
    EdtfText,
    Field(
        description="When, as EDTF (ISO 8601-2), in quotes: '1954-03-26', '1954-03' (some time in it), "
        "'1954-01-25/1954-02-18' (from and to), '[1954-02-10..1954-03-26]' (one day of these), '1954-03?' (uncertain), "
        "'1954-03~' (about)."
    ),
]
Aliases = Annotated[
    tuple[Slug, ...],
    Field(description="Earlier ids of this record, and ids that users would try. Each belongs to one."),
]
Topics = Annotated[tuple[Slug, ...], Field(description="Ids of the topics it is about, the main one first.")]
