"""What the pages of single records share. `app/resources/*/pages.py` says what each type of record shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.citations.citation import DataSet
from app.formats.registry import of_record
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep, public_url
from app.http.export_context import export_context
from app.http.ids import record_in_path
from app.pages import queries
from app.pages.context import Lookups, lookups
from app.pages.linked_data import LinkedData
from app.pages.rendering import Head, data_page
from app.timeline.record_types import RecordType


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record in one request. `id` is its current id."""

    request: Request
    catalogue: Catalogue
    type: RecordType
    id: str

    @property
    def linked_data(self) -> LinkedData:
        """Makes the JSON-LD of the page."""
        return LinkedData(self.request, self.catalogue)

    def detail(self) -> bytes:
        """The record as its detail in the API, encoded."""
        return queries.detail(self.catalogue, self.type, self.id)

    def data_set(self, collection: str) -> DataSet:
        """What citations say of the data set that holds the record."""
        context = export_context(self.request, self.catalogue, self.type)
        return context.data_set(collection)

    def lookups(self, collection: str, ids: Iterable[str]) -> Lookups:
        """The titles of the records with these ids, and the other labels on the page of a record of a collection."""
        return lookups(self.catalogue, collection, ids)

    def render(  # noqa: PLR0913 - each is one fact about the page
        self,
        record: BaseModel,
        *,
        title: str,
        description: str,
        types: tuple[str, ...],
        json_ld: bytes,
        authors: Iterable[str] = (),
        lookups: Lookups | None = None,
        **variables: object,
    ) -> Answer:
        """The page made of the resource's template, such as `events/event.html`, which shows `record` as `event`.

        `types` are names of schema.org, `authors` ids of actors. `lookups` gives the licence; a record outside all
        collections has none. `variables` are those of the template.
        """
        plural = self.type.plural
        head = Head(
            title=title,
            description=description,
            path=f"/{plural}/{self.id}",
            data=f"/v1/{plural}/{self.id}",
            types=types,
            licence_url=None if lookups is None else lookups.collection.licence_url,
            authors=tuple(f"/actors/{author}" for author in authors),
            json_ld=json_ld,
        )
        variables |= {
            self.type: record,
            "lookups": lookups,
            "formats": of_record(self.type),
            "has_public_address": public_url(self.request) is not None,
        }
        return data_page(self.request, f"{plural}/{self.type}.html", head, self.catalogue.release, **variables)


Render = Callable[[RecordView], Answer]


def record_page(router: APIRouter, type_: RecordType) -> Callable[[Render], Render]:
    """Register the decorated function as the page of each record of a type, such as `/events/{name}`.

    `name` is an id or alias. The page redirects from an alias, and answers 404 or 410 if there is no such record.
    """

    def register(render: Render) -> Render:
        @router.get(f"/{type_.plural}/{{name}}")
        async def show(name: str, request: Request, catalogues: CataloguesDep) -> Answer:
            def read(catalogue: Catalogue) -> Answer:
                return render(RecordView(request, catalogue, type_, record_in_path(catalogue, type_, name)))

            return await catalogues.read(read)

        return render

    return register
