"""`q` on lists: what is asked of the search index, and a page of what it found."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.database.engine import Reader, ReleaseHead
from app.http.parameters import PageParameters, Parameters
from app.http.problems import INVALID_PARAMETER, BadValue, BadValues, ParameterError, Problem
from app.search.grammar import Ask, TooMuch, parse
from app.search.index import Clause, Found, Hit, KindIndex
from app.search.queries import Asked as Filter
from app.search.queries import any_of, between, filter_clauses, must, query_of
from app.search.schema import BY_DATE_REVERSED, BY_TITLE, NUMBERED
from app.store.found import Cut, FoundRow, cut, numbered_rows, record_rows
from app.store.numbers import AFTER_ALL, first_n
from app.store.paging import Asked, Cursor, Page, Row, Sort, page_of
from app.store.postings import HIGHEST_N, LOWEST_N
from app.store.records import Listed
from app.store.terms import Numbered

FIELDS = {Sort.DATE: NUMBERED, Sort.DATE_REVERSED: BY_DATE_REVERSED, Sort.TITLE: BY_TITLE}
UNDATED = first_n(AFTER_ALL)
"""The lowest order number of undated records."""

RowsOf = Callable[[Reader, KindIndex, Sequence[Hit]], list[FoundRow]]


def _checked(text: str) -> str:
    try:
        parse(text)
    except TooMuch as fault:
        raise BadValue(fault.reason, expected=fault.expected) from None
    return text


SearchText = Annotated[str, AfterValidator(_checked)]
GRAMMAR = (
    'Words that must all occur, a `"phrase"`, `-not`, `prefix*` (2 letters or more). English word forms, any case, '
    "accents or none, names in all their scripts. All else is plain text and never fails; `atom-bomb` is a phrase. "
    "Nothing left: an empty list. Only exclusions: all others. At most 1,000 characters, 64 words, 8 prefixes."
)


class WordParameters(Parameters):
    """Which words."""

    q: Annotated[
        SearchText | SkipJsonSchema[None],
        Field(description=GRAMMAR, examples=["soviet nato", '"north atlantic" -soviet', "molot*"]),
    ] = None

    def ask(self) -> Ask:
        """What `q` asks for."""
        return parse(self.q or "")


class QueryParameters(PageParameters, WordParameters):
    """Which words, and which part of the list."""

    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(
            description="Order; ties by id. `date`: by first possible day, undated last; `-date`: the reverse, "
            "undated still last; `title`: upper case and accents do not count; `relevance`: needs `q` and is then the "
            "default.",
            examples=["-date"],
        ),
    ] = None

    @model_validator(mode="after")
    def _relevance_of_something(self) -> Self:
        if self.sort is Sort.RELEVANCE and self.q is None:
            raise BadValues(
                [BadValue("needs q", expected="another order, or words in q", parameter="sort", value=self.sort)]
            )
        return self

    def order(self, default: Sort) -> Sort:
        """The order where none is asked for."""
        return default if self.q is None else Sort.RELEVANCE


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an order by relevance, which has no keys to go on from: only positions, within one release."""

    start: int
    size: int
    checksum: str

    def page(self, rows: list[Row], total: int) -> Page:
        """The page of what was found there."""
        end = self.start + len(rows)
        return Page(
            rows,
            total,
            Cursor((self.checksum, end)) if rows and end < total else None,
            Cursor((self.checksum, self.start), backward=True) if rows and self.start else None,
        )


def stretch_of(part: Asked, release: ReleaseHead) -> Stretch:
    """The positions that are asked for.

    Raises:
        Problem: the cursor is of another release.
    """
    if part.cursor is None:
        return Stretch(0, part.limit, release.checksum)
    checksum, position = str(part.cursor.key[0]), int(part.cursor.key[1])
    if checksum != release.checksum or position < 1:
        expected = "a cursor from an answer of this release"
        reason = "it is of another release, and an order by relevance cannot go on in this one: ask again"
        raise Problem(INVALID_PARAMETER, errors=[ParameterError("cursor", None, expected, reason=reason)])
    if not part.cursor.backward:
        return Stretch(position, part.limit, checksum)
    start = max(0, position - part.limit)
    return Stretch(start, position - start, checksum)


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked of one index of a release: words, and a filter in its terms."""

    release: ReleaseHead
    index: KindIndex
    ask: Ask
    asked: Filter
    _whole: list[Found] = field(default_factory=list)

    def total(self) -> int:
        """The number of all matches."""
        return self.index.count(query_of(self.index, self.ask, self._clauses()))

    def sorted(self, sort: Sort, limit: int, beyond: Iterable[Clause], *, falling: bool) -> Found:
        """The matches beyond some point of an order that is not by relevance."""
        query = query_of(self.index, self.ask, [*self._clauses(), *beyond])
        return self.index.sorted(query, FIELDS[sort], limit, falling=falling)

    def ranked(self, stretch: Stretch, *, of_file: bool) -> Found:
        """The matches in a stretch of the order by relevance; for a file, which reads all of them, found once."""
        query = query_of(self.index, self.ask, self._clauses())
        if not of_file:
            return self.index.best(query, stretch.size, stretch.start)
        if not self._whole:
            self._whole.append(self.index.best(query, self.index.size))
        whole = self._whole[0]
        return Found(whole.total, whole.hits[stretch.start : stretch.start + stretch.size])

    def _clauses(self) -> list[Clause]:
        return filter_clauses(self.index, self.asked)


def numbered_page(reader: Reader, table: Numbered, search: Search, part: Asked, columns: tuple[str, ...]) -> Page:
    """A page of the events or documents found, each row with the stored `columns`."""

    def rows(reader: Reader, index: KindIndex, hits: Sequence[Hit]) -> list[FoundRow]:
        return numbered_rows(reader, table, index.numbers(hits), columns)

    return _page(reader, table, search, part, rows)


def record_page(reader: Reader, listed: Listed, search: Search, part: Asked) -> Page:
    """A page of the other records found."""

    def rows(reader: Reader, index: KindIndex, hits: Sequence[Hit]) -> list[FoundRow]:
        return record_rows(reader, listed, index.ids(hits))

    return _page(reader, listed.table, search, part, rows)


def _page(reader: Reader, table: str, search: Search, part: Asked, rows_of: RowsOf) -> Page:
    if part.sort is Sort.RELEVANCE:
        stretch = stretch_of(part, search.release)
        found = search.ranked(stretch, of_file=part.total is not None)
        rows = [Row((), row.values) for row in rows_of(reader, search.index, found.hits)]
        return stretch.page(rows, found.total)
    beyond: list[Clause] = []
    if part.cursor is not None:
        where = cut(reader, table, part.sort, part.cursor.key)
        ranges = [between(search.index, name, low, high) for name, low, high in _beyond(part.sort, part.cursor, where)]
        beyond.append(must(any_of(ranges)))
    falling = part.cursor is not None and part.cursor.backward
    found = search.sorted(part.sort, part.limit + 1, beyond, falling=falling)
    total = search.total() if part.total is None else part.total
    rows = [Row(row.key(part.sort), row.values) for row in rows_of(reader, search.index, found.hits)]
    return page_of(rows, part, total)


def _beyond(sort: Sort, cursor: Cursor, where: Cut) -> Iterator[tuple[str, int, int]]:
    """The ranges of numbers in which the records beyond a cursor lie: field, first, last."""
    if sort is Sort.TITLE:
        yield (BY_TITLE, 0, where.before - 1) if cursor.backward else (BY_TITLE, where.after, HIGHEST_N)
        return
    earlier, later = (LOWEST_N, where.before - 1), (where.after, HIGHEST_N)
    if sort is Sort.DATE:
        yield (NUMBERED, *(earlier if cursor.backward else later))
        return
    # Falling dates come first, then the undated, falling too.
    low, high = later if cursor.backward else earlier
    if cursor.key[0] == AFTER_ALL:
        yield NUMBERED, max(low, UNDATED), high
        if cursor.backward:
            yield NUMBERED, LOWEST_N, UNDATED - 1
    else:
        yield NUMBERED, low, min(high, UNDATED - 1)
        if not cursor.backward:
            yield NUMBERED, UNDATED, HIGHEST_N
