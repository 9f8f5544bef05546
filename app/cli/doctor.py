"""`timeline doctor`: looks at everything that the service needs, and says what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DatabaseError

from app.catalogue.fingerprint import derived_here, fingerprint
from app.catalogue.words.building import Builder
from app.cli import progress, steps
from app.cli.steps import CommandError, out
from app.database.backup import NotABackup, check_backup, damage
from app.database.dialects import writing
from app.database.dialects.sqlite import reading_address
from app.database.engine import NEEDED_SQLITE
from app.database.kept import KeptReleases
from app.database.migrating import current_revision, newest_revision
from app.loading.served import current_release, release_key
from app.settings import BadSettings, Settings, read

FEATURES = {
    "STRICT tables": "CREATE TABLE some (n INTEGER) STRICT",
    "tables WITHOUT ROWID": "CREATE TABLE other (n INTEGER PRIMARY KEY) WITHOUT ROWID",
    "JSON": "SELECT json_extract('[1]', '$[0]')",
    "window functions": "SELECT row_number() OVER ()",
}
"""What the service uses of SQLite that may be left out of a build, each with a statement that needs it."""
TIMES_THE_DATABASE = 3
"""A load may need this many times the size of the database: its log, the search index, and a kept release."""


class State(StrEnum):
    """What came of a check."""

    OK = "ok"
    MENDED = "mended"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was looked at, what was found, and what to do about it."""

    name: str
    state: State
    found: str
    advice: str = ""


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print an object, for programs.")] = False) -> None:
    """Check settings, SQLite, disk, database, search index and kept releases; exit code 1 if one has a fault.

    A search index that is damaged or missing is built anew. Nothing else is changed.
    """
    found = []
    for each in _checks():
        found.append(each)
        if not as_json:
            out.print(f"{each.state:<7} {each.name:<13} {each.found}", markup=False)
            if each.advice:
                out.print(f"{'':<22}{each.advice}", markup=False)
    faults = [each for each in found if each.state == State.FAULT]
    if as_json:
        progress.print_json(out, {"ok": not faults, "checks": [asdict(each) for each in found]})
    if faults:
        raise typer.Exit(1)


def _checks() -> Iterator[Check]:
    """The checks in an order in which each can count on those before it; those that cannot be made are left out."""
    try:
        settings = read()
    except BadSettings as error:
        yield Check("settings", State.FAULT, " ".join(error.problems), "See `timeline settings` for their names.")
        return
    yield Check("settings", State.OK, "every one can be used")
    yield _sqlite()
    if not settings.is_file:
        yield from _database(settings)
        return
    path = settings.database_path
    if not path.parent.is_dir():
        yield Check("folder", State.FAULT, f"{path.parent} does not exist", "Make it, or set TIMELINE_DATABASE_URL.")
        return
    yield _space(settings)
    if not path.is_file():
        yield Check(
            "database", State.FAULT, f"there is none at {path}", "Run `timeline serve` or `timeline load PATH`."
        )
        return
    yield from _database(settings)
    yield from _kept(settings)


def _sqlite() -> Check:
    missing = []
    connection = sqlite3.connect(":memory:")
    try:
        for name, statement in FEATURES.items():
            try:
                connection.execute(statement)
            except sqlite3.DatabaseError:
                missing.append(name)
    finally:
        connection.close()
    if missing or sqlite3.sqlite_version_info < NEEDED_SQLITE:
        needed = ".".join(map(str, NEEDED_SQLITE))
        found = f"{sqlite3.sqlite_version}, without {', '.join(missing) or 'what is needed'}"
        return Check("SQLite", State.FAULT, found, f"Use a Python with SQLite {needed} or newer.")
    return Check("SQLite", State.OK, f"{sqlite3.sqlite_version}, with {', '.join(FEATURES)}")


def _space(settings: Settings) -> Check:
    path = settings.database_path
    usage = shutil.disk_usage(path.parent)
    parts = [part for part in (path, Path(f"{path}-wal")) if part.is_file()]
    needed = TIMES_THE_DATABASE * (sum(part.stat().st_size for part in parts) if parts else 10_000_000)
    found = f"{_megabytes(usage.free)} free at {path.parent}; a load may need {_megabytes(needed)}"
    if usage.free < needed:
        return Check("disk space", State.FAULT, found, "Make room: without it the next load changes nothing.")
    return Check("disk space", State.OK, found)


def _megabytes(size: int) -> str:
    return f"{max(1, round(size / 1_000_000)):,} MB"


def _database(settings: Settings) -> Iterator[Check]:
    name = settings.database_name
    restore = "Put a backup back: `timeline restore FILE`."
    connect = "See that the server runs, and that address, user and password are right."
    try:
        with steps.reading(settings) as connection:
            schema = current_revision(connection)
    except CommandError as error:
        yield Check("database", State.FAULT, str(error))
        return
    except DatabaseError as error:
        advice = restore if settings.is_file else connect
        yield Check("database", State.FAULT, f"{name} cannot be read: {steps.cause_of(error)}", advice)
        return
    faults = _damage(settings.database_path) if settings.is_file else []
    if faults:
        yield Check("database", State.FAULT, f"{name} is damaged: {faults[0]} ({len(faults)} faults)", restore)
        return
    whole = f"{name} is whole, and every reference leads to a row"
    yield Check("database", State.OK, whole if settings.is_file else "it can be read")
    newest = newest_revision(settings.migrations)
    if schema != newest:
        found = f"the schema is {schema or 'none'}, the newest is {newest}"
        yield Check("migrations", State.FAULT, found, "Run `timeline migrate`, after a `timeline backup FILE`.")
        return
    yield Check("migrations", State.OK, f"the schema is {schema}, the newest")
    yield from _release(settings)


def _damage(path: Path) -> list[str]:
    connection = sqlite3.connect(reading_address(path), uri=True)
    try:
        return damage(connection)
    finally:
        connection.close()


def _release(settings: Settings) -> Iterator[Check]:
    with steps.reading(settings) as connection:
        writing(connection).use_derived_by(connection, fingerprint())
        release = current_release(connection)
    if release is None:
        yield Check("release", State.FAULT, "nothing is loaded", "Run `timeline load PATH`, or `timeline serve`.")
        return
    yield Check("release", State.OK, f"{release.number}, loaded {release.loaded_at}")
    folder = settings.search_path
    if not derived_here(release.fingerprint):
        wrong: str | None = "another version of this software made the catalogue"
    else:
        wrong = Builder(folder).fault(release_key(release))
    if wrong is None:
        yield Check("search index", State.OK, f"in {folder}, each file as it was written")
    else:
        yield _built_anew(settings, wrong)


def _built_anew(settings: Settings, wrong: str) -> Check:
    try:
        with steps.turn(settings, "timeline doctor"):
            _, fault = steps.derived(settings)
    except CommandError as error:
        return Check("search index", State.FAULT, f"{wrong}; {error}")
    if fault is not None:
        return Check("search index", State.FAULT, f"{wrong}; {fault}", "Let the folder be written.")
    return Check("search index", State.MENDED, f"{wrong}; it was built anew")


def _kept(settings: Settings) -> Iterator[Check]:
    kept = KeptReleases(settings.database_path)
    paths = kept.paths()
    faults = [fault for fault in map(_fault_of_backup, paths) if fault is not None]
    for fault in faults:
        yield Check("releases", State.FAULT, fault, "Remove the file: it cannot be rolled back to.")
    if paths and not faults:
        yield Check("releases", State.OK, f"{len(paths)} kept in {kept.folder}, each as it was written")


def _fault_of_backup(path: Path) -> str | None:
    try:
        check_backup(path)
    except NotABackup as error:
        return str(error)
    return None
