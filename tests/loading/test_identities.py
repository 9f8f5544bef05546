"""Who is who: which actors of imports are joined with those of the leading collection, and on what evidence."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.database.engine import writing_engine
from app.database.migrating import migrate
from app.database.statements import table
from app.loading.data_set import DataSet
from app.loading.identities import Judgement, stored_judgements
from app.loading.release import load, remove
from app.resources.actors.models import ActorRecord, IdentityRecord
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import Verdict
from tests.catalogue.corpus import COLLECTION, actor, data_set, event, loaded, open_catalogue
from tests.databases import contents, database_url
from tests.serving import ROOT

PRESIDENT = [{"office": "President of Utopia", "of": "utopia", "from": "1953-01-20", "to": "1961-01-20"}]
DULLES: dict[str, Any] = {"name": "John Foster Dulles", "born": "1888-02-25", "died": "1959-05-24"}
CURATED = [
    actor("dulles", **DULLES),
    actor("eisenhower", name="Dwight D. Eisenhower", offices=[{**PRESIDENT[0], "capacity": "state"}]),
    actor("utopia", "state", founded="1900"),
]
SAME, POSSIBLE, NOT_SAME = Verdict.SAME, Verdict.POSSIBLE, Verdict.NOT_SAME


def curated(*actors: ActorRecord, identities: Sequence[dict[str, Any]] = ()) -> DataSet:
    made = data_set(actors=actors or CURATED)
    return replace(made, identities=tuple(IdentityRecord.model_validate(each) for each in identities))


def imported(*actors: ActorRecord, name: str = "archive", events: Sequence[Any] = ()) -> DataSet:
    """An import with these actors, without the topics and places of the corpus."""
    made = data_set(events, actors)
    collection = COLLECTION.model_copy(update={"id": name, "title": name.title()})
    return replace(made, collection=collection, records={**made.records, RecordType.TOPIC: (), RecordType.PLACE: ()})


def decided(url: str) -> dict[tuple[str, str], tuple[Verdict, str]]:
    """The decisions by pair: the verdict, and whose it is."""
    decision = table("decision")
    engine = writing_engine(url)
    with engine.begin() as connection:
        found = {
            (row.imported, row.actor): (row.verdict, row.decided_by) for row in connection.execute(select(decision))
        }
    engine.dispose()
    return found


def reasons(url: str, one: str) -> list[str]:
    decision = table("decision")
    engine = writing_engine(url)
    with engine.begin() as connection:
        (found,) = connection.scalars(select(decision.c.reasons).where(decision.c.imported == one))
    engine.dispose()
    return list(found)


def verdict_on(tmp_path: Path, one: ActorRecord, *others: ActorRecord) -> dict[str, Verdict]:
    """What is decided of an imported actor, beside others of its import, by curated actor."""
    url = loaded(tmp_path, curated())
    load(url, imported(one, *others), by="import")
    return {pair[1]: verdict for pair, (verdict, _) in decided(url).items() if pair[0] == one.id}


@pytest.mark.parametrize(
    ("one", "found"),
    [
        ({"name": "John Foster Dulles", "born": "1888", "died": "1959"}, {"dulles": SAME}),
        ({"name": "Dulles, John F.", "born": "1888-02-25"}, {"dulles": SAME}),
        ({"name": "John Foster Dulles", "born": "1900"}, {}),
        ({"name": "John Foster Dulles", "born": "1888", "died": "1990"}, {}),
        ({"name": "John Foster Dulles"}, {"dulles": POSSIBLE}),
        ({"name": "Allen Dulles", "born": "1893"}, {}),
        ({"name": "J. F. Dulle", "born": "1888"}, {}),
        ({"name": "Mary Miller", "born": "1888", "died": "1959"}, {}),
    ],
    ids=["years", "initial", "other birth", "other death", "name alone", "brother", "only alike", "years alone"],
)
def test_a_name_alone_joins_nobody_and_years_of_life_do(
    tmp_path: Path, one: dict[str, Any], found: dict[str, Verdict]
) -> None:
    assert verdict_on(tmp_path, actor("x-1", **one)) == found


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([("President", "1955-07-18/1955-07-23")], {"eisenhower": SAME}),
        ([("President", "1955-07-18"), ("General", "1944-06-06")], {"eisenhower": SAME}),
        ([("President", "1955-07-18"), ("President", "1969-02-23")], {"eisenhower": POSSIBLE}),
        ([("President", "1945-02-03")], {"eisenhower": POSSIBLE}),
        ([("King", "1955-07-18")], {"eisenhower": POSSIBLE}),
        ([], {"eisenhower": POSSIBLE}),
    ],
    ids=["in office", "and in another", "one day outside", "not in office", "other office", "none"],
)
def test_an_office_on_the_same_day_joins_who_has_the_name(
    tmp_path: Path, days: list[tuple[str, str]], found: dict[str, Verdict]
) -> None:
    seen = [{"office": office, "date": date} for office, date in days]
    assert verdict_on(tmp_path, actor("x-1", name="Dwight D. Eisenhower", seen_in_office=seen)) == found


def test_a_namesake_in_the_same_office_at_another_time_is_not_joined(tmp_path: Path) -> None:
    office = {"office": "President of Utopia", "of": "utopia", "from": "2001", "to": "2009", "capacity": "state"}
    url = loaded(tmp_path, curated(actor("bush", name="George W. Bush", offices=[office]), actor("utopia", "state")))
    father = actor("x-1", name="George H.W. Bush", seen_in_office=[{"office": "President", "date": "1990-09-09"}])
    son = actor("x-2", name="George W. Bush", seen_in_office=[{"office": "President", "date": "2002-05-23"}])
    load(url, imported(father, son), by="import")
    assert decided(url) == {("x-1", "bush"): (POSSIBLE, "matcher"), ("x-2", "bush"): (SAME, "matcher")}
    assert reasons(url, "x-1")[-1] == "not in the office President on the same day (9 September 1990)"
    assert reasons(url, "x-2") == ["same name", "same office on the same day (President, 23 May 2002)"]


def test_the_same_number_in_an_authority_file_joins_unless_the_years_differ(tmp_path: Path) -> None:
    viaf = [{"scheme": "viaf", "id": "7"}]
    url = loaded(tmp_path, curated(actor("dulles", **DULLES, identifiers=viaf)))
    load(
        url,
        [
            imported(actor("x-1", name="J. D.", identifiers=viaf), name="one"),
            imported(actor("x-2", name="J. D.", born="1950", identifiers=viaf), name="two"),
            imported(actor("x-3", name="J. D.", identifiers=[{"scheme": "list", "id": "7"}]), name="three"),
        ],
        by="import",
    )
    assert decided(url) == {("x-1", "dulles"): (SAME, "matcher"), ("x-2", "dulles"): (POSSIBLE, "matcher")}


def test_two_of_one_import_who_are_both_like_one_are_not_joined(tmp_path: Path) -> None:
    found = verdict_on(tmp_path, actor("x-1", **DULLES), actor("x-2", **DULLES))
    assert found == {"dulles": POSSIBLE}


def test_one_who_is_listed_under_two_titles_is_joined_twice(tmp_path: Path) -> None:
    seen = [{"office": "President", "date": "1955-07-18"}]
    both = [actor(f"x-{n}", name="Dwight D. Eisenhower", seen_in_office=seen) for n in (1, 2)]
    assert verdict_on(tmp_path, *both) == {"eisenhower": SAME}


def test_bodies_of_one_name_and_kind_are_possible(tmp_path: Path) -> None:
    assert verdict_on(tmp_path, actor("x-1", "state", name="Utopia")) == {"utopia": POSSIBLE}
    (tmp_path / "other").mkdir()
    assert verdict_on(tmp_path / "other", actor("x-1", "ministry", name="Utopia")) == {}


def test_identities_in_the_files_overrule_the_matcher_either_way(tmp_path: Path) -> None:
    identities = [
        {"actor": "dulles", "not_same_as": ["x-dulles", "not-loaded"]},
        {"actor": "eisenhower", "same_as": ["x-ike", "not-loaded-either"]},
    ]
    url = loaded(tmp_path, curated(identities=identities))
    load(url, imported(actor("x-dulles", **DULLES), actor("x-ike", name="Ike")), by="import")
    assert decided(url) == {("x-dulles", "dulles"): (NOT_SAME, "files"), ("x-ike", "eisenhower"): (SAME, "files")}
    load(url, curated(), by="load")
    assert decided(url) == {("x-dulles", "dulles"): (SAME, "matcher")}


def test_judgements_of_the_curator_come_after_the_files_and_before_the_matcher(tmp_path: Path) -> None:
    url = loaded(tmp_path, curated(identities=[{"actor": "eisenhower", "same_as": ["x-ike"]}]))
    given = [Judgement("x-dulles", "dulles", NOT_SAME), Judgement("x-ike", "dulles", SAME)]
    data = imported(actor("x-dulles", **DULLES), actor("x-ike", name="Ike"))
    load(url, data, by="import", judgements=given)
    assert decided(url) == {("x-dulles", "dulles"): (NOT_SAME, "curator"), ("x-ike", "eisenhower"): (SAME, "files")}
    assert "same years of life" in reasons(url, "x-dulles")


def test_judgements_stay_until_others_are_given_and_are_obeyed_without_new_data(tmp_path: Path) -> None:
    url = loaded(tmp_path, curated())
    data = imported(actor("x-1", name="Ike"))
    given = [Judgement("x-1", "eisenhower", SAME)]
    assert load(url, data, by="import", judgements=given).number == 2
    assert not load(url, data, by="import", judgements=given).changed
    assert not load(url, data, by="import").changed
    load(url, imported(actor("x-1", name="Ike E."), actor("x-2")), by="import")
    assert decided(url) == {("x-1", "eisenhower"): (SAME, "curator")}
    remove(url, "archive")
    assert decided(url) == {}
    load(url, data, by="import")
    assert decided(url) == {("x-1", "eisenhower"): (SAME, "curator")}
    assert load(url, [], judgements=[]).changed
    assert decided(url) == {}
    assert not load(url, [], judgements=[]).changed


def test_a_judgement_of_who_is_not_loaded_joins_nobody(tmp_path: Path) -> None:
    url = loaded(tmp_path, curated())
    given = [Judgement("x-1", "nobody", SAME), Judgement("x-9", "dulles", SAME), Judgement("dulles", "x-1", SAME)]
    load(url, imported(actor("x-1", name="Ike")), by="import", judgements=given)
    assert decided(url) == {}
    engine = writing_engine(url)
    with engine.begin() as connection:
        assert stored_judgements(connection) == set(given)
    engine.dispose()


def test_the_checksum_of_a_release_counts_judgements_that_decide_something(tmp_path: Path) -> None:
    url = loaded(tmp_path, curated())
    plain = load(url, imported(actor("x-1", name="Ike")), by="import").checksum
    judged = load(url, [], judgements=[Judgement("x-1", "eisenhower", SAME)]).checksum
    assert judged != plain
    assert load(url, [], judgements=[Judgement("x-1", "eisenhower", NOT_SAME)]).checksum not in {plain, judged}
    assert load(url, [], judgements=[Judgement("x-9", "eisenhower", SAME)]).checksum == plain
    assert load(url, [], judgements=[Judgement("x-1", "eisenhower", SAME)]).checksum == judged


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_the_order_of_loads_does_not_count(tmp_path: Path, order: list[int]) -> None:
    sets = [
        (curated(), "load"),
        (imported(actor("x-1", **DULLES), name="one"), "import"),
        (imported(actor("y-1", **DULLES), actor("y-2", "state", name="Utopia"), name="two"), "import"),
    ]
    url = database_url(tmp_path)
    migrate(url, ROOT / "migrations")
    for place in order:
        data, by = sets[place]
        load(url, data, by=by)  # type: ignore[arg-type]  # one of the words
    assert decided(url) == {
        ("x-1", "dulles"): (SAME, "matcher"),
        ("y-1", "dulles"): (SAME, "matcher"),
        ("y-2", "utopia"): (POSSIBLE, "matcher"),
    }


def test_imports_alone_are_not_compared(tmp_path: Path) -> None:
    url = database_url(tmp_path)
    migrate(url, ROOT / "migrations")
    load(url, [imported(actor("x-1", **DULLES), name="one"), imported(actor("y-1", **DULLES), name="two")], by="import")
    assert decided(url) == {}


def test_the_id_of_a_joined_actor_and_its_aliases_lead_to_the_curated_one_while_it_is_joined(tmp_path: Path) -> None:
    url = loaded(tmp_path, curated())
    load(url, imported(actor("x-1", **DULLES, aliases=["x-old"])), by="import")
    with open_catalogue(tmp_path) as catalogue:
        for name in ("x-1", "x-old", "dulles"):
            assert catalogue.current_id(RecordType.ACTOR, name) == "dulles"
        assert catalogue.current_id(RecordType.EVENT, "x-1") is None
    load(url, [], judgements=[Judgement("x-1", "dulles", NOT_SAME)])
    with open_catalogue(tmp_path) as catalogue:
        for name in ("x-1", "x-old"):
            assert catalogue.current_id(RecordType.ACTOR, name) == "x-1"
    remove(url, "archive")
    with open_catalogue(tmp_path) as catalogue:
        assert catalogue.current_id(RecordType.ACTOR, "x-1") is None
        assert catalogue.was_removed(RecordType.ACTOR, "x-1")


def test_bodies_that_become_one_may_not_belong_to_themselves(tmp_path: Path) -> None:
    url = loaded(tmp_path, curated(identities=[{"actor": "utopia", "same_as": ["x-utopia", "x-ministry"]}]))
    ministry = actor("x-ministry", "ministry", member_of=[{"group": "x-utopia", "kind": "organ"}])
    load(url, imported(ministry, actor("x-utopia", "state")), by="import")
    with open_catalogue(tmp_path) as catalogue:
        assert catalogue.number(RecordType.ACTOR, "x-ministry") is None
    rows = contents(tmp_path)
    assert len(rows["membership"]) == 1  # the plain tables have what was loaded


def test_an_event_keeps_its_actor_when_the_join_ends(tmp_path: Path) -> None:
    url = loaded(tmp_path, curated())
    trip = event("trip", "1955", topics=[], actors=[{"actor": "x-1", "role": "participant"}])
    load(url, imported(actor("x-1", **DULLES), events=[trip]), by="import")
    before = contents(tmp_path)["participation"]
    load(url, [], judgements=[Judgement("x-1", "dulles", NOT_SAME)])
    assert contents(tmp_path)["participation"] == before
    assert "x-1" in before[0]
