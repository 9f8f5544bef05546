"""The curated records: without a fault, complete against the fact sheet, and giving the answers they must."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.loading.canonical import content
from app.loading.check import check, rendered
from app.loading.checksums import checksums
from app.loading.data_set import DataSet
from app.resources.documents.models import DocumentRecord
from app.resources.events.models import EventRecord
from app.resources.faces import FileRecord
from app.timeline.dates import day_of, interval, parse
from app.timeline.record_types import RecordType

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seed"
FACTS = ROOT / "tests" / "data" / "facts-1954.yaml"
LISTS = ("events", "actors", "documents", "claims", "stories", "places", "topics")
DERIVED = {"has_recipient"}
"""Keys of the fact sheet that data files do not have."""

MENDED = {
    "juin": "removed after midnight: Time, 12 April 1954",
    "doc-frus-7a-531": "an editorial note bears the days of its subject matter",
    "dulles-molotov-asia-1954-02-13": "the day is certain: FRUS 1952-1954, vol. XIV, part 1, No. 168",
    "juin-speech-1954-03-27": "the day is certain: P. Vial (1996)",
    "basic-law-promulgated-1954-03-26": "takes up the vote of the Bundesrat of 19 March too",
    "nac-juin-resolution-1954-05": "an alias: the vote of the Council and the statement of May are two events",
    "soviet-annulment-1955-05-07": "follows the Soviet note of 28 February 1955 too",
    "bedell-smith": "days of the mission to Moscow from the list of principal officers",
    "lemaire": "tenures after the register of deputies",
    "chaban-delmas": "the mandate did not end with the Fourth Republic",
    "joxe": "no source gives the month in which he came to Moscow",
    "molotov-nato-anticomintern": "the day of the words, 10 February, not of the telegram",
    "nac-propaganda-edc": "the day of the words, 7 April, not of the telegram",
    "bidault-europe-for-europeans": "the day of the words, 15 February, not of the telegram",
    **dict.fromkeys(
        (
            *("adenauer", "attlee", "bidault", "blankenhorn", "bluecher", "bourges-maunoury", "bulganin", "conant"),
            *("de-margerie", "de-staercke", "dzerzhinsky", "faure", "french-national-assembly", "gromyko", "herriot"),
            *("hoyer-millar", "ilyichev", "ismay", "koenig", "kreisky", "laniel", "mendes-france", "menzhinsky"),
            *("mikoyan", "moch", "nikonov", "nutting", "panyushkin", "parodi", "pearson", "pervukhin", "piccioni"),
            *("putin", "reading", "saburov", "schuman", "spaak", "steel", "stikker", "ulbricht", "vinogradov"),
            *("voroshilov", "vyshinsky", "zarubin", "zhang-wentian"),
            *("andersen-hans", "martino-gaetano", "parkman", "rossi-longhi", "skaug", "tovar"),
        ),
        "tenures and life dates after the sources that the record names",
    ),
    **dict.fromkeys(
        (
            *("coe-assembly", "cpsu", "dutch-first-chamber", "dutch-second-chamber", "france-nouvelle", "mrp"),
            *("nato-standing-group", "radical-party", "time-magazine", "viet-minh", "wilson-center"),
        ),
        "days of foundation and end after the sources that the record names",
    ),
    **dict.fromkeys(
        (
            *("gdr", "germany-reich", "hallstein", "harvey-oliver", "kirkpatrick", "ollenhauer", "russia"),
            "stephanopoulos",
        ),
        "no source gives the day or the month: the coarser date is certain",
    ),
    **dict.fromkeys(
        (
            *("bundestag-berlin-debate-1954-02-25", "dutch-first-chamber-edc-1954-01-20", "eden-tour-1954-09"),
            *("dutch-second-chamber-edc-1953-07-23", "french-debate-edc-1953-11", "luxembourg-edc-1954-04-07"),
            *("dulles-adenauer-wahn-1954-02-18", "supreme-soviet-1954-04-26"),
        ),
        "no source that could be opened gives the day: it is marked as uncertain",
    ),
    **dict.fromkeys(
        ("doc-frus-5a-252", "doc-frus-5a-261"), "an editorial note bears the days that it tells of, not the year alone"
    ),
    "doc-nikonov-molotov": "the year of publication is certain: Molodaya Gvardiya",
    **dict.fromkeys(("ussr", "usa", "uk", "france"), "the Council of Foreign Ministers is no actor any more"),
}
"""Records that differ from the fact sheet because a source opened later says more, and what it says."""

WITHOUT_RECORDS = {
    *("appelt", "auriol", "baudouin", "bolz", "charlotte", "council-of-foreign-ministers", "duclos", "einaudi"),
    *("elizabeth-ii", "hausenstein", "hayter", "koerner-theodor", "krekeler", "le-troquer", "lloyd-selwyn", "luns"),
    *("mao", "mfaa-gdr", "pieck", "schlange-schoningen", "soustelle", "starkenborgh", "thorez", "van-acker"),
}
"""Actors of the fact sheet that were removed because no event and no document names them."""


@pytest.fixture(scope="module")
def seed() -> DataSet:
    done = check(SEED)
    assert list(rendered(done.findings)) == []
    assert done.data is not None
    return done.data


def by_id(records: tuple[FileRecord, ...]) -> dict[str, dict[str, object]]:
    return {str(row["id"]): row for row in map(content, records)}


def differences(fact: object, record: object, path: str, *, whole: bool = True) -> Iterator[str]:
    """The places at which a record differs from a fact. Unless `whole`, the record may have more keys."""
    if isinstance(fact, dict) and isinstance(record, dict):
        for key in fact.keys() | record.keys() if whole else fact.keys() - DERIVED:
            yield from differences(fact.get(key), record.get(key), f"{path}.{key}", whole=whole)
    elif isinstance(fact, list) and isinstance(record, list) and len(fact) == len(record):
        for place, (one, other) in enumerate(zip(fact, record, strict=True)):
            yield from differences(one, other, f"{path}[{place}]", whole=whole)
    elif fact != record or type(fact) is not type(record):
        yield f"{path}: {fact!r} is {record!r}"


@cache
def seed_files() -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(SEED.rglob("*.yaml"))]


def raw(name: str) -> dict[str, dict[str, Any]]:
    """The records of one list as any YAML program reads them."""
    rows: dict[str, dict[str, Any]] = {}
    for file in seed_files():
        for row in file.get(name, []):
            assert row["id"] not in rows
            rows[row["id"]] = row
    return rows


@pytest.mark.parametrize("name", ["events", "actors", "documents", "claims"])
def test_every_fact_of_the_fact_sheet_is_there(name: str) -> None:
    facts, records = yaml.safe_load(FACTS.read_text(encoding="utf-8"))[name], raw(name)
    assert len(facts) > 50
    assert {
        fact["id"]
        for fact in facts
        if fact["id"] not in WITHOUT_RECORDS
        and list(differences(fact, records.get(fact["id"]), fact["id"], whole=False))
    } == MENDED.keys() & {fact["id"] for fact in facts}


@pytest.mark.parametrize("name", LISTS)
def test_the_data_set_says_what_the_files_say(seed: DataSet, name: str) -> None:
    records = by_id(seed.of(next(each for each in RecordType if each.plural == name)))
    files = raw(name)
    assert files.keys() == records.keys()
    assert [
        line for key, row in files.items() for line in differences(without_empty(row), without_empty(records[key]), key)
    ] == []


def without_empty(value: object) -> object:
    """The same without empty lists: one that is left out and one that is empty say the same."""
    if isinstance(value, dict):
        return {key: without_empty(inner) for key, inner in value.items() if inner != []}
    return [without_empty(inner) for inner in value] if isinstance(value, list) else value


def test_kinds_have_the_labels_of_the_files(seed: DataSet) -> None:
    assert seed.kinds == merged("kinds")


def merged(name: str) -> dict[str, dict[str, str]]:
    """A key of the data files whose values are labels by group, all files together."""
    labels: dict[str, dict[str, str]] = {}
    for file in seed_files():
        for group, found in file.get(name, {}).items():
            labels.setdefault(group, {}).update(found)
    return labels


def test_there_are_enough_records(seed: DataSet) -> None:
    assert len(seed.of(RecordType.EVENT)) >= 240
    assert len(seed.of(RecordType.DOCUMENT)) >= 140
    assert len(seed.of(RecordType.CLAIM)) >= 120


def test_the_spread_over_files_does_not_change_what_is_said(seed: DataSet, tmp_path: Path) -> None:
    collection = (SEED / "collection.yaml").read_bytes()
    (tmp_path / "collection.yaml").write_bytes(collection)
    elsewhere = yaml.safe_load(collection).keys()
    one_file = {name: list(raw(name).values()) for name in LISTS if name not in elsewhere}
    one_file |= {"kinds": merged("kinds")} if "kinds" not in elsewhere else {}
    one_file |= {"identities": [row for file in seed_files() for row in file.get("identities", [])]}
    (tmp_path / "all.yaml").write_text(json.dumps(one_file), encoding="utf-8")
    done = check(tmp_path)
    assert list(rendered(done.findings)) == []
    assert done.data is not None
    assert checksums(done.data) == checksums(seed)


def test_the_collection_says_who_made_it_and_on_what_terms(seed: DataSet) -> None:
    assert (seed.collection.id, seed.collection.language) == ("curated", "en")
    assert seed.collection.licence.spdx == "CC-BY-4.0"
    assert seed.collection.licence.url is not None
    assert seed.collection.licence.url in (SEED / "LICENSE.md").read_text(encoding="utf-8")


def test_no_two_actors_wait_to_be_judged() -> None:
    assert list(rendered(check(SEED).notes)) == []


def data_files() -> list[Path]:
    """The data files of the seed."""
    found = sorted(SEED.rglob("*.yaml"))
    assert found
    return found


def test_every_file_names_the_schema_that_it_follows() -> None:
    for path in data_files():
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert named is not None, path
        assert (path.parent / named[1]).resolve() == SEED / "schema.json", path


def test_any_yaml_program_reads_the_same_dates_and_words() -> None:
    for path in data_files():
        text = path.read_text(encoding="utf-8")
        plain, typed = yaml.load(text, Loader=yaml.BaseLoader), yaml.safe_load(text)
        assert list(misread(plain, typed)) == [], path


def misread(plain: object, typed: object) -> Iterator[object]:
    """Values that a program takes for something else than a text, a whole number, a coordinate or a truth value."""
    if isinstance(plain, dict) and isinstance(typed, dict):
        for (key, one), (typed_key, other) in zip(plain.items(), typed.items(), strict=True):
            yield from misread(key, typed_key)
            yield from misread(one, other)
    elif isinstance(plain, list) and isinstance(typed, list):
        for one, other in zip(plain, typed, strict=True):
            yield from misread(one, other)
    elif not isinstance(typed, str | int | float) or plain != str(typed) != str(plain).capitalize():
        yield plain, typed


class TestAnswers:
    """Questions that correct data answer, asked of the files alone."""

    def test_who_headed_government_and_party_on_the_day_of_the_memorandum(self, seed: DataSet) -> None:
        assert holders(seed, "Chairman of the Council of Ministers", "council-of-ministers-ussr") == {"malenkov"}
        assert holders(seed, "First Secretary of the Central Committee", "cpsu") == {"khrushchev"}

    def test_when_and_by_whom_the_draft_treaty_was_tabled(self, seed: DataSet) -> None:
        draft = event(seed, "soviet-security-draft-1954-02-10")
        assert draft.date == "1954-02-10"
        assert "molotov" in {row.actor for row in draft.actors if row.role.acting}

    def test_what_answers_the_note(self, seed: DataSet) -> None:
        answers = {
            one.id: row.manner
            for one in seed.of(RecordType.EVENT)
            for row in one.responds_to
            if row.event == "soviet-note-1954-03-31"
        }
        assert answers["western-reply-1954-05-07"] == "rejects"
        assert answers["us-statement-1954-03-31"] == "rejects"
        assert event(seed, "western-reply-1954-05-07").date == "1954-05-07"

    def test_where_the_memorandum_lies_and_who_translated_it(self, seed: DataSet) -> None:
        memorandum = document(seed, "doc-molotov-memorandum-1954-03-26")
        assert memorandum.signature == "f. 6, op. 13, pap. 2, d. 9, ll. 56-59"
        assert [row.actor for row in memorandum.actors if row.role == "translator"] == ["roberts-geoffrey"]
        assert len(memorandum.paragraphs) == 13
        assert "should not be conditional" in memorandum.paragraphs[5].key_phrases

    def test_how_long_berlin_lasted_and_how_many_restricted_meetings_it_had(self, seed: DataSet) -> None:
        berlin = event(seed, "berlin-conference-1954")
        assert berlin.date == "1954-01-25/1954-02-18"
        restricted = [one for one in seed.of(RecordType.EVENT) if one.id.startswith("berlin-restricted-")]
        assert [one.date[-2:] for one in restricted] == ["08", "11", "12", "15", "17", "18"]
        assert {one.part_of for one in restricted} == {"berlin-conference-1954"}

    def test_which_theses_of_the_essay_the_record_contradicts(self, seed: DataSet) -> None:
        assert [
            claim.id
            for claim in seed.of(RecordType.CLAIM)
            if claim.kind == "essay-thesis" and claim.status == "contradicted"
        ] == ["essay-thesis-6", "essay-thesis-8"]

    def test_what_rejects_the_treaty_of_1952(self, seed: DataSet) -> None:
        assert {
            one.id
            for one in seed.of(RecordType.EVENT)
            for row in one.responds_to
            if (row.event, row.manner) == ("edc-treaty-1952-05-27", "rejects")
        } == {
            "soviet-note-1952-08-23",
            "de-gaulle-edc-1953-11-12",
            "anti-edc-conference-1954-03-20",
            "juin-speech-1954-03-27",
            "french-committee-edc-1954-06-09",
            "french-vote-edc-1954-08-30",
        }

    def test_the_command_of_juin_does_not_act_for_the_alliance(self, seed: DataSet) -> None:
        (juin,) = [actor for actor in seed.of(RecordType.ACTOR) if actor.id == "juin"]
        assert {office.represents for office in juin.offices if office.of == "shape"} == {False}


def event(seed: DataSet, name: str) -> EventRecord:
    return next(one for one in seed.of(RecordType.EVENT) if one.id == name)


def document(seed: DataSet, name: str) -> DocumentRecord:
    return next(one for one in seed.of(RecordType.DOCUMENT) if one.id == name)


def holders(seed: DataSet, office: str, of: str) -> set[str]:
    """Who certainly held the office on the day of the memorandum."""
    day = day_of(1954, 3, 26)
    held = set()
    for actor in seed.of(RecordType.ACTOR):
        for row in actor.offices:
            dates = interval(row.from_, row.to)
            if (row.of, row.office) == (of, office) and dates and dates.inner and dates.inner.holds(day):
                held.add(actor.id)
    return held


def test_every_date_of_the_seed_has_a_first_day(seed: DataSet) -> None:
    assert [one.id for one in seed.of(RecordType.EVENT) if parse(one.date).outer.first is None] == []
