"""The context of exports and linked data, read from the database."""

from starlette.requests import Request

from app.catalogue.catalogue import Catalogue, kind_labels
from app.database.engine import Reader
from app.formats.context import Collection, ExportContext, ListType
from app.http.dependencies import base_url, public_url
from app.http.urls import own_path, root_of
from app.resources.actors.queries import identifiers, sort_name
from app.resources.dataset import queries


def export_context(request: Request, catalogue: Catalogue, list_type: ListType) -> ExportContext:
    """The context of a file, citation or JSON-LD document that answers `request`."""
    reader, release, base = catalogue.reader, catalogue.release, base_url(request)
    query = request.scope["query_string"].decode("ascii")
    path = own_path(request.scope)
    return ExportContext(
        list_type=list_type,
        release=release.number,
        loaded_at=release.loaded_at,
        collections=reader.remembered("collections of exports", lambda: _collections(reader)),
        kinds=kind_labels(reader),
        base=base,
        address=f"{base}{path}?{query}" if query else f"{base}{path}",
        identifiers=lambda actor: identifiers(reader, actor),
        sort_name=lambda actor: sort_name(reader, actor),
        public_url=public_url(request),
        root_path=root_of(request.scope),
    )


def _collections(reader: Reader) -> dict[str, Collection]:
    return {
        row.id: Collection(row.title, row.publisher, row.language, row.attribution, row.licence_name, row.licence_url)
        for row in queries.collections(reader)
    }
