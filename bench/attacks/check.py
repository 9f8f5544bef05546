"""Hostile data files: how long `timeline check` takes for each, how much memory, and how many lines it says.

    python -m bench.attacks.check                       all attacks, on this tree
    python -m bench.attacks.check --tree PATH           on another tree, to compare two versions
    python -m bench.attacks.check loop control --seconds 60

The files are made in a temporary folder. A run that takes longer than `--seconds` of processor time is ended.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZE = 16 * 1024 * 1024 - 1024
"""Bytes of a file that is as large as a YAML file may be."""
COLLECTION = """\
collection:
  {id: c, title: C, language: en, version: '1', source: S, attribution: A, cite_as: C, licence: {name: L, url: 'https://l.org'}}
kinds: {event: {note: N}, actor: {person: P}}
topics:
- {id: t, name: T, description: D}
"""
EVENT = (
    "- id: {id}\n  kind: note\n  title: T\n  date: '1954-03-31'\n  topics: [t]\n"
    "  actors: [{{actor: p, role: sender}}]\n"
    "  confidence: high\n  sources:\n  - title: S\n  summary: S\n"
)
PERSON = "- id: a{n}\n  kind: person\n  name: {name}\n  verification: unchecked\n  summary: S\n"
EVENTS = COLLECTION + "actors:\n" + PERSON.format(n="", name="P").replace("id: a", "id: p") + "events:\n"
COMMAND = "import sys\nfrom app.cli import main\nsys.argv = ['timeline', 'check', sys.argv[1]]\nmain()\n"


def _lines(folder: Path, name: str, lines: Iterator[str] | list[str]) -> None:
    with (folder / name).open("w", encoding="utf-8") as stream:
        stream.writelines(lines)


def _repeated(text: str, head: str = "", end: str = "") -> Callable[[Path], None]:
    """Writes a file of the largest size that is full of one text."""

    def write(folder: Path) -> None:
        times = SIZE // len(text.encode())
        _lines(folder, "hostile.yaml", [head, *([text * 1000] * (times // 1000)), end])

    return write


def _numbered(text: str, times: int, head: str = "", name: str = "hostile.yaml") -> Callable[[Path], None]:
    """Writes a file with a text so many times, `{n}` counted up and `{next}` one more, which comes round at the end."""

    def write(folder: Path) -> None:
        lines = (text.replace("{next}", str((n + 1) % times)).replace("{n}", str(n)) for n in range(times))
        _lines(folder, name, (line for part in ([head], lines) for line in part))

    return write


def _linked_folders(folder: Path) -> None:
    for n in range(20):
        (folder / f"f{n}").mkdir()
        if n:
            (folder / f"f{n - 1}" / "one").symlink_to(folder / f"f{n}")
            (folder / f"f{n - 1}" / "two").symlink_to(folder / f"f{n}")


def _deep_folders(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)


_part = EVENT.format(id="e{n}")
ATTACKS: dict[str, Callable[[Path], None]] = {
    "loop of 4,000": _numbered(_part + "  part_of: e{next}\n", 4_000, EVENTS),
    "loop of 20,000": _numbered(_part + "  part_of: e{next}\n", 20_000, EVENTS),
    "5,000 unknown references": _numbered(_part + "  part_of: x{n}\n", 5_000, EVENTS),
    "20,000 unknown references": _numbered(_part + "  part_of: x{n}\n", 20_000, EVENTS),
    "20,000 kinds without a label": _numbered(
        PERSON.replace("person", "k{n}").format(n="{n}", name="A{n}"), 20_000, COLLECTION + "actors:\n"
    ),
    "20,000 namesakes": _numbered(PERSON.format(n="{n}", name="A"), 20_000, COLLECTION + "actors:\n"),
    "5,000 in one office": _numbered(
        PERSON.format(n="{n}", name="A{n}")
        + "  offices:\n  - {office: M, of: a0, from: '1900', to: '2000', capacity: state, sole: true}\n",
        5_000,
        COLLECTION + "actors:\n",
    ),
    "folders linked twice": _linked_folders,
    "folders 3,000 deep": _deep_folders,
    "control signs": _repeated("\x01\n"),
    "entries": _repeated("- id: a1\n", "events:\n"),
    "entries that are no records": _repeated("- a\n", "events:\n"),
    "empty lists": _repeated("[],[],", "events: [", "[]]"),
    "empty lists outside": _repeated("[],[],"),
    "anchors": _repeated("- &a a\n", "events:\n"),
    "aliases": _repeated("- *a\n", "events:\n- &a a\n"),
    "tags": _repeated("- !!a a\n", "events:\n"),
    "one key again and again": _repeated("a: b\n"),
    "keys": _numbered("k{n}: b\n", 1_000_000),
    "keys of a record": _numbered("  k{n}: b\n", 900_000, "events:\n- id: a\n"),
    "records with wrong keys": _numbered("- id: a{n}\n  titel: x\n  kid: y\n", 500_000, "events:\n"),
    "empty values": _numbered("- id: a{n}\n  title:\n", 500_000, "events:\n"),
    "empty keys": _repeated("a:\n"),
    "wrong items of a list": _repeated("{a: b},", "events:\n- id: a\n  actors: [", "]\n"),
    "deep lists": _repeated("["),
    "deep lists with an anchor": _repeated("[", "&a "),
    "deep tables": _repeated("{a: "),
    "deep blocks": _repeated("- "),
    "an open quotation mark": _repeated("a ", 'events: "'),
    "records that are no YAML": _repeated("- id: 'a'b\n", "events:\n"),
    "a fault after many records": _repeated("- id: a1\n", "events:\n- id: 'a'b\n"),
    "letters and accents apart": _repeated("- e\u0301\n", "events:\n"),
    "accents in a row": _repeated("\u0301\u0316", "events:\n- id: e"),
    "spaces": _repeated(" ", "events:\n- id: ", "a"),
    "hyphens": _repeated("- ", "events: {", "}"),
    "NDJSON: no JSON": _numbered("{\n", 8_000_000, name="hostile.ndjson"),
    "NDJSON: no record": _numbered("[]\n", 5_000_000, name="hostile.ndjson"),
    "NDJSON: unknown types": _numbered('{"type":"evnt{n}"}\n', 700_000, name="hostile.ndjson"),
    "NDJSON: records without keys": _numbered('{"type":"event","id":"a{n}"}\n', 500_000, name="hostile.ndjson"),
    "NDJSON: one id": _numbered('{"type":"event","id":"a"}\n', 600_000, name="hostile.ndjson"),
    "NDJSON: a long line": _numbered("[", 16_000_000, name="hostile.ndjson"),
    "NDJSON: accents in a row": _numbered("\u0301\u0316", 900_000, '{"type":"event","id":"e', name="hostile.ndjson"),
    "one line of text": _repeated("a"),
    "quotations without end": _numbered(
        EVENT.format(id="e{n}").replace("summary: S", "summary: " + "“" * 33_000), 160, EVENTS
    ),
}


def main() -> None:
    """Run the attacks that the arguments name, all by default, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", help="parts of names of attacks; none: all")
    arguments.add_argument("--tree", type=Path, default=ROOT, help="the folder whose `app` is attacked")
    arguments.add_argument("--seconds", type=int, default=120, help="the most processor time of one attack")
    given = arguments.parse_args()
    print(f"{'attack':32} {'CPU s':>7} {'MB':>6} {'lines':>7}  ended with")
    for name, write in ATTACKS.items():
        if given.names and not any(part in name for part in given.names):
            continue
        folder = Path(tempfile.mkdtemp())
        try:
            write(folder)
            print(f"{name:32} {_run(folder, given.tree.resolve(), given.seconds)}", flush=True)
        finally:
            subprocess.run(["rm", "-rf", folder], check=True)  # shutil.rmtree cannot remove very deep folders


def _run(folder: Path, tree: Path, seconds: int) -> str:
    """Check a folder in a process of its own: its processor time, largest size, lines and end."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (6 * 1024**3, 6 * 1024**3))

    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(folder)],
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=tree,
            env=os.environ | {"PYTHONPATH": str(tree)},
            preexec_fn=limit,  # noqa: PLW1509 - no threads here
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lines = said.read().decode(errors="replace").splitlines()
    cpu = usage.ru_utime + usage.ru_stime
    last = lines[-1][:100] if lines else ""
    return f"{cpu:7.1f} {usage.ru_maxrss / 1024:6.0f} {len(lines):7,}  {process.returncode} {last}"


if __name__ == "__main__":
    main()
