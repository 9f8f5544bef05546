"""Commands that say how things are: `status` and `settings`."""

from __future__ import annotations

import json

import typer
from rich.table import Table
from rich.text import Text

from app.cli import steps
from app.cli.steps import out
from app.database.migrating import current_revision, newest_revision
from app.loading.served import current_release, served_collections
from app.settings import listed, read


def status() -> None:
    """Show the release that is served, and the database it is in."""
    settings = read()
    newest = newest_revision(settings.migrations)
    with steps.reading(settings) as connection:
        schema = current_revision(connection)
        release = current_release(connection) if schema else None
        collections = served_collections(connection) if release and schema == newest else {}
    rows = {"Database": settings.database_name}
    rows["Schema"] = (
        f"{schema}, the newest" if schema == newest else f"{schema}, not the newest: run `timeline migrate`"
    )
    if release is None:
        rows["Release"] = "none: run `timeline load PATH`"
    else:
        rows["Release"] = str(release.number)
        rows["Version"] = release.version
        rows["Checksum"] = release.checksum
        rows["Loaded at"] = release.loaded_at
        rows["Records"] = steps.counts_in_words(json.loads(release.counts))
    for name, value in rows.items():
        out.print(f"{name:<10}{value}", markup=False)
    for row in collections.values() if len(collections) > 1 else ():
        out.print(f"{'':<10}{row.id} {row.version}: {steps.counts_in_words(json.loads(row.counts))}", markup=False)


def settings() -> None:
    """List every setting with its value and where that comes from."""
    rows = listed(read())
    if not out.is_terminal:
        for row in rows:
            typer.echo(f"{row.variable}={row.value}\t{row.origin}\t{row.description}")
        return
    table = Table("setting", "value", "from", "meaning", box=None, pad_edge=False)
    for row in rows:
        table.add_row(Text(row.variable), Text(row.value), Text(row.origin), Text(row.description))
    out.print(table, soft_wrap=False)
