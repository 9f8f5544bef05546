"""`timeline import`: a command for each source of data that others publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from app.cli import steps
from app.cli.steps import CommandError, out
from app.importing.frus import TwiceTheSame, import_frus
from app.importing.histstate import NothingToImport, import_histstate
from app.importing.records import Imported
from app.importing.xml import UnreadableFile
from app.loading.check import rendered
from app.loading.writing import count
from app.settings import read

importing = typer.Typer(help="Import data that others publish, each as a collection of its own.", no_args_is_help=True)


@importing.command()
def histstate(
    folder: Annotated[Path, typer.Argument(help="The folder with visits, travels and pocom.", show_default=False)],
) -> None:
    """Import visits, travels and officers from the files of the Office of the Historian, all or nothing.

    They become the collections histstate-visits, histstate-travels and pocom. Records that cannot be read are left
    out and reported, with file and line.
    """
    _import(lambda: import_histstate(folder))


@importing.command()
def frus(
    files: Annotated[list[Path], typer.Argument(help="Volumes in TEI, a file each.", show_default=False)],
) -> None:
    """Import volumes of Foreign Relations of the United States in TEI, all or nothing.

    Each becomes a collection: its documents with full text, its list of persons, notes and cross-references. What
    cannot be read is left out and reported, with file and line.
    """
    _import(lambda: import_frus(files))


def _import(reading: Callable[[], Iterable[Imported]]) -> None:
    """Read the files of a source, load its collections as one release, and report what was left out.

    Raises:
        CommandError: a file cannot be read; nothing was imported.
    """
    settings = read()
    try:
        imported = list(reading())
    except (NothingToImport, TwiceTheSame, UnreadableFile) as error:
        raise CommandError(f"{error} Nothing was imported.") from error
    steps.migrate(settings)
    done = steps.load(settings, [each.data for each in imported], by="import")
    steps.derive(settings)
    for each in imported:
        for line in rendered(each.left_out, "left out"):
            out.print(line, markup=False)
    for each in imported:
        name = each.data.collection.id
        counts = {type_: number for type_, number in count(each.data).items() if number}
        out.print(f"{name}: {steps.counts_in_words(counts)}; {len(each.left_out)} left out.", markup=False)
    out.print(steps.loaded(done) if done.changed else f"Release {done.number} holds these data already.")
