"""Texts on disk until they are asked for, so that a data set of any size can be checked and loaded."""

import os
import tempfile
import weakref
from array import array

PENDING = 1 << 20
"""Bytes that are collected before they are written."""


class Spool:
    """Texts in a temporary file without a name, which is gone when the spool is. Each is known by its number."""

    def __init__(self) -> None:
        descriptor, path = tempfile.mkstemp(prefix="timeline-")
        os.unlink(path)  # noqa: PTH108 - the file lives as long as the descriptor
        weakref.finalize(self, os.close, descriptor)
        self._descriptor = descriptor
        self._ends = array("Q", [0])
        self._pending = bytearray()
        self._written = 0

    def add(self, text: bytes) -> int:
        """Keep a text; returns its number. Raises OSError where it cannot be written."""
        self._pending += text
        self._ends.append(self._ends[-1] + len(text))
        if len(self._pending) >= PENDING:
            self._flush()
        return len(self._ends) - 2

    def __getitem__(self, number: int) -> bytes:
        start, end = self._ends[number], self._ends[number + 1]
        if start >= self._written:
            return bytes(self._pending[start - self._written : end - self._written])
        return os.pread(self._descriptor, end - start, start)

    def _flush(self) -> None:
        done = 0
        while done < len(self._pending):
            done += os.pwrite(self._descriptor, memoryview(self._pending)[done:], self._written + done)
        self._written += done
        self._pending = bytearray()
