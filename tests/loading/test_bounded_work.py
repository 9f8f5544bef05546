"""The check of hostile files: work and findings are bounded, whatever the files hold. Works are counted, not timed."""

import errno
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.importing.pocom import _mark_overlaps_in
from app.loading import check as checking
from app.loading import references, yaml_composing
from app.loading.check import check, rendered
from app.loading.findings import MOST_FINDINGS, FileFindings, TooManyFindings
from app.loading.reading import read
from app.loading.references import MOST_GUESSES, Link, loops
from app.loading.yaml_composing import MOST_VALUES
from app.loading.yaml_files import YamlFile, ids_in, parse, parse_into
from app.resources.actors import loading as actors
from app.timeline.days import Day, Span
from app.timeline.words import LONGEST_RUN_OF_MARKS, nearest
from tests.loading.small_set import FILES, changed, checked, written
from tests.serving import run_timeline

EVENTS = "deep/events.yml"
EVENT = """\
- id: {id}
  title: T
  kind: note
  date: '1954-03-31'
  topics: [german-question]
  summary: S
  actors:
  - actor: molotov
    role: sender
  sources:
  - title: S
  confidence: high
"""


class Counted:
    """A function whose calls are counted."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.calls = function, 0

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.calls += 1
        return self.function(*arguments, **options)


def events(number: int, line: str) -> dict[str, str]:
    """The small set with further events, each with a line in which `{n}` is its number and `{next}` that after it."""
    more = [
        EVENT.format(id=f"e{n}") + line.replace("{next}", str((n + 1) % number)).replace("{n}", str(n))
        for n in range(number)
    ]
    return FILES | {"more.yaml": "events:\n" + "".join(more)}


class TestLoops:
    def test_a_long_loop_is_told_once_and_cut(self, tmp_path: Path) -> None:
        (found,) = checked(tmp_path, events(300, "  part_of: e{next}\n")).findings
        assert found.message == (
            "part_of runs in a loop: e299 -> e0 -> e1 -> e2 -> e3 -> e4 -> e5 -> e6 -> (291 more) -> e298 -> e299"
        )

    def test_each_link_is_followed_once(self) -> None:
        followed: list[str] = []

        class Followed(Link):
            @property
            def target(self) -> str:  # type: ignore[override]
                followed.append(self.source)
                return next(self.targets)

        ring = [Link(f"e{n}", f"e{(n + 1) % 1000}", ()) for n in range(1000)]
        across = [Link("e0", f"e{n}", ()) for n in range(2, 1000)]
        assert len(list(loops([*ring, *across]))) == 1
        assert len(list(loops([*across, *ring]))) == 1

    @given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))))
    def test_without_the_links_that_are_told_there_are_no_loops(self, pairs: set[tuple[int, int]]) -> None:
        links = [Link(str(one), str(other), ()) for one, other in sorted(pairs)]
        told = list(loops(links))
        assert not list(loops([link for link in links if link not in {closing for closing, _ in told}]))
        for link, way in told:
            steps = {(one.source, one.target) for one in links}
            assert way[0] == link.source
            assert (way[0], link.target) in steps
            assert all(step in steps for step in zip(way, (*way[1:], way[0]), strict=True))


class TestGuesses:
    def test_few_unknown_names_are_guessed_at(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        counted = Counted(nearest)
        monkeypatch.setattr(references, "nearest", counted)
        found = checked(tmp_path, events(3 * MOST_GUESSES, "  part_of: berlin-conferenc{n}\n")).findings
        assert len(found) == 3 * MOST_GUESSES
        assert counted.calls == MOST_GUESSES
        assert sum(one.did_you_mean is not None for one in found) == MOST_GUESSES

    def test_few_unknown_kinds_are_guessed_at(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        counted = Counted(nearest)
        monkeypatch.setattr(references, "nearest", counted)
        files = {name: text.replace("kind: note", "kind: n{n}") for name, text in events(200, "").items()}
        files["more.yaml"] = "".join(
            part.replace("{n}", str(n)) for n, part in enumerate(files["more.yaml"].split("kind: n", 200))
        )
        checked(tmp_path, files)
        assert counted.calls <= MOST_GUESSES

    def test_long_words_are_compared_with_few_known_ones_in_full(self) -> None:
        assert nearest("berlin-conferense", [f"x{n}" for n in range(1000)] + ["berlin-conference"]) == (
            "berlin-conference"
        )


class TestFindings:
    def test_no_more_of_a_file_are_told_than_anybody_reads(self, tmp_path: Path) -> None:
        files = events(MOST_FINDINGS + 200, "  titel: x\n")
        done = checked(tmp_path, files)
        assert sum(one.line > 0 for one in done.findings) == MOST_FINDINGS
        told = [one.message for one in done.findings if not one.line]
        assert told == [
            "and 1 more finding, which is not told",
            "has more than 1,000 findings: the rest of it was not checked",
        ]

    def test_records_that_were_not_looked_at_are_known_by_name(self, tmp_path: Path) -> None:
        files = events(MOST_FINDINGS + 200, "  titel: x\n")
        files = changed(EVENTS, "part_of: berlin-conference", f"part_of: e{MOST_FINDINGS + 150}", files)
        assert {Path(one.file).name for one in checked(tmp_path, files).findings} == {"more.yaml"}

    def test_those_that_are_not_told_are_counted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        counted = Counted(YamlFile.position)
        monkeypatch.setattr(YamlFile, "position", lambda *given, **options: counted(*given, **options))  # noqa: PLW0108 - a method
        done = checked(tmp_path, events(MOST_FINDINGS + 200, "  part_of: x{n}\n"))
        assert done.more == 200
        assert len(done.findings) == MOST_FINDINGS + 1
        assert done.findings[0].message == "and 200 more, which are not told"
        assert counted.calls == MOST_FINDINGS

    def test_findings_of_other_files_are_told_all_the_same(self, tmp_path: Path) -> None:
        files = changed(EVENTS, "place: berlin", "place: berlim", events(MOST_FINDINGS + 200, "  titel: x\n"))
        told = [one.message for one in checked(tmp_path, files).findings if one.file.endswith(EVENTS)]
        assert told == ["place 'berlim' is not a known place"]

    def test_warnings_are_bounded_too(self, tmp_path: Path) -> None:
        person = "- id: p{n}\n  kind: person\n  name: Ivan Ivanov\n  summary: S\n  verification: unchecked\n"
        same = "actors:\n" + "".join(person.format(n=n) for n in range(200))
        done = checked(tmp_path, FILES | {"same.yaml": same})
        assert done.data is not None
        assert len(done.notes) == MOST_FINDINGS + 1
        assert "more, which are not told" in done.notes[0].message

    def test_namesakes_are_paired_with_the_first_few(self) -> None:
        drafts: Any = [SimpleNamespace(name=f"p{n}", values={"kind": "person", "name": "I"}) for n in range(500)]
        pairs = list(checking._namesakes(drafts))
        assert len(pairs) < checking.MOST_NAMESAKES * 500
        assert {name for pair in pairs for name in pair} == {f"p{n}" for n in range(500)}

    def test_a_record_with_many_wrong_items_is_cut(self, tmp_path: Path) -> None:
        many = "  aliases: [" + "A," * (3 * MOST_FINDINGS) + "]\n"
        done = checked(tmp_path, events(1, many))
        assert len(done.findings) == MOST_FINDINGS + 1

    def test_the_command_says_how_many_more_there_are(self, tmp_path: Path) -> None:
        written(tmp_path / "set", events(MOST_FINDINGS + 200, "  part_of: x{n}\n"))
        plain = run_timeline("check", "set", folder=tmp_path)
        assert plain.returncode == 1
        assert plain.stderr == "1001 findings, and 200 more that are not told.\n"
        machine = run_timeline("check", "set", "--json", folder=tmp_path)
        assert machine.returncode == 1
        lines = [json.loads(line) for line in machine.stdout.splitlines()]
        assert lines[0]["message"] == "and 200 more, which are not told"
        assert lines[-1] == {"clean": False, "errors": 1001, "errors_not_told": 200, "warnings": 0}

    def test_the_command_says_for_programs_that_files_are_clean(self, tmp_path: Path) -> None:
        written(tmp_path / "set")
        done = run_timeline("check", "set", "--json", folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout) == {"clean": True, "errors": 0, "errors_not_told": 0, "warnings": 0}


class TestFolders:
    def test_a_folder_that_many_links_lead_to_is_read_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for n in range(12):
            (tmp_path / f"f{n:02}").mkdir()
            (tmp_path / f"f{n:02}" / "a.yaml").write_text("a: b\n")
            if n:
                (tmp_path / f"f{n - 1:02}" / "one").symlink_to(tmp_path / f"f{n:02}")
                (tmp_path / f"f{n - 1:02}" / "two").symlink_to(tmp_path / f"f{n:02}")
        counted = Counted(Path.iterdir)
        monkeypatch.setattr(Path, "iterdir", lambda path: counted(path))  # noqa: PLW0108 - a method
        done = read(tmp_path)
        assert counted.calls == 13
        assert len(done.files) == 12
        assert {one.message.rpartition(", ")[2] for one in done.findings} == {"which is read already"}

    def test_very_deep_folders_are_told(self, tmp_path: Path) -> None:
        here = os.open(tmp_path, os.O_RDONLY)
        for _ in range(1100):
            os.mkdir("deep", dir_fd=here)
            deeper = os.open("deep", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
        os.close(here)
        try:
            (found,) = check(tmp_path).findings
            assert found.message == f"cannot be read: {os.strerror(errno.ENAMETOOLONG)}"
        finally:
            subprocess.run(["rm", "-rf", tmp_path / "deep"], check=True)  # Python cannot remove such a path


def parsed(monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[int, list[str]]:
    """How many events of the parser were taken of a text, and what was told."""
    taken = 0
    parser = yaml.parse

    def counting(*given: Any) -> Iterator[Any]:
        nonlocal taken
        for event in parser(*given):
            taken += 1
            yield event

    monkeypatch.setattr(yaml, "parse", counting)
    findings = FileFindings()
    try:
        parse_into(findings, text, "f.yaml")
    except TooManyFindings:
        assert len(findings) == MOST_FINDINGS
    return taken, [one.message for one in findings]


class TestYaml:
    @pytest.mark.parametrize(
        "text",
        [
            "- &a a\n" * 5000,
            "- !!a a\n" * 5000,
            "- &a a\n" + "- *a\n" * 5000,
            "a: b\n" * 5000,
            "a:\n" * 5000,
            "? [a]\n: b\n" * 5000,
        ],
    )
    def test_reading_ends_with_too_many_findings(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        taken, told = parsed(monkeypatch, text)
        assert taken < 10 * MOST_FINDINGS
        assert len(told) == MOST_FINDINGS

    @pytest.mark.parametrize("text", ["[", "{a: ", "- ", "&a [", "{[", "? "])
    def test_reading_ends_with_depth(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        taken, told = parsed(monkeypatch, text * 5000)
        assert taken < 100
        assert any("nest" in message for message in told)

    def test_no_more_values_are_read_than_a_file_needs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(yaml_composing, "MOST_VALUES", 100)
        taken, told = parsed(monkeypatch, f"events: [{'[],' * 1000}[]]")
        assert taken < 300
        assert told == ["holds more than 100 keys and values"]
        assert MOST_VALUES > 1_000_000, "as many as a file of the largest size may well have"

    def test_lines_with_control_signs_are_not_all_told(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("\x01\n" * 5000)
        done = check(tmp_path)
        assert len(done.findings) == MOST_FINDINGS + 1
        assert done.more == 0
        assert done.findings[0].message == "has more than 1,000 findings: the rest of it was not read"

    def test_a_text_of_accents_is_told_and_not_composed(self) -> None:
        (found,) = parse(f"a: e{chr(0x301)}{chr(0x316) * LONGEST_RUN_OF_MARKS}", "f.yaml")[1]
        assert found.message == "has more than 30 accents in a row"
        (found,) = parse(f"a: e{chr(0x301)}{chr(0x316) * 5}", "f.yaml")[1]
        assert found.message == "text is not in Unicode's composed form"

    def test_a_long_line_of_hyphens_is_looked_at_for_ids_without_going_back(self) -> None:
        assert list(ids_in(b"- " * 100_000 + b"id: a\n- - id: b")) == ["a", "b"]

    def test_a_long_text_is_cut_in_what_is_told_of_it(self, tmp_path: Path) -> None:
        for one in checked(tmp_path, changed(EVENTS, "id: reply", f"id: {'a' * 10_000}")).findings:
            assert len(next(rendered([one]))) < 4_000

    def test_each_record_that_is_no_yaml_is_read_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        taken, told = parsed(monkeypatch, "events:\n" + "- id: 'a'b\n" * 3000)
        assert len(told) == MOST_FINDINGS
        assert taken < 20 * MOST_FINDINGS


class TestNdjson:
    @pytest.mark.parametrize("line", ["{", "[]", '{"type":"evnt"}', '{"type":"event","id":1e999,"id":2}'])
    def test_reading_ends_with_too_many_findings(self, tmp_path: Path, line: str) -> None:
        (tmp_path / "a.ndjson").write_text(f"{line}\n" * 5000)
        done = read(tmp_path)
        assert len(done.findings) == MOST_FINDINGS + 1
        assert done.unread, "any reference may be right"

    def test_records_without_keys_are_cut(self, tmp_path: Path) -> None:
        lines = "".join(f'{{"type":"event","id":"e{n}"}}\n' for n in range(2000))
        done = checked(tmp_path, FILES | {"a.ndjson": lines})
        assert len(done.findings) <= MOST_FINDINGS + 2
        assert any("was not checked" in one.message for one in done.findings)

    def test_a_text_of_accents_is_told_and_not_composed(self, tmp_path: Path) -> None:
        (tmp_path / "a.ndjson").write_text(f'{{"type":"event","id":"e{chr(0x301)}{chr(0x316) * 40}"}}\n')
        assert "id: has more than 30 accents in a row" in [one.message for one in read(tmp_path).findings]


def held_together(one: Span, other: Span) -> bool:
    """Whether two spans on which an office was certainly held have a day in common, other than one of handover."""
    both = one.shared(other)
    if both is None:
        return False
    handover = both.first == both.last and (_hands_over(one, other) or _hands_over(other, one))
    return not handover


def _hands_over(before: Span, after: Span) -> bool:
    return before.last is not None and before.last == after.first


DAYS = st.none() | st.integers(1, 6).map(Day)


@st.composite
def tenures(draw: st.DrawFn) -> list[actors._Held]:
    """A few who held one office."""
    held = []
    for number in range(draw(st.integers(2, 5))):
        first, last = draw(DAYS), draw(DAYS)
        if first and last and last < first:
            first, last = last, first
        office: Any = SimpleNamespace(jointly=draw(st.booleans()))
        held.append(actors._Held(number, f"h{draw(st.integers(0, 3))}", 0, office, Span(first, last)))
    return held


class TestOffices:
    @given(tenures())
    def test_those_who_contend_are_those_who_held_it_together(self, held: list[actors._Held]) -> None:
        plainly = {
            frozenset((one.holder, other.holder))
            for one in held
            for other in held
            if one.holder != other.holder
            and held_together(one.days, other.days)
            and not (one.office.jointly and other.office.jointly)
        }
        assert {frozenset((one.holder, other.holder)) for one, other in actors._contending(held)} == plainly

    @given(tenures())
    def test_tenures_marked_as_joint_by_an_import_are_those_held_together(self, held: list[actors._Held]) -> None:
        same: Any = [(SimpleNamespace(person=one.holder, jointly=False), one.days) for one in held]
        _mark_overlaps_in(same)
        assert [tenure.jointly for tenure, _ in same] == [
            any(one.holder != other.holder and held_together(one.days, other.days) for other in held) for one in held
        ]

    def test_of_many_at_once_each_is_told_with_a_few(self) -> None:
        office: Any = SimpleNamespace(jointly=False)
        held = [actors._Held(n, f"h{n}", 0, office, Span(Day(n), Day(1000))) for n in range(500)]
        assert len(list(actors._contending(held))) < actors.MOST_CONTENDERS * 500


def test_quotation_marks_that_only_open_are_gone_through_once() -> None:
    from app.loading.rules import _QUOTATION, quotations

    assert not _QUOTATION.search("“" * 100 + "„" * 100 + "«" * 100)
    (problem,) = quotations(("summary",), f"““{'word ' * 13}”")
    assert problem.message.startswith("quotes 13 words")
