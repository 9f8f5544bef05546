"""Where the yardstick keeps what takes long to make: `bench/.cache/`, which may be removed at any time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from bench import corpus, seed_files

ROOT = Path(__file__).resolve().parent.parent
"""The source tree that this module is part of."""

CACHE = ROOT / "bench" / ".cache"


def made(path: Path, make: Callable[[Path], object]) -> Path:
    """The folder at `path`. If it is missing, `make` fills a new folder, which is moved there when it is complete."""
    if not path.is_dir():
        partial = path.with_name(f"{path.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        make(partial)
        partial.rename(path)
    return path


def corpus_folder(events: int) -> Path:
    """A folder with `corpus.sqlite` and `questions.json` for a corpus of that many events."""

    def make(folder: Path) -> None:
        corpus.write(folder / "corpus.sqlite", events)
        corpus.write_questions(folder / "corpus.sqlite", folder / "questions.json")

    return made(CACHE / f"corpus-{events}", make)


def data_folder(events: int, *, ndjson: bool = False) -> Path:
    """A folder of data files for `timeline load` with that many events, as YAML or NDJSON."""
    source = corpus_folder(events) / "corpus.sqlite"
    name = f"data-{events}{'-ndjson' if ndjson else ''}"
    return made(CACHE / name, lambda folder: seed_files.write(source, folder, ndjson=ndjson))
