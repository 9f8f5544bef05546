"""Commands that write a database take turns: the second waits, and can tell for whom."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def turn(database: Path, what: str, waits: Callable[[str], None]) -> Iterator[None]:
    """The sole right to write a database, for commands; readers and the service go on.

    `what` says what is done, for those who wait. Where another one is at work, `waits` is called with what that does,
    and its end is waited for. The system frees the right when its holder dies. It is the lock of the file beside the
    database that ends in `.lock` and stays there.

    Raises:
        OSError: that file cannot be written.
    """
    with Path(f"{database}.lock").open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            waits(stream.read().strip() or "another command")
            fcntl.flock(stream, fcntl.LOCK_EX)
        _say(stream.fileno(), f"{what} (process {os.getpid()})")
        try:
            yield
        finally:
            _say(stream.fileno(), "")


def _say(descriptor: int, text: str) -> None:
    """Write what is done into the file. On a full disk it stays empty."""
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)
