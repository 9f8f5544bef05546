"""Reads the data files below a folder: YAML for people, NDJSON for programs."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from itertools import islice
from pathlib import Path

from app.loading.characters import shown
from app.loading.findings import FileFindings, Finding, TooManyFindings, cut
from app.loading.ndjson_files import LinesFile, read_lines
from app.loading.served_records import NONE_SERVED, ServedRecords
from app.loading.yaml_files import Reading, YamlFile, decoded, ids_in
from app.progress import Progress, silent

LARGEST_FILE = 16 * 1024 * 1024
"""The largest size of a data file, in bytes. More records belong into several files."""

MOST_LOST_IDS = 100_000
"""Ids that are looked for in a file that cannot be read. If it has more, any reference may be to one of them."""

YAML = (".yaml", ".yml")
NDJSON = (".ndjson", ".jsonl")
SUFFIXES = (*YAML, *NDJSON)


def read(path: Path, progress: Progress = silent, served: ServedRecords = NONE_SERVED) -> Reading:
    """Read a data file, or all those below a folder; names that begin with a dot are left out.

    Files named `*.ndjson` and `*.jsonl` are NDJSON, all others YAML; below a folder those named `*.yaml` and `*.yml`.

    Nothing is raised: paths that are missing or may not be read, folders that links lead to twice, files that are not
    UTF-8, too large or not YAML become findings, at most `MOST_FINDINGS` of a file. All else is read. Lines of records
    that are `served` are known to be right.
    """
    findings: list[Finding] = []
    paths = list(data_files(path, findings))
    unread = bool(findings)
    if not paths and not findings:
        findings.append(_about_file(path, "holds no data files", "files named *.yaml or *.ndjson"))
    files: list[YamlFile] = []
    lost: set[str] = set()
    progress("reading files", 0, len(paths))
    for done, each in enumerate(paths, start=1):
        progress("reading files", done, len(paths))
        found = FileFindings()
        file = None
        try:
            file = _lines_file(each, found, served) if each.suffix.lower() in NDJSON else _yaml_file(each, found, lost)
        except TooManyFindings:
            findings.append(cut(shown(each), "read"))
            unread = True
        except OSError as error:
            found.append(_about_file(each, f"cannot be read: {_reason(error)}"))
        findings += found
        if file is not None:
            files.append(file)
            lost.update(file.lost)
        unread = unread or len(lost) > MOST_LOST_IDS or any(not one.line for one in found)
    return Reading(tuple(files), tuple(findings), frozenset(lost), unread)


def _about_file(path: Path, message: str, expected: str | None = None) -> Finding:
    return Finding(shown(path), 0, 0, None, message, expected)


def data_files(path: Path, findings: list[Finding]) -> Iterator[Path]:
    """Data files at or below `path` in the order of names. A folder that links lead to again is told, not visited."""
    visited: dict[tuple[int, int], Path] = {}
    todo = [path]
    while todo:
        here = todo.pop()
        top = here is path
        try:
            status = here.stat()
            if not stat.S_ISDIR(status.st_mode):
                if top or here.suffix.lower() in SUFFIXES:
                    yield here
                continue
            key = (status.st_dev, status.st_ino)
            if key in visited:
                findings.append(_visited_before(here, visited[key]))
                continue
            visited[key] = here
            entries = sorted(here.iterdir(), reverse=True)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            if top or here.suffix.lower() in SUFFIXES or not os.path.islink(here):  # noqa: PTH114 - Path.is_symlink raises for a path that is too long
                findings.append(_about_file(here, f"cannot be read: {_reason(error)}"))
            continue
        todo += [entry for entry in entries if not entry.name.startswith(".")]


def _visited_before(path: Path, first: Path) -> Finding:
    if first in path.parents:
        return _about_file(path, "links back to a folder above it", "links without loops")
    return _about_file(path, f"is the folder {shown(first)}, which is read already", "each folder once")


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _yaml_file(path: Path, findings: FileFindings, lost: set[str]) -> YamlFile | None:
    """The YAML file at `path`; None, with findings, if it cannot be read. The ids in it are then `lost`."""
    with opened(path) as stream:
        content = None if stream is None else stream.read(LARGEST_FILE + 1)
    if content is None:
        findings.append(_about_file(path, "is not a regular file", "a text file"))
        return None
    if len(content) > LARGEST_FILE:
        expected = "the records in several files, or as NDJSON"
        findings.append(_about_file(path, f"is larger than {LARGEST_FILE:,} bytes", expected))
        return None
    file = decoded(content, shown(path), findings)
    if file is None and findings:
        lost.update(islice(ids_in(content), MOST_LOST_IDS + 1))
    return file


def _lines_file(path: Path, findings: FileFindings, served: ServedRecords) -> LinesFile | None:
    with opened(path) as stream:
        if stream is not None:
            return read_lines(stream, shown(path), findings, served)
    findings.append(_about_file(path, "is not a regular file", "a text file"))
    return None


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader | None]:
    """The file at `path`, open for reading; None for a pipe or device, which could block for ever."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        yield file if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
