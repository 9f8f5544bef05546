"""Citations to paste or import: of the source that a document is, and of our records of events and claims."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_detail
from app.catalogue.pool import Catalogues
from app.citations import chicago
from app.formats.citation_files import cite
from app.formats.registry import FORMATS
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.export_context import export_context
from app.http.ids import record_in_path
from app.http.negotiation import Offered, accept_of, negotiate
from app.http.openapi_responses import ClaimPath, DocumentPath, EventPath, Responses, answers
from app.http.pagination import existing
from app.http.parameters import Parameters
from app.http.problems import BadValue
from app.http.routing import AnswerRoute
from app.resources import models
from app.timeline.record_types import RecordType

router = APIRouter(prefix="/v1", route_class=AnswerRoute, tags=["citations"])

CHICAGO = "chicago"
FILES = {alias: FORMATS[alias] for alias in ("csl-json", "bibtex", "ris")}
OFFERED: Offered = ((CHICAGO, chicago.MEDIA_TYPE), *((alias, each.media_type) for alias, each in FILES.items()))
EXAMPLES: dict[str, Any] = {  # as OpenAPI writes it
    CHICAGO: "Vyacheslav Molotov, “Memorandum of V. M. Molotov to G. M. Malenkov and N. S. Khrushchev (...),” trans. "
    "Geoffrey Roberts, March 26, 1954, f. 6, op. 13, pap. 2, d. 9, ll. 56-59, AVP RF (...).",
    **{alias: each.example for alias, each in FILES.items()},
}

TEXT = {"type": "string"}
CSL_ITEMS = {
    "type": "array",
    "description": "Items of the schema csl-data.json of CSL 1.0.2.",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "properties": {
            "id": {"type": "string", "description": "Id of the record."},
            "type": {"type": "string", "description": "What is cited: an item type of CSL."},
        },
        "additionalProperties": True,
    },
}


class CitationParameters(Parameters):
    """The style or format of the citation. Without either `Accept` decides; the default is Chicago style."""

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
    """The responses of the routes: 200 in four media types, and problems."""
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
    event: EventPath,
    params: Annotated[CitationParameters, Query()],
    request: Request,
    catalogues: CataloguesDep,
) -> Answer:
    """A citation of our record of the event: title, date, data set, release, address of its page.

    It has no date of access. The address is in full if the operator has configured the public address, else it is the
    path.
    """
    return await _citation(request, catalogues, params, RecordType.EVENT, event)


@router.get(
    "/documents/{document}/citation",
    operation_id="get_document_citation",
    summary="A citation of a document",
    response_class=PlainTextResponse,
    responses=RESPONSES,
)
async def get_document_citation(
    document: DocumentPath,
    params: Annotated[CitationParameters, Query()],
    request: Request,
    catalogues: CataloguesDep,
) -> Answer:
    """A citation of the source itself: author, title, date, archive and signature, translator, where it was printed.

    Uncertain dates stay uncertain: in the date if the format has a notation for it, else in a note.
    """
    return await _citation(request, catalogues, params, RecordType.DOCUMENT, document)


@router.get(
    "/claims/{claim}/citation",
    operation_id="get_claim_citation",
    summary="A citation of a claim",
    response_class=PlainTextResponse,
    responses=RESPONSES,
)
async def get_claim_citation(
    claim: ClaimPath,
    params: Annotated[CitationParameters, Query()],
    request: Request,
    catalogues: CataloguesDep,
) -> Answer:
    """A citation of our record of the claim: statement, date, data set, release, address of its page.

    The document in which it is asserted has a citation of its own.
    """
    return await _citation(request, catalogues, params, RecordType.CLAIM, claim)


async def _citation(
    request: Request, catalogues: Catalogues, params: CitationParameters, type_: RecordType, name: str
) -> Answer:
    """The citation of the record that the path names, in the requested style or format."""
    alias = params.style or params.format or negotiate(accept_of(request.scope), OFFERED)

    def read(catalogue: Catalogue) -> Answer:
        release = catalogue.release
        record = record_in_path(catalogue, type_, name)
        item = existing(read_detail(catalogue, type_, record))[0] + b"}"
        context = export_context(request, catalogue, type_)
        if alias == CHICAGO:
            text = f"{chicago.text(cite(item, context))}\n".encode()
            return Answer(text, chicago.MEDIA_TYPE, release=release.name, loaded_at=release.loaded_at)
        format_ = FILES[alias]
        return Answer(
            b"".join(format_.write([item], context)),
            format_.content_type,
            release=release.name,
            loaded_at=release.loaded_at,
            headers={"Content-Disposition": f'inline; filename="{record}.{format_.extension}"'},
        )

    return await catalogues.read(read)
