"""Data sets whose every record tells which one it is of, and loading them in processes of their own."""

import multiprocessing
import os
import signal
import sys
from multiprocessing.context import ForkServerProcess
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from types import FrameType

from app.database.migrating import migrate
from app.loading.data_set import DataSet
from app.loading.release import load
from tests.catalogue.corpus import actor, data_set, document, event
from tests.databases import database_url
from tests.serving import ROOT

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
    url = database_url(folder)
    migrate(url, ROOT / "migrations")
    return url


def load_variant(url: str, variant: int) -> None:
    """Load a data set in this process."""
    load(url, variant_set(variant))


def _load_counting(url: str, variant: int, dies_at: int, calls: "Synchronized[int] | None") -> None:
    """Load a data set, count the calls of functions meanwhile, and be killed at one of them."""
    count = 0

    def profile(_frame: FrameType, event: str, _function: object) -> None:
        nonlocal count
        if event in {"call", "c_call"}:
            count += 1
            if count == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(profile)
    load_variant(url, variant)
    sys.setprofile(None)
    if calls is not None:
        calls.value = count


def calls_of_load(url: str, variant: int) -> int:
    """Load a data set in a process; returns the number of calls that it took."""
    calls = _PROCESSES.Value("q", 0)
    _ended(_PROCESSES.Process(target=_load_counting, args=(url, variant, 0, calls)))
    return calls.value


def killed_at(url: str, variant: int, call: int) -> bool:
    """Load a data set in a process that is killed at this call; returns whether it got so far."""
    process = _PROCESSES.Process(target=_load_counting, args=(url, variant, call, None))
    return _ended(process) == -signal.SIGKILL


def _ended(process: ForkServerProcess) -> int | None:
    process.start()
    process.join()
    return process.exitcode


def loader(url: str, variant: int) -> ForkServerProcess:
    """A process, started, that loads a data set."""
    process = _PROCESSES.Process(target=load_variant, args=(url, variant))
    process.start()
    return process
