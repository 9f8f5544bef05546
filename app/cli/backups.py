"""`timeline backup`, `restore`, `releases` and `rollback`: copies of the data, and going back to them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError

from app.cli import progress, steps
from app.cli.steps import CommandError, err, out
from app.database.addresses import parsed
from app.database.backup import (
    CannotBackUp,
    NotABackup,
    connected,
    is_readable,
    put_in_place,
    release_in,
    take_out,
    verify,
    write_backup,
)
from app.database.dialects import writing
from app.database.dialects.protocol import FormerRelease
from app.database.engine import ReleaseHead
from app.database.kept import KeptReleases
from app.database.migrating import CannotMigrate, ForeignDatabase, WrongSchema, newest_revision
from app.database.migrating import migrate as migrate_database
from app.loading.changes import rendered_changes
from app.loading.deriving import derive_anew
from app.loading.release import LoadResult, roll_back
from app.loading.served import current_release
from app.resources.dataset.models import ReleaseRow
from app.settings import Settings, read

BackupFile = Annotated[Path, typer.Argument(help="The file of the backup.", show_default=False)]


def backup(file: BackupFile) -> None:
    """Write the whole database to one file with its checksum, while it is served.

    The file is there whole or not at all. It replaces an older backup of the same name.
    """
    settings = read()
    refuse_server(settings)
    with steps.reading(settings):  # a database of this software
        pass
    try:
        written = write_backup(settings.database_path, file)
    except CannotBackUp as error:
        raise CommandError(f"{error}. No backup was written.") from error
    out.print(f"Wrote {_named(written.release)} to {file}, {written.size:,} bytes.", markup=False)


def restore(file: BackupFile) -> None:
    """Put a backup back, after it was verified. A running service goes over to it by itself.

    All or nothing. A backup of an older version is brought to the newest schema on the way.
    """
    settings = read()
    refuse_server(settings)
    path = settings.database_path
    with steps.turn(settings, "timeline restore"):
        _refuse_foreign(settings)
        with _taken_out(settings, file, "Nothing was restored") as taken:
            _derive(settings, taken)
            restored = release_in(taken)
            if settings.keep_releases and path.is_file() and not is_readable(path):
                err.print("The release before it is not kept: the database cannot be read.", markup=False)
            else:
                steps.keep_release(settings, "Nothing was restored")
            try:
                aside = put_in_place(taken, path)
            except OSError as error:
                raise CommandError(f"{path} cannot be replaced: {error.strerror}. Nothing was restored.") from error
        steps.prune_releases(settings)
    if aside is not None:
        out.print(f"The database that was there is damaged; it is now {aside}.", markup=False)
    out.print(f"Restored {_named(restored)} from {file}.", markup=False)


def releases() -> None:
    """List the release that is served and those that are kept.

    In files as TIMELINE_KEEP_RELEASES says; on PostgreSQL the last two, in the database.
    """
    settings = read()
    with steps.reading(settings) as connection:
        current = current_release(connection)
        former = writing(connection).former(connection)
    if current is None:
        raise CommandError("No release is loaded: run `timeline load PATH`.")
    rows = [(current.number, current.loaded_at, current.version, current.checksum, "served")]
    rows += [
        (each.number, each.loaded_at, each.version, each.checksum, f"kept in the schema {each.schema}")
        for each in former
    ]
    rows += [
        (each.number, each.loaded_at, each.version, each.checksum, f"kept in {each.path}")
        for each in (KeptReleases(settings.database_path).all() if settings.is_file else ())
        if not each.is_release(current.number, current.checksum, current.loaded_at)
    ]
    for number, loaded_at, version, checksum, where in rows:
        out.print(f"{number:>6}  {loaded_at}  {version}  {checksum[:12]}  {where}", markup=False)


def rollback(number: Annotated[int, typer.Argument(help="The number of a kept release.", show_default=False)]) -> None:
    """Make the content of a kept release the next release. All or nothing.

    Its collections count as loaded by hand: the next start of the service does not load its own files again.
    """
    settings = read()
    with steps.turn(settings, "timeline rollback"):
        steps.migrate(settings)
        with steps.reading(settings) as connection:
            current = current_release(connection)
            former = writing(connection).former(connection)
        if settings.is_file:
            done = _rolled_back_to_file(settings, number, current)
        else:
            done = _rolled_back(settings, _schema_of(number, current, former, settings))
        steps.prune_releases(settings)
        steps.derive(settings)
    out.print(f"Release {done.number} has the content of release {number}.")
    for line in rendered_changes(done.changes):
        out.print(line, markup=False)


def _rolled_back_to_file(settings: Settings, number: int, current: ReleaseRow | None) -> LoadResult:
    kept = KeptReleases(settings.database_path).find(number)
    if kept is None:
        raise CommandError(_not_kept(settings, number))
    if current is not None and kept.is_release(current.number, current.checksum, current.loaded_at):
        raise CommandError(f"Release {number} is the one that is served. Nothing was rolled back.")
    with _taken_out(settings, kept.path, "Nothing was rolled back") as former:
        return _rolled_back(settings, former)


def _schema_of(number: int, current: ReleaseRow | None, former: Sequence[FormerRelease], settings: Settings) -> str:
    """The schema with the tables of a former release.

    Raises:
        CommandError: it is not kept, or an older version of this software made it.
    """
    if current is not None and current.number == number:
        raise CommandError(f"Release {number} is the one that is served. Nothing was rolled back.")
    found = next((each for each in former if each.number == number), None)
    if found is None:
        kept = ", ".join(str(each.number) for each in former) or "none"
        raise CommandError(f"Release {number} is not kept; kept are: {kept}. Nothing was rolled back.")
    newest = newest_revision(settings.migrations)
    if found.revision != newest:
        raise CommandError(
            f"Release {number} has the schema {found.revision} of an older version, and the newest is {newest}. "
            "Nothing was rolled back: load its data files again, or put back what pg_dump wrote."
        )
    return found.schema


def _rolled_back(settings: Settings, former: Path | str) -> LoadResult:
    """Load the content of a former release, which is in a database file or in a schema."""
    with steps.search_folder_in_use(settings, "Nothing was rolled back"), progress.shown(out, err) as report:
        return roll_back(
            settings.database_url,
            former,
            settings.search_path,
            report,
            before_change=lambda: steps.keep_release(settings, "Nothing was rolled back"),
        )


def refuse_server(settings: Settings) -> None:
    """Refuse a database that is no file.

    Raises:
        CommandError: it is on a server, which has tools of its own for this.
    """
    if not settings.is_file:
        name = _for_its_tools(parsed(settings.database_url))
        raise CommandError(
            "This is for SQLite. PostgreSQL has its own tools: "
            f"`pg_dump --format=custom --file=FILE --dbname='{name}'` writes a backup, and "
            f"`pg_restore --clean --if-exists --single-transaction --dbname='{name}' FILE` puts it back."
        )


def _for_its_tools(url: URL) -> str:
    """How the tools of PostgreSQL are told a database: the first of several hosts, and no password."""
    given = url.query.get("host", ())
    first = given if isinstance(given, str) else next(iter(given), "")
    host, _, port = first.rpartition(":") if ":" in first else (first, "", "")
    parts = {"host": host or url.host, "port": port or url.port, "user": url.username, "dbname": url.database}
    return " ".join(f"{name}={value}" for name, value in parts.items() if value)


def _not_kept(settings: Settings, number: int) -> str:
    kept = ", ".join(str(each.number) for each in KeptReleases(settings.database_path).all())
    if kept:
        return f"Release {number} is not kept; kept are: {kept}. Nothing was rolled back."
    return (
        f"Release {number} is not kept: none is, and TIMELINE_KEEP_RELEASES is {settings.keep_releases}. "
        "Nothing was rolled back."
    )


def _named(release: ReleaseHead | None) -> str:
    return "an empty database" if release is None else f"release {release.number}"


def _refuse_foreign(settings: Settings) -> None:
    """Refuse to replace the database of another program. One that is damaged or newer may be replaced."""
    if not settings.database_path.is_file():
        return
    try:
        with steps.reading(settings):
            pass
    except DatabaseError:
        return
    except CommandError as error:
        if isinstance(error.__cause__, ForeignDatabase):
            raise


@contextlib.contextmanager
def _taken_out(settings: Settings, file: Path, otherwise: str) -> Iterator[Path]:
    """The database of a backup, verified and at the newest schema, as a passing file beside ours.

    Raises:
        CommandError: the backup cannot be used; `otherwise` says what was not done.
    """
    folder = settings.database_path.parent
    taken = settings.database_path.with_name(f"{settings.database_path.name}.taken-out")
    try:
        take_out(file, taken)
        verify(taken)
        migrate_database(f"sqlite:///{taken}", settings.migrations)
        with connected(taken) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        yield taken
    except NotABackup as error:
        raise CommandError(f"{error}. {otherwise}.") from error
    except WrongSchema as error:
        raise CommandError(f"{file} cannot be used: {error}. {otherwise}.") from error
    except CannotMigrate as error:
        raise CommandError(f"{file} cannot be brought to the newest schema: {error}. {otherwise}.") from error
    except OSError as error:
        raise CommandError(f"{folder} cannot be written: {error.strerror or error}. {otherwise}.") from error
    finally:
        with contextlib.suppress(OSError):
            for suffix in ("", "-wal", "-shm", "-journal"):
                Path(f"{taken}{suffix}").unlink(missing_ok=True)


def _derive(settings: Settings, taken: Path) -> None:
    """Build the search index of a database that is not served yet, beside those of the served one."""
    try:
        derive_anew(f"sqlite:///{taken}", settings.search_path, others_stay=True)
    except (OSError, ValueError) as error:
        err.print(f"No search: the index in {settings.search_path} cannot be built: {error}.", markup=False)
        derive_anew(f"sqlite:///{taken}", None)
    with connected(taken) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, as it is copied
