"""NDJSON data files hold what YAML files hold, and say what is wrong with file and line."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.loading import ndjson_files
from app.loading.check import check, rendered
from app.loading.checksums import checksums
from app.loading.data_files import LISTS
from app.loading.reading import LARGEST_FILE

SEED = Path("seed")
COLLECTION = (
    '{"type": "collection", "id": "small", "title": "Small", "description": "A few records", "version": "1.0.0", '
    '"publisher": "Somebody", "source": "A book", "cite_as": "Small", '
    '"licence": {"name": "CC0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"}, '
    '"attribution": "Somebody", "language": "en"}'
)
KINDS = '{"type": "kinds", "actor": {"person": "Person"}}'
REST = '"summary": "Somebody", "verification": "partly", "sources": [{"title": "A book"}]'


def lines_of(file: Path) -> list[str]:
    """The records of a YAML file as lines of NDJSON."""
    table: dict[str, Any] = yaml.load(file.read_text(), yaml.BaseLoader)
    types = {name: type_.value for name, type_ in LISTS.items()} | {"identities": "identity"}
    records = []
    for key, value in table.items():
        records += [{"type": types[key], **record} for record in value] if key in types else [{"type": key, **value}]
    return [json.dumps(record, ensure_ascii=False) for record in records]


def actor(id_: str = "a", more: str = "") -> str:
    return f'{{"type": "actor", "id": "{id_}", "kind": "person", "name": "A Name", {REST}{more}}}'


def problems(folder: Path, *lines: str | bytes) -> list[str]:
    """What is wrong with a file of a collection, of kinds and of these lines, which begin at line 3."""
    content = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in (COLLECTION, KINDS, *lines))
    (folder / "data.ndjson").write_bytes(content)
    return [line.removeprefix(f"{folder.as_posix()}/") for line in rendered(check(folder).findings)]


def test_the_same_records_have_the_same_checksum(tmp_path: Path) -> None:
    for file in sorted(SEED.rglob("*.yaml")):
        target = tmp_path / file.relative_to(SEED).with_suffix(".ndjson")
        target.parent.mkdir(exist_ok=True)
        target.write_text("\n".join(lines_of(file)), encoding="utf-8")
    checked, original = check(tmp_path), check(SEED)
    assert checked.findings == ()
    assert checked.data is not None
    assert original.data is not None
    assert checksums(checked.data) == checksums(original.data)


def test_what_is_missing_is_told_beside_a_wrong_reference(tmp_path: Path) -> None:
    event = '{"type": "event", "id": "e", "kind": "note", "title": "A note", "date": "1954", "place": "nowhere"}'
    messages = [line.partition(": e: ")[2] for line in problems(tmp_path, event)]
    assert {line.partition(";")[0] for line in messages} >= {
        "place 'nowhere' is not a known place",
        "'summary' is missing",
        "'topics' is missing",
        "'confidence' is missing",
    }


def test_files_of_both_forms_may_stand_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text(
        "actors:\n- id: b\n  kind: person\n  name: B Name\n  summary: Somebody\n  verification: partly\n"
        "  sources:\n  - title: A book\n"
    )
    assert problems(tmp_path, actor()) == []
    data = check(tmp_path).data
    assert data is not None
    assert [record.id for record in data.records[LISTS["actors"]]] == ["a", "b"]


def test_numbers_and_truth_values_may_be_written_as_such(tmp_path: Path) -> None:
    place = '{"type": "place", "id": "p", "name": "P", "kind": "city", "lat": 52.5, "lon": -13'
    assert problems(tmp_path, place + "}") == problems(tmp_path, place.replace("52.5", '"52.5"') + "}")


def test_a_record_that_does_not_fit_is_told_with_its_line(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, actor(), "", actor("b", ', "born": "1954-13"'))
    assert found.startswith(
        "data.ndjson:5:1: b: born: '1954-13' is not an EDTF date: month 13 does not exist; expected"
    )
    (found,) = problems(tmp_path, actor("a"), actor("a"))
    assert found.startswith("data.ndjson:4:1: a: id 'a' is taken by actor 'a' (")
    assert found.endswith("data.ndjson:3); expected an id of its own")


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("{", 2, "is not JSON: expecting property name enclosed in double quotes; expected one record a line"),
        ('{"type": "actor", "id": "x"', 28, "x: is not JSON: expecting ',' delimiter; expected one record a line"),
        ("[1]", 1, 'is not a record; expected a table of keys with a "type"'),
        ('{"id": "x"}', 1, "x: 'type' is missing; expected one of"),
        ('{"type": "actr", "id": "x"}', 1, "x: type 'actr' is not known; expected one of"),
        (actor("x", ', "id": "y"'), 1, "x: the key 'id' is given twice; expected each key once"),
        (actor("x", ', "note": null'), 1, "x: note: there is no value; expected a value, or the key left out"),
        (actor("x", ', "note": " "'), 1, "x: note: there is no value; expected a value, or the key left out"),
        (actor("x", ', "note": "a\\u0000b"'), 1, "x: note contains a NUL character; expected visible text"),
        (actor("x", ', "note": "\\ud800"'), 1, "x: note contains the invisible character U+D800"),
        (actor("x", ', "note": "e\\u0301"'), 1, "x: note: text is not in Unicode's composed form"),
        (actor("x", ', "lat": NaN'), 1, "x: is not JSON: NaN; expected a number"),
        (actor("x").encode() + b"\xff", 148, "x: is not UTF-8: invalid start byte; expected a file saved as UTF-8"),
        ("[" * 100_000, 1, "is nested too deeply; expected records as the schema describes them"),
        (COLLECTION, 1, "small: a second collection; the first is on line 1; expected one in all files"),
        (KINDS, 1, "a second kinds; the first is on line 2; expected one in all files"),
    ],
)
def test_a_line_that_is_no_record_is_told(tmp_path: Path, line: str | bytes, column: int, message: str) -> None:
    (found,) = problems(tmp_path, line, actor())
    assert found.startswith(f"data.ndjson:3:{column}: {message}")


@pytest.mark.parametrize("more", [', "\\ud800": "x"', ', "key\u200b": "x"'])
def test_a_key_with_a_sign_that_cannot_be_seen_is_told(tmp_path: Path, more: str) -> None:
    (found,) = problems(tmp_path, actor(more=more))
    assert "a key contains the invisible character" in found


def test_records_after_too_many_findings_are_known_all_the_same(tmp_path: Path) -> None:
    """The rest of the file is not looked at, so that nobody can say that what is there is not."""
    talk = (
        '{"type": "event", "id": "talk", "kind": "note", "date": "1954", "title": "A talk", "topics": ["t"], '
        '"summary": "They talk.", "confidence": "high", "sources": [{"title": "A book"}], '
        '"actors": [{"actor": "a", "role": "host"}]}'
    )
    places = [f'{{"type": "place", "id": "p{n}"}}' for n in range(300)]
    topic = '{"type": "topic", "id": "t", "name": "T", "description": "A topic."}'
    found = problems(tmp_path, topic, talk, *places, actor())
    assert not [each for each in found if "is not a known" in each]


def test_the_wrong_type_that_is_nearest_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path, '{"type": "actors", "id": "x"}')[0].endswith("did you mean 'actor'?")


def test_who_refers_to_a_record_on_a_wrong_line_is_not_wrong_too(tmp_path: Path) -> None:
    broken = actor("boss", ', "note": null')
    member = actor("a", ', "member_of": [{"group": "boss", "from": "1954", "kind": "member"}]')
    assert len(problems(tmp_path, broken, member)) == 1


def test_a_line_may_be_long_but_not_endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson_files, "LONGEST_LINE", 500)
    found = problems(tmp_path, actor("x", f', "note": "{"long " * 300}"'), actor("y", ', "note": null'))
    assert found == [
        "data.ndjson:3:1: x: is longer than 500 bytes; expected one record a line",
        "data.ndjson:4:1: y: note: there is no value; expected a value, or the key left out",
    ]


def test_a_file_may_be_larger_than_a_yaml_file(tmp_path: Path) -> None:
    more = f', "note": "{"word " * 200_000}"'
    names = [f"x{number}" for number in range(LARGEST_FILE // len(more) + 2)]
    found = problems(tmp_path, *(actor(name, more) for name in names))
    assert (tmp_path / "data.ndjson").stat().st_size > LARGEST_FILE
    assert not any("larger than" in line for line in found)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "data.jsonl").write_bytes(b"\xef\xbb\xbf" + f"{COLLECTION}\r\n{KINDS}\r\n{actor()}".encode())
    assert check(tmp_path).findings == ()
