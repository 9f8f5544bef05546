"""The query parameters that say how a list is shown: words, format, order, page, keys and counts."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import (
    BeforeValidator,
    Field,
    JsonValue,
    ValidationInfo,
    field_validator,
)
from pydantic.json_schema import SkipJsonSchema

from app.catalogue.paging import Sort
from app.catalogue.words.grammar import Match, Search, TooMuch, parse
from app.formats.context import ListType
from app.http.format_choice import names
from app.http.parameters import Parameters
from app.http.problems import BadValue, BadValues, nearest
from app.http.values import (
    FromText,
    Names,
    Text,
    plain_number,
    refuse_unknown,
)

GRAMMAR = (
    'Words (`match` says how many must occur), a `"phrase"`, `-not`, `prefix*` (2 letters or more), which always bind. '
    "Names, titles, texts, dates in words and figures, actors, places, kinds and topics are searched. English word "
    "forms, any case, accents or none, names in all their scripts and usual Latin spellings. Stop words (the, of, did) "
    "count in phrases only, or where there is nothing else. A word that occurs nowhere is taken for the nearest "
    "spellings (`did_you_mean`). Everything else is plain text and never fails; `atom-bomb` is a phrase. An empty "
    "search matches nothing; one of exclusions alone matches everything else. At most 1,000 characters, 64 words, 8 "
    "prefixes."
)


class FormatParameters(Parameters):
    """In which format."""

    format: Annotated[
        Text,
        Field(
            description="The format; wins over `Accept`. All but `json` carry every match, or the first `limit`, and "
            "are not paged; what a format cannot hold (an undated record in a calendar) is left out and counted in "
            "`X-Omitted-Count`."
        ),
    ] = None

    alone: ClassVar[bool] = False
    """Whether the response is a single record."""

    @classmethod
    def list_type(cls) -> ListType | None:
        """The list whose formats the response has; None: JSON alone."""
        return cls.record_type

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:  # options are pydantic's
        """Tell the description of the API which formats there are."""
        super().__pydantic_init_subclass__(**options)
        known: list[JsonValue] = [*names(cls.list_type(), alone=cls.alone)]
        cls.model_fields["format"].json_schema_extra = {"enum": known}
        cls.model_fields["format"].examples = ["csv"] if "csv" in known else known[1:2] or None

    @field_validator("format")
    @classmethod
    def _format_there_is(cls, value: str | None) -> str | None:
        known = names(cls.list_type(), alone=cls.alone)
        if value is not None and value not in known:
            guess = nearest(value, known)
            raise BadValue(
                "is no format of this answer", expected=f"one of {', '.join(known)}", did_you_mean=guess, value=value
            )
        return value


class DetailParameters(FormatParameters):
    """How a single record looks."""

    format: Annotated[
        Text,
        Field(
            description="The format; wins over `Accept`. A record that the format cannot hold (an undated one in a "
            "calendar) leaves the file empty, with 1 in `X-Omitted-Count`."
        ),
    ] = None

    alone: ClassVar[bool] = True


class PageParameters(FormatParameters):
    """Which part of the list, and how it looks."""

    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(
            description="Order; ties by id. `date`: by first possible day, undated last; `-date`: the reverse, "
            "undated still last; `title`: upper case and accents do not count.",
            examples=["-date"],
        ),
    ] = None
    limit: Annotated[
        int,
        Field(
            ge=1,
            le=500,
            description="At most so many items. All formats but JSON carry every match where it is left out.",
            examples=[20],
        ),
        BeforeValidator(plain_number),
    ] = 50
    cursor: Annotated[
        Text,
        Field(
            description="From `links` of the answer before, only. It serves the request it came from; another `limit` "
            "is allowed. JSON only."
        ),
    ] = None
    fields: Annotated[
        Names | SkipJsonSchema[None],
        Field(
            description="Comma list of the keys to keep of each item, such as `title,date`; `id` is always there. The "
            "items then hold these keys alone, fewer than their schema says, so it is not for typed clients. For JSON, "
            "NDJSON and tables."
        ),
    ] = None
    bom: Annotated[
        bool | SkipJsonSchema[None],
        Field(
            description="`true`, with `csv` alone: the file begins with a byte order mark, by which spreadsheets see "
            "that it is UTF-8, and dates before year 0 have `'` before them, as other text that would run as one.",
            examples=[True],
        ),
    ] = None

    sorts: ClassVar[tuple[Sort, ...]] = ()
    item_keys: ClassVar[tuple[str, ...]] = ()
    includes: ClassVar[tuple[str, ...]] = ()
    list_parts: ClassVar[tuple[str, ...]] = ()
    """The parts that every item of the list has."""

    @field_validator("sort")
    @classmethod
    def _sort_of_this_list(cls, value: Sort | None) -> Sort | None:
        if value is not None and value not in cls.sorts:
            raise BadValue("is not an order of this list", expected=f"one of {', '.join(cls.sorts)}", value=value)
        return value

    @field_validator("fields")
    @classmethod
    def _fields_of_items(cls, fields: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        refuse_unknown(fields or (), cls.item_keys, "is not a key of the items")
        included = info.data.get("include") or ()
        left_out = [name for name in fields or () if name in cls.includes and name not in included]
        if left_out and "include" in info.data:
            raise BadValues(
                [
                    BadValue(f"is there only with include={name}", expected=f"include={name} as well", value=name)
                    for name in left_out
                ]
            )
        return fields


class IncludeParameters(Parameters):
    """What is added to each item."""

    include: Annotated[Names | SkipJsonSchema[None], Field(description="Comma list of what to add to each item.")] = (
        None
    )

    includes: ClassVar[tuple[str, ...]] = ()

    @field_validator("include")
    @classmethod
    def _known_includes(cls, include: tuple[str, ...] | None) -> tuple[str, ...] | None:
        refuse_unknown(include or (), cls.includes, "is not something to include")
        return include


class FacetParameters(Parameters):
    """What is counted over the whole result."""

    facet: Annotated[
        Names | SkipJsonSchema[None],
        Field(
            description="Comma list of what to count over the whole result, in `facets`. A count is the `total` that "
            "adding the value gives. Commonest first, at most 500 (`facet_distinct`: how many there are); years, "
            "months and days in order, the empty ones too, then `undated`. Months and days beyond the years -9999 "
            "and 9999, for which EDTF has no text, cannot be used as filters. JSON only.",
            examples=["collection"],
        ),
    ] = None

    facets: ClassVar[tuple[str, ...]] = ()

    @field_validator("facet")
    @classmethod
    def _known_facets(cls, facet: tuple[str, ...] | None) -> tuple[str, ...] | None:
        refuse_unknown(facet or (), cls.facets, "is not a facet of this list")
        return facet


def read_search(text: str) -> Search:
    """The words of `q`.

    Raises:
        BadValue: too many characters, words or prefixes.
    """
    try:
        return parse(text)
    except TooMuch as fault:
        raise BadValue(fault.reason, expected=fault.expected) from None


MatchParam = Annotated[
    Match | SkipJsonSchema[None],
    Field(
        description="How many of the words of `q` must occur. `all`: all of them. `most`: at least half of them, "
        "rounded up; records with all come first. Words that occur nowhere do not count in `most`. Needs `q`.",
        examples=["most"],
    ),
]

SearchParam = Annotated[Search, FromText(read_search)]


class ListParameters(PageParameters):
    """A list: which records, and which part of them."""

    default_sort: ClassVar[Sort] = Sort.DATE


class WordParameters(Parameters):
    """Which words."""

    q: Annotated[
        SearchParam | SkipJsonSchema[None],
        Field(description=GRAMMAR, examples=["soviet nato", '"north atlantic" -soviet', "molot*"]),
    ] = None
    match: MatchParam = None

    default_match: ClassVar[Match] = Match.ALL

    @field_validator("match")
    @classmethod
    def _match_of_something(cls, match: Match | None, info: ValidationInfo) -> Match | None:
        if match is not None and info.data.get("q", "invalid") is None:
            raise BadValue("needs q", expected="this parameter left out, or words in q")
        return match

    @property
    def search(self) -> Search | None:
        """The words of `q`, and how many of them must occur; None without `q`."""
        return None if self.q is None else replace(self.q, match=self.match or self.default_match)


class SearchableParameters(ListParameters, WordParameters):
    """A list that can be searched by words."""

    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(
            description="Order; ties by id. `date`: by first possible day, undated last; `-date`: the reverse, "
            "undated still last; `title`: upper case and accents do not count; `relevance`: needs `q` and is then the "
            "default.",
            examples=["-date"],
        ),
    ] = None

    @field_validator("sort")
    @classmethod
    def _relevance_of_something(cls, sort: Sort | None, info: ValidationInfo) -> Sort | None:
        if sort is Sort.RELEVANCE and info.data.get("q", "invalid") is None:
            raise BadValue("needs q", expected="another order, or words in q")
        return sort
