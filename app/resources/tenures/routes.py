"""`/v1/tenures` and `/v1/memberships`: who held which office, and who belonged to what."""

from functools import partial
from typing import Annotated, ClassVar, Self

from fastapi import APIRouter, Query
from pydantic import Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.database.engine import Reader, ReleaseHead
from app.http.exports import Result, list_answer
from app.http.facets import SPAN_FACETS, FacetParameters, record_facet
from app.http.ids import Names
from app.http.openapi_responses import answers
from app.http.pagination import KeyTypes, ListRequest
from app.http.parameters import CollectionParameters, DateParameters, PageParameters, Parameters
from app.http.problems import BadValue
from app.http.record_route import RecordRoute
from app.http.values import DayText, GroupTexts, Text, closed, read_day, split_groups
from app.resources import models
from app.resources.tenures import queries as offices
from app.store import records
from app.store.names import RecordType
from app.store.paging import Sort
from app.timeline.days import Day
from app.timeline.filters import MembershipFilter, TenureFilter
from app.timeline.record_types import RecordType as ListOf
from app.timeline.vocabulary import Certainty, MembershipKind

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["offices"])
SORTS = (Sort.DATE, Sort.DATE_REVERSED)
TENURE_KEYS: KeyTypes = {sort: records.key_types(records.TENURES, sort) for sort in SORTS}
MEMBERSHIP_KEYS: KeyTypes = {sort: records.key_types(records.MEMBERSHIPS, sort) for sort in SORTS}


class DayParameters(Parameters):
    """On which day, and how certainly."""

    on: Annotated[
        DayText | SkipJsonSchema[None],
        Field(
            description="A day: only what certainly or possibly held on it; each item then says its `certainty`. The "
            "day of a handover belongs to both holders.",
            examples=["1954-03-26"],
        ),
    ] = None
    certainty: Annotated[
        GroupTexts,
        closed(Certainty),
        Field(
            default_factory=list,
            description="With `on` only: `certain`, what certainly held that day; `possible`, what may have.",
        ),
    ]

    @model_validator(mode="after")
    def _certainty_of_a_day(self) -> Self:
        if self.certainty and self.on is None:
            raise BadValue("needs a day", expected="given with on", parameter="certainty", value=self.certainty[0])
        return self

    def day(self) -> Day | None:
        """The day of `on`."""
        return None if self.on is None else read_day(self.on)


class TenureParameters(PageParameters, FacetParameters, CollectionParameters, DateParameters, DayParameters):
    """Which tenures, in which order. Dates are the span of the tenure."""

    of: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Id of a body: offices in it and in its organs at any depth; with `on` in those of that day, "
            "certain or possible. An office in what was only possibly an organ that day is at most `possible`.",
            examples=[["ussr"]],
        ),
    ]
    holder: Annotated[
        GroupTexts,
        Field(default_factory=list, description="Id of the holder; comma: any of them.", examples=[["molotov"]]),
    ]
    office: Annotated[
        Text,
        Field(
            description="Words of the title: all must be in it, in any order; upper case and accents do not count.",
            examples=["secretary general"],
        ),
    ] = None

    list_of: ClassVar[ListOf | None] = ListOf.TENURE
    sorts: ClassVar[tuple[Sort, ...]] = SORTS
    facets: ClassVar[tuple[str, ...]] = SPAN_FACETS
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Tenure.model_fields)

    @field_validator("office")
    @classmethod
    def _has_words(cls, value: str | None) -> str | None:
        if value is not None and not offices.words_of(value):
            raise BadValue("has no word in it", expected="words of the title of an office")
        return value

    def filter(self, reader: Reader) -> TenureFilter:
        """What is asked, ids made current.

        Raises:
            Problem: an id is unknown.
        """
        names = Names(reader)
        asked = TenureFilter(
            dates=self.dates(),
            on=self.day(),
            certainties=split_groups(self.certainty),
            bodies=names.records("of", RecordType.ACTOR, split_groups(self.of)),
            holders=names.records("holder", RecordType.ACTOR, split_groups(self.holder)),
            words=tuple(sorted(offices.words_of(self.office or ""))),
            collections=names.records("collection", RecordType.COLLECTION, split_groups(self.collection)),
        )
        names.refuse_unknown()
        return asked


class MembershipParameters(PageParameters, FacetParameters, CollectionParameters, DateParameters, DayParameters):
    """Which memberships, in which order. Dates are the span of the membership."""

    group: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Id of the group, and of that alone: its organs have members of their own.",
            examples=[["nato"]],
        ),
    ]
    member: Annotated[
        GroupTexts,
        Field(default_factory=list, description="Id of the member; comma: any of them.", examples=[["usa"]]),
    ]
    kind: Annotated[
        GroupTexts,
        closed(MembershipKind),
        Field(
            default_factory=list,
            description="`member`: it belongs to the group; `organ`: it also acts for it.",
            examples=[["organ"]],
        ),
    ]

    list_of: ClassVar[ListOf | None] = ListOf.MEMBERSHIP
    sorts: ClassVar[tuple[Sort, ...]] = SORTS
    facets: ClassVar[tuple[str, ...]] = ("kind", *SPAN_FACETS)
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Membership.model_fields)

    def filter(self, reader: Reader) -> MembershipFilter:
        """What is asked, ids made current.

        Raises:
            Problem: an id is unknown.
        """
        names = Names(reader)
        asked = MembershipFilter(
            dates=self.dates(),
            on=self.day(),
            certainties=split_groups(self.certainty),
            groups=names.records("group", RecordType.ACTOR, split_groups(self.group)),
            members=names.records("member", RecordType.ACTOR, split_groups(self.member)),
            kinds=split_groups(self.kind),
            collections=names.records("collection", RecordType.COLLECTION, split_groups(self.collection)),
        )
        names.refuse_unknown()
        return asked


@router.get(
    "/tenures",
    operation_id="list_tenures",
    summary="Who held which office",
    responses=answers(models.TenureList, files_of=ListOf.TENURE),
)
async def list_tenures(asked: Annotated[TenureParameters, Query()], request: Request) -> Response:
    """Offices with their holders, by first possible day, then holder, body and title."""
    listed = ListRequest(request, asked, Sort.DATE, TENURE_KEYS)

    def result(reader: Reader, _release: ReleaseHead) -> Result:
        wanted = asked.filter(reader)
        clauses, item = offices.tenure_clauses(reader, wanted)
        pages = partial(records.page, reader, records.TENURES, clauses, item=item)
        return Result(pages, record_facet(reader, records.TENURES, clauses, wanted.dates))

    return await list_answer(listed, result)


@router.get(
    "/memberships",
    operation_id="list_memberships",
    summary="Who belonged to what",
    responses=answers(models.MembershipList, files_of=ListOf.MEMBERSHIP),
)
async def list_memberships(asked: Annotated[MembershipParameters, Query()], request: Request) -> Response:
    """Members of alliances and bodies, and organs of states, by first possible day, then member, group and kind."""
    listed = ListRequest(request, asked, Sort.DATE, MEMBERSHIP_KEYS)

    def result(reader: Reader, _release: ReleaseHead) -> Result:
        wanted = asked.filter(reader)
        clauses, item = offices.membership_clauses(wanted)
        pages = partial(records.page, reader, records.MEMBERSHIPS, clauses, item=item)
        return Result(pages, record_facet(reader, records.MEMBERSHIPS, clauses, wanted.dates))

    return await list_answer(listed, result)
