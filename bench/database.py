"""Load a corpus with the loader of a version, and keep the database in the cache."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.cache import CACHE, data_folder, made
from bench.versions import Unusable, Version

FILE = "timeline.sqlite"
REPORT = "load.json"


@dataclass(frozen=True)
class Load:
    """What loading took.

    `seconds` is elapsed time, `cpu_seconds` processor time of all threads, `peak_mb` the largest resident size,
    `database_mb` and `search_mb` are sizes on disk. A MB has 1,000,000 bytes. `load_average` is that of the machine at
    the end: where it is much above 1, other work has lengthened `seconds`.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    database_mb: float
    search_mb: float
    load_average: float


def database(version: Version, events: int, *, ndjson: bool = False) -> tuple[Path, Load]:
    """The database of a version with a corpus of that many events, and what loading it took.

    It is loaded by `timeline load` if the cache does not have it: several minutes for 30,000 events. Of YAML and NDJSON
    the second is faster, and unknown to older versions; the database is the same.
    Raises Unusable if the loader fails.
    """
    return cached(version, events, lambda file: _load(version, data_folder(events, ndjson=ndjson), file))


def cached(version: Version, events: int, load: Callable[[Path], Load]) -> tuple[Path, Load]:
    """The database of a version in the cache. `load` fills it at the path that it is given, if it is missing."""

    def make(folder: Path) -> None:
        report = load(folder / FILE)
        (folder / REPORT).write_text(json.dumps(asdict(report)), encoding="utf-8")

    folder = made(CACHE / f"database-{events}-{version.key}", make)
    return folder / FILE, Load(**json.loads((folder / REPORT).read_text(encoding="utf-8")))


def measured(command: list[str], version: Version, file: Path, also_import: Path | None = None) -> Load:
    """Run a command that fills the database at `file`. Raises Unusable if it fails.

    `also_import` is a folder that modules are imported from where the tree of the version does not have them.
    """
    environment = version.environment({"TIMELINE_DATABASE_URL": f"sqlite:///{file}"})
    if also_import is not None:
        environment["PYTHONPATH"] += f"{os.pathsep}{also_import}"
    log = file.with_suffix(".log")
    begun = time.perf_counter()
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=file.parent,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise Unusable(f"Loading with {version.name} failed, see {log}:\n{log.read_text(encoding='utf-8')[-2000:]}")
    return Load(
        seconds=round(seconds, 1),
        cpu_seconds=round(usage.ru_utime + usage.ru_stime, 1),
        peak_mb=round(usage.ru_maxrss * 1024 / 1e6),
        database_mb=round(sum(one.stat().st_size for one in file.parent.glob(f"{FILE}*") if one.is_file()) / 1e6, 1),
        search_mb=round(sum(one.stat().st_size for one in Path(f"{file}.search").rglob("*") if one.is_file()) / 1e6, 1),
        load_average=round(os.getloadavg()[0], 1),
    )


def _load(version: Version, data: Path, file: Path) -> Load:
    return measured(version.command("load", str(data)), version, file)
