"""`timeline import`: a command for each source of data that others publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.cli import progress, steps
from app.cli.progress import JsonLines
from app.cli.steps import CommandError, err, out
from app.importing.histstate import NothingToImport, import_histstate
from app.importing.records import Imported
from app.importing.xml import UnreadableFile
from app.loading.check import rendered
from app.loading.writing import count
from app.progress import Progress
from app.settings import read

importing = typer.Typer(help="Import data that others publish, each as a collection of its own.", no_args_is_help=True)


@importing.command()
def histstate(
    folder: Annotated[Path, typer.Argument(help="The folder with visits, travels and pocom.", show_default=False)],
    *,
    json_lines: JsonLines = False,
) -> None:
    """Import visits, travels and officers from the files of the Office of the Historian, all or nothing.

    They become the collections histstate-visits, histstate-travels and pocom. Records that cannot be read are left
    out and reported, with file and line.
    """
    _import(lambda: import_histstate(folder), json_lines=json_lines)


def _import(reading: Callable[[], Iterable[Imported]], *, json_lines: bool = False) -> None:
    """Read the files of a source, load its collections as one release, and report what was left out.

    Raises:
        CommandError: a file cannot be read; nothing was imported.
    """
    settings = read()
    tell = err if json_lines else out
    with progress.shown(out, err, as_json=json_lines) as report:
        try:
            imported = list(_read(reading, report))
        except (NothingToImport, UnreadableFile) as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        with steps.turn(settings, "timeline import"):
            steps.migrate(settings, tell)
            done = steps.load(settings, [each.data for each in imported], by="import", progress=report)
            steps.derive(settings, tell)
    if json_lines:
        left_out = {each.data.collection.id: list(rendered(each.left_out)) for each in imported}
        progress.print_json(out, steps.as_json(done) | {"left_out": left_out})
        return
    for each in imported:
        for line in rendered(each.left_out, "left out"):
            out.print(line, markup=False)
    for each in imported:
        name = each.data.collection.id
        counts = {type_: number for type_, number in count(each.data).items() if number}
        out.print(f"{name}: {steps.counts_in_words(counts)}; {len(each.left_out)} left out.", markup=False)
    out.print(steps.loaded(done) if done.changed else f"Release {done.number} holds these data already.")


def _read(reading: Callable[[], Iterable[Imported]], report: Progress) -> Iterator[Imported]:
    """The collections as they are read, each with a report."""
    report("reading collections", 0, None)
    for done, imported in enumerate(reading(), start=1):
        report("reading collections", done, None)
        yield imported
