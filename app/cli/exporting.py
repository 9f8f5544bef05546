"""`timeline export`: what was loaded, as files that `timeline load` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli import progress, steps
from app.cli.progress import JsonLines
from app.cli.steps import CommandError, err, out
from app.loading.exporting import CannotExport, Writer, export, new_folder
from app.loading.identities import stored_judgements
from app.loading.ndjson_writing import NdjsonFile
from app.loading.served import served_collections
from app.loading.yaml_writing import YamlFiles
from app.settings import read


class Form(StrEnum):
    """How the files are written."""

    YAML = "yaml"
    NDJSON = "ndjson"


_WRITERS: Mapping[Form, Callable[[Path], Writer]] = {Form.YAML: YamlFiles, Form.NDJSON: NdjsonFile}


def export_files(
    folder: Annotated[Path, typer.Argument(help="The folder to write: a new or empty one.", show_default=False)],
    *,
    collection: Annotated[
        str | None, typer.Option(help="The id of one collection; left out: all.", show_default=False)
    ] = None,
    file_format: Annotated[Form, typer.Option("--format", help="How the files are written.")] = Form.YAML,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the folder with all it holds.")] = False,
    json_lines: JsonLines = False,
) -> None:
    """Write what was loaded as files that `timeline load` takes: loaded again, they make the same checksum.

    Of several collections each has a folder of its own. All or nothing. Your judgements on who is who stay in the file
    beside the database.
    """
    settings = read()
    if folder.resolve() in settings.database_path.resolve().parents:
        raise CommandError(f"{folder} holds the database: name another folder. Nothing was exported.")
    with steps.reading_newest(settings) as connection:
        served = served_collections(connection)
        if not served or (collection is not None and collection not in served):
            there = ", ".join(served) or "none: run `timeline load PATH`"
            what = "is no collection" if collection is None else f"is no collection {collection!r}"
            raise CommandError(f"There {what}; there are: {there}. Nothing was exported.")
        chosen = served if collection is None else {collection: served[collection]}
        connection.rollback()
        try:
            with (
                progress.shown(out, err, as_json=json_lines) as report,
                new_folder(folder, overwrite=overwrite) as place,
            ):
                done = export(connection, chosen, place, _WRITERS[file_format], report)
                judged = len(stored_judgements(connection))
        except CannotExport as error:
            raise CommandError(f"{error}. Nothing was exported.") from error
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}. Nothing was exported.") from error
    if judged and collection is None:
        err.print(
            f"Your judgements on who is who ({judged}) are not in these files, but count in the checksum. "
            f"They are in {steps.judgements_file(settings)}: see `timeline who-is-who`.",
            markup=False,
        )
    if json_lines:
        progress.print_json(out, {"collections": done.collections})
        return
    for id_, counts in done.collections.items():
        out.print(f"{id_}: {steps.counts_in_words(counts)}.", markup=False)
