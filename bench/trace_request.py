"""Count the calls that one list request takes inside the application.

    python -m bench.trace_request [--of COMMIT_OR_FOLDER] [--list]

The request is `GET /v1/events?actor=molotov&date=1954-02` on the built-in data, with the response cache off, after
the same request has been answered a few times. Counting begins when the server calls the application and ends when
the application sends the last part of the body. Calls on all threads count. A coroutine or generator counts once,
however often it is resumed, and comprehensions do not count. `--list` prints each call of a function that is defined
under `app/`, in order, as `file:function`.
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import uvloop

from bench.asgi import Message, Running, make_app, receive
from bench.cache import ROOT
from bench.versions import Unusable, Version, named

REQUEST = "/v1/events?actor=molotov&date=1954-02"
WARM_UP = 20
TIMES = 5
RESUMABLE = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
COMPREHENSIONS = {"<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>"}


@dataclass
class Trace:
    """Calls while `on`.

    `calls` are those of functions in files under `folder`, in order, `python` the number of calls of all Python
    functions, `built_in` that of functions written in C.
    """

    folder: str
    on: bool = False
    python: int = 0
    built_in: int = 0
    calls: list[tuple[str, str]] = field(default_factory=list)
    _resumable: dict[int, FrameType] = field(default_factory=dict)

    def hook(self, frame: FrameType, event: str, _argument: object) -> None:
        """Profile function for `sys.setprofile` and `threading.setprofile`."""
        if not self.on:
            return
        if event == "c_call":
            self.built_in += 1
        if event != "call" or frame.f_code.co_name in COMPREHENSIONS or self._is_resumed(frame):
            return
        self.python += 1
        file = frame.f_code.co_filename
        if file.startswith(self.folder):
            self.calls.append((file[len(self.folder) :], frame.f_code.co_qualname))

    @property
    def files(self) -> set[str]:
        """The files of `calls`."""
        return {file for file, _ in self.calls}

    def _is_resumed(self, frame: FrameType) -> bool:
        if not frame.f_code.co_flags & RESUMABLE:
            return False
        known = id(frame) in self._resumable
        self._resumable[id(frame)] = frame  # kept, so that no other frame gets the same id
        return known


async def trace(version: Version, database: Path, path: str = REQUEST) -> Trace:
    """The shortest of several traces of a request: sometimes a task of the application itself runs in between."""
    folder = f"{version.tree / 'app'}/"
    current = Trace(folder)

    def hook(frame: FrameType, event: str, argument: object) -> None:
        current.hook(frame, event, argument)

    # The threads of the application begin at its startup, and take this over from here.
    threading.setprofile(hook)
    sys.setprofile(hook)
    try:
        async with Running(make_app(version.tree, database)) as running:
            for _ in range(WARM_UP):
                await running.get(path)
            traces = []
            for _ in range(TIMES):
                current = Trace(folder)
                await _traced(running, current, path)
                traces.append(current)
    finally:
        threading.setprofile(None)
        sys.setprofile(None)
    return min(traces, key=lambda one: one.python)


async def _traced(running: Running, current: Trace, path: str) -> None:
    async def send(message: Message) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body"):
            current.on = False

    scope = running.request(path)
    current.on = True
    await running.app(scope, receive, send)


def load_built_in_data(version: Version, folder: Path) -> Path:
    """A new database in `folder` with the data of the version's `seed/`. Raises Unusable if it cannot be loaded."""
    file = folder / "timeline.sqlite"
    done = subprocess.run(
        version.command("load", str(version.tree / "seed")),
        env=version.environment({"TIMELINE_DATABASE_URL": f"sqlite:///{file}"}),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unusable(f"The built-in data cannot be loaded: {done.stdout}{done.stderr}")
    return file


def main() -> None:
    """Print the numbers of calls and files, and with `--list` the calls."""
    parser = argparse.ArgumentParser(description="Count the calls of a list request inside the application.")
    parser.add_argument("--of", default=str(ROOT), help="a commit or a source tree; default: this tree as it is")
    parser.add_argument("--list", action="store_true", help="print the calls of functions under app/, in order")
    parser.add_argument("--request", default=REQUEST, help=f"default: {REQUEST}")
    given = parser.parse_args()
    try:
        version = named(given.of)
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            file = load_built_in_data(version, Path(folder))
            found = runner.run(trace(version, file, given.request))
    except Unusable as fault:
        sys.exit(str(fault))
    if given.list:
        for name, function in found.calls:
            print(f"{name}:{function}")
    print(
        f"{len(found.calls)} calls of {len(set(found.calls))} functions in {len(found.files)} files under app/, "
        f"{found.python} calls of Python functions in all, {found.python + found.built_in} with built-in ones "
        f"({version.name})"
    )


if __name__ == "__main__":
    main()
