"""Collections of the database -> data files that `timeline load` takes, with all that was loaded.

Records are read, compared with their checksums and written one after the other: memory does not grow with the data. The
files are written into a folder beside the one asked for, which gets its name when all of them are complete.
"""

import contextlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, func, select

from app.catalogue.words.building import to_disk
from app.database.statements import table
from app.loading.canonical import canonical, content
from app.loading.characters import fault_of
from app.loading.checksums import RunningChecksum, checksum_of
from app.loading.data_files import FORMATS
from app.loading.stored import RECORDS_AT_A_TIME, picked, stored
from app.progress import Progress, silent
from app.resources.actors.models import IdentityRecord
from app.resources.dataset.models import CollectionRecord, CollectionRow
from app.resources.faces import Values
from app.timeline.record_types import RecordType

MOST_NAMED = 5
"""Records that a message names."""


class CannotExport(ValueError):
    """Files that hold what was loaded cannot be written; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be written: the name of its list (`events`) or table (`collection`), and its keys as JSON values.

    `row` is that of a record in its table.
    """

    name: str
    keys: Any  # a table of keys, or for `kinds` and `identities` all of them
    row: Values | None = None


class Writer(Protocol):
    """Writes the files of one collection."""

    def __call__(self, entry: Entry) -> None:
        """Write an entry."""

    def close(self) -> None:
        """Complete the files."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The collections that were written, each with the number of its records by list."""

    collections: Mapping[str, Mapping[str, int]]


def export(
    connection: Connection,
    collections: Mapping[str, CollectionRow],
    folder: Path,
    writer: Callable[[Path], Writer],
    progress: Progress = silent,
) -> Exported:
    """Write collections into an empty folder: itself, where it is one, else each into a folder of its id.

    `writer` makes a writer for a folder. All is read in the transaction of `connection`.

    Raises:
        CannotExport: the database has not all that was loaded, or a text cannot stand in a file.
        OSError: the files cannot be written.
    """
    counts = {}
    for id_, row in collections.items():
        own = folder if len(collections) == 1 else folder / id_
        own.mkdir(exist_ok=True)
        collection = _Collection(connection, row, progress)
        with contextlib.closing(writer(own)) as files:
            collection.write(files)
        counts[id_] = collection.counts
    return Exported(counts)


@contextlib.contextmanager
def new_folder(folder: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """An empty folder beside `folder`, which gets its name at the end of the block: complete, or not at all.

    `folder` must not be there, or be empty, but for `overwrite`, which replaces it with all it holds.

    Raises:
        CannotExport: there is something of this name.
        OSError: the folder cannot be made.
    """
    target = folder.resolve()
    _refuse_to_replace(target, folder, overwrite=overwrite)
    target.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{target.name}.exporting-", dir=target.parent))
    try:
        yield building
        to_disk(building)
        building.chmod(0o777 & ~_mask())
        _refuse_to_replace(target, folder, overwrite=overwrite)  # somebody may have written there meanwhile
        _rename(building, target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _refuse_to_replace(target: Path, folder: Path, *, overwrite: bool) -> None:
    if target.exists() and not target.is_dir():
        raise CannotExport(f"{folder} is a file: name a folder")
    if not overwrite and target.is_dir() and any(target.iterdir()):
        raise CannotExport(f"{folder} is not empty: name another folder, or replace it with --overwrite")


def _rename(building: Path, target: Path) -> None:
    """Give the complete folder its name, in the place of the one that has it."""
    if target.is_dir() and any(target.iterdir()):
        before = Path(tempfile.mkdtemp(prefix=f".{target.name}.before-", dir=target.parent))
        target.rename(before)
        try:
            building.rename(target)
        except OSError:
            before.rename(target)
            raise
        shutil.rmtree(before, ignore_errors=True)
    else:
        building.rename(target)


def _mask() -> int:
    """The bits of permissions that new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


class _Collection:
    """Writes one collection, and compares it with its checksums."""

    def __init__(self, connection: Connection, row: CollectionRow, progress: Progress) -> None:
        self._connection = connection
        self._row = row
        self._progress = progress
        self._changed: list[str] = []
        """Records that are not as they were loaded."""
        self.counts: Counter[str] = Counter()

    def write(self, write: Writer) -> None:
        """Write all of it.

        Raises:
            CannotExport: the database has not all that was loaded, or a text cannot stand in a file.
        """
        heads = {"collection": self._head(), "identities": self._identities(), "kinds": self._kinds()}
        lists = {type_.plural: type_ for type_ in FORMATS}
        checksum = RunningChecksum()
        for name in sorted((*heads, *lists)):
            if name in lists:
                checksum.add_records(name, self._records(lists[name], write))
                continue
            checksum.add(name, heads[name])
            if heads[name]:
                self._refuse_faults(name, heads[name])
                write(Entry(name, heads[name]))
        if self._changed or checksum.result() != self._row.checksum:
            raise CannotExport(self._incomplete())

    def _records(self, type_: RecordType, write: Writer) -> Iterator[bytes]:
        """Write the records of a type. Yields the canonical text of each."""
        form, of = FORMATS[type_], self._row.id
        stage, total = f"exporting {type_.plural} of {of}", self._number(type_)
        self._progress(stage, 0, total)
        known = self._checksums(type_)
        try:
            for done, each in enumerate(stored(self._connection, type_, form.table, of), start=1):
                keys = content(form.model.model_validate(form.keys(each)))
                name = f"{type_} {each.id}"
                id_, checksum = next(known, ("", ""))
                if id_ != each.id or checksum_of(keys) != checksum:
                    self._changed.append(name)
                    known.close()
                    known = self._checksums(type_, after=each.id)
                yield canonical(keys)
                self._refuse_faults(name, keys)
                write(Entry(type_.plural, {key: value for key, value in keys.items() if value != []}, each.row))
                self.counts[type_.plural] = done
                self._progress(stage, done, total)
        finally:
            known.close()

    def _head(self) -> Values:
        row = self._row
        licence = {"name": row.licence_name, "spdx": row.licence_spdx, "url": row.licence_url}
        keys = picked(row.model_dump(), CollectionRecord) | {"licence": licence}
        return content(CollectionRecord.model_validate(keys))

    def _identities(self) -> list[Values]:
        identity = table("identity")
        statement = select(identity).where(identity.c.collection == self._row.id).order_by(identity.c.position)
        rows = self._connection.execute(statement).mappings()
        return [content(IdentityRecord.model_validate(picked(dict(row), IdentityRecord))) for row in rows]

    def _kinds(self) -> dict[str, dict[str, str]]:
        kind = table("kind")
        kinds: dict[str, dict[str, str]] = {}
        statement = select(kind.c.type, kind.c.slug, kind.c.label).where(kind.c.collection == self._row.id)
        for type_, slug, label in self._connection.execute(statement.order_by(kind.c.type, kind.c.slug)):
            kinds.setdefault(type_, {})[slug] = label
        return kinds

    def _number(self, type_: RecordType) -> int:
        own = table(str(FORMATS[type_].table.__tablename__))
        statement = select(func.count()).select_from(own).where(own.c.collection == self._row.id)
        number: int = self._connection.execute(statement).scalar_one()
        return number

    def _checksums(self, type_: RecordType, after: str = "") -> Generator[tuple[str, str]]:
        """Ids and checksums of the records that were loaded, in the order of ids, from the one after `after`.

        Close it: nobody asks for more than the last row.
        """
        ledger = table("ledger")
        statement = (
            select(ledger.c.id, ledger.c.checksum)
            .where(ledger.c.space == type_.id_space, ledger.c.id > after, ledger.c.type == type_.value)
            .where(ledger.c.collection == self._row.id, ledger.c.removed.is_(None), ledger.c.alias_of.is_(None))
            .order_by(ledger.c.id)
        )
        with self._connection.execution_options(yield_per=RECORDS_AT_A_TIME).execute(statement) as rows:
            yield from rows

    def _refuse_faults(self, name: str, value: object) -> None:
        for key, text in _texts(value):
            fault = fault_of(text)
            if fault is not None:
                raise CannotExport(f"{self._row.id}, {name}: {key} {fault}, which data files cannot hold")

    def _incomplete(self) -> str:
        named = ", ".join(self._changed[:MOST_NAMED]) or "its head or its identities"
        more = len(self._changed) - MOST_NAMED
        return (
            f"The database does not hold all that was loaded of {self._row.id} ({named}"
            f"{f' and {more} more' if more > 0 else ''}): keep the files that it was loaded from"
        )


def _texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a JSON value, each with the innermost key above it."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for inner, each in value.items():
            yield from _texts(each, inner)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, key)
