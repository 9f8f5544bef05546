"""Checksums of the files of an index, written when it is built: the engine opens damaged files without a word.

The file `sums` in the folder of a release has a line for each other file: CRC-32, size in bytes, path.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SUMS = "sums"
BLOCKS = "blocks"
"""The folder of the blocks (`app/catalogue/blocks.py`), which only loads read; it has checksums of its own."""
CHUNK_BYTES = 1 << 20


class Sum(NamedTuple):
    """What a file must be like. `crc` is the CRC-32 in hexadecimal, `path` relative to the folder of the release."""

    crc: str
    size: int
    path: str


class FileState(NamedTuple):
    """What changes where somebody writes or replaces a file."""

    inode: int
    size: int
    changed: int


def write_sums(folder: Path) -> None:
    """Write the checksums of all files in `folder`.

    Raises:
        OSError: a file cannot be read or written.
    """
    sums = (sum_of(folder, path) for path in _files(folder))
    (folder / SUMS).write_text("".join(f"{each.crc} {each.size} {each.path}\n" for each in sums), encoding="utf-8")


def sum_of(folder: Path, path: Path) -> Sum:
    """The checksum of a file below `folder`. Raises OSError: it cannot be read."""
    return Sum(_crc(path), path.stat().st_size, path.relative_to(folder).as_posix())


def fault(folder: Path) -> str | None:
    """What is wrong with the files of an index, in words; None: they are as they were written."""
    try:
        for each in _read(folder):
            if not is_as_written(folder, each):
                return f"{folder / each.path} is not as it was written"
    except (OSError, ValueError) as error:
        return f"{folder} is not whole: {error}"
    return None


def states(folder: Path) -> tuple[FileState, ...]:
    """The states of the files of an index; fewer where some cannot be found."""
    found = []
    for path in _files(folder):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append(FileState(status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(found)


def is_as_written(folder: Path, file: Sum) -> bool:
    """Whether a file of an index is as its checksum says. Raises OSError: it cannot be read."""
    path = folder / file.path
    return path.stat().st_size == file.size and _crc(path) == file.crc


def _read(folder: Path) -> list[Sum]:
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    if not lines:
        raise ValueError("it has no checksums")
    found = (line.split(" ", 2) for line in lines)
    return [Sum(crc, int(size), path) for crc, size, path in found]


def _files(folder: Path) -> Iterator[Path]:
    """The files in `folder` that make its indexes.

    Left out are the checksums, what only loads read, and the engine's locks, which it makes when it likes.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != SUMS and path.suffix != ".lock" and folder / BLOCKS not in path.parents:
            yield path


def _crc(path: Path) -> str:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            crc = zlib.crc32(chunk, crc)
    return f"{crc:08x}"
