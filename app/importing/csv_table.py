"""Tables of others, by a map that says which column becomes which key."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from app.importing.cast import Cast, Identifier, Named, identifier_of
from app.importing.heads import Options, head
from app.importing.map_values import Names, Spec, Words, WrongCell
from app.importing.mapping import TableMap, read_map
from app.importing.records import Imported, Origin, Records, slug
from app.importing.tables import Row, read_table
from app.importing.xml import UnreadableFile
from app.loading.characters import shown
from app.loading.values import Value

_SUMMARY = "Named in the table of the collection."
_KINDS = {"events": "event", "documents": "document", "actors": "actor"}


def import_csv(path: Path, map_file: Path, options: Options) -> Imported:
    """The collection that the rows of a table become.

    Raises:
        UnreadableFile: the table cannot be read, or has no rows.
        WrongMap: the map cannot be read, or names columns that the table lacks.
        IncompleteCollection: neither the map nor the options tell what a collection needs.
    """
    return import_table(path, read_map(map_file), options)


def import_table(path: Path, mapped: TableMap, options: Options) -> Imported:
    """The same for a map that is read already."""
    delimiter = mapped.delimiter or ("\t" if path.suffix.lower() in {".tsv", ".tab"} else ",")
    table = read_table(path, delimiter, mapped.encoding)
    mapped.check_columns(table.columns)
    rows = _Rows(path, mapped, options)
    empty = True
    for row in table.rows:
        rows.add(row)
        empty = False
    if empty:
        raise UnreadableFile(f"{shown(path)}: has no rows below the names of its columns.")
    return rows.checked()


class _Rows:
    """Makes records of rows."""

    def __init__(self, path: Path, mapped: TableMap, options: Options) -> None:
        self._file = shown(path)
        self._map = mapped
        self._prefix = mapped.prefix or options.collection
        self._kinds: dict[str, dict[str, Value]] = {"event": {}, "document": {}, "actor": {}}
        self._records = Records(head(options, mapped.collection, [path]), self._kinds)
        self._cast = Cast(self._records, self._prefix, _SUMMARY)
        self._lines: dict[str, int] = {}
        self._columns = {key: ", ".join(name for name, _ in spec.columns()) for key, spec in mapped.record.items()}
        for list_, records in mapped.fixed.items():
            for place, record in enumerate(records):
                line, _ = mapped.file.position((list_, place))
                self._fixed(list_, record, Origin(mapped.file.name, line))

    def _fixed(self, list_: str, record: Value, origin: Origin) -> None:
        if isinstance(record, dict):
            self._records.add(list_, record, origin)
            if list_ == "actors":
                self._label("actor", record.get("kind"))

    def add(self, row: Row) -> None:
        """Add the record of a row, or report why there is none."""
        origin = Origin(self._file, row.line, self._columns)
        if row.problem:
            self._records.leave_out(origin, None, row.problem)
            return
        try:
            if self._map.records == "tenures":
                self._add_tenure(row.cells, origin)
            else:
                self._add_record(row.cells, origin)
        except WrongCell as error:
            self._records.leave_out(origin, None, str(error))

    def checked(self) -> Imported:
        """The collection, with labels for all kinds: those of the map, else made of the words of the kinds."""
        for type_, labels in self._map.kinds.items():
            if isinstance(labels, dict) and type_ in self._kinds:
                self._kinds[type_] |= labels
        return self._records.checked()

    def _add_record(self, cells: Mapping[str, str], origin: Origin) -> None:
        list_ = self._map.records
        named = slug(str(self._map.id.value(cells)))
        if not named:
            self._records.leave_out(origin, None, f"has no id: {self._columns_of(self._map.id)} is empty")
            return
        id_ = f"{self._prefix}-{named}"
        if id_ in self._lines:
            self._records.leave_out(origin, id_, f"has the same id as the row on line {self._lines[id_]}")
            return
        record = {key: value for key, spec in self._map.record.items() if (value := spec.value(cells))}
        if self._map.cast:
            others = record.get("actors", [])
            record["actors"] = [*self._actors(cells, origin, id_), *(others if isinstance(others, list) else [])]
        self._lines[id_] = origin.line
        self._label(_KINDS.get(list_), record.get("kind"))
        self._records.add(list_, {**record, "id": id_}, origin)

    def _actors(self, cells: Mapping[str, str], origin: Origin, record: str) -> Iterator[Value]:
        seen: set[tuple[str, str]] = set()
        for names in self._map.cast:
            for actor in self._found(names, cells, origin, record):
                if (actor, names.role) not in seen:
                    seen.add((actor, names.role))
                    yield {"actor": actor, "role": names.role}

    def _add_tenure(self, cells: Mapping[str, str], origin: Origin) -> None:
        tenure = {key: value for key, spec in self._map.record.items() if (value := spec.value(cells))}
        bodies = self._found(self._map.of, cells, origin, None)
        holders = self._found(self._map.holder, cells, origin, None)
        if not bodies or not holders:
            self._records.leave_out(origin, None, f"names no {'holder' if bodies else 'body that the office is of'}")
        for holder in holders:
            for body in bodies:
                if self._records.has("actors", holder):
                    self._records.add_part("actors", holder, "offices", {**tenure, "of": body}, origin)

    def _found(
        self, names: Names | Words | None, cells: Mapping[str, str], origin: Origin, record: str | None
    ) -> list[str]:
        """The ids of the actors that cells name."""
        if not isinstance(names, Names):
            return [] if names is None else [str(names.value(cells))]
        if wrong := names.mismatch(cells):
            self._records.leave_out(origin, record, f"{wrong}; the actors are found by name alone")
        self._label("actor", names.kind)
        return [
            self._cast.actor(Named(name, names.kind, _identifiers(names, number), inverted=names.inverted), origin)
            for name, number in names.names(cells)
        ]

    def _label(self, type_: str | None, kind: Value | None) -> None:
        if type_ is not None and isinstance(kind, str):
            self._kinds[type_].setdefault(kind, kind.replace("-", " ").capitalize())

    @staticmethod
    def _columns_of(spec: Spec) -> str:
        return ", ".join(f"column '{name}'" for name, _ in spec.columns())


def _identifiers(names: Names, number: str) -> tuple[Identifier, ...]:
    if not number:
        return ()
    if names.scheme:
        return ((names.scheme, number),)
    found = identifier_of(number)
    return (found,) if found else ()
