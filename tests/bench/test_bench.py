"""The parts of the yardstick that can be tested without a server."""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from app.loading.check import check
from app.loading.checksums import checksums
from bench import corpus, lines, questions, seed_files
from bench.measure import Result, Run
from bench.serve import Memory
from bench.trace_request import Trace
from bench.versions import Unusable, Version, commit, named, source_tree

EVENTS = 60


@pytest.fixture(scope="module", autouse=True)
def few_words() -> Iterator[None]:
    """A small vocabulary, so that a corpus is made quickly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus, "VOCABULARY", 1_000)
        patch.setattr(corpus, "POOL", 10_000)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small corpus and its questions."""
    made = tmp_path_factory.mktemp("corpus")
    corpus.write(made / "corpus.sqlite", EVENTS)
    corpus.write_questions(made / "corpus.sqlite", made / "questions.json")
    return made


def rows(file: Path) -> list[list[tuple[object, ...]]]:
    db = sqlite3.connect(file)
    found = [db.execute(f"SELECT * FROM {table}").fetchall() for table, _, _ in corpus.TABLES]
    db.close()
    return found


def test_a_corpus_is_the_same_for_the_same_seed(folder: Path, tmp_path: Path) -> None:
    corpus.write(tmp_path / "same.sqlite", EVENTS)
    corpus.write(tmp_path / "other.sqlite", EVENTS, seed=2)

    assert rows(tmp_path / "same.sqlite") == rows(folder / "corpus.sqlite")
    assert rows(tmp_path / "other.sqlite") != rows(folder / "corpus.sqlite")
    assert corpus.questions(tmp_path / "same.sqlite") == corpus.questions(folder / "corpus.sqlite")


def test_every_question_has_a_list_of_paths_with_parameters(folder: Path) -> None:
    found = questions.paths(folder)

    assert {name: len(paths) for name, paths in found.items()} == dict.fromkeys(
        ("Q1", "Q1w", "Q2", "Q3"), corpus.QUESTIONS
    )
    narrow = parse_qs(urlsplit(found["Q1"][0]).query)
    assert set(narrow) == {"actor", "date_from", "date_to"}
    assert narrow["actor"][0].startswith("act-")
    assert len(parse_qs(urlsplit(found["Q3"][0]).query)["q"][0].split()) == 2
    assert {question.paths for question in questions.QUESTIONS} == {*found, "hot"}


def test_data_files_hold_every_record_of_the_corpus(folder: Path, tmp_path: Path) -> None:
    counts = seed_files.write(folder / "corpus.sqlite", tmp_path)

    assert counts["events"] == counts["documents"] == EVENTS
    for name, count in counts.items():
        records = yaml.safe_load((tmp_path / f"{name}-0000.yaml").read_text(encoding="utf-8"))[name]
        assert len({record["id"] for record in records}) == count
    assert set(yaml.safe_load((tmp_path / "collection.yaml").read_text(encoding="utf-8"))) == {"collection", "kinds"}


def test_both_forms_of_the_data_files_hold_the_same(folder: Path, tmp_path: Path) -> None:
    sums = []
    for ndjson in (False, True):
        files = tmp_path / str(ndjson)
        seed_files.write(folder / "corpus.sqlite", files, ndjson=ndjson)
        checked = check(files)
        assert checked.findings == ()
        assert checked.data is not None
        sums.append(checksums(checked.data))
    assert sums[0] == sums[1]


SAMPLE = '''"""A docstring
of two lines."""

import os  # a comment behind code


# a comment
LIMIT = 3
"""What the limit is for."""


def join(a: str) -> str:
    """Another docstring."""
    text = """a string

    in two lines"""
    return os.path.join(
        a,
        text,
    )
'''


def test_lines_without_blank_ones_comments_and_docstrings() -> None:
    assert lines.count(SAMPLE) == 9
    assert lines.count("") == lines.count("# nothing\n\n") == lines.count('"""Nothing."""\n') == 0


def numbers() -> Iterator[int]:
    yield 1
    yield 2


def total() -> int:
    return sum([2 * number for number in numbers()] + [len("c")])


def test_a_trace_counts_a_generator_once_and_no_comprehension() -> None:
    traced = Trace(f"{Path(__file__).parent}/", on=True)
    before = sys.getprofile()
    sys.setprofile(traced.hook)
    try:
        total()
    finally:
        traced.on = False
        sys.setprofile(before)

    assert [function for _, function in traced.calls] == ["total", "numbers"]
    assert traced.files == {Path(__file__).name}
    assert traced.python == 2
    assert traced.built_in >= 2


def test_a_version_is_known_by_its_code(tmp_path: Path) -> None:
    for name in ("app", "migrations"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.py").write_text("", encoding="utf-8")
    version = Version("some", tmp_path)
    before = version.key
    (tmp_path / "README.md").write_text("other text", encoding="utf-8")
    assert version.key == before
    (tmp_path / "app" / "main.py").write_text("x = 1\n", encoding="utf-8")
    assert version.key != before


def test_a_version_is_named_by_a_folder_or_a_commit(tmp_path: Path) -> None:
    assert named(str(source_tree().tree)) == source_tree()
    with pytest.raises(Unusable):
        commit("no-such-commit")
    with pytest.raises(Unusable):
        named(str(tmp_path))


def test_settings_of_the_caller_do_not_reach_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_CACHE_BYTES", "1")

    environment = source_tree().environment({"TIMELINE_PORT": "8001"})

    assert {name for name in environment if name.startswith("TIMELINE_")} == {"TIMELINE_PORT"}
    assert environment["PYTHONPATH"] == str(source_tree().tree)


def result(*speeds: float, bad: int = 0) -> Result:
    runs = [Run(per_second=speed, p50=1, p99=2, cpu=3, size=4, bad=bad, memory=Memory(5, 6, 7)) for speed in speeds]
    return Result("Q1", "now", 16, runs)


def test_a_result_is_a_median_and_tells_when_it_shows_nothing() -> None:
    found = result(100, 150, 120)
    assert (found.low, found.median(lambda run: run.per_second), found.high) == (100, 120, 150)
    assert not found.fault
    assert "unsteady" in result(100, 210).fault
    assert "without answers" in result(100, 0).fault
    assert "2 bad answers" in result(100, 100, bad=1).fault
