"""The import of the Office of the Historian's files: small files of our own with each structure of the real ones."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from app.importing.histstate import NothingToImport, import_histstate
from app.importing.records import Imported
from app.importing.xml import UnreadableFile
from app.loading.check import check
from app.loading.release import load, remove
from app.resources.actors.models import ActorRecord
from app.resources.events.models import EventRecord
from app.timeline.record_types import RecordType
from tests.databases import contents
from tests.loading.test_collections import listed
from tests.serving import ROOT

DATA = ROOT / "tests" / "data" / "histstate"


@pytest.fixture(scope="module")
def imported() -> dict[str, Imported]:
    return {each.data.collection.id: each for each in import_histstate(DATA)}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(DATA, tmp_path / "copied")
    return tmp_path / "copied"


def events(imported: Imported) -> dict[str, EventRecord]:
    return {event.id: event for event in imported.data.of(RecordType.EVENT)}


def actors(imported: Imported) -> dict[str, ActorRecord]:
    return {actor.id: actor for actor in imported.data.of(RecordType.ACTOR)}


def offices(imported: Imported, holder: str) -> list[tuple[Any, ...]]:
    return [(each.office, each.of, each.from_, each.to, each.jointly) for each in actors(imported)[holder].offices]


def left_out(imported: Imported) -> list[tuple[str, int, str]]:
    return [(Path(each.file).name, each.line, each.message) for each in imported.left_out]


def test_each_part_is_a_collection(imported: dict[str, Imported]) -> None:
    assert list(imported) == ["histstate-visits", "histstate-travels", "pocom"]
    for each in imported.values():
        assert each.data.collection.licence.spdx == "CC0-1.0"


def test_a_visit_is_an_event_with_place_actors_and_roles(imported: dict[str, Imported]) -> None:
    visits = imported["histstate-visits"]
    visit = events(visits)["visit-1"]
    assert (visit.date, visit.place, visit.title) == (
        "1954-03-02",
        "visits-usa",
        "Visit of President Ada (Utopia) to the United States",
    )
    assert visit.summary == "State visit; addressed Congress."
    cast = [(each.actor, each.role.value, each.on_behalf_of) for each in visit.actors]
    assert cast == [
        ("visitor-utopia-president-ada", "participant", "visits-utopia"),
        ("visits-united-states", "host", None),
    ]
    assert actors(visits)["visits-utopia"].kind == "state"


def test_a_visit_of_several_days_keeps_both_and_a_private_one_is_on_nobodys_behalf(
    imported: dict[str, Imported],
) -> None:
    visit = events(imported["histstate-visits"])["visit-2"]
    assert visit.date == "1954-03-20/1954-04-02"
    assert visit.actors[0].on_behalf_of is None


def test_who_meets_a_president_elect_is_in_office_all_the_same(imported: dict[str, Imported]) -> None:
    visit = events(imported["histstate-visits"])["visit-3"]
    assert visit.summary == "Met with President-elect Washington."
    assert visit.actors[0].on_behalf_of == "visits-utopia"
    travel = events(imported["histstate-travels"])["trip-11"]
    assert travel.summary == "Summit conference; met with President-elect Otto."
    assert travel.actors[0].on_behalf_of == "travels-united-states"


def test_what_cannot_be_read_is_reported_with_file_and_line(imported: dict[str, Imported]) -> None:
    assert left_out(imported["histstate-visits"]) == [
        (
            "1954.xml",
            31,
            "date: '1955-02-03/1955-02-01' is not an EDTF date: 1955-02-03 to 1955-02-01 ends before it begins",
        ),
        ("1954.xml", 40, "names no visitor or no country"),
    ]
    assert set(events(imported["histstate-visits"])) == {"visit-1", "visit-2", "visit-3"}
    assert [(name, message) for name, _, message in left_out(imported["pocom"])] == [
        ("utopia.xml", "'pocom-nobody-known' is no person of the source"),
        ("utopia.xml", "started 'spring 1962' is no day, month or year"),
        ("utopia.xml", "'Ambassador Extraordinary and Plenipotentiary to Utopia' begins after the death (1974)"),
    ]


def test_a_travel_names_president_place_and_host(imported: dict[str, Imported]) -> None:
    travels = imported["histstate-travels"]
    first, second = events(travels)["trip-10"], events(travels)["trip-11"]
    assert first.title == "Travel of G. Washington to Capital, Utopia"
    assert second.title == "Travel of G. Washington to West Bank"
    assert first.actors[0].on_behalf_of is None  # not yet in office
    assert second.actors[0].on_behalf_of == "travels-united-states"
    assert actors(travels)["travels-west-bank"].kind == "body"
    assert actors(travels)["travels-washington-g"].identifiers[0].id == "washington-g"


def test_a_person_has_names_life_and_the_id_of_the_source(imported: dict[str, Imported]) -> None:
    adams, brown = (actors(imported["pocom"])[f"pocom-{name}"] for name in ("adams-ann", "brown-bob"))
    assert (adams.name, adams.sort_name, adams.born, adams.died) == (
        "Ann Mary Adams",
        "Adams, Ann Mary",
        "1904",
        "1974",
    )
    assert [each.name for each in adams.other_names] == ["Ann M. Adams"]
    assert [(each.scheme, each.id) for each in adams.identifiers] == [("histstate", "adams-ann")]
    assert (brown.name, brown.sort_name, brown.died) == ("Bob Brown, Jr.", "Brown, Bob, Jr.", None)


def test_namesakes_are_not_merged(imported: dict[str, Imported]) -> None:
    known = actors(imported["pocom"])
    assert known["pocom-brown-bob"].name == known["pocom-brown-bob-sr"].name


def test_on_or_soon_after_and_open_ends_are_carried_in_edtf(imported: dict[str, Imported]) -> None:
    title, mission = "Ambassador Extraordinary and Plenipotentiary to Utopia", "pocom-mission-utopia"
    pocom = imported["pocom"]
    assert offices(pocom, "pocom-adams-ann") == [(title, mission, "1953-04-20", "1957-04-18~", False)]
    note = actors(pocom)["pocom-adams-ann"].offices[0].note
    assert note == "Ended 1957-04-18: Left post on or soon after. Commissioned to Utopia."
    assert offices(pocom, "pocom-brown-bob")[1] == (title, mission, "1957-03", None, False)
    assert offices(pocom, "pocom-clark-carl")[1:2] == [
        (title.replace("Utopia", "Côte d’Ivoire"), "pocom-mission-cote-divoire", "1950?", "1951?", False)
    ]


def test_who_held_an_office_at_once_by_the_source_held_it_jointly(imported: dict[str, Imported]) -> None:
    at_large = ("Ambassador at Large", "pocom-department-of-state")
    assert offices(imported["pocom"], "pocom-brown-bob")[0] == (*at_large, "1949-02-01", "1953-01-20", True)
    assert offices(imported["pocom"], "pocom-clark-carl")[0] == (*at_large, "1950-02-01", "1952-01-20~", True)


def test_a_representative_and_a_day_of_arrival(imported: dict[str, Imported]) -> None:
    found = offices(imported["pocom"], "pocom-clark-carl")[2:]
    body = "pocom-mission-representative-to-union"
    assert found == [("Representative of the U.S.A. to the Union", body, "1954-01-05?", None, False)]
    missions = actors(imported["pocom"])
    assert [each.group for each in missions[body].member_of] == ["pocom-department-of-state"]


def test_imports_lie_beside_the_curated_data_and_can_be_removed(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "timeline.sqlite"
    shutil.copy(database, path)
    url = f"sqlite:///{path}"
    before = contents(tmp_path)
    curated = listed(tmp_path, RecordType.EVENT)
    sets = [each.data for each in import_histstate(DATA)]
    assert load(url, sets, by="import").number == 2
    assert not load(url, sets, by="import").changed
    assert listed(tmp_path, RecordType.EVENT, "histstate-visits") == ["visit-1", "visit-2", "visit-3"]
    assert listed(tmp_path, RecordType.EVENT, "curated") == curated
    seed = check(ROOT / "seed").data
    assert seed is not None
    assert not load(url, seed, by="serve").changed
    for name in ("histstate-visits", "histstate-travels", "pocom"):
        remove(url, name)
    assert contents(tmp_path)["event"] == before["event"]
    assert contents(tmp_path)["release"][-1][1] == before["release"][0][1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<visits>\n<visit>\n", r"1954\.xml:\d: is not well-formed XML: .*"),
        ('<!DOCTYPE v [<!ENTITY a "b">]>\n<visits/>', r"1954\.xml: has a document type"),
        ('<!DOCTYPE v SYSTEM "file:///etc/passwd">\n<visits/>', r"1954\.xml: has a document type"),
        ("<visits>\n<visit>\udcff</visit></visits>", r"1954\.xml:2: is not well-formed XML"),
        ("", r"1954\.xml:\d+: is not well-formed XML"),
    ],
    ids=["truncated", "entities", "outside", "encoding", "empty"],
)
def test_a_file_that_is_no_safe_xml_stops_the_import(copied: Path, text: str, message: str) -> None:
    (copied / "visits/data/1954.xml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UnreadableFile, match=message):
        list(import_histstate(copied))


def test_entities_that_grow_are_not_expanded(copied: Path) -> None:
    lol = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<!DOCTYPE v [<!ENTITY e0 "ha">{lol}]>\n<visits><visit a="&e11;">&e11;</visit></visits>'
    (copied / "visits/data/1954.xml").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"1954\.xml"):
        list(import_histstate(copied))


def test_a_folder_with_one_part_imports_that_one_and_one_with_none_is_refused(copied: Path) -> None:
    shutil.rmtree(copied / "pocom")
    shutil.rmtree(copied / "travels")
    assert [each.data.collection.id for each in import_histstate(copied)] == ["histstate-visits"]
    shutil.rmtree(copied / "visits")
    with pytest.raises(NothingToImport, match="none of the folders visits/data, travels/president-travels, pocom"):
        list(import_histstate(copied))
