"""The `timeline` command, run as a person runs it, without a terminal."""

import re
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from app.cli import serving
from app.database.engine import OutdatedSqlite
from app.loading.changes import MOST_NAMED, Changes, rendered_changes
from app.main import app_factory
from app.resources.dataset.models import CollectionRow
from app.settings import Settings
from app.timeline.record_types import RecordType
from tests.commands import Run
from tests.serving import ROOT

SEED = ROOT / "seed"
HISTSTATE = ROOT / "tests" / "data" / "histstate"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The seed with the date of one event spoilt."""
    folder = tmp_path / "faulty"
    shutil.copytree(SEED, folder)
    events = min(folder.glob("events/*.yaml"))
    text = events.read_text(encoding="utf-8")
    events.write_text(re.sub(r"date: .*", "date: '1954-13-01'", text, count=1), encoding="utf-8")
    return folder


def test_without_arguments_it_says_what_it_can_do(timeline: Run) -> None:
    said = timeline()
    for command in ("serve", "migrate", "check", "load", "export", "remove", "diff", "status", "settings"):
        assert re.search(rf"\b{command}\b", said.out + said.err)


def test_an_sqlite_that_is_too_old_is_told_in_one_sentence(timeline: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.36.0")
    done = timeline("serve")
    assert (done.code, done.out) == (1, "")
    assert done.err == f"SQLite 3.37.0 or newer is needed, and this Python ({sys.executable}) has 3.36.0.\n"
    with pytest.raises(OutdatedSqlite):
        app_factory()


def test_it_tells_its_version(timeline: Run) -> None:
    done = timeline("--version")
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"timeline \d+\.\d+\.\d+\n", done.out)


def test_settings_lists_each_with_its_value_and_where_that_comes_from(timeline: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TIMELINE_WORKERS=2\n")
    lines = timeline("settings", port="8001").out.splitlines()
    shown = {line.split("\t")[0]: line.split("\t")[1] for line in lines}
    assert len(shown) == len(Settings.model_fields)
    assert shown["TIMELINE_PORT=8001"] == "environment"
    assert shown["TIMELINE_WORKERS=2"] == ".env"
    assert shown["TIMELINE_HOST=127.0.0.1"] == "default"


def test_no_command_prints_the_password_of_the_database(timeline: Run) -> None:
    address = "postgresql+psycopg://reader:p%40ss:w@127.0.0.1:1/timeline"
    for command in ("settings", "doctor", "status"):
        done = timeline(command, database_url=address)
        assert "reader:***@127.0.0.1:1/timeline" in done.out + done.err
        assert "p%40ss" not in done.out + done.err
    assert (
        "See that the server runs, and that address, user and password are right."
        in timeline("doctor", database_url=address).out
    )
    assert "p%40ss" not in timeline("settings", database_url=address.replace("+psycopg", "+nothing")).err


@pytest.mark.parametrize("command", [["settings"], ["status"], ["migrate"], ["serve"], ["load", str(SEED)]])
def test_a_misspelt_variable_stops_every_command_that_reads_settings(timeline: Run, command: list[str]) -> None:
    done = timeline(*command, prot="8001")
    assert done.code == 1
    assert done.err == "TIMELINE_PROT in the environment is no setting; did you mean TIMELINE_PORT?\n"


def test_migrate_makes_the_database_and_then_has_nothing_to_do(timeline: Run) -> None:
    assert "is now at the newest schema" in timeline("migrate").out
    assert "was already at the newest schema" in timeline("migrate").out


def test_check_finds_the_seed_clean_and_counts_it(timeline: Run, tmp_path: Path) -> None:
    done = timeline("check", str(SEED))
    assert done.code == 0, done.out
    assert re.search(r"^Clean: \d+ events, \d+ actors, \d+ documents", done.out, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []


def test_check_says_where_a_fault_stands(timeline: Run, faulty: Path) -> None:
    done = timeline("check", str(faulty))
    assert done.code == 1
    assert re.search(r"^.*events/.*\.yaml:\d+:\d+: .*1954-13-01", done.out, re.MULTILINE)
    assert done.err == "1 finding.\n"


@pytest.mark.usefixtures("loaded")
def test_faulty_files_are_not_loaded(timeline: Run, faulty: Path) -> None:
    before = timeline("status").out
    done = timeline("load", str(faulty))
    assert done.code == 1
    assert "1954-13-01" in done.err
    assert "Nothing was loaded." in done.err
    assert timeline("status").out == before


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_path_that_is_not_there_is_told(timeline: Run, command: str) -> None:
    done = timeline(command, "nowhere")
    assert done.code == 1
    assert "nowhere" in done.out + done.err
    assert "Traceback" not in done.err


def test_files_are_loaded_as_the_first_release(timeline: Run) -> None:
    assert timeline("load", str(SEED)).out.startswith("Loaded release 1: ")


@pytest.mark.usefixtures("loaded")
def test_the_same_files_again_change_nothing(timeline: Run) -> None:
    before = timeline("status").out
    assert timeline("load", str(SEED)).out == "Release 1 holds these files already.\n"
    assert timeline("status").out == before


@pytest.mark.usefixtures("loaded")
def test_status_tells_release_and_schema(timeline: Run) -> None:
    said = timeline("status").out
    for line in (
        r"Database +var/timeline\.sqlite",
        r"Schema +\w+, the newest",
        r"Release +1",
        r"Checksum +[0-9a-f]{64}",
        r"Loaded at +20\d\d-\d\d-\d\dT.*",
        r"Records +\d+ events, .*",
    ):
        assert re.search(f"^{line}$", said, re.MULTILINE), said


def test_status_of_an_empty_database_tells_how_to_fill_it(timeline: Run) -> None:
    timeline("migrate")
    done = timeline("status")
    assert done.code == 0
    assert re.search(r"^Release +none: run `timeline load PATH`$", done.out, re.MULTILINE)


def test_status_makes_no_database(timeline: Run, tmp_path: Path) -> None:
    done = timeline("status")
    assert done.code == 1
    assert done.err.startswith("There is no database at var/timeline.sqlite yet")
    assert list(tmp_path.iterdir()) == []


def test_a_database_folder_that_cannot_be_made_is_told(timeline: Run, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    done = timeline("migrate")
    assert (done.code, done.err) == (1, "The folder var for the database cannot be made: File exists.\n")


@pytest.mark.parametrize("command", [["migrate"], ["status"], ["load", str(SEED)]])
def test_a_file_that_is_no_database_is_told(timeline: Run, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "notes.txt").write_text("A day like any other, and nothing of a database in it.\n" * 40)
    done = timeline(*command, database_url="sqlite:///notes.txt")
    assert (done.code, done.err) == (
        1,
        "The database notes.txt cannot be used: file is not a database. The data are as they were.\n",
    )


def test_a_database_of_a_later_version_is_told(timeline: Run, tmp_path: Path) -> None:
    timeline("migrate")
    earlier = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", earlier)
    *_, newest = sorted((earlier / "versions").glob("*.py"))
    newest.unlink()
    done = timeline("migrate", migrations=str(earlier))
    assert done.code == 1
    assert done.err.startswith("var/timeline.sqlite cannot be used: it was made by a newer version of this software (")


def test_a_command_used_wrongly_ends_with_2(timeline: Run) -> None:
    assert timeline("load").code == 2
    assert timeline("lod").code == 2


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The seed with one topic added, one changed and one record removed."""
    folder = tmp_path / "edited"
    shutil.copytree(SEED, folder)
    topics = folder / "topics.yaml"
    text = topics.read_text(encoding="utf-8")
    text = re.sub(r"(- id: edc\n  name: ).*", r"\1Another name", text)
    text += "- id: brand-new\n  name: Brand-new\n  description: Not there before.\n"
    topics.write_text(text, encoding="utf-8")
    shutil.rmtree(folder / "stories")
    return folder


DIFFERENCES = ["+ topic brand-new", "~ topic edc", "- story did-moscow-want-to-join-nato"]


@pytest.mark.usefixtures("loaded")
def test_diff_tells_what_a_load_would_change_and_changes_nothing(timeline: Run, edited: Path) -> None:
    before = timeline("status").out
    done = timeline("diff", str(edited))
    assert (done.code, done.out.splitlines()) == (0, DIFFERENCES)
    assert timeline("status").out == before
    assert timeline("diff", str(SEED)).out == "Release 1 holds these files already.\n"


@pytest.mark.usefixtures("loaded")
def test_load_tells_what_it_changed(timeline: Run, edited: Path) -> None:
    said = timeline("load", str(edited)).out.splitlines()
    assert said[0].startswith("Loaded release 2: ")
    assert said[1:] == DIFFERENCES
    assert timeline("load", str(edited)).out == "Release 2 holds these files already.\n"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A folder with a small collection of another id."""
    folder = tmp_path / "other"
    folder.mkdir()
    text = (SEED / "collection.yaml").read_text(encoding="utf-8").replace("id: curated", "id: other")
    (folder / "collection.yaml").write_text(text, encoding="utf-8")
    topic = "topics:\n- id: new-topic\n  name: New\n  description: Not there before.\n"
    (folder / "topics.yaml").write_text(topic, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("loaded")
def test_a_collection_is_loaded_beside_another_and_removed(timeline: Run, other: Path) -> None:
    before = timeline("status").out
    assert timeline("load", str(other)).out.splitlines()[1:] == ["+ topic new-topic"]
    said = timeline("status").out
    assert re.search(r"^ +curated [\d.]+: \d+ events, ", said, re.MULTILINE)
    assert re.search(r"^ +other [\d.]+: .*, 1 topic\b", said, re.MULTILINE)
    assert timeline("load", str(SEED)).out == "Release 2 holds these files already.\n"
    assert timeline("remove", "other").out == "Removed other, 1 record: release 3.\n"
    checksum = re.compile(r"Checksum .*")
    assert checksum.findall(timeline("status").out) == checksum.findall(before)
    for name, message in (("other", "There is no collection 'other'"), ("curated", "'curated' is the only collection")):
        done = timeline("remove", name)
        assert (done.code, done.err.startswith(message)) == (1, True)
        assert done.err.endswith("Nothing was removed.\n")


@pytest.mark.usefixtures("loaded")
def test_an_id_of_another_collection_is_told_in_a_sentence(timeline: Run, other: Path) -> None:
    topics = other / "topics.yaml"
    topics.write_text(topics.read_text(encoding="utf-8").replace("id: new-topic", "id: edc"), encoding="utf-8")
    done = timeline("load", str(other))
    assert (done.code, done.out) == (1, "")
    expected = "'edc' in the collection 'other' is an id or alias of the collection 'curated' too: "
    assert done.err == f"{expected}ids are unique across collections. Nothing was loaded.\n"


@pytest.mark.usefixtures("loaded")
def test_an_import_says_what_it_made_and_what_it_left_out(timeline: Run) -> None:
    data = str(ROOT / "tests" / "data" / "histstate")
    done = timeline("import", "histstate", data)
    assert done.code == 0, done.err
    assert re.search(r"^.*/visits/data/1954\.xml:40:1: left out: visit-5: names no visitor", done.out, re.MULTILINE)
    assert "histstate-visits: 3 events, 5 actors, 1 place, 1 topic; 2 left out.\n" in done.out
    assert done.out.splitlines()[-1].startswith("Loaded release 2: 5 events, ")
    assert timeline("import", "histstate", data).out.endswith("Release 2 holds these data already.\n")


def test_a_table_is_imported_by_a_map_and_again_changes_nothing(timeline: Run) -> None:
    tables = ROOT / "tests" / "data" / "tables"
    arguments = ("import", "csv", str(tables / "letters.csv"), "--map", str(tables / "letters.yaml"))
    done = timeline(*arguments, "--collection", "utopia")
    lines = done.out.splitlines()
    assert lines[0].endswith("letters.csv:5:1: left out: ut-b-2: has the same id as the row on line 4")
    assert lines[-2] == "utopia: 7 actors, 4 documents, 1 topic; 7 left out."
    assert lines[-1].startswith("Loaded release 1: 0 events, 7 actors, 4 documents, ")
    assert timeline(*arguments, "--collection", "utopia").out.endswith("Release 1 holds these data already.\n")


@pytest.mark.parametrize(
    ("arguments", "collection"),
    [
        (("cmif", "tei/list.xml"), "utopia: 4 actors, 6 documents, 1 topic; 4 left out."),
        (("tei", "tei/letter.xml"), "utopia: 3 actors, 1 document, 8 paragraphs, 1 topic; 0 left out."),
        (("timelinejs", "timelinejs/talks.json"), "utopia: 2 events, 1 actor, 2 topics; 5 left out."),
        (("linked-places", "linked-places/places.tsv"), "utopia: 2 places; 6 left out."),
    ],
)
def test_each_format_is_imported_as_the_collection_that_is_named(
    timeline: Run, arguments: tuple[str, str], collection: str
) -> None:
    format_, file = arguments
    path = str(ROOT / "tests" / "data" / file)
    told = ("--collection", "utopia", "--title", "Utopia", "--licence", "CC-BY-4.0", "--language", "en")
    done = timeline("import", format_, path, *told)
    assert collection in done.out.splitlines()
    assert timeline("import", format_, path).code == 2


def test_a_line_number_in_a_report_is_no_picture(timeline: Run, tmp_path: Path) -> None:
    head, *rows = (ROOT / "tests" / "data" / "linked-places" / "places.tsv").read_text("utf-8").splitlines()
    (tmp_path / "places.tsv").write_text("\n".join([head, rows[0], *[""] * 97, rows[2]]), encoding="utf-8")
    told = ("--collection", "utopia", "--title", "Utopia", "--licence", "CC-BY-4.0", "--language", "en")
    assert timeline("import", "linked-places", "places.tsv", *told).out.startswith("places.tsv:100:1: left out")


def test_an_import_of_which_nothing_can_be_read_changes_nothing(timeline: Run, tmp_path: Path) -> None:
    head, row, *_ = (ROOT / "tests" / "data" / "linked-places" / "places.tsv").read_text("utf-8").splitlines()
    told = ("--collection", "utopia", "--title", "Utopia", "--licence", "CC-BY-4.0", "--language", "en")
    (tmp_path / "places.tsv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    assert timeline("import", "linked-places", "places.tsv", *told).code == 0
    (tmp_path / "places.tsv").write_text(f"{head}\n{row.replace('PL', 'Poland')}\n", encoding="utf-8")
    done = timeline("import", "linked-places", "places.tsv", *told)
    assert done.code == 1
    assert "places.tsv:2:1: left out: u/1: column 'ccodes': 'Poland' cannot be read" in done.err
    assert done.err.endswith("utopia: no record can be read. Nothing was imported.\n")
    assert "1 place," in timeline("status").out


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("letters.csv", "Ada Alpha", "\udce9da"), r".*letters\.csv:2:\d+: is not utf-8: .* Nothing was imported\."),
        (("letters.csv", "edition", "volume"), r".*letters\.yaml:\d+:\d+: the table has no column 'edition'.*"),
        (
            ("letters.yaml", "  title: Letters", "  tile: Letters"),
            r"The collection 'utopia' has no title: give --.*",
        ),
    ],
)
def test_a_table_or_map_with_a_fault_changes_nothing(
    timeline: Run, tmp_path: Path, change: tuple[str, str, str], message: str
) -> None:
    shutil.copytree(ROOT / "tests" / "data" / "tables", tmp_path / "tables")
    arguments = ("import", "csv", "tables/letters.csv", "--map", "tables/letters.yaml", "--collection", "utopia")
    timeline(*arguments)
    name, old, new = change
    path = tmp_path / "tables" / name
    path.write_bytes(path.read_text("utf-8").replace(old, new).encode("utf-8", "surrogateescape"))
    done = timeline(*arguments)
    assert done.code == 1
    assert re.fullmatch(message, done.err.rstrip("\n"), re.DOTALL)
    assert "Release   1\n" in timeline("status").out


@pytest.mark.usefixtures("loaded")
def test_an_import_that_fails_changes_nothing(timeline: Run, tmp_path: Path) -> None:
    before = timeline("status").out
    data = tmp_path / "data"
    shutil.copytree(ROOT / "tests" / "data" / "histstate", data)
    (data / "pocom" / "people" / "a" / "adams-ann.xml").write_text("<person>\n<id>adams", encoding="utf-8")
    done = timeline("import", "histstate", str(data))
    assert (done.code, done.out) == (1, "")
    assert re.fullmatch(r".*adams-ann\.xml:\d: is not well-formed XML: .*\. Nothing was imported\.\n", done.err)
    done = timeline("import", "histstate", "nowhere")
    assert done.err.endswith("travels/president-travels, pocom. Nothing was imported.\n")
    assert timeline("status").out == before


@pytest.mark.parametrize(
    ("loaded_by", "of_service", "stays"),
    [
        ({"curated": "load"}, "curated", "curated"),
        ({"curated": "serve", "mine": "load"}, "curated", None),
        ({"curated": "load", "visits": "import"}, "curated", "curated"),
        ({"mine": "load"}, "curated", "mine"),
        ({"mine": "load"}, None, "mine"),
        ({"mine": "load", "older": "serve"}, "curated", None),
    ],
)
def test_serving_loads_its_collection_unless_it_or_all_there_is_was_loaded_by_hand(
    loaded_by: dict[str, str], of_service: str | None, stays: str | None
) -> None:
    served = {id_: CollectionRow(id=id_, loaded_by=by) for id_, by in loaded_by.items()}
    assert serving.collection_that_stays(served, of_service) == stays


@pytest.mark.usefixtures("loaded")
def test_a_change_of_the_collection_alone_is_told(timeline: Run, tmp_path: Path) -> None:
    shutil.copytree(SEED, tmp_path / "titled")
    collection = tmp_path / "titled" / "collection.yaml"
    text = collection.read_text(encoding="utf-8")
    collection.write_text(re.sub(r"(  title: ).*", r"\1Another title", text, count=1), encoding="utf-8")
    said = timeline("diff", str(tmp_path / "titled")).out
    assert said == "~ the collection, the labels of kinds or the identities\n"


@pytest.mark.usefixtures("loaded")
def test_diff_of_files_with_a_fault_names_it(timeline: Run, faulty: Path) -> None:
    done = timeline("diff", str(faulty))
    assert done.code == 1
    assert done.err.endswith("1 finding. Nothing was compared.\n")


def test_diff_without_a_release_says_what_to_do(timeline: Run) -> None:
    assert "timeline load PATH" in timeline("diff", str(SEED)).err
    timeline("migrate")
    assert timeline("diff", str(SEED)).err.startswith("No release is loaded to compare with")


@pytest.mark.sqlite
@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("command", [["diff", str(SEED)], ["export", "out"]])
def test_what_needs_the_newest_schema_says_so(timeline: Run, tmp_path: Path, command: list[str]) -> None:
    with sqlite3.connect(tmp_path / "var" / "timeline.sqlite") as connection:
        connection.execute("ALTER TABLE collection DROP COLUMN software")
        connection.execute("UPDATE alembic_version SET version_num = '0007'")
    connection.close()
    done = timeline(*command)
    assert (done.code, done.err) == (1, "The database is not at the newest schema: run `timeline migrate`.\n")


def test_many_changes_are_counted() -> None:
    keys = tuple((RecordType.EVENT, f"e-{number:03}") for number in range(MOST_NAMED + 5))
    lines = list(rendered_changes(Changes(added=keys)))
    assert len(lines) == MOST_NAMED + 1
    assert lines[-1] == "+ and 5 more added"


def test_export_writes_files_that_load_again(timeline: Run, tmp_path: Path) -> None:
    timeline("import", "histstate", str(HISTSTATE))
    first = checksum(timeline("status").out)
    done = timeline("export", "files")
    assert done.code == 0, done.err
    assert done.out.splitlines()[0] == "histstate-travels: 4 actors, 2 events, 1 topic."
    (tmp_path / "other").mkdir()
    for name in ("pocom", "histstate-visits", "histstate-travels"):
        assert timeline("load", f"files/{name}", database_url="sqlite:///other/timeline.sqlite").code == 0
    assert checksum(timeline("status", database_url="sqlite:///other/timeline.sqlite").out) == first
    assert timeline("export", "files").err == (
        "files is not empty: name another folder, or replace it with --overwrite. Nothing was exported.\n"
    )
    assert timeline("export", "files", "--overwrite", "--collection", "pocom").code == 0
    assert (tmp_path / "files" / "actors.yaml").is_file()


def test_export_says_what_it_cannot_do(timeline: Run) -> None:
    assert "There is no database" in timeline("export", "files").err
    timeline("migrate")
    assert "There is no collection; there are: none: run `timeline load PATH`." in timeline("export", "files").err
    timeline("import", "histstate", str(HISTSTATE))
    done = timeline("export", "files", "--collection", "curated")
    assert done.err == (
        "There is no collection 'curated'; there are: histstate-travels, histstate-visits, pocom. "
        "Nothing was exported.\n"
    )
    assert "holds the database" in timeline("export", "var", "--overwrite").err


def test_an_import_writes_who_may_be_who_and_obeys_what_the_curator_judges(timeline: Run, tmp_path: Path) -> None:
    shutil.copytree(SEED, tmp_path / "seed", ignore=shutil.ignore_patterns("identities.yaml"))
    timeline("load", "seed")
    done = timeline("import", "histstate", str(HISTSTATE))
    path = tmp_path / "var" / "timeline.sqlite.who-is-who.yaml"
    assert "4 actors are possibly one that is there: judge in " in done.out
    assert str(Path("var") / path.name) in done.out
    edited = path.read_text(encoding="utf-8").replace("verdict: possible", "verdict: same", 1)
    path.write_text(edited, encoding="utf-8")
    done = timeline("who-is-who")
    assert done.out.splitlines() == [
        "joined: pocom-department-of-state is us-state-department (judged by the curator)",
        done.out.splitlines()[1],
        "Release 3 now joins 1 actor of imports.",
    ]
    assert timeline("who-is-who").out.endswith("Release 3 joined already 1 actor of imports.\n")
    told = timeline("export", "files").err
    assert told == (
        "Your judgements on who is who (1) are not in these files, but count in the checksum. "
        f"They are in {Path('var') / path.name}: see `timeline who-is-who`.\n"
    )
    elsewhere = {"database_url": "sqlite:///other/timeline.sqlite"}
    (tmp_path / "other").mkdir()
    for name in ("curated", "pocom", "histstate-visits", "histstate-travels"):
        assert timeline("load", f"files/{name}", **elsewhere).code == 0
    shutil.copy(path, tmp_path / "other")
    assert timeline("who-is-who", **elsewhere).code == 0
    assert checksum(timeline("status", **elsewhere).out) == checksum(timeline("status").out)
    path.write_text(edited.replace("verdict: same", "verdict: sam"), encoding="utf-8")
    for command in (("who-is-who",), ("import", "histstate", str(HISTSTATE))):
        done = timeline(*command)
        assert done.code == 1
        assert "verdict 'sam' is not known" in done.err
    path.write_text(edited.replace("verdict: same", "verdict: possible"), encoding="utf-8")
    assert timeline("import", "histstate", str(HISTSTATE)).out.endswith("stories.\n")
    assert "Release 4 joined already 0 actors" in timeline("who-is-who").out


def checksum(status: str) -> str:
    found = re.search(r"^Checksum  (\w+)$", status, re.MULTILINE)
    assert found is not None
    return found[1]
