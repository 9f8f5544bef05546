"""The network: SQL counts what a plain reading of the events counts."""

from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.catalogue import Catalogue
from app.catalogue.plans import MOST_VALUES
from app.catalogue.queries import ActorInRole, Cast, DateFilter, RecordQuery, TermKey
from app.resources.network.queries import Network, acted_for, network
from app.timeline.dates import parse
from app.timeline.network import EdgeKind
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ActorScope, ParticipationRole
from tests.catalogue.corpus import actor, data_set, event, loaded, open_catalogue

PEOPLE = [f"p{number:02}" for number in range(14)]
ROLES = list(ParticipationRole)
EVENTS = {
    f"e{number:03}": {
        "date": f"1954-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "kind": ["note", "visit"][number % 2],
        "actors": [
            {"actor": PEOPLE[(number * step + step) % len(PEOPLE)], "role": ROLES[(number * 3 + step) % len(ROLES)]}
            for step in range(number % 6)
        ]
        # The same actor in two roles of one end, which must count once.
        + [{"actor": "p00", "role": role} for role in ("author", "sender", "chair", "participant")[: number % 5]],
    }
    for number in range(120)
}
PLAIN = {name: [(row["actor"], row["role"]) for row in given["actors"]] for name, given in EVENTS.items()}
EVERY_EVENT = RecordQuery((RecordType.EVENT,))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder: Path = tmp_path_factory.mktemp("network")
    minister = {"office": "Minister", "of": "realm", "from": "1950", "to": "1960", "capacity": "state"}
    people = [actor(name, **({"offices": [minister]} if name == "p01" else {})) for name in PEOPLE]
    given = {name: more | {"actors": _distinct(more["actors"])} for name, more in EVENTS.items()}
    loaded(
        folder,
        data_set(
            actors=[*people, actor("realm", "state")], events=[event(name, **more) for name, more in given.items()]
        ),
    )
    with open_catalogue(folder) as found:
        yield found


def _distinct(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [dict(pairs) for pairs in dict.fromkeys(tuple(row.items()) for row in rows)]


def counted(names: list[str], nodes: set[str]) -> Counter[tuple[EdgeKind, str, str]]:
    """The edges between `nodes` in the events with these names, counted one event and pair after the other."""
    weights: Counter[tuple[EdgeKind, str, str]] = Counter()
    for name in names:
        for kind in EdgeKind:
            sources = {who for who, role in PLAIN[name] if role in kind.source_roles} & nodes
            targets = {who for who, role in PLAIN[name] if role in kind.target_roles} & nodes
            pairs = permutations(sources | targets, 2)
            weights.update(
                (kind, one, other)
                for one, other in pairs
                if one in sources and other in targets and (kind is not EdgeKind.MET or one < other)
            )
    return weights


def edges_of(found: Network) -> Counter[tuple[EdgeKind, str, str]]:
    return Counter({(edge.kind, edge.source, edge.target): edge.weight for edge in found.edges})


def nodes_of(found: Network) -> list[tuple[str, int]]:
    return [(node.id, node.events) for node in found.nodes]


@given(
    actors=st.lists(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=MOST_VALUES + 2), max_size=2),
    kinds=st.lists(st.sampled_from(["note", "visit"]), max_size=1),
    months=st.none() | st.sampled_from(["1954-02", "1954-02/1954-06", "../1954-04"]),
    limit=st.sampled_from([1, 3, 7, 1_000]),
)
@settings(max_examples=60, deadline=None)
def test_nodes_and_weights_are_those_of_a_plain_count(
    catalogue: Catalogue, actors: list[list[str]], kinds: list[str], months: str | None, limit: int
) -> None:
    span = None if months is None else parse(months).outer
    wanted = RecordQuery(
        (RecordType.EVENT,),
        tuple((TermKey("kind", kind),) for kind in kinds),
        Cast(tuple(tuple(ActorInRole(each) for each in dict.fromkeys(group)) for group in actors)),
        None if span is None else DateFilter(span),
    )
    matching = [
        name
        for name, given in EVENTS.items()
        if all({who for who, _ in PLAIN[name]} & set(group) for group in actors)
        and all(given["kind"] == kind for kind in kinds)
        and (span is None or span.meets(parse(str(given["date"])).outer))
    ]
    per_actor = Counter(who for name in matching for who in {who for who, _ in PLAIN[name]})
    heaviest = sorted(per_actor.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    found = network(catalogue, wanted, limit)
    assert nodes_of(found) == heaviest
    assert found.total == len(per_actor)
    assert edges_of(found) == counted(matching, {who for who, _ in heaviest})


def test_all_kinds_of_edges_occur_here() -> None:
    assert {kind for kind, _, _ in counted(list(EVENTS), set(PEOPLE))} == set(EdgeKind)


def test_edges_stand_heaviest_first_and_then_by_kind_source_and_target(catalogue: Catalogue) -> None:
    edges = network(catalogue, EVERY_EVENT, 1_000).edges
    keys = [(-edge.weight, edge.kind, edge.source, edge.target) for edge in edges]
    assert keys == sorted(keys)
    assert len(set(edges)) == len(edges) > 20


def test_representatives_choose_events_and_the_nodes_are_those_who_stand_in_them(catalogue: Catalogue) -> None:
    cast = Cast(((ActorInRole("realm"),),), scope=ActorScope.REPRESENTATIVES)
    found = network(catalogue, EVERY_EVENT._replace(cast=cast), 1_000)
    acting = [
        name
        for name, rows in PLAIN.items()
        if any(who == "p01" and ParticipationRole(role).acting for who, role in rows)
    ]
    assert "realm" not in dict(nodes_of(found))
    assert edges_of(found) == counted(acting, set(PEOPLE))


def test_only_who_is_represented_by_others_is_acted_for(catalogue: Catalogue) -> None:
    assert acted_for(catalogue.reader, ["realm", *PEOPLE]) == {"realm"}


def test_nothing_matching_is_an_empty_network(catalogue: Catalogue) -> None:
    unknown_kind = EVERY_EVENT.with_group(TermKey("kind", "none"))
    assert network(catalogue, unknown_kind, 1_000) == Network([], [], 0)
    later = EVERY_EVENT._replace(dates=DateFilter(parse("1999").outer))
    assert network(catalogue, later, 1_000) == Network([], [], 0)
