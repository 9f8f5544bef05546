"""The JSON-LD inside pages: that of the format of the same name, and nodes for what has no list in that format."""

from collections.abc import Mapping

import orjson
from starlette.requests import Request

from app.database.engine import Reader, ReleaseHead
from app.formats.context import ListType
from app.formats.jsonld import json_ld_context, node
from app.pages.dependencies import given
from app.resources import models as m
from app.resources.dataset import queries as dataset
from app.resources.dataset.export_context import export_context
from app.timeline.record_types import RecordType


class LinkedData:
    """Writes the documents of one request."""

    def __init__(self, request: Request, reader: Reader, release: ReleaseHead) -> None:
        self._request = request
        self._reader = reader
        self._release = release
        self._base = given(request).base_url

    def record(self, of: ListType, encoded: bytes) -> bytes:
        """The document of an event, document or actor."""
        context = export_context(self._request, self._reader, self._release, of)
        return orjson.dumps({"@context": json_ld_context(context), **node(encoded, context)})

    def claim(self, claim: m.Claim) -> bytes:
        """The document of a claim: who asserts it, and where."""
        return self._document(
            RecordType.CLAIM,
            {
                "id": claim.links.self,
                "type": "Claim",
                "name": claim.statement,
                "edtf": None if claim.date is None else claim.date.edtf,
                "author": [{"id": self._link(f"/v1/actors/{actor}")} for actor in claim.asserted_by] or None,
                "appearance": {"id": self._link(f"/v1/documents/{claim.asserted_in.document}"), "type": "CreativeWork"},
                "about": [{"id": self._link(f"/v1/{each.type}s/{each.id}")} for each in claim.about] or None,
            },
        )

    def place(self, place: m.Place) -> bytes:
        """The document of a place."""
        return self._document(
            RecordType.PLACE,
            {
                "id": place.links.self,
                "type": "Place",
                "name": place.name,
                "alternateName": place.historical_name,
                "address": {"type": "PostalAddress", "addressCountry": place.country},
                "geo": {"type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon},
            },
        )

    def topic(self, topic: m.Topic) -> bytes:
        """The document of a topic."""
        facts = {"id": topic.links.self, "type": "DefinedTerm", "name": topic.name, "description": topic.description}
        return self._document(RecordType.TOPIC, facts)

    def data_set(self, row: dataset.CollectionRow, version: str) -> bytes:
        """The document of the data set, by its first collection."""
        return self._document(
            RecordType.EVENT,
            {
                "id": "/v1/dataset",
                "type": "Dataset",
                "name": row.title,
                "description": row.description,
                "url": {"id": self._link("/")},
                "version": version,
                "dateModified": self._release.loaded_at.strftime("%Y-%m-%d"),
                "inLanguage": row.language,
                "license": None if row.licence_url is None else {"id": row.licence_url},
                "creator": None if row.publisher is None else {"type": "Organization", "name": row.publisher},
            },
        )

    def _document(self, of: ListType, facts: Mapping[str, object]) -> bytes:
        """The facts that have a value, `id` as a full address."""
        known = {name: value for name, value in facts.items() if value is not None}
        context = export_context(self._request, self._reader, self._release, of)
        return orjson.dumps({"@context": json_ld_context(context), **known, "id": self._link(str(facts["id"]))})

    def _link(self, path: str) -> str:
        return f"{self._base}{path}"
