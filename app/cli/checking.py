"""The command that checks data files, and the check of others that load them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from app.cli import progress, steps
from app.cli.steps import CommandError, err, out
from app.loading.check import Checked, rendered
from app.loading.check import as_json as check_as_json
from app.loading.check import check as check_files
from app.loading.data_set import DataSet
from app.loading.served_records import NONE_SERVED, ServedRecords
from app.loading.writing import count
from app.progress import Progress, silent


def check(
    path: Annotated[Path, typer.Argument(help="A folder of data files, or one.", show_default=False)],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each finding and the result as JSON, an object a line, for programs.")
    ] = False,
) -> None:
    """Check data files without loading them; exit code 1 if anything is wrong."""
    with progress.shown(out, err) as report:
        checked = checked_files(path, "Nothing was checked.", report)
    if as_json:
        for value in check_as_json(checked):
            progress.print_json(out, value)
        if checked.data is None:
            raise typer.Exit(1)
        return
    for line in (*rendered(checked.findings), *rendered(checked.notes, "warning")):
        out.print(line, markup=False)
    if checked.data is None:
        raise CommandError(number_of_findings(checked))
    out.print(f"Clean: {steps.counts_in_words(count(checked.data))}.")


def checked_data(path: Path, otherwise: str, report: Progress = silent, served: ServedRecords = NONE_SERVED) -> DataSet:
    """The data set of files without findings. Records that are `served` are not checked by themselves.

    Raises:
        CommandError: there are findings; they are in its message, and `otherwise` at its end.
    """
    checked = checked_files(path, otherwise, report, warnings=False, served=served)
    if checked.data is None:
        lines = [*rendered(checked.findings), f"{number_of_findings(checked)} {otherwise}"]
        raise CommandError("\n".join(lines))
    return checked.data


def checked_files(
    path: Path,
    otherwise: str,
    report: Progress = silent,
    *,
    warnings: bool = True,
    served: ServedRecords = NONE_SERVED,
) -> Checked:
    """What a check of files finds. `warnings` and `served` are as in `check`.

    Raises:
        CommandError: they cannot be checked; `otherwise` is at the end of its message.
    """
    try:
        return check_files(path, report, warnings=warnings, served=served)
    except OSError as error:
        folder = tempfile.gettempdir()
        raise CommandError(
            f"{path} cannot be checked with the help of a file in {folder}: {error}. {otherwise}"
        ) from error


def number_of_findings(checked: Checked) -> str:
    number = len(checked.findings)
    more = f", and {checked.more} more that are not told" if checked.more else ""
    return f"{number} {'finding' if number == 1 else 'findings'}{more}."
