"""Maps: files that say which columns of a table become which keys of records. docs/importing.md describes them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from app.importing.tables import ENCODINGS
from app.importing.xml import plain
from app.loading.check import rendered
from app.loading.reading import read as read_files
from app.loading.yaml_files import Finding, Problem, Value, ValuePath, YamlFile, shown
from app.timeline.dates import is_edtf
from app.timeline.words import nearest
from app.timeline.written_dates import as_edtf

LISTS = ("events", "documents", "actors", "tenures", "places")
"""What the rows of a table can become."""

_DATES = ("edtf", "any", "day-first", "month-first")
_FIGURES = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_KEYS = frozenset({"table", "collection", "kinds", "topics", "places", "actors", "records", "prefix", "id", "record"})
_TENURE_KEYS = frozenset({"holder", "of"})
_COLUMN_KEYS = frozenset({"column", "split", "values", "date", "pattern", "text", "default"})
_NAME_KEYS = frozenset({"column", "split", "without", "kind", "identifiers", "scheme", "order", "nobody"})
_IN_BRACES = re.compile(r"\{([^{}]*)\}")


class WrongMap(ValueError):
    """A map cannot be used; the message says what is wrong, with file, line and column."""


@dataclass(frozen=True, slots=True)
class WrongCell(ValueError):
    """A cell cannot be read."""

    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"column '{self.column}': '{self.value}' cannot be read; expected {self.expected}"


class Spec:
    """How a value of a record is made of the cells of a row."""

    def value(self, cells: Mapping[str, str]) -> Value:
        """The value, empty where the cells have none.

        Raises:
            WrongCell: a cell cannot be read.
        """
        raise NotImplementedError

    def columns(self) -> Iterator[tuple[str, ValuePath]]:
        """The columns that it reads, each with its place in the map."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Words(Spec):
    """A text, in which `{column}` stands for a cell. If it has columns and all are empty, the text is."""

    text: str
    path: ValuePath

    def value(self, cells: Mapping[str, str]) -> Value:
        """The text with its cells."""
        names = _IN_BRACES.findall(self.text)
        if names and not any(cells[name] for name in names):
            return ""
        return plain(_IN_BRACES.sub(lambda found: cells[found[1]], self.text))

    def columns(self) -> Iterator[tuple[str, ValuePath]]:
        """The columns in braces."""
        return ((name, self.path) for name in _IN_BRACES.findall(self.text))


@dataclass(frozen=True, slots=True)
class Column(Spec):
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
class Parts(Spec):
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
class Names(Spec):
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
class Several(Spec):
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
class Keys(Spec):
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


@dataclass(frozen=True, slots=True)
class TableMap:
    """What a map says. `fixed` are records and labels that it has as data files have them."""

    file: YamlFile
    records: str
    id: Spec
    record: Mapping[str, Spec]
    cast: tuple[Names, ...]
    holder: Names | None
    of: Names | Words | None
    prefix: str
    delimiter: str
    encoding: str
    collection: dict[str, Value]
    kinds: dict[str, Value]
    fixed: Mapping[str, list[Value]]

    def check_columns(self, columns: tuple[str, ...]) -> None:
        """Make sure that a table has all columns that the map reads.

        Raises:
            WrongMap: it has not.
        """
        specs = [self.id, *self.record.values(), *self.cast, *filter(None, (self.holder, self.of))]
        for spec in specs:
            for name, path in spec.columns():
                if name not in columns:
                    expected = f"one of {', '.join(columns)}"
                    problem = Problem(path, f"the table has no column '{name}'", expected, nearest(name, columns))
                    raise WrongMap(_sentence(self.file.finding(problem)))


def read_map(path: Path) -> TableMap:
    """The map in a file.

    Raises:
        WrongMap: it is not YAML or no map.
    """
    reading = read_files(path)
    if reading.findings:
        raise WrongMap(_sentence(reading.findings[0]))
    if path.is_dir() or not reading.files:
        raise WrongMap(f"{shown(path)}: is no map; expected a YAML file with the keys records:, id: and record:.")
    return _Reader(reading.files[0]).map()


def _sentence(finding: Finding) -> str:
    line = next(rendered([finding]))
    return line if line.endswith("?") else f"{line}."


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes specs of the values of a map."""

    file: YamlFile

    def map(self) -> TableMap:
        table = self.file.table
        records = self._text(table, "records", (), one_of=LISTS)
        tenures = records == "tenures"
        self._only(table, (), _KEYS | (_TENURE_KEYS if tenures else frozenset()))
        settings = self._table(table, "table", ())
        self._only(settings, ("table",), {"delimiter", "encoding"})
        delimiter = str(settings.get("delimiter", ""))
        if len(delimiter) > 1 and delimiter != "tab":
            raise self._wrong(("table", "delimiter"), f"'{delimiter}' is no delimiter", "one character, or tab")
        encoding = self._text(settings, "encoding", ("table",), one_of=ENCODINGS, default="utf-8")
        record = self._table(table, "record", ())
        cast: list[Names] = []
        specs: dict[str, Spec] = {}
        for key, value in record.items():
            if key == "actors" and records in {"events", "documents"}:
                cast, specs[key] = self._cast(value)
            else:
                specs[key] = self._spec(value, ("record", key))
        if tenures:
            holder, of = self._names(table.get("holder"), ("holder",)), self._body(table.get("of"))
        if "id" not in table and not tenures:
            raise self._wrong((), "the map has no id:", "the columns that tell records apart, such as id: '{number}'")
        return TableMap(
            self.file,
            records,
            self._spec(table.get("id", ""), ("id",)),
            specs,
            tuple(cast),
            holder if tenures else None,
            of if tenures else None,
            self._text(table, "prefix", (), default=""),
            "\t" if delimiter == "tab" else delimiter,
            encoding,
            self._table(table, "collection", ()),
            self._table(table, "kinds", ()),
            {key: self._list(table, key) for key in ("topics", "places", "actors")},
        )

    def _cast(self, entries: Value) -> tuple[list[Names], Spec]:
        """The entries of actors that name columns, and the others, which are as in a data file."""
        path = ("record", "actors")
        if not isinstance(entries, list):
            raise self._wrong(path, "actors is not a list", "entries that begin with '- '")
        named: list[Names] = []
        others: list[Spec] = []
        for place, entry in enumerate(entries):
            if isinstance(entry, dict) and "column" in entry:
                named.append(self._names(entry, (*path, place), role=True))
            else:
                others.append(self._spec(entry, (*path, place)))
        return named, Several(tuple(others))

    def _names(self, value: Value | None, path: ValuePath, *, role: bool = False) -> Names:
        if not isinstance(value, dict) or "column" not in value:
            raise self._wrong(path, "names no column", "column: with the names of actors")
        self._only(value, path, _NAME_KEYS | ({"role"} if role else set()))
        order = self._text(value, "order", path, one_of=("given-first", "family-first"), default="given-first")
        return Names(
            self._text(value, "column", path),
            path,
            self._text(value, "role", path) if role else "",
            self._text(value, "split", path, default=""),
            self._pattern(value, "without", path),
            self._pattern(value, "nobody", path),
            self._text(value, "kind", path, default="person"),
            self._text(value, "identifiers", path, default=""),
            self._text(value, "scheme", path, default=""),
            inverted=order == "family-first",
        )

    def _body(self, value: Value | None) -> Names | Words:
        """What an office is of: names in a column, or the id of an actor of the map."""
        return Words(value, ("of",)) if isinstance(value, str) and value else self._names(value, ("of",))

    def _spec(self, value: Value, path: ValuePath) -> Spec:
        if isinstance(value, str):
            return Words(value, path)
        if isinstance(value, list):
            return Several(tuple(self._spec(each, (*path, place)) for place, each in enumerate(value)))
        if "parts" in value:
            self._only(value, path, {"parts", "to"})
            return Parts(self._texts(value, "parts", path), self._texts(value, "to", path), path)
        if "column" not in value:
            return Keys({key: self._spec(each, (*path, key)) for key, each in value.items()})
        self._only(value, path, _COLUMN_KEYS)
        values = self._table(value, "values", path)
        return Column(
            self._text(value, "column", path),
            path,
            self._text(value, "split", path, default=""),
            {key: each for key, each in values.items() if isinstance(each, str)},
            self._text(value, "date", path, one_of=_DATES, default=""),
            self._pattern(value, "pattern", path),
            self._text(value, "text", path, one_of=("plain", "html"), default="plain") == "html",
            self._text(value, "default", path, default=""),
        )

    def _only(self, table: Mapping[str, Value], path: ValuePath, keys: frozenset[str] | set[str]) -> None:
        for key in table:
            if key not in keys:
                expected = f"one of {', '.join(sorted(keys))}"
                problem = Problem(
                    (*path, key), f"unknown key '{key}'", expected, nearest(key, sorted(keys)), at_key=True
                )
                raise WrongMap(_sentence(self.file.finding(problem)))

    def _text(
        self,
        table: Mapping[str, Value],
        key: str,
        path: ValuePath,
        *,
        one_of: tuple[str, ...] = (),
        default: str | None = None,
    ) -> str:
        value = table.get(key, default)
        if value is None:
            raise self._wrong(path, f"has no {key}:", f"one of {', '.join(one_of)}" if one_of else "a text")
        if not isinstance(value, str):
            raise self._wrong((*path, key), f"{key} is not a text", "a text")
        if one_of and key in table and value not in one_of:
            raise self._wrong((*path, key), f"{key} '{value}' is not known", f"one of {', '.join(one_of)}")
        return value

    def _texts(self, table: Mapping[str, Value], key: str, path: ValuePath) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or len(value) > 3 or not all(isinstance(each, str) for each in value):
            raise self._wrong((*path, key), f"{key} is not a list of columns", "[year, month, day]")
        return tuple(str(each) for each in value)

    def _table(self, table: Mapping[str, Value], key: str, path: ValuePath) -> dict[str, Value]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong((*path, key), f"{key} is not a table", "a table of keys")
        return value

    def _list(self, table: Mapping[str, Value], key: str) -> list[Value]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) and "id" in each for each in value):
            raise self._wrong((key,), f"{key} is not a list of records", "entries that begin with '- id:'")
        return value

    def _pattern(self, table: Mapping[str, Value], key: str, path: ValuePath) -> re.Pattern[str] | None:
        text = self._text(table, key, path, default="")
        try:
            return re.compile(text) if text else None
        except re.error as error:
            raise self._wrong((*path, key), f"'{text}' is no regular expression: {error}", "one of Python") from error

    def _wrong(self, path: ValuePath, message: str, expected: str) -> WrongMap:
        return WrongMap(_sentence(self.file.finding(Problem(path, message, expected))))


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
