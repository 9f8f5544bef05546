"""The search indexes of this machine, where several machines read one database.

A release that another machine has loaded has no index here at first. Until it is built, in a process of its own, the
release before it is read, so that rows and index are always of one release. Machines may run different versions of the
software while they are upgraded one by one: each reads what its own code has derived, and derives it where it is
missing.
"""

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from app.catalogue.fingerprint import derived_here
from app.catalogue.words.folders import ReleaseKey
from app.database.errors import ReleaseHead

log = logging.getLogger(__name__)
BUILD = (sys.executable, "-m", "app", "index")
"""The command that derives the current release and builds its indexes; workers take turns, so that one builds."""


SECONDS_AFTER_FAILURE = 60
"""How long it is not tried again to build after a build has failed, such as while the primary is away."""


class LocalIndexes:
    """Chooses the release that is read here. Called from several threads."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._missing = False
        self._not_before = 0.0

    def __call__(self, releases: Sequence[ReleaseHead]) -> ReleaseHead | None:
        """The newest release that this code has derived and that has its indexes here; else the newest without them.

        None where this code has derived none. `releases` begin with the newest.
        """
        own = [each for each in releases if derived_here(each.fingerprint)]
        ready = next((each for each in own if self._has_indexes(each)), None)
        if ready is None or not ready.same_release(releases[0]):
            self._missing = True
        return ready or next(iter(own), None)

    def _has_indexes(self, release: ReleaseHead) -> bool:
        return (self._root / ReleaseKey.of(release).folder).is_dir()

    async def build(self) -> None:
        """Derive the current release and build its indexes, if a reader has missed them."""
        if not self._missing or time.monotonic() < self._not_before:
            return
        self._missing = False
        process = await asyncio.create_subprocess_exec(*BUILD)
        try:
            if await process.wait() != 0:
                self._not_before = time.monotonic() + SECONDS_AFTER_FAILURE
                log.error("The search index could not be built: %s ended with %s", BUILD[-1], process.returncode)
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            raise
