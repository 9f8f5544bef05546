"""The search indexes of this machine, where several machines read one database.

A release that another machine has loaded has no index here at first. Until it is built, in a process of its own, the
release before it is read, so that rows and index are always of one release.
"""

import asyncio
import contextlib
import logging
import sys
from pathlib import Path

from app.catalogue.fingerprint import fingerprint
from app.catalogue.words.folders import ReleaseKey
from app.database.errors import ReleaseHead

log = logging.getLogger(__name__)
BUILD = (sys.executable, "-m", "app", "index")
"""The command that builds the indexes of the current release; workers take turns, so that one builds."""


class LocalIndexes:
    """Which releases have their indexes below a search folder. Called from several threads."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._missing = False

    def __call__(self, release: ReleaseHead) -> bool:
        """Whether the indexes of a release are there."""
        key = ReleaseKey(release.number, release.checksum, release.loaded_at, release.fingerprint)
        there = (self._root / key.folder).is_dir()
        # What other code derived is left to machines that have that code.
        if not there and release.fingerprint == fingerprint():
            self._missing = True
        return there

    async def build(self) -> None:
        """Build the indexes of the current release, if a reader has missed them."""
        if not self._missing:
            return
        self._missing = False
        process = await asyncio.create_subprocess_exec(*BUILD)
        try:
            if await process.wait() != 0:
                log.error("The search index could not be built: %s ended with %s", BUILD[-1], process.returncode)
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            raise
