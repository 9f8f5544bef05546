"""Exchanges: which move answers which."""

from typing import Annotated

from pydantic import Field

from app.resources.events.models import Answered
from app.resources.faces import ResponseModel
from app.resources.fields import Id
from app.resources.shared import Date, Named
from app.timeline.vocabulary import ExchangeScope


class DaysBetween(ResponseModel):
    """Days from the first day of the move answered to that of the answer; they differ where a first day is uncertain.

    `min` may be below 0: of two moves of one month the later cannot be told.
    """

    min: Annotated[int | None, Field(description="At least; null: a first day is open.", examples=[37])]
    max: Annotated[int | None, Field(description="At most; null: a first day is open.", examples=[37])]


class MoveAnswer(Answered):
    """The other end of an answer: the move answered, or the one answering."""

    days: DaysBetween
    in_exchange: Annotated[bool, Field(description="False: that move is not in this exchange.")]


class Move(ResponseModel):
    """An event in its place in an exchange."""

    id: Annotated[Id, Field(description="Id of the event.")]
    title: Annotated[str, Field(description="Title of the event.")]
    kind: Annotated[str, Field(description="Kind, open; labels in `/v1/dataset`.", examples=["note"])]
    date: Date
    movers: Annotated[list[Named], Field(description="Authors, senders and sponsors, each once.")]
    answers: Annotated[list[MoveAnswer], Field(description="All moves that it answers, the earliest first.")]
    answered_by: Annotated[list[MoveAnswer], Field(description="All moves that answer it, the earliest first.")]


class Exchange(ResponseModel):
    """The moves around an event, from the openings to the last reply."""

    event: Annotated[Id, Field(description="Id of the event whose exchange this is.")]
    scope: Annotated[ExchangeScope, Field(description="How far it goes.")]
    openings: Annotated[list[Id], Field(description="Moves that answer nothing.")]
    moves: Annotated[
        list[Move],
        Field(description="By first possible day, then id, but none before what it answers; each once."),
    ]
    unanswered: Annotated[list[Id], Field(description="Moves with a recipient that nothing answers.")]
