"""`on` and `certainty`: what tenures and memberships hold on a day."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.catalogue.queries import DayFilter
from app.http.parameters import Parameters
from app.http.problems import BadValue
from app.http.values import DayParam, Groups, OneValue, closed
from app.timeline.vocabulary import Certainty


class DayParameters(Parameters):
    """On which day, and how certainly."""

    on: Annotated[
        DayParam | SkipJsonSchema[None],
        Field(
            description="A day: only what certainly or possibly held on it; each item then says its `certainty`. The "
            "day of a handover belongs to both holders.",
            examples=["1954-03-26"],
        ),
    ] = None
    certainty: Annotated[
        OneValue,
        closed(Certainty),
        Field(
            default_factory=Groups,
            description="With `on` only: `certain`, what certainly held that day; `possible`, what may have; "
            "comma: any. Given once: a record has one.",
            examples=[["certain"]],
        ),
    ]

    @model_validator(mode="after")
    def _certainty_of_a_day(self) -> Self:
        if self.certainty and self.on is None:
            raise BadValue(
                "needs a day", expected="given with on", parameter="certainty", value=",".join(self.certainty[0])
            )
        return self

    def day(self) -> DayFilter | None:
        """The day of `on`, and how certainly a record must hold on it: in every group of `certainty`."""
        if self.on is None:
            return None
        certainties = {Certainty(value) for value in Certainty if all(value in group for group in self.certainty)}
        return DayFilter(self.on, frozenset(certainties))
