"""The values of a map: how each key of a record is made of the cells of a row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Protocol

from app.importing.xml import plain
from app.loading.values import Value, ValuePath
from app.timeline.dates import is_edtf
from app.timeline.written_dates import as_edtf

_FIGURES = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_IN_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class WrongCell(ValueError):
    """A cell cannot be read."""

    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"column '{self.column}': '{self.value}' cannot be read; expected {self.expected}"


class Reads(Protocol):
    """Something that is made of the cells of a row."""

    def columns(self) -> Iterator[tuple[str, ValuePath]]:
        """The columns that it reads, each with its place in the map."""


class Spec(Reads, Protocol):
    """How a value of a record is made of the cells of a row."""

    def value(self, cells: Mapping[str, str]) -> Value:
        """The value, empty where the cells have none.

        Raises:
            WrongCell: a cell cannot be read.
        """


@dataclass(frozen=True, slots=True)
class Words:
    """A text, in which `{column}` stands for a cell. If it has columns and all are empty, the text is."""

    text: str
    path: ValuePath

    def value(self, cells: Mapping[str, str]) -> Value:
        """The text with its cells."""
        names = _IN_BRACES.findall(self.text)
        if names and not any(cells[name] for name in names):
            return ""
        return plain(_IN_BRACES.sub(lambda found: cells[found[1]], self.text))

    def has_single_brace(self) -> bool:
        """Whether a brace stands alone: a column is named between two."""
        return any(brace in _IN_BRACES.sub("", self.text) for brace in "{}")

    def columns(self) -> Iterator[tuple[str, ValuePath]]:
        """The columns in braces."""
        return ((name, self.path) for name in _IN_BRACES.findall(self.text))


@dataclass(frozen=True, slots=True)
class Column:
    """The cell of a column: split, replaced, read as a date."""

    column: str
    path: ValuePath
    split: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    date: str = ""
    pattern: re.Pattern[str] | None = None
    html: bool = False
    default: str = ""

    def value(self, cells: Mapping[str, str]) -> Value:
        """One text, or a list where the cell is split."""
        cell = cells[self.column]
        if self.html:
            cell = without_tags(cell)
        if self.split:
            return [self._one(part) for each in cell.split(self.split) if (part := each.strip())]
        return self._one(cell) or self.default

    def _one(self, text: str) -> str:
        if not text:
            return ""
        if self.pattern is not None:
            found = self.pattern.search(text)
            if found is None:
                raise WrongCell(self.column, text, f"a text that matches {self.pattern.pattern}")
            text = found[1] if found.lastindex else found[0]
        if self.values:
            if text not in self.values:
                raise WrongCell(self.column, text, f"one of {', '.join(self.values)}")
            return self.values[text]
        return self._date(text) if self.date else text

    def _date(self, text: str) -> str:
        if self.date == "edtf":
            if is_edtf(text):
                return text
            raise WrongCell(self.column, text, "an EDTF date, such as 1954-03-26 or [1954-03..1954-05]")
        edtf = as_edtf(self._in_figures(text))
        if edtf is None:
            raise WrongCell(
                self.column, text, "a date that can mean only one thing, such as 1954-03-26 or 26 March 1954"
            )
        return edtf

    def _in_figures(self, text: str) -> str:
        """A date in figures as year, month, day, where the map tells which comes first."""
        found = None if self.date == "any" else _FIGURES.fullmatch(text)
        if found is None:
            return text
        day, month = (found[1], found[2]) if self.date == "day-first" else (found[2], found[1])
        return f"{found[3]}-{month}-{day}"

    def columns(self) -> Iterator[tuple[str, ValuePath]]:
        """The column."""
        yield self.column, (*self.path, "column")


@dataclass(frozen=True, slots=True)
class Parts:
    """A date whose year, month and day stand in columns of their own, and a second one if the date is a span."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    path: ValuePath

    def value(self, cells: Mapping[str, str]) -> Value:
        """The date in EDTF."""
        begin, end = _joined(self.first, cells), _joined(self.last, cells)
        edtf = f"{begin}/{end}" if begin and end and begin != end else begin
        if edtf and not is_edtf(edtf):
            raise WrongCell(", ".join((*self.first, *self.last)), edtf, "a beginning and an end after it")
        return edtf

    def columns(self) -> Iterator[tuple[str, ValuePath]]:
        """The columns of both dates."""
        for key, names in (("parts", self.first), ("to", self.last)):
            yield from ((name, (*self.path, key, place)) for place, name in enumerate(names))


def _joined(names: tuple[str, ...], cells: Mapping[str, str]) -> str:
    """The EDTF text of a year, maybe with month and day."""
    given = [cells[name] for name in names]
    year, *rest = given or [""]
    while rest and not rest[-1]:
        rest.pop()
    if not year and not any(rest):
        return ""
    if not re.fullmatch(r"-?[0-9]{1,4}", year) or not all(re.fullmatch(r"[0-9]{1,2}", part) for part in rest):
        raise WrongCell(", ".join(names), " ".join(given).strip(), "a year, maybe a month, maybe a day, in figures")
    sign = "-" if year.startswith("-") else ""
    edtf = "-".join([f"{sign}{int(year.removeprefix('-')):04}", *(f"{int(part):02}" for part in rest)])
    if not is_edtf(edtf):
        raise WrongCell(", ".join(names), edtf, "a day, month or year that exists")
    return edtf


@dataclass(frozen=True, slots=True)
class Names:
    """Names of actors in a column, who are found or made. What `without` finds is taken out of them."""

    column: str
    path: ValuePath
    role: str = ""
    split: str = ""
    without: re.Pattern[str] | None = None
    nobody: re.Pattern[str] | None = None
    kind: str = "person"
    identifiers: str = ""
    scheme: str = ""
    inverted: bool = False

    def names(self, cells: Mapping[str, str]) -> list[tuple[str, str]]:
        """Each name with what the column of identifiers has for it; nobody's names are left out.

        Several names with another number of identifiers have none: it is open which is whose.
        """
        names = self._parts(cells[self.column])
        numbers = self._numbers(cells)
        pairs = zip(names, numbers if len(numbers) == len(names) else [""] * len(names), strict=True)
        return [(self._name(name), number) for name, number in pairs if self._name(name) and not self._nobody(name)]

    def mismatch(self, cells: Mapping[str, str]) -> WrongCell | None:
        """What is wrong if there are identifiers, but not one for each name."""
        names, numbers = self._parts(cells[self.column]), self._numbers(cells)
        if not numbers or len(numbers) == len(names):
            return None
        return WrongCell(self.identifiers, cells[self.identifiers], f"one for each of the names in '{self.column}'")

    def _numbers(self, cells: Mapping[str, str]) -> list[str]:
        return self._parts(cells[self.identifiers]) if self.identifiers else []

    def _parts(self, cell: str) -> list[str]:
        parts = cell.split(self.split) if self.split else [cell]
        return [part.strip() for part in parts if part.strip()]

    def _nobody(self, name: str) -> bool:
        return self.nobody is not None and self.nobody.search(name) is not None

    def _name(self, name: str) -> str:
        return name if self.without is None else plain(self.without.sub("", name))

    def columns(self) -> Iterator[tuple[str, ValuePath]]:
        """The column of names, and that of their identifiers."""
        yield self.column, (*self.path, "column")
        if self.identifiers:
            yield self.identifiers, (*self.path, "identifiers")


@dataclass(frozen=True, slots=True)
class Several:
    """A list of values; a value that is itself a list adds its entries."""

    specs: tuple[Spec, ...]

    def value(self, cells: Mapping[str, str]) -> Value:
        """The values that are not empty."""
        made: list[Value] = []
        for spec in self.specs:
            value = spec.value(cells)
            made += value if isinstance(value, list) else [value] if value else []
        return made

    def columns(self) -> Iterator[tuple[str, ValuePath]]:
        """The columns of all."""
        for spec in self.specs:
            yield from spec.columns()


@dataclass(frozen=True, slots=True)
class Keys:
    """A table of keys. It is empty if a key that reads columns gives nothing, and no other one does."""

    specs: Mapping[str, Spec]

    def value(self, cells: Mapping[str, str]) -> Value:
        """The keys whose values are not empty."""
        made = {key: value for key, spec in self.specs.items() if (value := spec.value(cells))}
        reading = [key for key, spec in self.specs.items() if any(spec.columns())]
        return {} if reading and not any(key in made for key in reading) else made

    def columns(self) -> Iterator[tuple[str, ValuePath]]:
        """The columns of all keys."""
        for spec in self.specs.values():
            yield from spec.columns()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as in the base
        if tag in {"p", "br", "div", "li", "blockquote", "h1", "h2", "h3"}:
            self.parts.append(" ")


def without_tags(html: str) -> str:
    """The text of HTML, without tags and with the characters that its references mean."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return plain("".join(parser.parts))
