"""`timeline import`: a command for each source of data that others publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import progress, steps
from app.cli.progress import JsonLines
from app.cli.steps import CommandError, err, out
from app.importing.errors import CannotImport
from app.importing.heads import Options
from app.importing.records import Imported
from app.loading.check import rendered
from app.loading.judgements import Word
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
    from app.importing.histstate import import_histstate  # noqa: PLC0415 - no other command needs it

    _import(lambda: import_histstate(folder), json_lines=json_lines)


@importing.command()
def frus(
    files: Annotated[list[Path], typer.Argument(help="Volumes in TEI, a file each.", show_default=False)],
    *,
    json_lines: JsonLines = False,
) -> None:
    """Import volumes of Foreign Relations of the United States in TEI, all or nothing.

    Each becomes a collection: its documents with full text, its list of persons, notes and cross-references. What
    cannot be read is left out and reported, with file and line.
    """
    from app.importing.frus import import_frus  # noqa: PLC0415 - no other command needs it

    _import(lambda: import_frus(files), json_lines=json_lines)


_COLLECTION_OPTIONS: Mapping[str, typer.models.OptionInfo] = {
    "collection": typer.Option(help="The id of the collection that the import makes.", show_default=False),
    "title": typer.Option(help="Its title, where the source has none.", show_default=False),
    "licence": typer.Option(help="Its licence, such as CC-BY-4.0, where the source states none.", show_default=False),
    "licence_url": typer.Option(help="Where that licence can be read.", show_default=False),
    "language": typer.Option(help="Language of its titles, such as en (ISO 639).", show_default=False),
    "attribution": typer.Option(help="How its authors are to be named.", show_default=False),
}


def _with_collection_options(command: Callable[..., None]) -> Callable[..., None]:
    """Replace the parameter `options` of a command by the command-line options that describe a collection."""
    parameters: list[Parameter] = []
    for parameter in signature(command, eval_str=True).parameters.values():
        if parameter.name != "options":
            parameters.append(parameter)
            continue
        for name, option in _COLLECTION_OPTIONS.items():
            default = Parameter.empty if name == "collection" else ""
            parameters.append(
                Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[str, option])
            )

    def run(**values: Any) -> None:  # values of any type, as the command takes them
        options = Options(**{name: values.pop(name) for name in _COLLECTION_OPTIONS})
        command(options=options, **values)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    # Typer reads the parameters from here.
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return run


@importing.command()
@_with_collection_options
def csv(
    file: Annotated[Path, typer.Argument(help="A table of delimited text, CSV or TSV.", show_default=False)],
    *,
    map_file: Annotated[Path, typer.Option("--map", help="Which column becomes which key.", show_default=False)],
    options: Options,
    json_lines: JsonLines = False,
) -> None:
    """Import the rows of a table as events, documents, actors, tenures or places, all or nothing.

    Rows that cannot be read are left out and reported, with file, line and column.
    """
    from app.importing.csv_table import import_csv  # noqa: PLC0415 - no other command needs it

    _import(lambda: [import_csv(file, map_file, options)], json_lines=json_lines)


@importing.command()
@_with_collection_options
def cmif(
    files: Annotated[list[Path], typer.Argument(help="Files in CMIF.", show_default=False)],
    *,
    options: Options,
    json_lines: JsonLines = False,
) -> None:
    """Import lists of letters (Correspondence Metadata Interchange Format) as documents, all or nothing."""
    from app.importing.tei_files import import_tei  # noqa: PLC0415 - no other command needs it

    _import(lambda: [import_tei(files, options)], json_lines=json_lines)


@importing.command()
@_with_collection_options
def tei(
    files: Annotated[list[Path], typer.Argument(help="Files in TEI.", show_default=False)],
    *,
    options: Options,
    rights: Annotated[
        str, typer.Option(help="Rights in the texts, if files state none: they are shown then.", show_default=False)
    ] = "",
    json_lines: JsonLines = False,
) -> None:
    """Import letters with a correspDesc and essays in sections as documents, all or nothing.

    Full text is taken only where the licence of a file allows it, or --rights tells that it may be shown.
    """
    from app.importing.tei_files import import_tei  # noqa: PLC0415 - no other command needs it

    _import(lambda: [import_tei(files, replace(options, rights=rights))], json_lines=json_lines)


@importing.command()
@_with_collection_options
def timelinejs(
    file: Annotated[Path, typer.Argument(help="A timeline as JSON, or as a table (CSV).", show_default=False)],
    *,
    options: Options,
    json_lines: JsonLines = False,
) -> None:
    """Import the slides of a timeline of TimelineJS 3 as events, all or nothing."""
    from app.importing.timelinejs import import_timelinejs  # noqa: PLC0415 - no other command needs it

    _import(lambda: [import_timelinejs(file, options)], json_lines=json_lines)


@importing.command()
@_with_collection_options
def linked_places(
    file: Annotated[Path, typer.Argument(help="Places in LP-TSV.", show_default=False)],
    *,
    options: Options,
    json_lines: JsonLines = False,
) -> None:
    """Import places of the Linked Places format (LP-TSV) that have a country and a point, all or nothing."""
    from app.importing.linked_places import import_linked_places  # noqa: PLC0415 - no other command needs it

    _import(lambda: [import_linked_places(file, options)], json_lines=json_lines)


def _import(reading: Callable[[], Iterable[Imported]], *, json_lines: bool) -> None:
    """Read the files of a source, load its collections as one release, and report what was left out.

    Raises:
        CommandError: a file cannot be read, or nothing in it; nothing was imported.
    """
    settings = read()
    tell = err if json_lines else out
    steps.judgements(settings, "Nothing was imported.")  # before the files are read, which may take long
    with progress.shown(out, err, as_json=json_lines) as report:
        try:
            imported = list(_read(reading, report))
        except CannotImport as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        for each in imported:
            _refuse_empty(each)
        with steps.turn(settings, "timeline import"):
            steps.migrate(settings, tell)
            judged = steps.judgements(settings, "Nothing was imported.")
            done = steps.load(settings, [each.data for each in imported], by="import", judged=judged, progress=report)
            steps.derive(settings, tell)
            found = steps.write_judgements(settings)
    if json_lines:
        left_out = {each.data.collection.id: list(rendered(each.left_out)) for each in imported}
        who: dict[str, object] = {"joined": {pair.imported: pair.actor for pair in found if pair.joined}}
        who |= {"possible": sum(pair.verdict is Word.POSSIBLE for pair in found)}
        progress.print_json(out, steps.as_json(done) | {"left_out": left_out, "who_is_who": who})
        return
    for each in imported:
        for line in rendered(each.left_out, "left out"):
            out.print(line, markup=False)
    for each in imported:
        name = each.data.collection.id
        counts = {type_: number for type_, number in count(each.data).items() if number}
        out.print(f"{name}: {steps.counts_in_words(counts)}; {len(each.left_out)} left out.", markup=False)
    steps.tell_who_is_who(settings, found, {each.data.collection.id for each in imported})
    out.print(steps.loaded(done) if done.changed else f"Release {done.number} holds these data already.")


def _refuse_empty(imported: Imported) -> None:
    """Raise CommandError if nothing of a source could be read."""
    if not any(count(imported.data).values()):
        reported = "\n".join(rendered(imported.left_out, "left out"))
        name = imported.data.collection.id
        raise CommandError(f"{reported}\n{name}: no record can be read. Nothing was imported.")


def _read(reading: Callable[[], Iterable[Imported]], report: Progress) -> Iterator[Imported]:
    """The collections as they are read, each with a report."""
    report("reading collections", 0, None)
    for done, imported in enumerate(reading(), start=1):
        report("reading collections", done, None)
        yield imported
