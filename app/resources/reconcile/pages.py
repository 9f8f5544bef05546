"""The preview of an entity, which other programs show in a frame."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.catalogue import Catalogue
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep, base_url
from app.http.problems import NOT_FOUND, Problem
from app.pages.rendering import HTML, environment
from app.resources.reconcile.properties import description_of, name_of, types_of
from app.resources.reconcile.queries import find

router = APIRouter(include_in_schema=False)

LONGEST = 300
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *"
"""Unlike other pages it may be shown in the frame of another site."""


@router.get("/reconcile/preview/{entity}")
async def preview(entity: str, request: Request, catalogues: CataloguesDep) -> Response:
    """Name, type and first words of an entity, with a link to its page."""

    def read(catalogue: Catalogue) -> Answer:
        found = find(catalogue, entity)
        if found is None:
            raise Problem(NOT_FOUND, "No record has this id.")
        type_, item = found
        html = (
            environment()
            .get_template("reconcile/preview.html")
            .render(
                name=name_of(item),
                type=types_of(type_, item)[0]["name"],
                description=description_of(item)[:LONGEST],
                address=f"{base_url(request)}{item['links']['html']}",
            )
        )
        release = catalogue.release
        headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "strict-origin-when-cross-origin"}
        return Answer(html.encode(), HTML, release=release.name, loaded_at=release.loaded_at, headers=headers)

    return await catalogues.read(read)
