"""The JSON-LD inside pages: the format of that name, and documents for what has no records in that format."""

from collections.abc import Mapping

import orjson
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.formats.format import Edition, ListOf, Source
from app.formats.jsonld import context, node
from app.http.urls import root_of
from app.pages.context import collections
from app.pages.dependencies import base_url, public_url
from app.resources.actors.queries import identifiers
from app.resources.dataset import queries as dataset


class LinkedData:
    """Makes the JSON-LD documents of one request."""

    def __init__(self, request: Request, catalogue: Catalogue) -> None:
        self._request = request
        self._catalogue = catalogue
        self._base = base_url(request)

    def record(self, of: ListOf, encoded: bytes) -> bytes:
        """The JSON-LD of an event, document or actor, made from its encoded detail."""
        edition = self._edition(of)
        return orjson.dumps({"@context": context(edition), **node(encoded, edition)})

    def document(self, of: ListOf, facts: Mapping[str, object]) -> bytes:
        """The JSON-LD of what the format leaves out. `facts` are its keys; None is left out, `id` is a path."""
        known = {name: value for name, value in facts.items() if value is not None}
        return orjson.dumps({"@context": context(self._edition(of)), **known, "id": self.link(str(facts["id"]))})

    def link(self, path: str) -> str:
        """The full address of a path of this service."""
        return f"{self._base}{path}"

    def _edition(self, of: ListOf) -> Edition:
        reader, rows = self._catalogue.reader, collections(self._catalogue)
        return Edition(
            of=of,
            release=self._catalogue.release.number,
            loaded_at=self._catalogue.release.loaded_at,
            language=next(iter(rows.values())).language,
            collections={
                row.id: Source(row.title, row.publisher, row.attribution, row.licence_name, row.licence_url)
                for row in rows.values()
            },
            kinds={type_: dict(labels) for type_, labels in dataset.kind_labels(reader).items()},
            base=self._base,
            address=f"{self._base}{self._request.scope['path']}",
            identifiers=lambda actor: identifiers(reader, actor),
            public_url=public_url(self._request),
            root_path=root_of(self._request.scope),
            alone=True,
        )
