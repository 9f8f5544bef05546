"""`/v1/dataset`: the release served."""

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue, kind_labels
from app.database.engine import Reader, ReleaseHead
from app.formats.links import rooted
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep, SettingsDep
from app.http.format_choice import JSON, JSON_ALONE
from app.http.negotiation import accept_of, negotiate
from app.http.openapi_responses import answers
from app.http.routing import AnswerRoute
from app.http.urls import root_of
from app.resources import models as m
from app.resources.dataset import queries as dataset
from app.timeline.vocabulary import DocumentRole, ParticipationRole, Word

router = APIRouter(prefix="/v1", route_class=AnswerRoute, tags=["dataset"])
SOFTWARE = version("diplomatic-timeline")


@router.get(
    "/dataset", operation_id="get_dataset", summary="The release served", responses=answers(m.Dataset, listed=False)
)
async def get_dataset(request: Request, catalogues: CataloguesDep, settings: SettingsDep) -> Answer:
    """Title, release, version, checksum, counts and how to cite; licences; the labels of kinds and roles."""
    negotiate(accept_of(request.scope), JSON_ALONE)

    limits = None if settings.rate_limit is None else {"requests_by_client": settings.rate_limit}

    def read(catalogue: Catalogue) -> Answer:
        release = catalogue.release
        body = rooted(described(catalogue.reader, release, limits).model_dump_json().encode(), root_of(request.scope))
        return Answer(body, JSON, release=release.name, loaded_at=release.loaded_at)

    return await catalogues.read(read)


def described(reader: Reader, release: ReleaseHead, limits: dict[str, Any] | None = None) -> m.Dataset:
    """What the service says of the release, and of the limits of requests, if there are any."""
    data_version, counts = dataset.counts(reader, release.number)
    rows = dataset.collections(reader)
    main = rows[0]
    return m.Dataset(
        title=main.title,
        release=release.number,
        version=data_version,
        checksum=release.checksum,
        loaded_at=release.loaded_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        language=main.language,
        counts=counts,
        cite_as=main.cite_as,
        collections=[_collection(reader, row) for row in rows],
        kinds={
            type_: [m.KindLabel(value=slug, label=label) for slug, label in labels.items()]
            for type_, labels in kind_labels(reader).items()
        },
        roles={"event": _words(ParticipationRole), "document": _words(DocumentRole)},
        limits=limits,
        software=SOFTWARE,
        links={"self": "/v1/dataset", "events": "/v1/events", "actors": "/v1/actors", "documents": "/v1/documents"},
    )


def _collection(reader: Reader, row: dataset.CollectionRow) -> m.CollectionInfo:
    known = {name: getattr(row, name) for name in dataset.CollectionRow.__dataclass_fields__}
    return m.CollectionInfo(**known, counts=dataset.collection_counts(reader, row.id))


def _words(words: type[Word]) -> list[m.KindLabel]:
    return [m.KindLabel(value=word.value, label=word.label) for word in words]
