"""How the rivals are started, and the paths that ask them the questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bench.cache import CACHE, ROOT
from bench.rivals.data import FILE, METADATA
from bench.serve import HOST, Program
from bench.versions import service_environment

Given = dict[str, Any]
Paths = Mapping[str, Callable[[Given], str]]

DATASETTE, PLAIN, BARE = "datasette", "plain", "bare"

SERVER = ("--loop", "uvloop", "--http", "httptools", "--ws", "none", "--no-access-log", "--log-level", "warning")
"""Options of uvicorn for all rivals that run in it: the loop and the parser of this service, and no log of requests."""


def datasette(python: Path, indexed: Path) -> Program:
    """Datasette with a canned query for each question, over the folder that `data.write` fills."""
    options = ["-i", FILE, "-m", METADATA, "-h", HOST, "--setting", "sql_time_limit_ms", "20000"]
    return Program(
        DATASETTE,
        lambda port: [str(python), "-m", "datasette", "serve", *options, "-p", str(port)],
        lambda _port: _environment({}),
        indexed,
        "/-/versions.json",
    )


def plain(python: Path, indexed: Path) -> Program:
    """The plain service of plain.py."""
    return _uvicorn(PLAIN, python, {"CORPUS": str(indexed / FILE)}, "/events/1")


def bare(python: Path, recorded: Path) -> Program:
    """The floor of bare.py, with the response that was recorded in a folder."""
    options = ("--no-server-header", "--no-proxy-headers", "--lifespan", "off")
    return _uvicorn(BARE, python, {"RECORDED": str(recorded)}, "/", options)


def _uvicorn(name: str, python: Path, settings: dict[str, str], ready: str, options: tuple[str, ...] = ()) -> Program:
    command = [str(python), "-m", "uvicorn", f"bench.rivals.{name}:app", "--host", HOST, *SERVER, *options]
    return Program(
        name, lambda port: [*command, "--port", str(port)], lambda _port: _environment(settings), CACHE, ready
    )


def _environment(settings: dict[str, str]) -> dict[str, str]:
    return service_environment() | {"PYTHONPATH": str(ROOT)} | settings


def day(text: str) -> int:
    """The number of a day, as the corpus counts days."""
    return date.fromisoformat(text).toordinal()


def _datasette(question: str, lists: str = "&_json=actors") -> str:
    return f"/{Path(FILE).stem}/{question}.json?_shape=array{lists}"


def _datasette_window(given: Given) -> str:
    return f"{_datasette('Q1')}&actor={given['actor']}&from={day(given['from'])}&to={day(given['to'])}"


def _plain_window(given: Given) -> str:
    return f"/events?actor={given['actor']}&date_from={given['from']}&date_to={given['to']}"


PATHS: dict[str, Paths] = {
    DATASETTE: {
        "Q1": _datasette_window,
        "Q1w": _datasette_window,
        "Q2": lambda given: f"{_datasette('Q2', '&_json=actors&_json=documents')}&event={given['event']}",
        "Q3": lambda given: f"{_datasette('Q3')}&q={'+'.join(given['words'])}",
    },
    PLAIN: {
        "Q1": _plain_window,
        "Q1w": _plain_window,
        "Q2": lambda given: f"/events/{given['event']}",
        "Q3": lambda given: f"/search?q={'+'.join(given['words'])}",
    },
}
