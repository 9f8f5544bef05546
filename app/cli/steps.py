"""What several commands do: bring the database up to date, load data, and say so."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from app.catalogue.words.local import LocalIndexes
from app.cli import progress
from app.database.backup import CannotBackUp, shorten_log
from app.database.dialects import database_of
from app.database.engine import DatabaseUnavailable, ReleaseHead, release_of
from app.database.kept import KeptReleases
from app.database.migrating import CannotMigrate, WrongSchema, check_schema, current_revision, newest_revision
from app.database.migrating import migrate as migrate_database
from app.loading.check import rendered
from app.loading.data_set import DataSet
from app.loading.deriving import derive_anew
from app.loading.identities import Judgement
from app.loading.judgements import Pair, Word, judgements_in, pairs
from app.loading.judgements import write as write_file
from app.loading.ledger import CannotReplace, IdReused, IdTaken
from app.loading.release import LoadedBy, LoadResult
from app.loading.release import load as load_data
from app.progress import Progress, silent
from app.settings import Settings
from app.timeline.record_types import RecordType

# Without emoji, which would replace what stands between colons, as in `file.csv:100:1:` and `xml:id:`.
out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


class CommandError(Exception):
    """The command cannot be carried out; the message is a sentence for its user."""


@contextlib.contextmanager
def turn(settings: Settings, what: str) -> Iterator[None]:
    """The sole right of this command to write the database: where another one is at work, say so and wait.

    Raises:
        CommandError: the folder of the database cannot be used.
    """
    _make_folder(settings)

    database = database_of(settings.database_url)

    def tell(other: str) -> None:
        err.print(f"Waiting for {other}, which is at work on {settings.database_name}.", markup=False)

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(database.turn(what, tell))
        except OSError as error:
            name = f"{settings.database_path}.lock"
            raise CommandError(f"{name} cannot be used: {error.strerror}. Nothing was changed.") from error
        try:
            yield
        finally:
            if settings.is_file:
                shorten_log(settings.database_path)


def _make_folder(settings: Settings) -> None:
    """Make the folder of the database, unless its address was configured: it may be misspelt.

    Raises:
        CommandError: it does not exist, cannot be made or written.
    """
    folder = settings.database_path.parent
    if settings.is_file and "database_url" in settings.model_fields_set and not folder.is_dir():
        raise CommandError(
            f"The folder {folder} does not exist: make it, or set TIMELINE_DATABASE_URL to a file in another one."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"The folder {folder} for the database cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CommandError(f"The folder {folder} of the database cannot be written to.")


def migrate(settings: Settings, tell: Console = out) -> bool:
    """Make the database, or bring it up to date. `tell` is where it says what it built.

    Returns whether there was anything to do.

    Raises:
        CommandError: the folder or the database cannot be used.
    """
    _make_folder(settings)
    try:
        migrated = migrate_database(settings.database_url, settings.migrations)
    except WrongSchema as error:
        raise CommandError(f"{settings.database_name} cannot be used: {error}.") from error
    except CannotMigrate as error:
        raise CommandError(f"{settings.database_name} cannot be brought to the newest schema: {error}.") from error
    return derive(settings, tell) or migrated


def derive(settings: Settings, tell: Console = out) -> bool:
    """Make the catalogue anew where another version of the software made it or its search index is missing or damaged.

    Where the index cannot be written this is reported, and searches are answered with 503; all else works without it.
    Returns whether there was anything to do.
    """
    with progress.shown(tell, err) as report:
        changed, fault = derived(settings, report)
    if fault is not None:
        err.print(f"No search: {fault}.", markup=False)
    elif changed:
        tell.print(f"Built the search index in {settings.search_path}.", markup=False)
    return changed


def derived(settings: Settings, report: Progress = silent) -> tuple[bool, str | None]:
    """Does what `derive` does. Returns whether there was anything to do, and why there is no search index, if so."""
    try:
        return derive_anew(settings.database_url, settings.search_path, report), None
    except (OSError, ValueError) as error:
        fault = f"the index in {settings.search_path} cannot be built: {error}"
        return derive_anew(settings.database_url, None, report), fault


def keep_release(settings: Settings, otherwise: str) -> None:
    """Keep the served release where releases are kept; `otherwise` says what is not done where that fails.

    Raises:
        CommandError: it cannot be written.
    """
    if not settings.keep_releases or not settings.is_file or not settings.database_path.is_file():
        return
    try:
        KeptReleases(settings.database_path).keep()
    except (CannotBackUp, OSError, sqlite3.DatabaseError, DatabaseUnavailable) as error:
        raise CommandError(f"{otherwise}: the release before it cannot be kept: {error}.") from error


def prune_releases(settings: Settings) -> None:
    """Remove the kept releases that are more than the settings say; none where none are to be kept from now on.

    What cannot be removed is left to the next time.
    """
    if not settings.keep_releases or not settings.is_file:
        return
    with contextlib.suppress(OSError):
        KeptReleases(settings.database_path).prune(settings.keep_releases)


def load(
    settings: Settings,
    data: DataSet | Sequence[DataSet],
    *,
    by: LoadedBy,
    judged: Sequence[Judgement] | None = None,
    progress: Progress = silent,
) -> LoadResult:
    """Load collections as one release, and obey what is `judged` on who is who.

    Raises:
        CommandError: an id belongs to another collection or to a removed record, an import has the id of a
            collection of other records, or the search folder is unusable.
    """
    with search_folder_in_use(settings, "Nothing was loaded"):
        try:
            done = load_data(
                settings.database_url,
                data,
                settings.search_path,
                by=by,
                judgements=judged,
                progress=progress,
                before_change=lambda: keep_release(settings, "Nothing was loaded"),
            )
        except (CannotReplace, IdReused, IdTaken) as error:
            raise CommandError(f"{error}. Nothing was loaded.") from error
    if done.changed:
        prune_releases(settings)
    return done


def judgements_file(settings: Settings) -> Path:
    """The file in which a curator judges who is who."""
    return settings.database_path.with_name(f"{settings.database_path.name}.who-is-who.yaml")


def judgements(settings: Settings, otherwise: str) -> list[Judgement] | None:
    """The judgements in that file; None where there is none.

    Raises:
        CommandError: something in it is wrong; `otherwise` says what was not done.
    """
    found, findings = judgements_in(judgements_file(settings))
    if findings:
        raise CommandError("\n".join([*rendered(findings), otherwise]))
    return found


def write_judgements(settings: Settings) -> list[Pair]:
    """Write that file anew, from what is loaded. If it cannot be written, this is reported. Returns what it says."""
    with reading(settings) as connection:
        found = pairs(connection)
    path = judgements_file(settings)
    if found or path.exists():
        try:
            write_file(path, found)
        except OSError as error:
            err.print(f"{path} cannot be written: {error.strerror}. Who is who is decided all the same.", markup=False)
    return found


def tell_who_is_who(settings: Settings, found: Sequence[Pair], collections: Collection[str]) -> None:
    """Report who was joined of some collections, what is possible, and which judgements wait."""
    for pair in found:
        if pair.joined and pair.collection in collections:
            said = ", ".join(pair.reasons) if pair.verdict is Word.CERTAIN else "judged by the curator"
            out.print(f"joined: {pair.imported} is {pair.actor} ({said})", markup=False)
        if pair.waits:
            missing = pair.imported if pair.name is None else pair.actor
            out.print(f"waits: {pair.imported} and {pair.actor} are judged, but {missing} is not loaded", markup=False)
    possible = sum(pair.verdict is Word.POSSIBLE and pair.collection in collections for pair in found)
    if possible:
        number = "1 actor is" if possible == 1 else f"{possible} actors are"
        out.print(f"{number} possibly one that is there: judge in {judgements_file(settings)}.", markup=False)


@contextlib.contextmanager
def search_folder_in_use(settings: Settings, otherwise: str) -> Iterator[None]:
    """Reports a folder of the search index that cannot be written; `otherwise` says what was not done."""
    try:
        yield
    except OSError as error:
        message = f"{otherwise}: {settings.search_path}, for the search index, cannot be used: {error}."
        raise CommandError(message) from error


@contextlib.contextmanager
def reading(settings: Settings) -> Iterator[Connection]:
    """A connection that only reads, to a database of this software at any revision that it knows.

    Raises:
        CommandError: there is none, or it is that of a newer version or of another program, or cannot be read.
    """
    database = database_of(settings.database_url)
    path, name = settings.database_path, settings.database_name
    if not database.exists():
        raise CommandError(f"There is no database at {name} yet: run `timeline serve` or `timeline load PATH`.")
    engine = database.read_only_engine()
    try:
        with engine.connect() as connection:
            check_schema(connection, settings.migrations)
            yield connection
    except WrongSchema as error:
        raise CommandError(f"{name} cannot be used: {error}.") from error
    except OperationalError as error:
        if not settings.is_file or os.access(path.parent, os.W_OK):
            raise
        raise CommandError(
            f"{path} cannot be read where this user may not write: SQLite keeps a log beside a database in use. "
            f"Run this as the user of the service. ({error.orig})"
        ) from error


@contextlib.contextmanager
def reading_newest(settings: Settings) -> Iterator[Connection]:
    """The same, to a database at the newest revision.

    Raises:
        CommandError: it is at another, or as in `reading`.
    """
    with reading(settings) as connection:
        if current_revision(connection) != newest_revision(settings.migrations):
            raise CommandError("The database is not at the newest schema: run `timeline migrate`.")
        yield connection


def cause_of(error: Exception) -> str:
    """What the driver of the database says of an error, on one line."""
    return " ".join(str(error.orig if isinstance(error, DatabaseError) else error).split())


def readable_release(settings: Settings) -> ReleaseHead | None:
    """The release that the service would serve from a database on servers, none of which may be writable now.

    None where nothing can be read, or nothing that this version of the software has derived.
    """
    database, choose = database_of(settings.database_url), LocalIndexes(settings.search_path)
    try:
        return release_of(database, settings.query_timeout_seconds, choose)
    except DatabaseUnavailable:
        return None


def loaded(done: LoadResult) -> str:
    """A sentence that says what a load has made."""
    return f"Loaded release {done.number}: {counts_in_words(done.counts)}."


def as_json(done: LoadResult) -> dict[str, object]:
    """The same for programs. `changed` is false where there was nothing to do."""
    changes = {name: done.changes.number(name) for name in ("added", "changed", "removed")}
    head = {"release": done.number, "changed": done.changed, "checksum": done.checksum, "counts": done.counts}
    return head | {"records": changes}


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Numbers by type of record as one text."""
    singular = {each.plural: each.value for each in RecordType}
    return ", ".join(f"{number} {singular.get(name, name) if number == 1 else name}" for name, number in counts.items())
