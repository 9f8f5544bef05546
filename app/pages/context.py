"""What the pages of records need besides the record: titles and labels, claims with evidence, citations."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from app.catalogue.catalogue import Catalogue
from app.pages import queries
from app.pages.offices import Member, by_relevance
from app.resources import models as m
from app.resources.dataset import queries as dataset
from app.resources.titles import Titled, actor_kinds, titles, topic_names
from app.timeline.record_types import RecordType

_TYPES_WITH_KINDS = (RecordType.EVENT, RecordType.ACTOR, RecordType.DOCUMENT, RecordType.CLAIM)


@dataclass(frozen=True, slots=True)
class Lookups:
    """What templates look up: titles and topics by id, labels of kinds by record type, the record's collection."""

    titles: dict[str, Titled]
    topics: dict[str, str]
    kinds: dict[str, dict[str, str]]
    collection: dataset.CollectionRow


def lookups(catalogue: Catalogue, collection: str, ids: Iterable[str]) -> Lookups:
    """The lookups for the page of a record of `collection`; `ids` are those of records that it names by title."""
    return Lookups(
        titles=titles(catalogue.reader, ids),
        topics=topic_names(catalogue.reader),
        kinds={type_: catalogue.kinds(type_) for type_ in _TYPES_WITH_KINDS},
        collection=collections(catalogue)[collection],
    )


def collections(catalogue: Catalogue) -> dict[str, dataset.CollectionRow]:
    """All collections by id."""
    reader = catalogue.reader
    return reader.remembered("collections", lambda: {row.id: row for row in dataset.collections(reader)})


def ids_of_cast(actors: Iterable[m.Participant | m.DocumentActor]) -> Iterator[str]:
    """Ids of actors that a cast gives without their names: bodies of offices, those represented or acted for."""
    for actor in actors:
        yield from (office.of for office in actor.offices)
        yield from (each.id for each in actor.represents)
        if actor.on_behalf_of is not None:
            yield actor.on_behalf_of


def cast(catalogue: Catalogue, actors: Sequence[Member]) -> list[Member]:
    """The actors of an event or document, each with its most relevant offices first."""
    bodies = (office.of for actor in actors for office in actor.offices)
    return by_relevance(actors, actor_kinds(catalogue.reader, bodies))


def ids_of_claims(claims: Iterable[m.Claim]) -> Iterator[str]:
    """Ids of the records in claims: who asserts them, in which document, about what."""
    for claim in claims:
        yield claim.asserted_in.document
        yield from claim.asserted_by
        yield from (subject.id for subject in claim.about)


def with_evidence(catalogue: Catalogue, claims: Iterable[m.Claim]) -> list[m.ClaimDetail]:
    """The first claims that a page lists, each with its evidence."""
    return [
        m.ClaimDetail.model_validate_json(queries.detail(catalogue, RecordType.CLAIM, claim.id))
        for claim in islice(claims, queries.MOST_LISTED)
    ]
