"""`timeline serve` as a user meets it: start, stop, start again, and what can be in the way."""

import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.serving import ROOT, Served, get, run_timeline, start_server
from tests.waiting import SECONDS_TO_WAIT, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def release(served: Served) -> int:
    return int(served.get("/v1/dataset").json()["release"])


def test_it_loads_the_seed_once_and_prints_addresses_that_work(tmp_path: Path) -> None:
    first = start_server(tmp_path).until_ready()
    addresses = [word for word in first.output().split() if word.startswith("http://")]
    assert [get(address).status_code for address in addresses] == [200] * 3
    assert get(addresses[-1]).json()["total"] > 0
    assert first.stop() == 0
    second = start_server(tmp_path).until_ready()
    assert release(second) == 1
    assert "loaded" not in second.output().lower()
    assert second.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_being_stopped_is_no_failure(tmp_path: Path, number: signal.Signals) -> None:
    served = start_server(tmp_path).until_ready()
    assert served.stop(number) == 0
    assert "Traceback" not in served.output()


def test_two_workers_serve_and_stop_as_one_does(tmp_path: Path) -> None:
    served = start_server(tmp_path, workers="2").until_ready()
    assert [served.get("/v1/dataset").status_code for _ in range(8)] == [200] * 8
    assert served.stop() == 0
    assert "Traceback" not in served.output()


def test_two_started_at_once_on_one_database_load_it_once(tmp_path: Path) -> None:
    one_folder, other_folder = tmp_path / "one", tmp_path / "other"
    one_folder.mkdir()
    other_folder.mkdir()
    address = f"sqlite:///{tmp_path / 'timeline.sqlite'}"
    loading = [start_server(folder, database_url=address) for folder in (one_folder, other_folder)]
    served = [server.until_ready() for server in loading]
    assert [release(server) for server in served] == [1, 1]
    assert [server.stop() for server in served] == [0, 0]


def test_a_port_in_use_is_told_in_a_sentence_before_anything_is_made(tmp_path: Path, taken_port: int) -> None:
    done = run_timeline("serve", folder=tmp_path, port=str(taken_port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {taken_port} of 127.0.0.1 is in use: stop what listens there, or set TIMELINE_PORT to another one.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_host_that_is_not_here_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = run_timeline("serve", folder=tmp_path, host="192.0.2.1", port="0")
    assert (done.returncode, done.stderr) == (1, "TIMELINE_HOST=192.0.2.1 is not an address of this machine.\n")


def test_the_environment_file_is_obeyed(tmp_path: Path, taken_port: int) -> None:
    (tmp_path / ".env").write_text(f"TIMELINE_PORT={taken_port}\n")
    done = run_timeline("serve", folder=tmp_path)
    assert f"Port {taken_port} " in done.stderr


def test_without_loading_an_empty_database_is_served_but_not_ready(tmp_path: Path) -> None:
    served = start_server(tmp_path, "--no-load").until_live()
    assert served.get("/health/ready").status_code == 503
    assert served.stop() == 0


def test_serving_never_replaces_what_was_loaded_by_hand(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'timeline.sqlite'}"
    other = tmp_path / "other"
    shutil.copytree(ROOT / "seed", other)
    (other / "collection.yaml").write_text(
        (ROOT / "seed" / "collection.yaml").read_text(encoding="utf-8").replace("version: '1", "version: '91", 1),
        encoding="utf-8",
    )
    assert run_timeline("load", str(other), folder=tmp_path, database_url=url).returncode == 0
    served = start_server(tmp_path, database_url=url).until_ready()
    version = served.get("/v1/dataset").json()["version"]
    served.stop()
    assert version.startswith("91")
    assert "was loaded by hand" in served.output()
    served = start_server(tmp_path, "--seed", str(ROOT / "seed"), database_url=url).until_ready()
    assert not served.get("/v1/dataset").json()["version"].startswith("91")
    served.stop()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers by /proc")
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    served = start_server(tmp_path, workers="2").until_ready()
    base, pid = served.base, served.process.pid
    children = [int(path.name) for path in Path("/proc").glob("[0-9]*") if _stat(int(path.name))[1:2] == [str(pid)]]
    assert len(children) >= 2
    served.process.kill()
    served.process.wait(SECONDS_TO_WAIT)
    wait_until(
        lambda: all(_stat(child)[:1] in ([], ["Z"]) for child in children), "the workers go on without their parent"
    )
    with pytest.raises(httpx.ConnectError):
        get(f"{base}/health/live")


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on (state, parent, ...); empty where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
