"""Dependencies that routes share, for `Annotated[..., Depends(...)]`. All are plain functions of the request."""

from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import Request

from app.catalogue.pool import Catalogues
from app.settings import Settings


def get_catalogues(request: Request) -> Catalogues:
    """The catalogue of the data that the application serves."""
    return cast("Catalogues", request.app.state.catalogues)


def get_settings(request: Request) -> Settings:
    """The settings that the application was made with."""
    return cast("Settings", request.app.state.settings)


def base_url(request: Request) -> str:
    """The full address of the service with its root path, without a slash at its end; never taken from the request."""
    url: str = request.app.state.base_url
    return url


def public_url(request: Request) -> str | None:
    """The address that the operator has configured, in the form of `base_url`; None without one."""
    url: str | None = request.app.state.public_url
    return url


CataloguesDep = Annotated[Catalogues, Depends(get_catalogues)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
