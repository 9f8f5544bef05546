"""What a record's page says of the records around it: titles, headings, labels, claims with evidence, a citation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from starlette.requests import Request

from app.citations.citation import DataSet
from app.database.engine import Reader, ReleaseHead
from app.resources import models as m
from app.resources.dataset import queries as dataset
from app.resources.dataset.export_context import export_context
from app.store import records
from app.store.names import RecordType, kinds
from app.store.titles import Titled, titles, topic_names
from app.timeline.record_types import RecordType as ListOf


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the templates look up: titles and topics by id, labels by kind, the record's collection."""

    titles: dict[str, Titled]
    topics: dict[str, str]
    kinds: dict[str, dict[str, str]]
    collection: dataset.CollectionRow


def surroundings(reader: Reader, collection: str, ids: Iterable[str]) -> Surroundings:
    """What is said around a record of a collection whose page names the records with these ids."""
    return Surroundings(
        titles=titles(reader, ids),
        topics=topic_names(reader),
        kinds={type_: kinds(reader, type_) for type_ in (*_WITH_KINDS,)},
        collection=collections(reader)[collection],
    )


_WITH_KINDS = (RecordType.EVENT, RecordType.ACTOR, RecordType.DOCUMENT, RecordType.CLAIM)


def collections(reader: Reader) -> dict[str, dataset.CollectionRow]:
    """All collections by id."""
    return reader.remembered("collections", lambda: {row.id: row for row in dataset.collections(reader)})


def ids_of_cast(actors: Iterable[m.Participant | m.DocumentActor]) -> Iterator[str]:
    """The ids that a cast names without a name: bodies of offices, those acted for."""
    for actor in actors:
        yield from (office.of for office in actor.offices)
        yield from (each.id for each in actor.represents)
        if actor.on_behalf_of is not None:
            yield actor.on_behalf_of


def ids_of_claims(claims: Iterable[m.Claim]) -> Iterator[str]:
    """The ids that claims name: who asserts them, where, about what."""
    for claim in claims:
        yield claim.asserted_in.document
        yield from claim.asserted_by
        yield from (subject.id for subject in claim.about)


def with_evidence(reader: Reader, claims: Iterable[m.Claim]) -> list[m.ClaimDetail]:
    """The same claims, each with its evidence."""
    return [
        m.ClaimDetail.model_validate_json(b"".join((*stored, b"}")))
        for claim in claims
        if (stored := records.one(reader, records.CLAIMS, claim.id)) is not None
    ]


def data_set(request: Request, reader: Reader, release: ReleaseHead, collection: str) -> DataSet:
    """The data set as citations of the records of a collection name it."""
    return export_context(request, reader, release, ListOf.EVENT).data_set(collection)
