"""The `timeline` command: serve, migrate, check, load, import, export, remove, backup, restore, status and others.

Settings come from the environment and `.env` (see settings.py). Expected errors end with one sentence on the error
stream and exit code 1, wrong usage with 2.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import DatabaseError

from app.cli.backups import backup, releases, restore, rollback
from app.cli.checking import check
from app.cli.data import diff, load, remove, who_is_who
from app.cli.database import index, migrate
from app.cli.doctor import doctor
from app.cli.exporting import export_files
from app.cli.importing import importing
from app.cli.serving import mcp, serve
from app.cli.status import settings, status
from app.cli.steps import CommandError, cause_of, err, out
from app.database.engine import OutdatedSqlite, check_sqlite
from app.database.errors import CannotWrite
from app.settings import BadSettings, read

cli = typer.Typer(
    help="A REST API over diplomatic history: load its data, and serve it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(importing, name="import")
COMMANDS: dict[str, Callable[..., None]] = {
    "serve": serve,
    "load": load,
    "check": check,
    "diff": diff,
    "remove": remove,
    "export": export_files,
    "who-is-who": who_is_who,
    "status": status,
    "settings": settings,
    "backup": backup,
    "restore": restore,
    "releases": releases,
    "rollback": rollback,
    "doctor": doctor,
    "migrate": migrate,
    "index": index,
    "mcp": mcp,
}
for name, command in COMMANDS.items():
    cli.command(name)(command)


def main() -> None:
    """Run the command that the arguments name, and exit."""
    try:
        check_sqlite()
        cli()
    except (BadSettings, CommandError, OutdatedSqlite) as error:
        _exit_with_error(str(error))
    except (DatabaseError, sqlite3.DatabaseError, CannotWrite) as error:
        name, cause = read().database_name, cause_of(error)
        _exit_with_error(f"The database {name} cannot be used: {cause}. The data are as they were.")


@cli.callback(invoke_without_command=True)
def options(
    *,
    show_version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """A REST API over diplomatic history: load its data, and serve it."""
    if show_version:
        out.print(f"timeline {version('diplomatic-timeline')}")
        raise typer.Exit


def _exit_with_error(message: str) -> NoReturn:
    err.print(message, markup=False)
    sys.exit(1)
