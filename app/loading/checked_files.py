"""What data files held when they were checked last: the same files are not read and checked again."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from app.loading.checksums import Content
from app.loading.findings import Finding
from app.loading.reading import data_files, opened
from app.loading.software import software

FILE = "checked-files.json"
"""The name of the file in the folder of the search indexes."""


def files_checksum(path: Path) -> str | None:
    """A checksum of the data files at or below `path`, and of the code that checks them: SHA-256, hexadecimal.

    It is made of their names below `path` and of their bytes. None: one of them cannot be read.
    """
    findings: list[Finding] = []
    digest = hashlib.sha256(software().encode())
    try:
        for file in data_files(path, findings):
            name = os.fsencode(file.name if file == path else file.relative_to(path))
            with opened(file) as stream:
                if stream is None:
                    return None
                digest.update(name + b"\x00" + hashlib.file_digest(stream, "sha256").digest())
    except OSError:
        return None
    return None if findings else digest.hexdigest()


class CheckedFiles:
    """The content of the files that were loaded last, for each collection, by their `files_checksum`.

    It is kept in a file in `folder`. That is a cache: where it is missing or damaged, files are checked again.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def content(self, files: str) -> Content | None:
        """The content of files with this checksum, if they were the last ones of their collection."""
        return next((content for known, content in self._read() if known == files), None)

    def keep(self, files: str, content: Content) -> None:
        """Remember the content of files with this checksum. If it cannot be written, nothing is remembered."""
        others = {known: each for known, each in self._read() if each.collection != content.collection}
        new = self._path.with_name(f"{FILE}.new")
        try:
            new.write_text(json.dumps(others | {files: content}), encoding="utf-8")
            new.replace(self._path)
        except OSError:
            new.unlink(missing_ok=True)

    def _read(self) -> Iterator[tuple[str, Content]]:
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
            yield from [(files, Content(*content)) for files, content in known.items()]
        except (OSError, ValueError, TypeError, AttributeError):
            return
