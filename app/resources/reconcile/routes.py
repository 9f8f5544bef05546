"""`/reconcile`: the W3C Reconciliation Service API 0.2, with which OpenRefine matches tables with the records.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from collections.abc import Callable
from typing import Annotated, Any, cast

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.catalogue.catalogue import Catalogue
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep, base_url
from app.http.openapi_responses import PROBLEM, Responses
from app.http.problems import INVALID_PARAMETER, NOT_FOUND, PAYLOAD_TOO_LARGE, ParameterError, Problem
from app.http.request_checks import parse_query
from app.http.urls import root_of
from app.resources.reconcile.candidates import Matchers, results
from app.resources.reconcile.properties import COMPARED, PROPERTIES, TYPES, Property, of_type
from app.resources.reconcile.queries import entity_id, find
from app.resources.reconcile.requests import MOST_QUERIES, Extension, read_extension, read_queries
from app.timeline.vocabulary import SuggestedType

router = APIRouter(prefix="/reconcile", tags=["reconciliation"])

LARGEST_BODY = 1_000_000
"""Bytes that a form may have."""
FORM = "application/x-www-form-urlencoded"
MOST_SUGGESTED = 20
NO_STORE = {"Cache-Control": "no-store"}
Json = dict[str, Any]  # as the specification shapes it


def get_matchers(request: Request) -> Matchers:
    """The matcher of the release that the application serves."""
    return cast("Matchers", request.app.state.matchers)


MatchersDep = Annotated[Matchers, Depends(get_matchers)]


_QUERIES = '{"q0": {"query": "Molotov, V. M.", "type": "person", "limit": 3}}'
_EXTEND = '{"ids": ["molotov"], "properties": [{"id": "date"}, {"id": "earliest"}]}'
_TEXTS = {
    "queries": f"A batch of at most {MOST_QUERIES} queries, as JSON.",
    "extend": "Entities and the properties that are wanted of them, as JSON.",
}
_EXAMPLES = {"queries": _QUERIES, "extend": _EXTEND}
_PARAMETERS = [
    {
        "name": name,
        "in": "query",
        "required": False,
        "description": text,
        "schema": {"type": "string", "examples": [_EXAMPLES[name]]},
    }
    for name, text in _TEXTS.items()
]
_BODY = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "properties": {name: {"type": "string", "description": text} for name, text in _TEXTS.items()},
            },
            "example": {"queries": _QUERIES},
        }
    },
}
_RESPONSES: Responses = {
    200: {
        "description": "As the specification shapes it.",
        "content": {"application/json": {"schema": {"type": "object", "additionalProperties": True}}},
    },
    422: {"description": "A parameter is malformed.", "content": PROBLEM},
    503: {"description": "Nothing is loaded yet, or the query took too long.", "content": PROBLEM},
}


@router.get(
    "",
    operation_id="reconcile",
    summary="Match names with records",
    responses=_RESPONSES,
    openapi_extra={"parameters": _PARAMETERS},
)
async def reconcile(request: Request, catalogues: CataloguesDep, matchers: MatchersDep) -> Response:
    """The Reconciliation Service API 0.2, for OpenRefine and other programs that match tables with records.

    Without parameters: the manifest. With `queries`: for each query the candidates, the best first, each with a score
    from 0 to 100; `match` is true where a candidate is certain. With `extend`: properties of entities. Unknown
    parameters are ignored, as clients of this protocol send some. Persons and bodies are matched by all their names:
    in any order, with initials and titles, in other scripts and transliterations; `born`, `died` and `office` as
    properties tell namesakes apart. Events, documents, places and topics are matched by title.
    """
    sent = {name: values[0] for name, values in parse_query(request.scope["query_string"]).items()}
    if "queries" in sent or "extend" in sent:
        return await _answer(sent, catalogues, matchers)
    return await _json_answer(catalogues, lambda _catalogue: manifest(base_url(request)))


@router.post(
    "",
    operation_id="reconcile_form",
    summary="Match names with records, by a form",
    responses=_RESPONSES | {413: {"description": "The form is larger than a megabyte.", "content": PROBLEM}},
    openapi_extra={"requestBody": _BODY},
)
async def reconcile_form(request: Request, catalogues: CataloguesDep, matchers: MatchersDep) -> Response:
    """The same with `queries` or `extend` in a form of at most 1 MB, as OpenRefine sends them. It is not cached."""
    sent = {name: values[0] for name, values in parse_query(await _body(request)).items()}
    if "queries" not in sent and "extend" not in sent:
        fault = ParameterError("queries", None, "a batch of queries", reason="the form has neither queries nor extend")
        raise Problem(INVALID_PARAMETER, errors=[fault])
    return await _answer(sent, catalogues, matchers, no_store=True)


@router.get("/suggest/entity", include_in_schema=False)
async def suggest_entity(request: Request, catalogues: CataloguesDep) -> Response:
    """Entities whose name begins as typed in `prefix`."""
    prefix = _first(request, "prefix")

    def read(catalogue: Catalogue) -> Json:
        found = catalogue.indexes.names.complete(prefix, tuple(SuggestedType), MOST_SUGGESTED)
        items = [
            {"id": entity_id(each.type, each.id), "name": each.label, "notable": [each.type]}
            | ({"description": each.hint} if each.hint else {})
            for each in found
        ]
        return {"result": items}

    return await _json_answer(catalogues, read, long=True)


@router.get("/suggest/type", include_in_schema=False)
async def suggest_type(request: Request, catalogues: CataloguesDep) -> Response:
    """Types whose name has what was typed in `prefix`."""
    return await _json_answer(catalogues, lambda _: {"result": _named(TYPES, _first(request, "prefix"))})


@router.get("/suggest/property", include_in_schema=False)
async def suggest_property(request: Request, catalogues: CataloguesDep) -> Response:
    """Properties whose name has what was typed in `prefix`, of queries and of data extension."""
    names = {each.id: each.name for each in PROPERTIES.values()} | COMPARED
    return await _json_answer(catalogues, lambda _: {"result": _named(names, _first(request, "prefix"))})


@router.get("/properties", include_in_schema=False)
async def propose_properties(request: Request, catalogues: CataloguesDep) -> Response:
    """The properties that data extension has for a type, at most `limit`."""
    type_, limit = _first(request, "type"), _first(request, "limit")
    if type_ and type_ not in TYPES:
        raise Problem(INVALID_PARAMETER, errors=[ParameterError("type", type_, f"one of {', '.join(TYPES)}")])
    if limit and not (limit.isascii() and limit.isdigit() and int(limit[:9]) > 0):
        raise Problem(INVALID_PARAMETER, errors=[ParameterError("limit", limit, "a whole number from 1 on")])
    properties: list[Property] = of_type(type_) if type_ else list(PROPERTIES.values())
    found = [{"id": each.id, "name": each.name} for each in properties]
    shown = found[: int(limit[:9])] if limit else found
    body: Json = {"type": type_, "properties": shown} | ({"limit": int(limit[:9])} if limit else {})
    return await _json_answer(catalogues, lambda _: body)


@router.get("/view/{entity}", include_in_schema=False)
async def view(entity: str, request: Request, catalogues: CataloguesDep) -> Response:
    """To the page of an entity."""
    found = await catalogues.read(lambda catalogue: find(catalogue, entity))
    if found is None:
        raise Problem(NOT_FOUND, "No record has this id.")
    return RedirectResponse(f"{root_of(request.scope)}{_page(found[1])}", 303, NO_STORE)


def manifest(base: str) -> Json:
    """What the service can do; `base` is its full address, without a slash at its end."""
    service = f"{base}/reconcile"
    return {
        "versions": ["0.2"],
        "name": "Diplomatic timeline",
        "identifierSpace": f"{service}/view/",
        "schemaSpace": f"{base}/help/reconciliation#types",
        "documentation": f"{base}/help/reconciliation",
        "defaultTypes": [{"id": id_, "name": name} for id_, name in TYPES.items()],
        "view": {"url": f"{service}/view/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview/{{{{id}}}}", "width": 420, "height": 220},
        "suggest": {
            name: {"service_url": service, "service_path": f"/suggest/{name}"}
            for name in ("entity", "property", "type")
        },
        "extend": {"propose_properties": {"service_url": service, "service_path": "/properties"}},
        "batchSize": MOST_QUERIES,
    }


def extended(catalogue: Catalogue, extension: Extension) -> Json:
    """The properties of entities; an unknown entity has none."""
    properties = [PROPERTIES[each.id] for each in extension.properties]
    rows = {}
    for id_ in extension.ids:
        found = find(catalogue, id_)
        rows[id_] = {
            each.id: list(each.values(found[1])) if found is not None and found[0].value in each.types else []
            for each in properties
        }
    return {"meta": [{"id": each.id, "name": each.name} for each in properties], "rows": rows}


async def _answer(
    sent: dict[str, str], catalogues: CataloguesDep, matchers: Matchers, *, no_store: bool = False
) -> Response:
    """The answer to queries or to a data extension. `no_store`: nobody may keep it."""
    if "queries" in sent:
        body = await results(catalogues, matchers, read_queries(sent["queries"]))
    else:
        extension = read_extension(sent["extend"])
        body = await catalogues.read(lambda catalogue: extended(catalogue, extension), long=True)
    if no_store:
        return Response(orjson.dumps(body), headers=NO_STORE, media_type="application/json")
    return await _json_answer(catalogues, lambda _: body, keep=False)


async def _json_answer(
    catalogues: CataloguesDep, make: Callable[[Catalogue], Json], *, long: bool = False, keep: bool = True
) -> Answer:
    def read(catalogue: Catalogue) -> Answer:
        release = catalogue.release
        return Answer(orjson.dumps(make(catalogue)), release=release.name, loaded_at=release.loaded_at, keep=keep)

    return await catalogues.read(read, long=long)


async def _body(request: Request) -> bytes:
    """The form as sent.

    Raises:
        Problem: 413, it is too large; 422, it is no form.
    """
    media_type = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
    if media_type != FORM:
        raise Problem(INVALID_PARAMETER, errors=[ParameterError("Content-Type", media_type, FORM)])
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise Problem(PAYLOAD_TOO_LARGE, f"The form is larger than {LARGEST_BODY:,} bytes.")
        parts.append(part)
    return b"".join(parts)


def _first(request: Request, name: str) -> str:
    return next(iter(parse_query(request.scope["query_string"]).get(name, ())), "")


def _named(names: dict[str, str], prefix: str) -> list[Json]:
    """Those of which id or name has a word that begins so."""
    typed = prefix.casefold().strip()
    return [
        {"id": id_, "name": name}
        for id_, name in names.items()
        if id_.startswith(typed) or any(word.startswith(typed) for word in name.casefold().split())
    ]


def _page(item: Json) -> str:
    return str(item["links"]["html"])
