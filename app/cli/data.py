"""Commands that change or compare what is loaded: `load`, `who-is-who`, `remove`, `diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli import progress, steps
from app.cli.checking import checked_data
from app.cli.progress import JsonLines
from app.cli.steps import CommandError, err, out
from app.loading.changes import rendered_changes
from app.loading.checked_files import CheckedFiles, files_checksum
from app.loading.checksums import Content
from app.loading.data_set import DataSet
from app.loading.release import CannotRemove, LoadedBy, LoadResult, changes_of, unchanged_load
from app.loading.release import remove as remove_data
from app.loading.served import current_release, served_collections
from app.loading.served_records import ServedRecords
from app.progress import Progress
from app.settings import Settings, read


def load(
    path: Annotated[Path, typer.Argument(help="A folder of data files, or one.", show_default=False)],
    *,
    json_lines: JsonLines = False,
) -> None:
    """Load data files as a new release, all or nothing; the same files again change nothing.

    They replace the collection of their id; others stay.
    """
    settings = read()
    tell = err if json_lines else out
    with steps.turn(settings, "timeline load"):
        steps.migrate(settings, tell)
        with progress.shown(out, err, as_json=json_lines) as report:
            done = load_files(settings, path, "load", report)
        steps.derive(settings, tell)
    if json_lines:
        progress.print_json(out, steps.as_json(done))
        return
    out.print(steps.loaded(done) if done.changed else f"Release {done.number} holds these files already.")
    for line in rendered_changes(done.changes):
        out.print(line, markup=False)


def load_files(
    settings: Settings, path: Path, by: LoadedBy, report: Progress, data: DataSet | None = None
) -> LoadResult:
    """Load data files. Those whose content is served already, and that have not changed since, are not checked again.

    `data` is what they hold, if they were checked a moment ago.

    Raises:
        CommandError: there are findings, or as `steps.load`.
    """
    known, files = CheckedFiles(settings.search_path), files_checksum(path)
    content = None if files is None else known.content(files)
    done = None if content is None else unchanged_load(settings.database_url, content)
    if done is None:
        if data is None:
            with steps.reading(settings) as connection:
                served = ServedRecords.of(connection)
            data = checked_data(path, "Nothing was loaded.", report, served)
        done = steps.load(settings, data, by=by, progress=report)
        if files is not None and files == files_checksum(path):  # else they were changed meanwhile
            with steps.reading(settings) as connection:
                row = served_collections(connection)[data.collection.id]
            known.keep(files, Content(row.id, row.checksum))
    return done


def who_is_who() -> None:
    """Obey the file in which a curator judges who is who, as a new release, and write it anew.

    It lists the actors of imports that are or may be actors of the curated collection.
    """
    settings = read()
    with steps.turn(settings, "timeline who-is-who"):
        steps.migrate(settings)
        with steps.reading(settings) as connection:
            collections = served_collections(connection)
        if not collections:
            raise CommandError("No release is loaded: run `timeline load PATH`.")
        judged = steps.judgements(settings, "Nothing was changed.")
        with progress.shown(out, err) as report:
            done = steps.load(settings, [], by="load", judged=judged, progress=report)
        steps.derive(settings)
        found = steps.write_judgements(settings)
    steps.tell_who_is_who(settings, found, collections)
    state = "now joins" if done.changed else "joined already"
    number = sum(pair.joined for pair in found)
    out.print(f"Release {done.number} {state} {number} {'actor' if number == 1 else 'actors'} of imports.")


def remove(collection: Annotated[str, typer.Argument(help="The id of a collection.", show_default=False)]) -> None:
    """Remove a collection with all its records, as a new release. Its ids are remembered."""
    settings = read()
    with steps.turn(settings, "timeline remove"):
        steps.migrate(settings)
        with steps.search_folder_in_use(settings, "Nothing was removed"), progress.shown(out, err) as report:
            try:
                done = remove_data(
                    settings.database_url,
                    collection,
                    settings.search_path,
                    report,
                    before_change=lambda: steps.keep_release(settings, "Nothing was removed"),
                )
            except CannotRemove as error:
                raise CommandError(f"{error}. Nothing was removed.") from error
        steps.prune_releases(settings)
        steps.derive(settings)
    number = done.changes.number("removed")
    out.print(
        f"Removed {collection}, {number} {'record' if number == 1 else 'records'}: release {done.number}.", markup=False
    )


def diff(path: Annotated[Path, typer.Argument(help="A folder of data files, or one.", show_default=False)]) -> None:
    """Show what loading data files would change, record by record, without loading them."""
    settings = read()
    with progress.shown(out, err) as report:
        data = checked_data(path, "Nothing was compared.", report)
    with steps.reading_newest(settings) as connection:
        release = current_release(connection)
        if release is None:
            raise CommandError("No release is loaded to compare with: run `timeline load PATH`.")
        changes = changes_of(connection, data)
    if not changes:
        out.print(f"Release {release.number} holds these files already.")
    for line in rendered_changes(changes):
        out.print(line, markup=False)
