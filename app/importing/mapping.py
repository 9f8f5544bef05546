"""Maps: files that say which columns of a table become which keys of records. docs/importing.md describes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.importing.errors import CannotImport
from app.importing.map_values import Column, Keys, Names, Parts, Reads, Several, Spec, Words
from app.importing.tables import ENCODINGS
from app.loading.characters import shown
from app.loading.check import rendered
from app.loading.findings import Finding
from app.loading.reading import read as read_files
from app.loading.values import Problem, Value, ValuePath
from app.loading.yaml_files import YamlFile
from app.timeline.words import nearest

LISTS = ("events", "documents", "actors", "tenures", "places")
"""What the rows of a table can become."""

_DATES = ("edtf", "any", "day-first", "month-first")
_KEYS = frozenset({"table", "collection", "kinds", "topics", "places", "actors", "records", "prefix", "id", "record"})
_TENURE_KEYS = frozenset({"holder", "of"})
_COLUMN_KEYS = frozenset({"column", "split", "values", "date", "pattern", "text", "default"})
_NAME_KEYS = frozenset({"column", "split", "without", "kind", "identifiers", "scheme", "order", "nobody"})


class WrongMap(CannotImport):
    """A map cannot be used; the message says what is wrong, with file, line and column."""


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
        specs: list[Reads] = [
            self.id,
            *self.record.values(),
            *self.cast,
            *(each for each in (self.holder, self.of) if each),
        ]
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
        return self._words(value, ("of",)) if isinstance(value, str) and value else self._names(value, ("of",))

    def _words(self, text: str, path: ValuePath) -> Words:
        words = Words(text, path)
        if words.has_single_brace():
            raise self._wrong(path, f"a brace in '{text}' stands alone", "the name of a column between { and }")
        return words

    def _spec(self, value: Value, path: ValuePath) -> Spec:
        if isinstance(value, str):
            return self._words(value, path)
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
