"""Collections lie beside each other: each is replaced and removed as a whole, and leaves the others as they were."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalogue.catalogue import kind_labels
from app.catalogue.pages import read_page
from app.catalogue.paging import PageRequest, Sort
from app.catalogue.queries import RecordQuery, TermKey
from app.database.engine import writing_engine
from app.database.migrating import migrate
from app.loading.checksums import checksums, release_checksum
from app.loading.data_set import DataSet
from app.loading.ledger import CannotReplace, IdReused, IdTaken
from app.loading.release import CannotRemove, changes_of, load, remove
from app.resources.claims.models import ClaimRecord
from app.resources.dataset import queries as dataset
from app.resources.snapshot import Snapshot
from app.timeline.record_types import RecordType
from tests.catalogue.corpus import COLLECTION, actor, data_set, document, event, keys_of, loaded, open_catalogue
from tests.databases import contents, database_url, reading
from tests.serving import ROOT

SOURCE = {"title": "A source"}


def other(
    name: str = "other", version: str = "9", events: tuple[str, ...] = ("o1",), actors: tuple[str, ...] = ("o2",)
) -> DataSet:
    """A small collection of its own, without the topics and places of the corpus."""
    its_events = [event(each, "1955", topics=[f"{name}-topic"]) for each in events]
    made = data_set(its_events, [actor(each) for each in actors])
    (topic, *_) = made.of(RecordType.TOPIC)
    topics = (topic.model_copy(update={"id": f"{name}-topic"}),)
    records = {**made.records, RecordType.TOPIC: topics, RecordType.PLACE: ()}
    collection = COLLECTION.model_copy(update={"id": name, "version": version, "title": name.title()})
    return replace(made, collection=collection, records=records)


def rich(version: str = "1") -> DataSet:
    """The collection `curated` with a row in most tables."""
    minister = actor(
        "minister",
        aliases=["the-minister"],
        other_names=[{"name": "Ministre"}],
        identifiers=[{"scheme": "viaf", "id": "1"}],
        offices=[{"office": "Minister", "of": "land", "from": "1953", "capacity": "state", "sources": [SOURCE]}],
        member_of=[{"group": "land", "kind": "member", "sources": [SOURCE]}],
        maybe_same_as=["envoy"],
        sources=[SOURCE],
    )
    talks = event("talks", "1954", actors=[{"actor": "minister", "role": "participant"}], place="berlin")
    talks = talks.model_copy(update={"aliases": ("the-talks",)})
    reply = event(
        "reply",
        "1954-05",
        responds_to=[{"event": "talks", "manner": "accepts"}],
        documents=[{"document": "paper", "relation": "produced"}],
        actors=[{"actor": "minister", "role": "sender"}],
    )
    paper = document(
        "paper",
        "1954-05",
        actors=[{"actor": "minister", "role": "author"}],
        paragraphs=[{"n": 1, "abstract": "One.", "key_phrases": [], "seen": "seen"}],
    )
    claim = ClaimRecord.model_validate(
        {
            "id": "claim",
            "kind": "thesis",
            "statement": "So it was.",
            "status": "disputed",
            "assessment": "Some say so.",
            "about": ["talks"],
            "topics": ["peace"],
            "asserted_by": ["minister"],
            "asserted_in": {"document": "paper", "paragraph": 1},
            "evidence": [{"document": "paper", "paragraph": 1, "stance": "supports", "note": "It says so."}],
        }
    )
    made = data_set([talks, reply], [minister, actor("envoy"), actor("land", "state")], [paper])
    collection = COLLECTION.model_copy(update={"version": version})
    return replace(made, collection=collection, records={**made.records, RecordType.CLAIM: (claim,)})


def with_offices(name: str = "offices") -> DataSet:
    """A collection with tenures of its own, whose sources are numbered as those of the other collection are."""
    holder = actor(
        "holder",
        offices=[{"office": "Envoy", "of": "realm", "from": "1950", "capacity": "state", "sources": [{"title": "B"}]}],
    )
    made = other(name, events=(), actors=())
    return replace(made, records={**made.records, RecordType.ACTOR: (holder, actor("realm", "state"))})


def rows(path: Path, leaving_out: tuple[str, ...] = ("release", "ledger")) -> dict[str, list[tuple[object, ...]]]:
    return {name: own for name, own in contents(path).items() if name not in leaving_out}


def listed(path: Path, type_: RecordType, *collections: str) -> list[str]:
    """The ids of the records of a type, in all collections or some."""
    groups = ((tuple(TermKey("collection", each) for each in collections)),) if collections else ()
    with open_catalogue(path) as catalogue:
        page = read_page(catalogue, RecordQuery((type_,), groups=groups), PageRequest(Sort.DATE, 50))
        return keys_of(catalogue, page)


def test_a_second_collection_lies_beside_the_first_and_lists_show_both_unless_narrowed(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    done = load(url, other(), by="import")
    assert (done.number, done.changed, done.counts["events"]) == (2, True, 1)
    assert set(done.changes.added) == {
        (RecordType.EVENT, "o1"),
        (RecordType.ACTOR, "o2"),
        (RecordType.TOPIC, "other-topic"),
    }
    assert done.changes.removed == ()
    assert listed(tmp_path, RecordType.EVENT) == ["talks", "reply", "o1"]
    assert listed(tmp_path, RecordType.EVENT, "curated") == ["talks", "reply"]
    assert listed(tmp_path, RecordType.EVENT, "other") == ["o1"]


def test_an_import_does_not_replace_a_collection_of_other_records(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    with pytest.raises(CannotReplace, match="'curated' is a collection of other records, which was not imported"):
        load(url, other("curated"), by="import")
    assert listed(tmp_path, RecordType.EVENT) == ["talks", "reply"]


def test_an_import_replaces_what_was_exported_from_it_and_loaded(tmp_path: Path) -> None:
    url = loaded(tmp_path, other())
    (known,) = other().of(RecordType.EVENT)
    records = {**other().records, RecordType.EVENT: (known.model_copy(update={"title": "Another title"}),)}
    assert load(url, replace(other(), records=records), by="import").changes.changed == ((RecordType.EVENT, "o1"),)


def test_of_several_labels_of_a_kind_that_of_the_main_collection_counts(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    with open_catalogue(tmp_path) as catalogue:
        before = kind_labels(catalogue.reader)
    imported = other("aaa")
    kinds = {type_: dict.fromkeys(labels, "Another label") for type_, labels in imported.kinds.items()}
    load(url, replace(imported, kinds=kinds), by="import")
    with open_catalogue(tmp_path) as catalogue:
        assert [each.id for each in dataset.collections(catalogue.reader)] == ["curated", "aaa"]
        assert kind_labels(catalogue.reader) == before
        for type_, labels in before.items():
            assert catalogue.kinds(RecordType(type_)) == labels
    engine = writing_engine(url)
    with engine.connect() as connection:
        assert "Another label" not in Snapshot(connection).kind_labels.values()
    engine.dispose()


def test_loading_a_collection_again_replaces_it_alone(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    load(url, other())
    load(url, other(events=("o3",)))
    assert listed(tmp_path, RecordType.EVENT) == ["talks", "reply", "o3"]
    load(url, data_set([event("talks", "1954")]))
    assert listed(tmp_path, RecordType.EVENT) == ["talks", "o3"]
    assert listed(tmp_path, RecordType.ACTOR) == ["o2"]


def test_removing_a_collection_leaves_no_row_of_it_and_all_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    loaded(tmp_path / "alone", with_offices())
    url = loaded(tmp_path, rich())
    load(url, with_offices())
    done = remove(url, "curated")
    assert done.number == 3
    assert ("actor", "minister") in done.changes.removed
    derived = ("release", "ledger", "tenure", "citation", "record", "item", "part", "collection")
    assert rows(tmp_path, derived) == rows(tmp_path / "alone", derived)
    ledger = {row[1]: row[5] for row in contents(tmp_path)["ledger"] if "curated" in row}
    assert ledger["minister"] == ledger["the-minister"] == 3


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_the_checksum_of_a_release_does_not_depend_on_the_order_of_loads(tmp_path: Path, order: list[int]) -> None:
    sets = [rich(), other(), with_offices()]
    url = loaded(tmp_path, sets[order[0]])
    for place in order[1:]:
        done = load(url, sets[place])
    assert done.checksum == release_checksum({each.collection.id: checksums(each).data_set for each in sets})
    gone_and_back = load(url, [other(events=("o9",))])
    assert gone_and_back.checksum != done.checksum
    assert load(url, other()).checksum == done.checksum


def test_the_checksum_of_a_release_with_one_collection_is_that_of_the_collection(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    load(url, other())
    assert remove(url, "other").checksum == checksums(rich()).data_set


def test_sources_of_tenures_stay_with_their_tenures(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    load(url, with_offices())
    load(url, rich(version="2"))
    statement = (
        "SELECT holder, title FROM tenure JOIN citation ON owner_type = 'tenure' AND owner = CAST(key AS TEXT) "
        "ORDER BY holder"
    )
    with reading(tmp_path) as connection:
        found = connection.exec_driver_sql(statement).fetchall()
    assert found == [("holder", "B"), ("minister", "A source")]


def test_an_id_of_another_collection_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    before = contents(tmp_path)
    for taken in (other(actors=("minister",)), other(actors=("the-minister",)), other(events=("minister",))):
        with pytest.raises(IdTaken, match=r"minister.* in the collection 'other' .* 'curated' too"):
            load(url, taken)
        assert contents(tmp_path) == before
    with pytest.raises(IdTaken, match=r"'o1' in the collection 'third' .* 'other' too"):
        load(url, [other(), other("third")])
    assert contents(tmp_path) == before


def test_an_id_of_a_removed_collection_may_come_back_in_another_but_not_as_another_type(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    load(url, other())
    remove(url, "other")
    with pytest.raises(IdReused, match="'o1' was the id of an event"):
        load(url, other("third", events=(), actors=("o1",)))
    load(url, other("third"))
    assert listed(tmp_path, RecordType.EVENT, "third") == ["o1"]


def test_several_collections_are_one_release(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    third = other("third", events=("t1",), actors=())
    assert load(url, [other(), third]).number == 2
    again = load(url, [other(), third])
    assert (again.number, again.changed) == (2, False)
    assert listed(tmp_path, RecordType.EVENT) == ["talks", "reply", "o1", "t1"]


def test_changes_are_those_of_the_collection(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    load(url, other())
    engine = writing_engine(url)
    with engine.begin() as connection:
        assert not changes_of(connection, rich())
        assert changes_of(connection, rich(version="2")).others
        assert changes_of(connection, other(events=())).removed == ((RecordType.EVENT, "o1"),)
    engine.dispose()


def test_a_collection_that_is_not_there_and_the_last_one_cannot_be_removed(tmp_path: Path) -> None:
    url = loaded(tmp_path, rich())
    with pytest.raises(CannotRemove, match="no collection 'none'; there are: curated"):
        remove(url, "none")
    with pytest.raises(CannotRemove, match="'curated' is the only collection"):
        remove(url, "curated")
    empty = database_url(tmp_path / "empty")
    migrate(empty, ROOT / "migrations")
    with pytest.raises(CannotRemove, match="there are: none"):
        remove(empty, "curated")
