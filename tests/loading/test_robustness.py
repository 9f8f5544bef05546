"""What goes wrong in the middle of a load, import or removal leaves the data as they were, and the next run works."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.database.turns import turn
from app.loading.checked_files import FILE
from app.loading.release import search_folder
from app.main import create_app
from app.settings import Settings
from tests.serving import ROOT, clean_environment, run_timeline
from tests.waiting import SECONDS_TO_RUN, SECONDS_TO_WAIT, wait_until

HISTSTATE = ROOT / "tests" / "data" / "histstate"
QUESTIONS = (
    "/v1/dataset",
    "/v1/events?limit=50",
    "/v1/events?q=note&facet=kind",
    "/v1/search?q=molotov",
    "/v1/suggest?q=mol",
    "/v1/events/soviet-note-1954-03-31",
    "/v1/tenures?on=1954-03-26&limit=100",
    "/",
)

pytestmark = pytest.mark.slow

COMMANDS = {
    "load": ["load", "changed"],
    "import": ["import", "histstate", str(HISTSTATE)],
    "remove": ["remove", "pocom"],
}

KILLED = """
import contextlib, os, signal, sys
from app import cli
from app.cli import progress

stage, moment = sys.argv[1], int(sys.argv[2])

@contextlib.contextmanager
def shown(*_, **__):
    def report(name, done, total):
        if name == stage and done == moment:
            os.kill(os.getpid(), signal.SIGKILL)
    yield report

progress.shown = shown
sys.argv = ["timeline", *sys.argv[3:]]
cli.main()
"""
"""Runs the command, and kills it where a stage has done a number of records."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Path:
    """A folder with a loaded database, with `pocom` beside the seed, and the seed with one change in `changed`."""
    base = tmp_path_factory.mktemp("base")
    (base / "var").mkdir()
    shutil.copy(database, base / "var" / "timeline.sqlite")
    shutil.copytree(f"{database}.search", base / "var" / "timeline.sqlite.search")
    shutil.copytree(HISTSTATE / "pocom", base / "officers" / "pocom")
    assert run_timeline("import", "histstate", "officers", folder=base).returncode == 0
    shutil.copytree(ROOT / "seed", base / "changed")
    topics = base / "changed" / "topics.yaml"
    topics.write_text(topics.read_text(encoding="utf-8").replace("name: ", "name: New ", 1), encoding="utf-8")
    return base


@pytest.fixture
def place(tmp_path: Path, base: Path) -> Path:
    """A copy of that folder."""
    return Path(shutil.copytree(base, tmp_path / "place"))


@pytest.fixture(scope="module")
def before(base: Path) -> dict[str, bytes]:
    """What the service answers from it."""
    return answers(base)


def answers(place: Path) -> dict[str, bytes]:
    """What the service answers from the database in a folder."""
    settings = Settings(database_url=f"sqlite:///{place / 'var' / 'timeline.sqlite'}")
    with TestClient(create_app(settings)) as client:
        found = {path: client.get(path) for path in QUESTIONS}
    assert all(answer.status_code == 200 for answer in found.values())
    return {path: answer.content for path, answer in found.items()}


def folders(place: Path) -> set[str]:
    """What lies in the search folder, but for the note of which data files were loaded."""
    folder = search_folder(f"sqlite:///{place / 'var' / 'timeline.sqlite'}")
    return {path.name for path in folder.iterdir()} - {FILE}


def works(place: Path, command: list[str], before: dict[str, bytes]) -> None:
    """The command works now, makes the next release, and leaves the indexes of two releases alone."""
    done = run_timeline(*command, folder=place)
    assert done.returncode == 0, done.stderr
    after = answers(place)
    assert b'"release":3' in after["/v1/dataset"]
    assert after["/v1/dataset"] != before["/v1/dataset"]
    assert len(folders(place)) == 3, "the lock and two releases"


@pytest.mark.parametrize(
    ("name", "stage", "done"),
    [
        ("load", "writing topics of curated", 1),
        ("load", "indexing stories", 1),
        ("import", "reading collections", 2),
        ("import", "writing events of histstate-visits", 0),
        ("import", "indexing actors", 200),
        ("remove", "indexing actors", 200),
    ],
)
def test_a_command_that_is_killed_leaves_the_data_as_they_were(
    place: Path, before: dict[str, bytes], name: str, stage: str, done: int
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, stage, str(done), *COMMANDS[name]],
        cwd=place,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_RUN,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert answers(place) == before
    works(place, COMMANDS[name], before)


def limited(size: int) -> Callable[[], None]:
    """Lets no file of a process grow beyond `size` bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize(("name", "size"), [("load", 400_000), ("import", 2_000_000), ("remove", 16 * 1024)])
def test_files_that_cannot_grow_leave_the_data_as_they_were(
    place: Path, before: dict[str, bytes], name: str, size: int
) -> None:
    indexes = folders(place)
    done = subprocess.run(
        [Path(sys.executable).with_name("timeline"), *COMMANDS[name]],
        cwd=place,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_RUN,
        check=False,
        preexec_fn=limited(size),
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot be used: " in done.stderr
    assert answers(place) == before
    assert folders(place) == indexes
    works(place, COMMANDS[name], before)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own for a folder. Its size is set by `resize`."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.parametrize(
    ("name", "spare"),
    [("load", 100_000), ("load", 1_000_000), ("load", 4_000_000), ("import", 1_000_000), ("remove", 100_000)],
)
def test_a_full_disk_leaves_the_data_as_they_were(
    place: Path, before: dict[str, bytes], small_disk: Path, name: str, spare: int
) -> None:
    shutil.move(place / "var", small_disk / "var")
    (place / "var").symlink_to(small_disk / "var")
    indexes = folders(place)
    filled = small_disk / "filled"
    with filled.open("wb") as stream:
        state = os.statvfs(small_disk)
        stream.write(bytes(max(state.f_bavail * state.f_frsize - spare, 0)))
    done = run_timeline(*COMMANDS[name], folder=place)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert "is full" in done.stderr or "No space left" in done.stderr
    filled.unlink()
    assert answers(place) == before
    assert folders(place) == indexes
    works(place, COMMANDS[name], before)


def test_a_truncated_data_file_is_told_with_its_place(place: Path, before: dict[str, bytes]) -> None:
    events = max((place / "changed" / "events").iterdir(), key=lambda path: path.stat().st_size)
    whole = events.read_bytes()
    events.write_bytes(whole[: whole.index(b"  title: ", len(whole) // 2) + 9])
    done = run_timeline("load", "changed", folder=place)
    assert done.returncode == 1
    assert f"changed/events/{events.name}:" in done.stderr
    assert done.stderr.endswith("Nothing was loaded.\n")
    assert answers(place) == before
    events.write_bytes(whole)
    works(place, COMMANDS["load"], before)


def test_a_truncated_file_of_others_is_told_by_name(place: Path, before: dict[str, bytes]) -> None:
    shutil.copytree(HISTSTATE, place / "cut")
    cut = place / "cut" / "visits" / "data" / "1954.xml"
    cut.write_bytes(cut.read_bytes()[:-200])
    done = run_timeline("import", "histstate", "cut", folder=place)
    assert done.returncode == 1
    assert "cut/visits/data/1954.xml" in done.stderr
    assert done.stderr.endswith("Nothing was imported.\n")
    assert answers(place) == before
    works(place, COMMANDS["import"], before)


def test_the_second_of_two_commands_says_for_whom_it_waits_and_then_works(place: Path) -> None:
    path = place / "var" / "timeline.sqlite"
    log = place / "log"
    with turn(path, "timeline import", lambda _: None), log.open("w") as stream:
        second = subprocess.Popen(
            [Path(sys.executable).with_name("timeline"), *COMMANDS["import"]],
            cwd=place,
            env=clean_environment(),
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        wait_until(lambda: "Waiting" in log.read_text() or second.poll() is not None, log.read_text)
        message = f"Waiting for timeline import (process {os.getpid()}), which is at work on var/timeline.sqlite.\n"
        assert log.read_text().endswith(message)
        assert second.poll() is None
    assert second.wait(SECONDS_TO_WAIT) == 0, log.read_text()
    assert "Loaded release 3" in log.read_text()


def test_two_imports_at_once_make_one_release_after_the_other(place: Path) -> None:
    commands = [COMMANDS["import"], COMMANDS["load"]]
    processes = [
        subprocess.Popen(
            [Path(sys.executable).with_name("timeline"), *command],
            cwd=place,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    said = [process.communicate(timeout=SECONDS_TO_RUN)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert {line.partition(":")[0] for text in said for line in text.splitlines() if "Loaded" in line} == {
        "Loaded release 3",
        "Loaded release 4",
    }
    together = run_timeline("status", folder=place).stdout
    assert all(name in together for name in ("curated", "histstate-visits", "histstate-travels", "pocom"))


def test_who_dies_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "timeline.sqlite"
    holding = (
        "import sys, time\nfrom pathlib import Path\nfrom app.database.turns import turn\n"
        "with turn(Path(sys.argv[1]), 'timeline load', print):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    waited: list[str] = []
    with turn(path, "timeline load", waited.append):
        assert waited == []
