"""`/v1/events/{event}/exchange`: which move answers which."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.ids import record_in_path
from app.http.openapi_responses import EventPath, answers
from app.http.pagination import record_answer
from app.http.parameters import Parameters
from app.http.routing import AnswerRoute
from app.resources import models
from app.resources.exchanges import queries
from app.resources.exchanges.representation import exchange
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ExchangeScope

router = APIRouter(prefix="/v1", route_class=AnswerRoute, tags=["events"])


class ExchangeParameters(Parameters):
    """How far the exchange goes."""

    scope: Annotated[
        ExchangeScope,
        Field(
            description="`line` (default): the event, all it answers, directly or through others, and all that answers "
            "it. `whole`: everything connected with it by answers in either direction, the same seen from each of its "
            "moves.",
            examples=["whole"],
        ),
    ] = ExchangeScope.LINE


@router.get(
    "/events/{event}/exchange",
    operation_id="get_exchange",
    summary="The exchange of one event",
    responses=answers(models.Exchange, of_record=True),
)
async def get_exchange(
    event: EventPath, params: Annotated[ExchangeParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Answer:
    """The moves that it answers and that answer it, from the opening to the last reply.

    Each move stands once, however many it answers: one answered twice is a fork, one with two answers a join. An event
    that answers nothing and is not answered is an exchange of one move.
    """

    def read(catalogue: Catalogue) -> Answer:
        record = record_in_path(catalogue, RecordType.EVENT, event)
        found = exchange(record, params.scope, queries.moves(catalogue.reader, record, params.scope))
        return record_answer(request, (found.model_dump_json().encode()[:-1],), catalogue.release)

    return await catalogues.read(read, long=params.scope is ExchangeScope.WHOLE)
