"""Data sets whose every record tells which one it is of, and loading them in processes of their own."""

import multiprocessing
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from app.database.migrating import migrate
from app.loading.records import DataSet
from app.loading.release import load
from tests.serving import ROOT
from tests.store.corpus import actor, data_set, document, event

# Forks from a process that has imported everything already, so that a loader is loading a moment after its start.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


def size(variant: int) -> int:
    """How many events a data set has, and as many documents."""
    return 20 + variant % 37


def variant_set(variant: int) -> DataSet:
    """A data set in which every event, document and actor names its `variant`."""
    mark = f"common variant{variant}"
    number = size(variant)
    return data_set(
        [event(f"e{place}", f"1954-01-{place % 28 + 1:02}", title=f"Event {place} {mark}") for place in range(number)],
        [actor(f"a{place}", summary=f"Actor {place} {mark}") for place in range(3)],
        [document(f"d{place}", None, title=f"Document {place} {mark}") for place in range(number)],
    )


def migrated(folder: Path) -> str:
    """The address of an empty database in `folder`."""
    url = f"sqlite:///{folder / 'timeline.sqlite'}"
    migrate(url, ROOT / "migrations")
    return url


def load_variant(url: str, variant: int) -> None:
    """Load a data set in this process."""
    load(url, variant_set(variant))


def loader(url: str, variant: int) -> ForkServerProcess:
    """A process, started, that loads a data set."""
    process = _PROCESSES.Process(target=load_variant, args=(url, variant))
    process.start()
    return process
