"""Citations to paste or import: of a document the source, of an event or claim our record of it."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_detail
from app.catalogue.pool import Catalogues
from app.citations import chicago, citation
from app.citations.files import FORMATS
from app.database.engine import Reader, ReleaseHead
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.ids import record_in_path
from app.http.negotiation import Offered, negotiate
from app.http.openapi_responses import ClaimPath, DocumentPath, EventPath, Responses, answers
from app.http.pagination import existing
from app.http.parameters import Parameters
from app.http.problems import BadValue
from app.http.routing import AnswerRoute
from app.http.urls import root_of
from app.resources import models
from app.resources.dataset import queries as dataset
from app.timeline.record_types import RecordType

router = APIRouter(prefix="/v1", route_class=AnswerRoute, tags=["citations"])

CHICAGO = "chicago"
OFFERED: Offered = ((CHICAGO, chicago.MEDIA_TYPE), *((name, each.media_type) for name, each in FORMATS.items()))
EXAMPLES: dict[str, Any] = {  # as OpenAPI writes it
    CHICAGO: "Vyacheslav Molotov, “Memorandum of V. M. Molotov to G. M. Malenkov and N. S. Khrushchev (...),” trans. "
    "Geoffrey Roberts, March 26, 1954, f. 6, op. 13, pap. 2, d. 9, ll. 56-59, AVP RF (...).",
    "csl-json": [
        {
            "id": "doc-molotov-memorandum-1954-03-26",
            "type": "manuscript",
            "author": [{"family": "Molotov", "given": "Vyacheslav"}],
            "issued": {"date-parts": [[1954, 3, 26]]},
        }
    ],
    "bibtex": "@unpublished{doc-molotov-memorandum-1954-03-26,\n  author = {Molotov, Vyacheslav},\n"
    "  date = {1954-03-26},\n}",
    "ris": "TY  - MANSCPT\r\nAU  - Molotov,Vyacheslav\r\nDA  - 1954/03/26/\r\nER  - \r\n",
}

TEXT = {"type": "string"}
CSL_ITEMS = {
    "type": "array",
    "description": "Items as the schema csl-data.json of CSL 1.0.2 has them.",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "properties": {
            "id": {"type": "string", "description": "Id of the record."},
            "type": {"type": "string", "description": "What is cited, in the words of CSL."},
        },
        "additionalProperties": True,
    },
}

Cite = Callable[[Catalogue, bytes], citation.Citation]


class CitationParameters(Parameters):
    """How the citation is written. Without either: as `Accept` says, else in Chicago style."""

    style: Annotated[
        Literal["chicago"] | SkipJsonSchema[None],
        Field(
            description="As text to paste: `chicago`, a full note after the Chicago Manual of Style (the default). Not "
            "together with `format`.",
            examples=[CHICAGO],
        ),
    ] = None
    format: Annotated[
        Literal["csl-json", "bibtex", "ris"] | SkipJsonSchema[None],
        Field(
            description="As a file for reference managers and citation processors: `csl-json`, `bibtex` or `ris`. "
            "Wins over `Accept`; not together with `style`.",
            examples=["csl-json", "bibtex", "ris"],
        ),
    ] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.style is not None and self.format is not None:
            reason = "cannot be given together with format: files have no style"
            raise BadValue(reason, expected="one of the two", parameter="style", value=self.style)
        return self


def _responses() -> Responses:
    """What the routes answer: 200 in four media types."""
    responses = answers(models.ProblemDocument, of_record=True)
    content = {
        media_type: {"schema": CSL_ITEMS if name == "csl-json" else TEXT, "example": EXAMPLES[name]}
        for name, media_type in OFFERED
    }
    headers = responses[200]["headers"]
    return responses | {200: {"description": "The citation.", "content": content, "headers": headers}}


RESPONSES = _responses()


@router.get(
    "/events/{event}/citation",
    operation_id="get_event_citation",
    summary="A citation of an event",
    response_class=PlainTextResponse,
    responses=RESPONSES,
)
async def get_event_citation(
    event: EventPath, params: Annotated[CitationParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Answer:
    """A citation of our record of the event: title, date, data set, release, address. It names no day of access.

    The address is the full one where the operator has configured the public address, else the path.
    """

    def cite(catalogue: Catalogue, stored: bytes) -> citation.Citation:
        item = models.Event.model_validate_json(stored)
        data_set = _data_set(request, catalogue.reader, catalogue.release, item.collection)
        return citation.of_event(item, catalogue.kinds(RecordType.EVENT), data_set)

    return await _answer(request, catalogues, params, RecordType.EVENT, event, cite)


@router.get(
    "/documents/{document}/citation",
    operation_id="get_document_citation",
    summary="A citation of a document",
    response_class=PlainTextResponse,
    responses=RESPONSES,
)
async def get_document_citation(
    document: DocumentPath, params: Annotated[CitationParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Answer:
    """A citation of the source itself: author, title, date, archive and signature, translator, where it was printed.

    Uncertain dates keep their doubt: in the date where the format has a way to say it, else in a note.
    """

    def cite(catalogue: Catalogue, stored: bytes) -> citation.Citation:
        item = models.Document.model_validate_json(stored)
        return citation.of_document(item, catalogue.kinds(RecordType.DOCUMENT))

    return await _answer(request, catalogues, params, RecordType.DOCUMENT, document, cite)


@router.get(
    "/claims/{claim}/citation",
    operation_id="get_claim_citation",
    summary="A citation of a claim",
    response_class=PlainTextResponse,
    responses=RESPONSES,
)
async def get_claim_citation(
    claim: ClaimPath, params: Annotated[CitationParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Answer:
    """A citation of our record of the claim: statement, date, data set, release, address.

    The document in which it is asserted has a citation of its own.
    """

    def cite(catalogue: Catalogue, stored: bytes) -> citation.Citation:
        item = models.Claim.model_validate_json(stored)
        data_set = _data_set(request, catalogue.reader, catalogue.release, item.collection)
        return citation.of_claim(item, catalogue.kinds(RecordType.CLAIM), data_set)

    return await _answer(request, catalogues, params, RecordType.CLAIM, claim, cite)


async def _answer(  # noqa: PLR0913, PLR0917 - what the three routes differ in
    request: Request, catalogues: Catalogues, params: CitationParameters, type_: RecordType, name: str, cite: Cite
) -> Answer:
    """The citation of the record that the path names, in the requested style or format."""
    chosen = params.style or params.format or negotiate(request.headers.get("accept"), OFFERED)

    def read(catalogue: Catalogue) -> Answer:
        stored = existing(read_detail(catalogue, type_, record_in_path(catalogue, type_, name)))[0]
        return _written(cite(catalogue, stored + b"}"), chosen, catalogue.release)

    return await catalogues.read(read)


def _written(cited: citation.Citation, chosen: str, release: ReleaseHead) -> Answer:
    if chosen == CHICAGO:
        text = f"{chicago.text(cited)}\n".encode()
        return Answer(text, chicago.MEDIA_TYPE, release=release.name, loaded_at=release.loaded_at)
    file = FORMATS[chosen]
    return Answer(
        b"".join(file.chunks([cited])),
        file.content_type,
        release=release.name,
        loaded_at=release.loaded_at,
        headers={"Content-Disposition": f'inline; filename="{cited.id}.{file.extension}"'},
    )


def _data_set(request: Request, reader: Reader, release: ReleaseHead, collection: str) -> citation.DataSet:
    """What is said of the data set: the record's own collection, in the release served."""
    rows = reader.remembered("collections", lambda: {row.id: row for row in dataset.collections(reader)})
    return citation.DataSet(
        title=rows[collection].title,
        publisher=rows[collection].publisher,
        release=release.number,
        public_url=request.app.state.public_url,
        root_path=root_of(request.scope),
    )
