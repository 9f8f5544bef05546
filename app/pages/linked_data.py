"""The JSON-LD inside pages: the format of that name, and documents for what has no records in that format."""

from collections.abc import Mapping

import orjson
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.formats.context import ExportContext, ListType
from app.formats.jsonld import json_ld_context, node
from app.http.dependencies import base_url
from app.http.export_context import export_context


class LinkedData:
    """Makes the JSON-LD documents of one request."""

    def __init__(self, request: Request, catalogue: Catalogue) -> None:
        self._request = request
        self._catalogue = catalogue
        self._base = base_url(request)

    def record(self, type_: ListType, encoded: bytes) -> bytes:
        """The JSON-LD of an event, document or actor, made from its encoded detail."""
        context = self._context(type_)
        return orjson.dumps({"@context": json_ld_context(context), **node(encoded, context)})

    def document(self, type_: ListType, facts: Mapping[str, object]) -> bytes:
        """The JSON-LD of what the format leaves out. `facts` are its keys; None is left out, `@id` is a path."""
        known = {name: value for name, value in facts.items() if value is not None}
        address = self.link(str(facts["@id"]))
        return orjson.dumps({"@context": json_ld_context(self._context(type_)), **known, "@id": address})

    def link(self, path: str) -> str:
        """The full address of a path of this service."""
        return f"{self._base}{path}"

    def _context(self, type_: ListType) -> ExportContext:
        return export_context(self._request, self._catalogue, type_)
