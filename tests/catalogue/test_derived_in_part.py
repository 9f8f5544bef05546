"""A load derives what a change reaches, and leaves a catalogue as if all had been derived."""

import gzip
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from errno import EIO
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from pydantic import ValidationError
from sqlalchemy import Connection, text
from tantivy import Query

from app.catalogue import blocks as catalogue_blocks
from app.catalogue import placing
from app.catalogue.blocks import LIST, FormerBlocks
from app.catalogue.building import Former
from app.catalogue.kept import kept
from app.catalogue.tables import TABLES
from app.catalogue.words.folders import Indexes
from app.catalogue.words.index import EXACT, NUMBER, PRIOR, TEXT, TITLE
from app.catalogue.words.queries import any_of
from app.catalogue.words.sums import BLOCKS, Sum
from app.database.engine import writing_engine
from app.importing.frus import import_frus
from app.importing.histstate import import_histstate
from app.loading import deriving
from app.loading.canonical import content
from app.loading.check import check
from app.loading.data_set import DataSet
from app.loading.deriving import derive_anew
from app.loading.identities import Judgement
from app.loading.release import load, remove, search_folder
from app.loading.served import current_release, release_key
from app.resources import affected
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import Verdict
from tests.catalogue.corpus import actor, data_set, document, event, loaded
from tests.databases import FILE, database_url
from tests.importing.test_beside_curated import archive
from tests.serving import ROOT

pytestmark = pytest.mark.sqlite

Change = Callable[[DataSet], DataSet]
Damaged = tuple[str, Callable[[Path], object]]
"""The pattern of the paths of some files, and what is done to them."""
TERMS = "SELECT type, axis, role, value, records FROM term"
POSTINGS = """
    SELECT t.type, t.axis, t.role, t.value, p.class, p.n, p.latest FROM posting p JOIN term t ON t.id = p.term"""
PLACES = "SELECT *, row_number() OVER (PARTITION BY type ORDER BY title_rank) AS rank FROM record"
RECORDS = f"""
    SELECT n, type, key, title_key, rank, earliest, latest, certain_from, certain_to, has_certain, updated
    FROM ({PLACES})"""
READ = {"term": TERMS, "posting": POSTINGS, "record": RECORDS}
"""Tables whose rows have ids of terms, or places with gaps, which may differ, read with what these stand for."""


@pytest.fixture(scope="module")
def seed() -> DataSet:
    """The seed."""
    data = check(ROOT / "seed").data
    assert data is not None
    return data


@pytest.fixture(scope="module", autouse=True)
def _small_blocks() -> Iterator[None]:
    """Many blocks, also in these small databases."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue_blocks, "RECORDS", 60)
        patch.setattr(catalogue_blocks, "MOST", 120)
        patch.setattr(catalogue_blocks, "MOST_STEP", 3)
        patch.setattr(catalogue_blocks, "NAMES_SEGMENTS", 100)
        yield


@pytest.fixture(scope="module")
def in_blocks(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the seed in it, whose indexes have many blocks."""
    folder = tmp_path_factory.mktemp("in-blocks")
    copied(database, folder)
    derive_whole(database_url(folder))
    return folder / FILE


@pytest.fixture
def url(tmp_path: Path, in_blocks: Path) -> str:
    """A database with the seed in it."""
    copied(in_blocks, tmp_path)
    return database_url(tmp_path)


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch) -> list[Former | None]:
    """What each derivation of the test took over from the release before; it may be any part of it."""
    found: list[Former | None] = []
    derive = deriving.derive

    def noted(*arguments: Any, former: Former | None = None, **options: Any) -> None:
        found.append(former)
        derive(*arguments, former=former, **options)

    monkeypatch.setattr(deriving, "derive", noted)
    monkeypatch.setattr(affected, "MOST", 2)
    return found


@pytest.fixture
def smaller_blocks(url: str, taken_over: list[Former | None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Such small blocks that a small change leaves some of them."""
    monkeypatch.setattr(catalogue_blocks, "RECORDS", 30)
    monkeypatch.setattr(catalogue_blocks, "MOST", 80)
    derive_whole(url)
    taken_over.clear()


def copied(database: Path, folder: Path) -> None:
    shutil.copy(database, folder / FILE)
    shutil.copytree(search_folder(f"sqlite:///{database}"), search_folder(f"sqlite:///{folder / FILE}"))


def catalogue(url: str) -> dict[str, list[Any]]:
    """All that the current release is served from, without ids of terms and without gaps between titles."""
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            rows = {
                name: sorted(map(tuple, connection.execute(text(READ.get(name, f'SELECT * FROM "{name}"')))), key=repr)
                for name in (str(each.__tablename__) for each in TABLES)
            }
            folder = current_indexes(connection, url)
            searched = {"words": words(folder), "scores": scores(folder), "names": names(folder)}
            return rows | {"blocks": blocks(folder), "kept": list(kept_in(connection, folder))} | searched
    finally:
        engine.dispose()


def current_indexes(connection: Connection, url: str) -> Path:
    """The folder of the indexes of the current release."""
    release = current_release(connection)
    assert release is not None
    return search_folder(url) / release_key(release).folder


def indexes_of(url: str) -> Path:
    """The same, in a transaction of its own."""
    engine = writing_engine(url)
    with engine.begin() as connection:
        folder = current_indexes(connection, url)
    engine.dispose()
    return folder


def blocks(folder: Path) -> list[Any]:
    """How many records are in all blocks; where they end may differ."""
    return [sum(each.records for each in FormerBlocks(folder).blocks)]


def kept_in(connection: Connection, folder: Path) -> Iterator[Any]:
    terms = {row.id: tuple(row)[1:] for row in connection.execute(text("SELECT id, type, axis, role, value FROM term"))}
    places = dict(map(tuple, connection.execute(text("SELECT n, rank FROM (" + PLACES + ")"))))
    former = FormerBlocks(folder)
    for record in (record for block in former.blocks for record in kept(former.path(block))):
        found = orjson.loads(record.document)
        document = {
            name: sorted(terms[each] for each in value) if name == "term" or name.startswith("axis_") else value
            for name, value in found.items()
        }
        yield record._replace(document=document | {"by_title": places[found["n"]]})


def words(folder: Path) -> list[tuple[str, int]]:
    """The words of the index, each with the number of records that have it."""
    return list(Indexes(folder).words.searcher.terms_with_prefix(EXACT, ""))


def scores(folder: Path) -> list[tuple[float, int]]:
    """Scores and sort numbers of what is found by common words, best first."""
    index = Indexes(folder).words
    found = []
    for word in ("soviet", "molotov", "note", "europ", "secur"):
        terms = [Query.term_query(index.schema, name, word, "freq") for name in (TITLE, TEXT)]
        result = index.searcher.search(any_of(terms), limit=index.size, weight_by_field=PRIOR)
        numbers = index.searcher.fast_field_values(NUMBER, [address for _, address in result.hits])
        found += zip((score for score, _ in result.hits), numbers, strict=True)
    return found


def names(folder: Path) -> list[Any]:
    """What is completed from some beginnings, in order."""
    index = Indexes(folder).names
    return [index.complete(typed, list(RecordType), 50) for typed in ("m", "s", "d", "note")]


def derived_whole(url: str, folder: Path) -> dict[str, list[Any]]:
    """The same once everything is derived anew, in a copy of the database."""
    folder.mkdir()
    copied(Path(url.removeprefix("sqlite:///")), folder)
    derive_whole(database_url(folder))
    found = catalogue(database_url(folder))
    shutil.rmtree(folder)
    return found


def derive_whole(url: str) -> None:
    """Let everything be derived anew."""
    engine = writing_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE release SET fingerprint = 'another'"))
    engine.dispose()
    shutil.rmtree(search_folder(url))
    assert derive_anew(url, search_folder(url))


def assert_as_derived_whole(url: str, folder: Path) -> None:
    found, expected = catalogue(url), derived_whole(url, folder)
    for name, rows in expected.items():
        assert found[name] == rows, name


def with_changed(data: DataSet, type_: RecordType, id_: str, **changes: Any) -> DataSet:
    """The data set with other values in a record."""
    records = tuple(
        type(each).model_validate(content(each) | changes) if each.id == id_ else each for each in data.of(type_)
    )
    return replace(data, records={**data.records, type_: records})


def without(data: DataSet, type_: RecordType, id_: str) -> DataSet:
    records = tuple(each for each in data.of(type_) if each.id != id_)
    return replace(data, records={**data.records, type_: records})


def given(data: DataSet, type_: RecordType, id_: str) -> dict[str, Any]:
    """A record as it stands in its file."""
    return content(next(each for each in data.of(type_) if each.id == id_))


EVENT, DOCUMENT, CLAIM, ACTOR = RecordType.EVENT, RecordType.DOCUMENT, RecordType.CLAIM, RecordType.ACTOR
NOTE = "soviet-note-1954-03-31"
MEMORANDUM = "doc-molotov-memorandum-1954-03-26"


def _another_event(data: DataSet) -> DataSet:
    """One of the day of another, before it by its id, and a part of the conference."""
    new = given(data, EVENT, "berlin-session-1954-01-25") | {"id": "a-new-session", "aliases": []}
    made = type(data.of(EVENT)[0]).model_validate(new)
    return replace(data, records={**data.records, EVENT: (*data.of(EVENT), made)})


def _another_label(data: DataSet) -> DataSet:
    kinds = {type_: dict(labels) for type_, labels in data.kinds.items()}
    kinds[EVENT]["note"] = "Letter"
    return replace(data, kinds=kinds)


def _another_licence(data: DataSet) -> DataSet:
    licence = data.collection.licence.model_copy(update={"spdx": "CC-BY-SA-4.0"})
    return replace(data, collection=data.collection.model_copy(update={"licence": licence}))


CHANGES: Mapping[str, Change] = {
    "an event's title": lambda data: with_changed(data, EVENT, NOTE, title="Zum Beispiel"),
    "an event's date": lambda data: with_changed(data, EVENT, NOTE, date="1954-01-25"),
    "what an event answers": lambda data: with_changed(data, EVENT, NOTE, responds_to=[]),
    "what an event is part of": lambda data: with_changed(data, EVENT, "berlin-close-1954-02-18", part_of=None),
    "who is in an event": lambda data: with_changed(data, EVENT, NOTE, actors=[]),
    "an event's documents": lambda data: with_changed(data, EVENT, NOTE, documents=[]),
    "another event": _another_event,
    "a document's title": lambda data: with_changed(data, DOCUMENT, MEMORANDUM, title="A proposal"),
    "a document's authors": lambda data: with_changed(data, DOCUMENT, MEMORANDUM, actors=[]),
    "a claim's statement": lambda data: with_changed(data, CLAIM, "bidault-europe-for-europeans", statement="No."),
    "a claim's evidence": lambda data: with_changed(data, CLAIM, "bidault-europe-for-europeans", evidence=[]),
    "a claim less": lambda data: without(data, CLAIM, "essay-left-commentators"),
    "an actor's name": lambda data: with_changed(data, ACTOR, "molotov", name="Skryabin"),
    "a person's offices": lambda data: with_changed(data, ACTOR, "molotov", offices=[]),
    "a ministry's name": lambda data: with_changed(data, ACTOR, "mid-ussr", name="Narkomindel"),
    "whose organ a body is": lambda data: with_changed(data, ACTOR, "council-of-ministers-ussr", member_of=[]),
    "the years of a state": lambda data: with_changed(data, ACTOR, "ussr", founded="1954-03-01"),
    "a place": lambda data: with_changed(data, RecordType.PLACE, "berlin", name="Berlin in 1954", lat=50.0),
    "a topic": lambda data: with_changed(data, RecordType.TOPIC, "collective-security", name="Security for all"),
    "a story": lambda data: replace(data, records={**data.records, RecordType.STORY: ()}),
    "the label of a kind": _another_label,
    "the licence": _another_licence,
    "the version": lambda data: replace(data, collection=data.collection.model_copy(update={"version": "2"})),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_leaves_what_deriving_all_would(
    url: str, seed: DataSet, taken_over: list[Former | None], tmp_path: Path, name: str
) -> None:
    assert load(url, CHANGES[name](seed)).changed
    assert [former is not None for former in taken_over] == [True]
    assert_as_derived_whole(url, tmp_path / "whole")


def test_so_do_imports_beside_and_their_removal(url: str, taken_over: list[Former | None], tmp_path: Path) -> None:
    judgement = Judgement("a-usa", "usa", Verdict.SAME)
    visits = [each.data for each in import_histstate(ROOT / "tests" / "data" / "histstate")]
    for step in (
        lambda: load(url, visits, by="import"),
        lambda: load(url, archive(), by="import", judgements=[judgement]),
        lambda: load(url, archive(), by="import", judgements=[]),
        lambda: remove(url, archive().collection.id),
        lambda: remove(url, visits[0].collection.id),
    ):
        assert step().changed
        assert_as_derived_whole(url, tmp_path / "whole")
    assert any(former is not None for former in taken_over)


def test_so_do_texts_that_refer_to_each_other(url: str, taken_over: list[Former | None], tmp_path: Path) -> None:
    volume = next(import_frus([ROOT / "tests" / "data" / "frus" / "frus1950v01.xml"])).data
    for step in (
        lambda: load(url, volume, by="import"),
        lambda: load(url, with_changed(volume, DOCUMENT, volume.of(DOCUMENT)[0].id, title="Another"), by="import"),
        lambda: load(url, with_changed(volume, ACTOR, volume.of(ACTOR)[0].id, name="Somebody else"), by="import"),
        lambda: remove(url, volume.collection.id),
    ):
        assert step().changed
        assert_as_derived_whole(url, tmp_path / "whole")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: with_changed(data, CLAIM, "essay-left-commentators", statement="No."),
        lambda data: without(data, CLAIM, "essay-left-commentators"),
    ],
)
def test_so_do_claims_about_documents_that_they_do_not_rest_on(
    url: str, seed: DataSet, taken_over: list[Former | None], tmp_path: Path, change: Change
) -> None:
    claims = [content(each) for each in seed.of(CLAIM)]
    alone = next(each.id for each in seed.of(DOCUMENT) if not any(each.id in str(claim) for claim in claims))
    before = with_changed(seed, CLAIM, "essay-left-commentators", about=[alone])
    load(url, before)
    load(url, change(before))
    assert taken_over[-1] is not None
    assert_as_derived_whole(url, tmp_path / "whole")


LONG = 7
"""Records in a row, more than the steps from a change to what is affected."""


def in_a_row() -> DataSet:
    """Events that are parts of each other, events that answer each other, and bodies that are organs of each other.

    One of the bodies is mentioned in a letter.
    """
    row = range(LONG)
    parts = [event(f"p{n}", "1954-03", part_of=f"p{n - 1}" if n else None) for n in row]
    moves = [
        event(f"m{n}", "1954-03", responds_to=[{"event": f"m{n - 1}", "manner": "accepts"}] if n else []) for n in row
    ]
    bodies = [
        actor(f"b{n}", "ministry", member_of=[{"group": f"b{n + 1}", "kind": "organ"}] if n < LONG - 1 else [])
        for n in row
    ]
    meeting = event("meeting", "1954-03", actors=[{"actor": "b0", "role": "host"}])
    mention = {"n": 1, "text": "The body.", "key_phrases": [], "seen": "seen", "mentions": ["b3"]}
    return data_set([*parts, *moves, meeting], bodies, [document("letter", "1954-03", paragraphs=[mention])])


@pytest.mark.parametrize(
    ("type_", "id_", "changes"),
    [
        (EVENT, f"p{LONG - 1}", {"part_of": None}),
        (EVENT, "p1", {"part_of": None}),
        (EVENT, f"m{LONG - 1}", {"responds_to": []}),
        (EVENT, "m1", {"responds_to": []}),
        (ACTOR, f"b{LONG - 1}", {"name": "Another"}),
        (ACTOR, f"b{LONG - 1}", {"founded": "1960"}),
        (ACTOR, "b3", {"name": "Mentioned in a paragraph"}),
    ],
)
def test_so_do_changes_far_away(
    taken_over: list[Former | None], tmp_path: Path, type_: RecordType, id_: str, changes: dict[str, Any]
) -> None:
    data = in_a_row()
    url = loaded(tmp_path, data)
    load(url, with_changed(data, type_, id_, **changes))
    assert taken_over[-1] is not None
    assert_as_derived_whole(url, tmp_path / "whole")


SMALL_CHANGE = CHANGES["a claim's statement"]


def _rewritten(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def _without_a_record(packed: bytes) -> bytes:
    return gzip.compress(b"".join(gzip.decompress(packed).splitlines(keepends=True)[2:]))


def _without_a_block(written: bytes) -> bytes:
    found = orjson.loads(written)
    return orjson.dumps(found | {"blocks": found["blocks"][1:]})


@pytest.mark.usefixtures("smaller_blocks")
@pytest.mark.parametrize(
    "damaged",
    [
        (f"{BLOCKS}/{LIST}", Path.unlink),
        (f"{BLOCKS}/{LIST}", lambda path: _rewritten(path, lambda written: written[: len(written) // 2])),
        (f"{BLOCKS}/{LIST}", lambda path: _rewritten(path, _without_a_block)),
        (f"{BLOCKS}/*.gz", Path.unlink),
        (f"{BLOCKS}/*.gz", lambda path: _rewritten(path, lambda packed: packed[: len(packed) // 2])),
        (f"{BLOCKS}/*.gz", lambda path: _rewritten(path, lambda packed: packed[:-8] + bytes(8))),
        (f"{BLOCKS}/*.gz", lambda path: _rewritten(path, _without_a_record)),
        (f"{BLOCKS}/*.pos", lambda path: _rewritten(path, lambda written: bytes(len(written)))),
        ("names/*.store", Path.unlink),
    ],
)
def test_everything_is_derived_where_nothing_can_be_taken_over(
    url: str, seed: DataSet, taken_over: list[Former | None], tmp_path: Path, damaged: Damaged
) -> None:
    """A file is missing, cut off, damaged, or of other records."""
    pattern, damage = damaged
    for path in indexes_of(url).glob(pattern):
        damage(path)
    load(url, SMALL_CHANGE(seed))
    assert [former is not None for former in taken_over] == [True, False]
    assert_as_derived_whole(url, tmp_path / "whole")


@pytest.mark.usefixtures("smaller_blocks")
def test_so_is_it_where_a_file_cannot_be_read(
    url: str, seed: DataSet, taken_over: list[Former | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(folder: Path, file: Sum) -> bool:
        raise OSError(EIO, "Input/output error", str(folder / file.path))

    monkeypatch.setattr(catalogue_blocks, "is_as_written", unreadable)
    assert load(url, SMALL_CHANGE(seed)).changed
    assert [former is not None for former in taken_over] == [True, False]


def test_so_do_many_records_more_and_less(
    url: str, seed: DataSet, taken_over: list[Former | None], tmp_path: Path
) -> None:
    """Blocks are cut anew then. The last record of all goes with them."""
    events, topics = seed.of(EVENT), seed.of(RecordType.TOPIC)
    new = (given(seed, EVENT, NOTE) | {"id": f"note-{number:03}", "aliases": []} for number in range(200))
    topic = type(topics[0]).model_validate({"id": "zz", "name": "The last", "description": "Of all."})
    more = {EVENT: (*events, *map(type(events[0]).model_validate, new)), RecordType.TOPIC: (*topics, topic)}
    for data in (replace(seed, records={**seed.records, **more}), seed):
        taken_over.clear()
        load(url, data)
        assert [former is not None for former in taken_over] == [True]
        assert_as_derived_whole(url, tmp_path / "whole")


@pytest.mark.usefixtures("smaller_blocks")
def test_only_blocks_with_changed_records_are_written(url: str, seed: DataSet) -> None:
    def segments() -> list[str]:
        return [each.segment["segment_id"] for each in FormerBlocks(indexes_of(url)).blocks]

    before = segments()
    load(url, SMALL_CHANGE(seed))
    after = segments()
    shared = len({*before} & {*after})
    assert 0 < shared < len(after)


def test_titles_between_two_others_have_room_until_there_is_none(
    url: str, seed: DataSet, taken_over: list[Former | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "GAP", 8)
    derive_whole(url)
    taken_over.clear()
    for step in range(5):
        load(url, with_changed(seed, EVENT, NOTE, title="Aa" + "a" * step))
    assert [former is not None for former in taken_over] == [True, True, True, True, False, True]
    assert_as_derived_whole(url, tmp_path / "whole")


def test_lost_indexes_of_it_are_built_as_they_were(url: str, seed: DataSet) -> None:
    """Terms have ids of their own there, which rows and indexes share."""
    load(url, with_changed(seed, EVENT, NOTE, title="One", topics=[]))
    found = catalogue(url)
    shutil.rmtree(search_folder(url))
    assert derive_anew(url, search_folder(url))
    assert catalogue(url) == found


def test_records_are_kept_of_the_current_release_alone(url: str, seed: DataSet) -> None:
    load(url, with_changed(seed, EVENT, NOTE, title="One"))
    load(url, with_changed(seed, EVENT, NOTE, title="Two"))
    assert [path.parent for path in search_folder(url).rglob(BLOCKS)] == [indexes_of(url)]
    assert len(list(search_folder(url).rglob("sums"))) == 2


def test_everything_is_derived_where_most_is_changed(
    url: str, seed: DataSet, taken_over: list[Former | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(affected, "MOST", 1 / 3)
    load(url, with_changed(seed, ACTOR, "ussr", name="Soviet Union"))
    load(url, _another_licence(seed))
    assert [former is not None for former in taken_over] == [True, False]


@pytest.mark.slow
@pytest.mark.parametrize("seed_of_changes", range(4))
def test_any_changes_leave_what_deriving_all_would(
    url: str, seed: DataSet, taken_over: list[Former | None], tmp_path: Path, seed_of_changes: int
) -> None:
    random = Random(seed_of_changes)
    data = seed
    for _ in range(6):
        for _ in range(random.choice((1, 1, 3, 10))):
            data = changed_somewhere(data, random)
        taken_over.clear()
        assert not load(url, data).changed or taken_over[0] is not None
        assert_as_derived_whole(url, tmp_path / "whole")


LEFT_ALONE = frozenset({"id", "aliases", "paragraphs", "asserted_in"})
"""Keys that others refer by; all else may be emptied or altered."""


def changed_somewhere(data: DataSet, random: Random) -> DataSet:
    """The data set with another value, one entry less in a list, or no value, at one place of one record."""
    while True:
        type_ = random.choice((EVENT, EVENT, DOCUMENT, CLAIM, ACTOR, RecordType.PLACE, RecordType.TOPIC))
        found = given(data, type_, random.choice(data.of(type_)).id)
        key = random.choice(sorted(found.keys() - LEFT_ALONE))
        value = found[key]
        if isinstance(value, list) and value:
            new: Any = random.sample(value, random.randrange(len(value)))
        elif key == "date":
            new = random.choice(("1954-03", "1954-01-25", "1954-03-31/1954-05-07", "1953~", "1954-02-10"))
        else:
            new = random.choice((None, f"{value} {random.randrange(100)}", f"Z{value}"))
        try:
            return with_changed(data, type_, found["id"], **{key: new})
        except ValidationError:
            continue
