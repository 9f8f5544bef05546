"""Dependencies that routes share, for `Annotated[..., Depends(...)]`. All are plain functions of the request."""

from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import Request

from app.database.readers import ReaderPool
from app.settings import Settings


def get_readers(request: Request) -> ReaderPool:
    """The reader threads of the application."""
    return cast("ReaderPool", request.app.state.readers)


def get_settings(request: Request) -> Settings:
    """The settings that the application was made with."""
    return cast("Settings", request.app.state.settings)


ReadersDep = Annotated[ReaderPool, Depends(get_readers)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
