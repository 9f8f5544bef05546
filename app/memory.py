"""Memory of the process: when Python looks for reference cycles, and what goes back to the system."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None)


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the collector of reference cycles: a load makes millions of objects, and looking at them takes 40 % of it.

    The few cycles that are made meanwhile stay until `collect_new` is called.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def collect_new() -> None:
    """Free the reference cycles among the objects made since the last call. Older objects are not looked at."""
    gc.collect(0)


def give_back() -> None:
    """Give memory that is free back to the system.

    The C library of most Linux systems (glibc) keeps what threads of libraries have freed. Others need no such call.
    """
    if _TRIM is not None:
        _TRIM(0)
