"""The rivals answer as this service does, and the tables say what was measured."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import corpus, questions, seed_files
from bench.measure import Result, Run
from bench.rivals import answers, bare, data, environments, programs, report
from bench.rivals.run import compare_bytes, record
from bench.serve import Memory, Program, Server, timeline
from bench.versions import Unusable, source_tree
from tests.test_locks import locked

EVENTS = 60
PYTHON = Path(sys.executable)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small corpus, its questions, and what the rivals read."""
    made = tmp_path_factory.mktemp("rivals")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus, "VOCABULARY", 1_000)
        patch.setattr(corpus, "POOL", 10_000)
        corpus.write(made / "source.sqlite", EVENTS)
        corpus.write_questions(made / "source.sqlite", made / "questions.json")
    data.write(made / "source.sqlite", made)
    return made


@pytest.fixture(scope="module")
def database(folder: Path) -> Path:
    """The same corpus, loaded by this service."""
    seed_files.write(folder / "source.sqlite", folder / "files", ndjson=True)
    file = folder / "timeline.sqlite"
    environment = source_tree().environment({"TIMELINE_DATABASE_URL": f"sqlite:///{file}"})
    command = source_tree().command("load", str(folder / "files"))
    subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True)
    return file


@pytest.fixture(scope="module")
def ours(folder: Path, database: Path) -> Iterator[Server]:
    with Server(timeline(source_tree(), database, name="timeline"), folder / "timeline.log") as server:
        yield server


@pytest.fixture(scope="module")
def plain(folder: Path) -> Iterator[Server]:
    with Server(programs.plain(PYTHON, folder), folder / "plain.log") as server:
        yield server


def drawn(folder: Path) -> dict[str, list[answers.Given]]:
    found: dict[str, list[answers.Given]] = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Q1", "Q1w", "Q2"])
def test_the_plain_service_gives_the_same_answers(name: str, folder: Path, ours: Server, plain: Server) -> None:
    theirs = [programs.PATHS["plain"][name](given) for given in drawn(folder)[name]]

    line = answers.compared(name, ours, plain, (questions.paths(folder)[name], theirs))

    assert line == f"{name:4} 100 of 100 answers of timeline and plain are equal"


@pytest.mark.slow
def test_searches_have_as_many_matches(folder: Path, ours: Server) -> None:
    given, paths = drawn(folder)["Q3"], questions.paths(folder)["Q3"]

    assert re.search(r"\d+ of 100 searches of timeline have as many", answers.matches(ours, folder, given, paths))
    with pytest.raises(Unusable, match=r"finds 0 events"):
        answers.matches(ours, folder, given, [f"{paths[0]}&date_to=1500"])


@pytest.mark.slow
def test_a_difference_is_reported_with_both_addresses(folder: Path, ours: Server, plain: Server) -> None:
    mine, theirs = ["/v1/events/evt-0000001"] * 2, ["/events/1", "/events/2"]

    with pytest.raises(Unusable, match=r"differently(.|\n)*/v1/events/evt-0000001(.|\n)*/events/2"):
        answers.compared("Q2", ours, plain, (mine, theirs))


@pytest.mark.slow
def test_the_floor_sends_the_recorded_bytes_and_headers(folder: Path, ours: Server) -> None:
    path = questions.paths(folder)["Q1w"][0]
    record(ours, path, folder / "recorded")

    with Server(programs.bare(PYTHON, folder / "recorded"), folder / "bare.log") as floor:
        compare_bytes(ours, floor, path)
        assert floor.get(path, {"If-None-Match": '"x"'})[0] == 304

        with pytest.raises(Unusable, match="does not send"):
            compare_bytes(ours, floor, questions.paths(folder)["Q2"][0])


def test_the_canned_queries_answer_as_the_corpus_says(folder: Path) -> None:
    db = sqlite3.connect(folder / data.FILE)
    db.row_factory = sqlite3.Row
    given = drawn(folder)
    window = given["Q1"][0] | {name: programs.day(given["Q1"][0][name]) for name in ("from", "to")}
    listed = db.execute(data.QUERIES["Q1"], window).fetchall()
    assert listed
    for row in listed:
        assert f"act-{window['actor']:06d}" in {actor["uid"] for actor in json.loads(row["actors"])}
    assert [row["date_start"] for row in listed] == sorted(row["date_start"] for row in listed)
    for row in db.execute(data.QUERIES["Q3"], {"q": " ".join(given["Q3"][0]["words"])}):
        text = f"{row['title']} {row['summary']}".lower()
        assert all(word[:3] in text for word in given["Q3"][0]["words"])
    (event,) = db.execute(data.QUERIES["Q2"], given["Q2"][0])
    assert event["uid"] == f"evt-{given['Q2'][0]['event']:07d}"
    assert isinstance(json.loads(event["documents"]), list)
    metadata = json.loads((folder / data.METADATA).read_text(encoding="utf-8"))
    assert set(metadata["databases"]["corpus"]["queries"]) == set(data.QUERIES)
    db.close()


@pytest.mark.parametrize("name", sorted(environments.LOCKS))
def test_packages_of_rivals_are_pinned_by_hash_and_name_no_host(name: str) -> None:
    text = environments.LOCKS[name].read_text(encoding="utf-8")

    assert not re.search(r"https?:|index-url|find-links", text)
    entries = text.replace("\\\n", " ").splitlines()
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_plain_service_and_the_floor_run_with_the_versions_of_the_product() -> None:
    assert locked("bench/rivals/plain.txt").items() <= locked("requirements.txt").items()
    assert locked("bench/rivals/datasette.txt")["datasette"] == "0.65.5"


def test_events_are_read_from_each_form_of_answer() -> None:
    common = {"title": "T", "summary": "S", "kind": "k"}
    mine = common | {"id": "e", "place": {"id": "p", "name": "P"}, "actors": [{"id": "a", "role": "chair"}]}
    canned = common | {"id": 1, "uid": "e", "place": "P", "actors": [{"uid": "a", "name": "A", "role": "mediator"}]}
    nested = canned | {"actors": [{"role": "mediator", "actor": {"uid": "a"}}]}

    forms = [{"items": [mine]}, mine, [canned], [nested]]

    assert len({tuple(answers.events(form)) for form in forms}) == 1
    assert answers.events([nested | {"summary": "other"}]) != answers.events(mine)


def result(server: str, *speeds: float, bad: int = 0) -> Result:
    runs = [Run(speed, p50=1, p99=1000 / speed, cpu=3, size=4, bad=bad, memory=Memory(5, 6, 7)) for speed in speeds]
    return Result("Q1", server, 16, runs)


def test_a_table_has_a_row_for_each_server_with_the_ratio_of_each_round() -> None:
    head, line, mine, other = report.speeds(
        [result("timeline", 40, 60, 50), result("datasette", 10, 20, 15)], "timeline"
    )

    assert head.count("|") == line.count("|") == mine.count("|") == other.count("|")
    assert mine.startswith("| Q1 | 16 | timeline | 50 (40-60) | 1.00 | 20.00 | 3 | 4 |")
    assert other.startswith("| Q1 | 16 | datasette | 15 (10-20) |")
    assert other.endswith("| 3.33 | 1.00 | 0.30 |")


def test_a_result_that_shows_nothing_has_no_figures() -> None:
    rows = list(report.speeds([result("timeline", 40), result("datasette", 10, bad=2)], "timeline"))

    assert "2 bad answers" in rows[-1]
    assert "0.25" not in rows[-1]


def test_single_figures_are_medians() -> None:
    rows = list(report.singles([report.Single("start", (1.0, 3.0, 1.5), "s")]))

    assert rows[-1] == "| start | 1.50 s (1.00-3.00) |"


def test_programs_name_what_they_start(tmp_path: Path) -> None:
    bare.record(tmp_path, 200, [("Date", "now"), ("ETag", '"1"')], b"{}")
    assert json.loads((tmp_path / "200.json").read_text(encoding="utf-8")) == [["etag", '"1"']]

    program: Program = programs.datasette(PYTHON, tmp_path)
    command = program.command(8001)
    assert command[command.index("-p") + 1] == "8001"
    assert command[command.index("sql_time_limit_ms") + 1] == "20000"
