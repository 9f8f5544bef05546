"""Progress of long commands: a bar on a terminal, lines in a log, JSON lines for programs."""

import io
import json
import re
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from app.cli.progress import Lines, Step, shown
from tests.commands import Run
from tests.serving import ROOT, run_timeline

SEED = ROOT / "seed"
HISTSTATE = ROOT / "tests" / "data" / "histstate"


class Clock:
    """A clock that tests set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def lines_of(clock: Clock, *, every_stage: bool) -> tuple[Lines, list[Step]]:
    steps: list[Step] = []
    return Lines(10, steps.append, every_stage=every_stage, clock=clock), steps


def test_a_log_gets_a_line_when_time_has_passed_and_at_the_end_of_what_had_one() -> None:
    clock = Clock()
    lines, steps = lines_of(clock, every_stage=False)
    for clock.now, done in ((0, 0), (9, 90), (10, 100), (11, 110), (20, 200), (22, 220)):
        lines("writing events", done, 400)
    clock.now = 25
    lines("writing actors", 0, 5)
    lines("writing actors", 5, 5)
    lines.end()
    assert [(step.stage, step.done) for step in steps] == [
        ("writing events", 100),
        ("writing events", 200),
        ("writing events", 220),
    ]
    assert steps[0] == Step("writing events", 100, 400, rate=10, left=30)
    assert steps[0].in_words() == "writing events: 100 of 400, 10 a second, 30 s left"


def test_programs_get_a_line_for_the_beginning_and_the_end_of_each_stage() -> None:
    lines, steps = lines_of(Clock(), every_stage=True)
    for stage, total in (("reading", None), ("writing", 2)):
        for done in range(3):
            lines(stage, done, total)
    lines.end()
    assert [(step.stage, step.done, step.total) for step in steps] == [
        ("reading", 0, None),
        ("reading", 2, None),
        ("writing", 0, 2),
        ("writing", 2, 2),
    ]
    assert steps[0].in_words() == "reading: 0"


def test_a_terminal_shows_a_bar_with_rate_and_time_left() -> None:
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=120)
    with shown(Console(file=io.StringIO()), terminal) as report:
        for done in range(101):
            report("writing events", done, 100)
    text = screen.getvalue()
    assert "writing events" in text
    assert "100/100" in text
    assert "/s" in text
    assert "━" in text


def test_what_is_no_terminal_shows_no_bar() -> None:
    log = io.StringIO()
    with shown(Console(file=io.StringIO()), Console(file=log)) as report:
        for done in range(101):
            report("writing events", done, 100)
    assert log.getvalue() == ""


@pytest.mark.parametrize(
    ("command", "stages"),
    [
        (
            ["load", str(SEED)],
            {"reading files", "checking records", "writing events of curated", "sorting events", "indexing events"},
        ),
        (
            ["import", "histstate", str(HISTSTATE)],
            {"reading collections", "writing actors of pocom", "indexing actors"},
        ),
    ],
    ids=["load", "import"],
)
def test_json_says_how_far_it_is_and_what_was_done(
    timeline: Run,
    command: list[str],
    stages: set[str],
) -> None:
    done = timeline(*command, "--json")
    assert (done.code, done.err) == (0, "")
    *progress, result = map(json.loads, done.out.splitlines())
    assert stages <= {line["stage"] for line in progress}
    last = {line["stage"]: line for line in progress}
    assert all(line["total"] in {None, line["done"]} for line in last.values())
    assert result["release"] == 1
    assert result["changed"] is True
    assert result["counts"]["actors"] > 0
    again = timeline(*command, "--json")
    assert json.loads(again.out.splitlines()[-1])["changed"] is False


def test_what_is_built_on_the_way_does_not_disturb_programs(timeline: Run, tmp_path: Path) -> None:
    timeline("load", str(SEED))
    shutil.rmtree(tmp_path / "var" / "timeline.sqlite.search")
    done = timeline("load", str(SEED), "--json")
    assert "Built the search index" in done.err
    assert all(json.loads(line) for line in done.out.splitlines())


def test_a_command_in_a_log_prints_whole_lines_without_control_characters(tmp_path: Path) -> None:
    done = run_timeline("load", str(SEED), folder=tmp_path)
    assert done.returncode == 0
    lines = done.stderr.splitlines()  # none, but on a very slow machine
    assert all(re.fullmatch(r"[\w ]+: [\d,]+( of [\d,]+)?(, .*)?", line) for line in lines)
    assert "\x1b" not in done.stdout + done.stderr
