"""Load a corpus that is too large for `timeline load`, past the reader of data files and its checks.

This is the one place of the yardstick that knows the inside of the code that it measures. The records of the corpus
are made into the loader's own objects, which are then loaded as usual. So the database is the same as that of
`timeline load`, without the time and memory that it takes to read 650 MB of YAML. Use it to measure the speed of
reading only: the time of this load says nothing about `timeline load`. It takes 8 GB of memory for 300,000 events.

As soon as `timeline load` takes a corpus of 300,000 events in bounded memory this file can go, and `LARGE` with it.
"""

from __future__ import annotations

import argparse
import gc
import sqlite3
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import database as official
from bench import seed_files
from bench.cache import ROOT, corpus_folder
from bench.versions import Unusable, Version

LARGE = 100_000
"""From this number of events on `timeline load` of November 2026 takes half an hour and 16 GB of memory."""

COMMAND = "from bench.fast_load import main; main()"


def database(version: Version, events: int) -> tuple[Path, official.Load]:
    """The same as `bench.database.database`, by way of this module. Raises Unusable if the inside is another one."""
    corpus = corpus_folder(events) / "corpus.sqlite"
    command = [sys.executable, "-c", COMMAND, str(corpus)]
    return official.cached(
        version, events, lambda file: official.measured([*command, str(file)], version, file, also_import=ROOT)
    )


def load(corpus: Path, file: Path) -> None:
    """Load a corpus into a new database with the `app` that this process imports."""
    url = f"sqlite:///{file}"
    try:
        records, release, facts = (
            import_module(f"app.ingest.{name}") for name in ("records", "release", "derive.facts")
        )
        migrate, settings = import_module("app.store.migrating").migrate, import_module("app.settings").read()
        schema, select = import_module("app.store.schema"), import_module("sqlalchemy").select
        data = _data_set(records, corpus)
    except (ImportError, AttributeError) as fault:
        raise Unusable(
            f"bench/fast_load.py does not know the inside of this version ({fault}). Teach it, or load with the "
            f"loader of the version: `--official-load`."
        ) from fault

    def plain_rows(self: Any, table: Any) -> Sequence[Any]:
        return self._session.connection().execute(select(schema.table(str(table.__tablename__)))).all()

    # Rows instead of ORM objects: they have the same attributes, and take a third of the memory.
    facts.Facts._all = plain_rows  # noqa: SLF001
    migrate(url, settings.migrations)
    release.load(url, data)


def main() -> None:
    """Run as a process of its own: `CORPUS DATABASE`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("database", type=Path)
    given = parser.parse_args()
    gc.disable()  # nothing here is garbage before the end
    try:
        load(given.corpus, given.database)
    except Unusable as fault:
        sys.exit(str(fault))


def _data_set(records: Any, corpus: Path) -> Any:
    db = sqlite3.connect(f"file:{corpus}?mode=ro", uri=True)
    whole = seed_files.collection(db)
    models = {
        name: getattr(records, name[:-1].capitalize()) for name in ("places", "topics", "actors", "events", "documents")
    }
    return records.DataSet(
        collection=records.Collection.model_validate(whole["collection"]),
        kinds=whole["kinds"],
        **{name: tuple(map(models[name].model_validate, found)) for name, found in seed_files.lists(db).items()},
    )


if __name__ == "__main__":
    main()
