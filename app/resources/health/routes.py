"""The health and the metrics of the service, for the operator."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.database.engine import DatabaseUnavailable
from app.http.dependencies import CataloguesDep
from app.http.metrics import CONTENT_TYPE, Metrics, ServedRelease
from app.http.openapi_responses import PROBLEM

router = APIRouter(tags=["health"])


@router.get(
    "/health/live",
    operation_id="get_live",
    summary="The process answers",
    responses={405: {"description": "Another method than GET, HEAD or OPTIONS.", "content": PROBLEM}},
)
async def live() -> JSONResponse:
    """200 as long as the process can answer at all."""
    return JSONResponse({"status": "live"}, headers={"Cache-Control": "no-store"})


@router.get(
    "/health/ready",
    operation_id="get_ready",
    summary="The service can answer",
    responses={
        405: {"description": "Another method than GET, HEAD or OPTIONS.", "content": PROBLEM},
        503: {"description": "Nothing is loaded yet.", "content": PROBLEM},
    },
)
async def ready(catalogues: CataloguesDep) -> JSONResponse:
    """200 when a release is loaded and can be read, with its number; else 503.

    `search` says whether it can be searched: `ready`, `missing` or `damaged`. Without it all else works.
    """
    number = await catalogues.read(lambda catalogue: catalogue.release.number)
    content = {"status": "ready", "release": number, "search": await catalogues.search_state()}
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, catalogues: CataloguesDep) -> Response:
    """The numbers of the service, in the text format of Prometheus."""
    shown: Metrics = request.app.state.metrics
    shown.use(searching=catalogues.searching, exports=catalogues.open_files)
    try:
        release = await catalogues.read(
            lambda catalogue: ServedRelease(catalogue.release.number, catalogue.release.loaded_at)
        )
    except DatabaseUnavailable:
        release = None
    return Response(shown.text(release), media_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})
