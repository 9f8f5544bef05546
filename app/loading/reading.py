"""Reads the data files below a folder: YAML for people, NDJSON for programs."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.loading.ndjson_files import LinesFile, read_lines
from app.loading.yaml_files import Finding, Reading, YamlFile, decoded, ids_in, shown
from app.progress import Progress, silent

LARGEST_FILE = 16 * 1024 * 1024
"""The largest size of a data file, in bytes. More records belong into several files."""

YAML = (".yaml", ".yml")
NDJSON = (".ndjson", ".jsonl")
SUFFIXES = (*YAML, *NDJSON)


def read(path: Path, progress: Progress = silent) -> Reading:
    """Read a data file, or all those below a folder; names that begin with a dot are left out.

    Files named `*.ndjson` and `*.jsonl` are NDJSON, all others YAML; below a folder those named `*.yaml` and `*.yml`.

    Nothing is raised: paths that are missing or may not be read, links that lead in a circle, files that are not UTF-8,
    too large or not YAML become findings. Everything that can be read is read.
    """
    findings: list[Finding] = []
    paths = list(_data_files(path, findings))
    unread = bool(findings)
    if not paths and not findings:
        findings.append(_about_file(path, "holds no data files", "files named *.yaml or *.ndjson"))
    files: list[YamlFile] = []
    lost: set[str] = set()
    progress("reading files", 0, len(paths))
    for done, each in enumerate(paths, start=1):
        progress("reading files", done, len(paths))
        known = len(findings)
        try:
            file = _lines_file(each, findings) if each.suffix.lower() in NDJSON else _yaml_file(each, findings, lost)
        except OSError as error:
            findings.append(_about_file(each, f"cannot be read: {_reason(error)}"))
            file = None
        if file is not None:
            files.append(file)
            lost.update(file.lost)
        unread = unread or any(not one.line for one in findings[known:])
    return Reading(tuple(files), tuple(findings), frozenset(lost), unread)


def _about_file(path: Path, message: str, expected: str | None = None) -> Finding:
    return Finding(shown(path), 0, 0, None, message, expected)


def _data_files(
    path: Path, findings: list[Finding], above: frozenset[tuple[int, int]] = frozenset(), *, top: bool = True
) -> Iterator[Path]:
    """Data files at or below `path` in the order of names; `above` are the folders on the way (device, inode)."""
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            if top or path.suffix.lower() in SUFFIXES:
                yield path
            return
        here = (status.st_dev, status.st_ino)
        if here in above:
            findings.append(_about_file(path, "links back to a folder above it", "links without loops"))
            return
        entries = sorted(path.iterdir())
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        if top or path.suffix.lower() in SUFFIXES or not path.is_symlink():
            findings.append(_about_file(path, f"cannot be read: {_reason(error)}"))
        return
    for entry in entries:
        if not entry.name.startswith("."):
            yield from _data_files(entry, findings, above | {here}, top=False)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _yaml_file(path: Path, findings: list[Finding], lost: set[str]) -> YamlFile | None:
    """The YAML file at `path`; None, with findings, if it cannot be read. The ids in it are then `lost`."""
    with _opened(path) as stream:
        content = None if stream is None else stream.read(LARGEST_FILE + 1)
    if content is None:
        findings.append(_about_file(path, "is not a regular file", "a text file"))
        return None
    if len(content) > LARGEST_FILE:
        expected = "the records in several files, or as NDJSON"
        findings.append(_about_file(path, f"is larger than {LARGEST_FILE:,} bytes", expected))
        return None
    known = len(findings)
    file = decoded(content, shown(path), findings)
    if file is None and len(findings) > known:
        lost.update(ids_in(content))
    return file


def _lines_file(path: Path, findings: list[Finding]) -> LinesFile | None:
    with _opened(path) as stream:
        if stream is not None:
            return read_lines(stream, shown(path), findings)
    findings.append(_about_file(path, "is not a regular file", "a text file"))
    return None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO | None]:
    """The file at `path`, open for reading; None for a pipe or device, which could block for ever."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        yield file if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
