"""The citations of a list of records, and a file format made of them."""

from collections.abc import Iterable, Iterator

from app.citations import citation
from app.citations.files import FORMATS
from app.formats.format import Edition, Format, ListOf
from app.resources import models as m

CITED = frozenset((ListOf.EVENTS, ListOf.DOCUMENTS, ListOf.CLAIMS))


def citations(records: Iterable[bytes], edition: Edition) -> Iterator[citation.Citation]:
    """The citation of each encoded event, document or claim."""
    return (_citation(record, edition) for record in records)


def _citation(record: bytes, edition: Edition) -> citation.Citation:
    match edition.of:
        case ListOf.DOCUMENTS:
            return citation.of_document(m.Document.model_validate_json(record), edition.kinds.get("document", {}))
        case ListOf.EVENTS:
            event = m.Event.model_validate_json(record)
            return citation.of_event(event, edition.kinds.get("event", {}), _data_set(event.collection, edition))
        case ListOf.CLAIMS:
            claim = m.Claim.model_validate_json(record)
            return citation.of_claim(claim, edition.kinds.get("claim", {}), _data_set(claim.collection, edition))
        case _:
            raise ValueError(f"{edition.of} have no citations")


def _data_set(collection: str, edition: Edition) -> citation.DataSet:
    source = edition.collections[collection]
    return citation.DataSet(
        source.title, source.publisher, edition.release, public_url=edition.public_url, root_path=edition.root_path
    )


def citation_format(alias: str, description: str, example: object) -> Format:
    """The format of that name in `files`, for lists."""
    file = FORMATS[alias]

    def write(records: Iterable[bytes], edition: Edition) -> Iterator[bytes]:
        return file.chunks(citations(records, edition))

    return Format(
        alias=alias,
        media_type=file.media_type,
        content_type=file.content_type,
        extension=file.extension,
        description=description,
        example=example,
        lists=CITED,
        write=write,
    )
