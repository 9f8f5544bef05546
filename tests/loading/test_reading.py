"""What is read of a file, and what of YAML's traps is told instead of believed."""

import os
import sys
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.loading import yaml_composing, yaml_syntax
from app.loading.check import check, rendered
from app.loading.reading import LARGEST_FILE, read
from app.loading.yaml_composing import DEEPEST
from app.loading.yaml_files import YamlFile, parse


def values(text: str) -> object:
    """What a text holds that has no fault."""
    return without_fault(text).table


def without_fault(text: str) -> YamlFile:
    file, findings = parse(text, "f.yaml")
    assert findings == ()
    assert file is not None
    return file


def told(text: str) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.message) for one in parse(text, "f.yaml")[1]]


@pytest.fixture(params=["CBaseLoader", "BaseLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both of PyYAML's parsers, the one in C and the one in Python."""
    name: str = request.param
    if not hasattr(yaml, name):
        pytest.skip("PyYAML was built without its parser in C")
    for module in (yaml_composing, yaml_syntax):
        monkeypatch.setattr(module, "LOADER", getattr(yaml, name))
    return name


@pytest.mark.usefixtures("loader")
class TestValuesStayTexts:
    @pytest.mark.parametrize(
        "text",
        [
            "1954-03-31",
            "NO",
            "no",
            "12:30",
            "010",
            "1_000",
            "1e3",
            "0x1F",
            "true",
            "1954",
            ".5",
            "=",
            "<<",
            ".inf",
            "y",
        ],
    )
    def test_a_value_is_never_taken_for_a_date_a_number_or_a_truth_value(self, text: str) -> None:
        assert values(f"a: {text}") == {"a": text}

    def test_a_key_is_a_text_too(self) -> None:
        assert values("NO: Norway\n1954: year") == {"NO": "Norway", "1954": "year"}

    def test_folded_and_quoted_texts_say_the_same_as_plain_ones(self) -> None:
        plain, folded, quoted = "a: one\n  two", "a: >\n  one\n  two\n", 'a: "one\n  two"'
        assert values(plain) == values(folded) == values(quoted) == {"a": "one two"}

    def test_a_quoted_null_is_a_text(self) -> None:
        assert values("a: 'null'\nb: '~'") == {"a": "null", "b": "~"}

    def test_a_merge_key_merges_nothing(self) -> None:
        assert values("<<: {a: b}\nc: d") == {"<<": {"a": "b"}, "c": "d"}


@pytest.mark.usefixtures("loader")
class TestPlaces:
    def test_values_and_keys_have_a_line_and_a_column_in_signs(self) -> None:
        file = without_fault("# Молотов\nactors:\n- name: Молотов\n  id: molotov\n")
        assert file.position(("actors",), of_key=True) == (2, 1)
        assert file.position(("actors", 0)) == (3, 3)
        assert file.position(("actors", 0, "id"), of_key=True) == (4, 3)
        assert file.position(("actors", 0, "id")) == (4, 7)

    def test_what_is_not_there_is_at_the_nearest_value_above_it(self) -> None:
        file = without_fault("actors:\n- name: Molotov\n")
        assert file.position(("actors", 0, "id", 3)) == (2, 3)
        assert file.position(("actors", 1)) == (2, 1)

    def test_refused_items_do_not_count(self) -> None:
        file, findings = parse("a: [b, ~, c]\nd: ~\n", "f.yaml")
        assert file is not None
        assert len(findings) == 2
        assert file.table == {"a": ["b", "c"]}
        assert file.refused == {("d",)}
        assert file.position(("a", 1)) == (1, 11)

    def test_a_sign_outside_the_basic_plane_is_one_column(self) -> None:
        assert without_fault("{a: 𐍈, b: c}").position(("b",), of_key=True) == (1, 8)


@pytest.mark.usefixtures("loader")
class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a: b\na: c", (2, 1, "the key 'a' is given twice, first on line 1")),
            ("a:\n  b: c\n  'b': d", (3, 3, "the key 'b' is given twice, first on line 2")),
            ("a: &x b", (1, 4, "the anchor '&x' is not allowed")),
            ("a: !!int 3", (1, 4, "the tag 'tag:yaml.org,2002:int' is not allowed")),
            ("a: !x 3", (1, 4, "the tag '!x' is not allowed")),
            ("a:\nb: c", (1, 3, "there is no value")),
            ("a: ''", (1, 4, "there is no value")),
            ("a: ~", (1, 4, "there is no value")),
            ("a: null", (1, 4, "there is no value")),
            ('a: "  "', (1, 4, "there is no value")),
            ("a: [b, ]\nc: [~]", (2, 5, "there is no value")),
            ("? [a]\n: b", (1, 3, "a list or table is used as a key")),
            ("a: b\n---\na: c", (2, 1, "a second document begins")),
            ("- a\n- b", (1, 1, "is not a table of lists")),
            ("just words", (1, 1, "is not a table of lists")),
            ('a: "\\t"', (1, 4, "there is no value")),
            ('a: "x\\ty"', (1, 4, "contains a tab")),
            ('a: "x\\0y"', (1, 4, "contains a NUL character")),
            ('a: "x\\u0085y"', (1, 4, "contains the invisible character U+0085")),
            ('a: "e\\u0301"', (1, 4, "text is not in Unicode's composed form")),
        ],
    )
    def test_what_a_data_file_has_no_use_for_is_told(self, text: str, expected: tuple[int, int, str]) -> None:
        assert told(text) == [expected]

    def test_an_alias_is_told_as_its_anchor_is(self) -> None:
        assert told("a: &x b\nc: *x") == [
            (1, 4, "the anchor '&x' is not allowed"),
            (2, 4, "the alias '*x' is not allowed"),
        ]

    def test_a_billion_laughs_are_not_laughed(self) -> None:
        lines = ["a0: &a0 [ha]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
        assert len(told("\n".join(lines))) == 10 + 9 * 9

    @pytest.mark.parametrize(
        ("text", "column", "name"),
        [
            ("a: b\tc", 5, "a tab"),
            ("\ta: b", 1, "a tab"),
            ("a: b\x00", 5, "a NUL character"),
            ("a: b\x85c", 5, "the invisible character U+0085"),
            ("a: b\u2028c", 5, "the invisible character U+2028"),
            ("a: b\x1b[2J", 5, "the invisible character U+001B"),
            ("a: b\rc: d", 5, "a carriage return"),
            ("a: b\ufeff", 5, "a byte order mark inside the text"),
            ("a: b\ufffd", 5, "a replacement character (the text was damaged)"),
            ("a: b\ud800", 5, "the invisible character U+D800"),
            ("a: b\u200bc", 5, "the invisible character U+200B"),
            ("a: b\u202ec", 5, "the invisible character U+202E"),
            ("a: b\xadc", 5, "the invisible character U+00AD"),
            ("a: b\U000e0041c", 5, "the invisible character U+E0041"),
            ('a: "b\\u2066c"', 4, "the invisible character U+2066"),
        ],
    )
    def test_signs_that_nobody_sees_are_told_with_their_place(self, text: str, column: int, name: str) -> None:
        assert told(f"# first\n{text}\n") == [(2, column, f"contains {name}")]

    def test_of_format_characters_those_alone_are_left_that_scripts_need(self) -> None:
        joiners = {"\u200c", "\u200d"}
        around_numbers = {*"\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"}
        signs = {sign for sign in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(sign) == "Cf"}
        left = {sign for sign in signs if not parse(f"a: b{sign}c", "f.yaml")[1]}
        assert left == (joiners | around_numbers) & signs

    def test_each_line_with_such_signs_is_told_once(self) -> None:
        assert [line for line, _, _ in told("a: b\t\t\nc: d\ne: f\t")] == [1, 3]

    def test_a_letter_and_its_accent_apart_are_told_with_the_word_as_it_should_be(self) -> None:
        apart = unicodedata.normalize("NFD", "a: Pierre Mendès France")
        (finding,) = parse(apart, "f.yaml")[1]
        assert (finding.line, finding.column) == (1, 15)
        assert finding.expected == "normal form C (NFC)"
        assert finding.did_you_mean == "Mendès"

    def test_a_text_with_a_colon_says_what_to_do(self) -> None:
        (finding,) = parse("a: b: c", "f.yaml")[1]
        assert finding.message.startswith("is not YAML")
        assert finding.expected == "quotes around a text with a colon in it"

    @pytest.mark.parametrize(
        ("value", "column", "says", "expected"),
        [
            ("'Bohlen's call'", 18, "an apostrophe inside single quotes ends the text", '"Bohlen\'s call"'),
            ("'two ministers' call'", 26, "an apostrophe inside single quotes ends the text", '"two ministers\' call"'),
            ("'It's \"so\"'", 14, "an apostrophe inside single quotes ends the text", "'It''s \"so\"'"),
            ('"He said "no""', 20, "a quotation mark inside double quotes ends the text", "'He said \"no\"'"),
            ("['x's', 'y']", 14, "an apostrophe inside single quotes ends the text", "it twice: ''"),
            ("'never closed", 10, "a quotation mark is not closed", "the same mark at the end of the text"),
            ("@home", 10, "found character", "quotes around a text that begins with @"),
            ("[a, b", 7, "", "a closing bracket or brace"),
            ("x\n   kind: y", 8, "mapping values are not allowed", "keys of one record at the same indentation"),
        ],
    )  # fmt: skip
    def test_what_ends_a_text_too_early_says_what_to_do(
        self, value: str, column: int, says: str, expected: str
    ) -> None:
        file, findings = parse(f"events:\n- id: a\n  title: {value}\n  note: z\n- id: b\n", "f.yaml")
        (found,) = findings
        assert found.message.startswith(f"is not YAML: {says}")  # the two parsers have words of their own
        assert found.expected == expected
        assert found.column == column
        assert file is not None
        assert file.table == {"events": [{"id": "b"}]}
        assert file.lost == {"a"}

    def test_a_list_whose_records_are_all_broken_is_empty(self) -> None:
        file, findings = parse("events:\n\n- id: a\n  title: 'a's'\nactors:\n- id: b\n", "f.yaml")
        assert len(findings) == 1
        assert file is not None
        assert file.table == {"events": [], "actors": [{"id": "b"}]}

    def test_depth_without_end_is_given_up(self) -> None:
        assert told(f"a: {'[' * DEEPEST}b{']' * DEEPEST}") == [
            (1, DEEPEST + 3, f"is nested more than {DEEPEST} levels deep")
        ]
        ((_, _, message),) = told("a: " + "[" * 100_000)
        assert "nest" in message

    def test_a_quote_that_is_never_closed_is_told(self) -> None:
        ((_, _, message),) = told("a: 'b\nc: d")
        assert message.startswith("is not YAML: ")

    @pytest.mark.parametrize(("text", "line", "column"), [("[", 1, 2), ("a:\n  b: {c", 2, 6), ("a: [b,\n\n", 3, 1)])
    def test_what_is_never_closed_is_told_within_the_file(self, text: str, line: int, column: int) -> None:
        ((*place, message),) = told(text)
        assert place == [line, column]
        assert message.startswith("is not YAML: ")

    def test_an_escape_outside_unicode_is_told(self) -> None:
        ((_, _, message),) = told('a: "\\UFFFFFFFF"')
        assert message.startswith("is not YAML: ")


def test_a_file_of_comments_alone_holds_nothing_and_is_no_fault() -> None:
    assert parse("# nothing yet\n", "f.yaml") == (None, ())
    assert parse("", "f.yaml") == (None, ())


class TestFiles:
    def test_a_byte_order_mark_and_windows_lines_are_read_as_if_they_were_not_there(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_bytes("\ufeffa: b\r\nc: d\r\n".encode())
        done = read(tmp_path)
        assert done.findings == ()
        assert done.files[0].table == {"a": "b", "c": "d"}
        assert done.files[0].position(("c",))[0] == 2

    def test_files_are_read_in_the_order_of_paths_and_hidden_ones_are_not(self, tmp_path: Path) -> None:
        for name in ("b.yaml", "a.yml", "c.YAML", ".hidden.yaml", "x.txt", "schema.json"):
            (tmp_path / name).write_text(f"name: {name}\n")
        (tmp_path / ".git").mkdir()
        (tmp_path / ".git" / "d.yaml").write_text("name: d\n")
        assert [file.table for file in read(tmp_path).files] == [
            {"name": "a.yml"},
            {"name": "b.yaml"},
            {"name": "c.YAML"},
        ]

    @pytest.mark.parametrize(
        ("content", "line", "column"),
        [(b"a: b\nc: caf\xe9\n", 2, 7), (b"\xff\xfea\0", 1, 1), (b"a: \xed\xa0\x80", 1, 4)],
    )
    def test_what_is_not_utf_8_is_told_with_its_place(
        self, tmp_path: Path, content: bytes, line: int, column: int
    ) -> None:
        (tmp_path / "a.yaml").write_bytes(content)
        (finding,) = read(tmp_path).findings
        assert (finding.line, finding.column) == (line, column)
        assert finding.message.startswith("is not UTF-8")
        assert finding.expected == "a file saved as UTF-8"

    def test_a_very_large_file_is_not_read(self, tmp_path: Path) -> None:
        with (tmp_path / "a.yaml").open("wb") as file:
            file.truncate(LARGEST_FILE + 1)
        (finding,) = read(tmp_path).findings
        assert finding.message == f"is larger than {LARGEST_FILE:,} bytes"

    def test_a_link_that_leads_back_is_told_and_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "deep").mkdir()
        (tmp_path / "deep" / "a.yaml").write_text("a: b\n")
        (tmp_path / "deep" / "up").symlink_to(tmp_path)
        done = read(tmp_path)
        assert [one.message for one in done.findings] == ["links back to a folder above it"]
        assert len(done.files) == 1

    def test_a_link_to_itself_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").symlink_to(tmp_path / "a.yaml")
        (finding,) = read(tmp_path).findings
        assert finding.message.startswith("cannot be read: ")

    def test_a_link_to_a_folder_elsewhere_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "a.yaml").write_text("a: b\n")
        (tmp_path / "here").mkdir()
        (tmp_path / "here" / "link").symlink_to(tmp_path / "elsewhere")
        assert len(read(tmp_path / "here").files) == 1

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_pipe_is_no_file_and_does_not_block(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.yaml")
        assert [one.message for one in read(tmp_path).findings] == ["is not a regular file"]

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
    def test_a_file_that_may_not_be_read_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("a: b\n")
        (tmp_path / "a.yaml").chmod(0)
        assert [one.message for one in read(tmp_path).findings] == ["cannot be read: Permission denied"]

    def test_a_nul_in_the_path_is_told(self) -> None:
        assert [one.message for one in read(Path("a\0b")).findings] == ["cannot be read: embedded null byte"]

    def test_the_name_of_a_file_cannot_move_the_cursor(self, tmp_path: Path) -> None:
        (tmp_path / "\x1b[2J.yaml").write_text("a: b: c\n")
        assert read(tmp_path).findings[0].file == f"{tmp_path.as_posix()}/\\x1b[2J.yaml"


KEYS = (
    "events",
    "actors",
    "claims",
    "documents",
    "kinds",
    "collection",
    "identities",
    "id",
    "kind",
    "actor",
    "offices",
)
KEYS += ("from", "to", "of", "evidence", "paragraphs", "n", "date", "note")


class TestAnything:
    """Whatever stands in a file, the check ends with findings or a data set, and its findings can be printed."""

    @given(st.binary(max_size=200))
    def test_bytes(self, tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
        path = tmp_path_factory.mktemp("bytes") / "a.yaml"
        path.write_bytes(content)
        assert list(rendered(check(path).findings))

    @given(st.text(max_size=200))
    def test_texts(self, text: str) -> None:
        _, findings = parse(text, "f.yaml")
        assert all(1 <= one.line <= len(text.splitlines()) + 1 for one in findings)
        assert all(line.startswith("f.yaml:") and len(line.splitlines()) == 1 for line in rendered(findings))

    @given(st.text(alphabet="abc:- \n[]{}'\"&*!|>#?%@,~\\x0", max_size=60))
    def test_texts_of_yaml_signs(self, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
        path = tmp_path_factory.mktemp("signs") / "a.yaml"
        path.write_text(text)
        assert list(rendered(check(path).findings))

    @given(
        st.recursive(
            st.text(max_size=8) | st.sampled_from(["molotov", "1954", "true", "../..", "event"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(KEYS),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        )
    )
    def test_records_of_any_shape(self, tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
        path = tmp_path_factory.mktemp("shapes") / "a.yaml"
        path.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8", errors="replace")
        assert list(rendered(check(path).findings))
