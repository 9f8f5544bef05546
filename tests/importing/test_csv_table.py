"""The import of tables by a map: small tables of our own with each structure of the real ones."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.importing.csv_table import import_csv
from app.importing.heads import IncompleteCollection, Options
from app.importing.mapping import WrongMap
from app.importing.records import Imported
from app.importing.xml import UnreadableFile
from app.timeline.record_types import RecordType
from tests.serving import ROOT

DATA = ROOT / "tests" / "data" / "tables"
TOLD = Options("utopia", title="Utopia", licence="CC0", language="en")


@pytest.fixture(scope="module")
def letters() -> Imported:
    return import_csv(DATA / "letters.csv", DATA / "letters.yaml", Options("utopia"))


def of(imported: Imported, type_: RecordType) -> dict[str, Any]:
    return {record.id: record for record in imported.data.of(type_)}


def left_out(imported: Imported) -> list[tuple[int, str]]:
    return [(each.line, each.message) for each in imported.left_out]


def changed(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A copy of a file of the tests in which one text is another."""
    text = (DATA / name).read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / name
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def test_a_row_becomes_a_document_by_the_map(letters: Imported) -> None:
    letter = of(letters, RecordType.DOCUMENT)["ut-a-1"]
    assert (letter.kind, letter.date, letter.title, letter.languages) == (
        "letter",
        "1954-03-26",
        "Letter of Ada Alpha to Ben Beta",
        ("de",),
    )
    assert letter.sources[0].locator == "A 1"
    assert [(each.actor, each.role.value) for each in letter.actors] == [
        ("ut-person-gnd-100000001", "sender"),
        ("ut-person-gnd-100000002", "recipient"),
    ]
    assert letters.data.collection.title == "Letters of Utopia"
    assert letters.data.kinds[RecordType.DOCUMENT] == {"letter": "Letter"}


def test_dates_keep_what_is_uncertain(letters: Imported) -> None:
    dates = {id_: each.date for id_, each in of(letters, RecordType.DOCUMENT).items()}
    assert dates == {"ut-a-1": "1954-03-26", "ut-b-1": "[1954-03..1954-05]", "ut-b-2": "1954~", "ut-b-7": None}


def test_names_in_a_cell_are_several_actors_and_nobodys_are_none(letters: Imported) -> None:
    documents = of(letters, RecordType.DOCUMENT)
    assert [each.actor for each in documents["ut-b-2"].actors] == [
        "ut-person-ben-beta",
        "ut-person-gnd-100000001",
        "ut-person-gnd-100000003",
    ]
    assert [(each.actor, each.role.value) for each in documents["ut-b-1"].actors] == [
        ("ut-person-gnd-100000001", "sender")
    ]


def test_a_name_with_and_without_a_number_may_be_one_actor_and_is_not_joined(letters: Imported) -> None:
    actors = of(letters, RecordType.ACTOR)
    assert actors["ut-person-gnd-100000001"].name == "Ada Alpha"
    assert actors["ut-person-gnd-100000001"].identifiers[0].scheme == "gnd"
    assert actors["ut-person-ben-beta"].maybe_same_as == ("ut-person-gnd-100000002",)


def test_what_cannot_be_read_is_left_out_with_line_column_value_and_expectation(letters: Imported) -> None:
    meant = "a date that can mean only one thing, such as 1954-03-26 or 26 March 1954"
    assert left_out(letters) == [
        (5, "has the same id as the row on line 4"),
        (6, f"column 'date': 'in the spring' cannot be read; expected {meant}"),
        (7, f"column 'date': '1954-02-30' cannot be read; expected {meant}"),
        (8, "column 'language': 'Klingon' cannot be read; expected one of German, Russian"),
        (9, "has 6 cells, expected 9, one for each column"),
        (
            10,
            (
                "column 'toID': 'https://d-nb.info/gnd/100000001' cannot be read; expected one for each of the names "
                "in 'to'; the actors are found by name alone"
            ),
        ),
        (12, "has no id: column 'edition', column 'number' is empty"),
    ]


def test_rows_become_tenures_with_days_in_the_order_that_the_map_tells() -> None:
    envoys = import_csv(DATA / "envoys.csv", DATA / "envoys.yaml", TOLD)
    actors = of(envoys, RecordType.ACTOR)
    offices = [(each.office, each.of, each.from_, each.to) for each in actors["utopia-person-dora-delta"].offices]
    assert offices == [("Envoy in Utopia", "utopia-state-utopia", "1951-04-03", "1953-12-31")]
    assert actors["utopia-person-emil-epsilon"].offices[0].to is None
    assert envoys.data.kinds[RecordType.ACTOR] == {"state": "State of the world", "person": "Person"}
    lines = left_out(envoys)
    assert lines[0] == (4, "names no body that the office is of")
    assert lines[1][0] == 5
    assert "make no span" in lines[1][1]
    assert len(lines) == 2


def test_a_rule_that_a_row_breaks_names_the_column(tmp_path: Path) -> None:
    map_file = changed(tmp_path, "envoys.yaml", "capacity: state", "capacity: '{country}'")
    (_, first), *_ = left_out(import_csv(DATA / "envoys.csv", map_file, TOLD))
    assert first.startswith("column 'country': ")
    assert "Utopia" in first


def test_a_date_in_parts_becomes_a_day_a_month_or_a_span() -> None:
    talks = import_csv(DATA / "talks.tsv", DATA / "talks.yaml", TOLD)
    events = of(talks, RecordType.EVENT)
    assert {id_: each.date for id_, each in events.items()} == {
        "ut-talk-1": "1954-03-26",
        "ut-talk-2": "1954-03/1954-05-02",
    }
    assert events["ut-talk-1"].summary == "Both sides spoke & parted."
    assert events["ut-talk-2"].summary == "Two sides speak."
    assert left_out(talks) == [
        (
            4,
            (
                "column 'Year, Month, Day': '1954  7' cannot be read; expected a year, maybe a month, maybe a day, in "
                "figures"
            ),
        ),
        (
            5,
            (
                "column 'Year, Month, Day, To Year, To Month, To Day': '1954-05-02/1954-03-01' cannot be read; "
                "expected a beginning and an end after it"
            ),
        ),
    ]


def test_ids_stay_when_rows_are_added_before(tmp_path: Path) -> None:
    rows = (DATA / "letters.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    table = tmp_path / "letters.csv"
    table.write_text("".join([rows[0], rows[3], rows[2], rows[1]]), encoding="utf-8")
    again = import_csv(table, DATA / "letters.yaml", Options("utopia"))
    assert set(of(again, RecordType.DOCUMENT)) == {"ut-a-1", "ut-b-1", "ut-b-2"}
    assert "ut-person-gnd-100000001" in of(again, RecordType.ACTOR)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path, letters: Imported) -> None:
    text = (DATA / "letters.csv").read_text(encoding="utf-8").replace("\n", "\r\n")
    table = tmp_path / "letters.csv"
    table.write_bytes(b"\xef\xbb\xbf" + text.encode())
    again = import_csv(table, DATA / "letters.yaml", Options("utopia"))
    assert [each.id for each in again.data.of(RecordType.DOCUMENT)] == [
        each.id for each in letters.data.of(RecordType.DOCUMENT)
    ]
    assert left_out(again) == left_out(letters)


def test_a_wrong_encoding_names_its_line(tmp_path: Path) -> None:
    table = tmp_path / "envoys.csv"
    content = (DATA / "envoys.csv").read_text(encoding="utf-8").replace("Emil", "Émil")
    table.write_bytes(content.encode("windows-1252"))
    with pytest.raises(UnreadableFile, match=r"envoys\.csv:3:1: is not utf-8: .*its encoding in the map"):
        import_csv(table, DATA / "envoys.yaml", TOLD)
    map_file = changed(tmp_path, "envoys.yaml", "delimiter: ;", "delimiter: ;, encoding: windows-1252")
    names = [each.name for each in import_csv(table, map_file, TOLD).data.of(RecordType.ACTOR)]
    assert "Émil Epsilon" in names


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r":1: has no table: expected the names of columns"),
        ("name;office\n".encode("utf-16"), r":1: has NUL bytes, so it may be UTF-16"),
        (b"name;name\n", r":1: two columns have the name 'name'"),
        (b"name;\n", r":1: column 2 has no name"),
        (b'name;office;country;from;to\na;b;c;1;2\n"open;b\n', r":3: is not a table of delimited text"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    table = tmp_path / "envoys.csv"
    table.write_bytes(content)
    with pytest.raises(UnreadableFile, match=message):
        import_csv(table, DATA / "envoys.yaml", TOLD)


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    header, _, _ = (DATA / "letters.csv").read_text(encoding="utf-8").partition("\n")
    (tmp_path / "letters.csv").write_text(f"{header}\n\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="has no rows below the names of its columns"):
        import_csv(tmp_path / "letters.csv", DATA / "letters.yaml", TOLD)


def test_a_brace_alone_in_a_map_is_refused(tmp_path: Path) -> None:
    title = next(line for line in (DATA / "letters.yaml").read_text("utf-8").splitlines() if "title: 'Letter" in line)
    copy = changed(tmp_path, "letters.yaml", title, title.replace("}", "", 1))
    with pytest.raises(WrongMap, match=r"a brace in 'Letter .* stands alone"):
        import_csv(DATA / "letters.csv", copy, TOLD)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read: No such file"):
        import_csv(tmp_path / "none.csv", DATA / "envoys.yaml", TOLD)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("column: date,", "column: dat,", r":17:18: the table has no column 'dat'; .*did you mean 'date'"),
        ("'{edition}-{number}'", "'{edtion}'", r"no column 'edtion'"),
        ("records: documents", "records: papers", r":11:10: records 'papers' is not known; expected one of events"),
        ("records: documents", "recods: documents", r"has no records"),
        ("prefix: ut", "prefx: ut", r":12:1: unknown key 'prefx'; .*did you mean 'prefix'"),
        ("date: any", "date: often", r"date 'often' is not known; expected one of edtf, any"),
        ("without: '[][?]'", "without: '['", r"'\[' is no regular expression"),
        ("id: '{edition}-{number}'\n", "", r"the map has no id"),
        ("{role: sender, column: from", "{column: from", r"has no role"),
        ("records: documents", "records: [", r"is not YAML"),
    ],
)
def test_a_wrong_map_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    map_file = changed(tmp_path, "letters.yaml", old, new)
    with pytest.raises(WrongMap, match=message):
        import_csv(DATA / "letters.csv", map_file, Options("utopia"))


@pytest.mark.parametrize("content", ["", "# a comment\n", "- a list\n"])
def test_what_is_no_map_is_refused(tmp_path: Path, content: str) -> None:
    map_file = tmp_path / "map.yaml"
    map_file.write_text(content, encoding="utf-8")
    for path in (map_file, tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(WrongMap, match=re.escape(str(path))):
            import_csv(DATA / "letters.csv", path, TOLD)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options("utopia", licence="CC0", language="en"), "has no title: give --title"),
        (Options("utopia", title="Utopia", language="en"), "has no licence: give --licence"),
        (Options("utopia", title="Utopia", licence="CC0"), "has no language: give --language"),
        (Options("Utopia!", title="Utopia", licence="CC0", language="en"), "'Utopia!'"),
        (Options("utopia", title="Utopia", licence="CC0", language="English"), "'English'"),
    ],
)
def test_a_collection_that_is_not_described_is_refused(options: Options, message: str) -> None:
    with pytest.raises(IncompleteCollection, match=message):
        import_csv(DATA / "envoys.csv", DATA / "envoys.yaml", options)


def test_the_example_map_reads_a_table_with_the_columns_of_the_real_one() -> None:
    map_file = ROOT / "examples" / "maps" / "spener-letters.yaml"
    letters = import_csv(DATA / "spener-columns.csv", map_file, Options("spener"))
    documents = of(letters, RecordType.DOCUMENT)
    assert {id_: each.date for id_, each in documents.items()} == {
        "spener-x-1-1": "1667-03-26",
        "spener-x-2-1": "[1671-03,1671-04]",
    }
    assert [(each.actor, each.role.value) for each in documents["spener-x-1-1"].actors] == [
        ("spener-person-gnd-100000001", "sender"),
        ("spener-person-gnd-100000002", "recipient"),
        ("spener-person-gnd-10000000x", "recipient"),
    ]
    assert [each.role.value for each in documents["spener-x-2-1"].actors] == ["sender"]
    assert of(letters, RecordType.ACTOR)["spener-person-gnd-10000000x"].name == "Cyril Gamma"
    assert [line for line, _ in left_out(letters)] == [4]
