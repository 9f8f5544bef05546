"""What routes depend on: functions of the request, which `AnswerRoute` calls itself."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.catalogue.pool import Catalogues


def get_catalogues(request: Request) -> Catalogues:
    """The catalogue of the data that the application serves."""
    catalogues: Catalogues = request.app.state.catalogues
    return catalogues


CataloguesDep = Annotated[Catalogues, Depends(get_catalogues)]
