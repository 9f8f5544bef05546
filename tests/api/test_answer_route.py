from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import httpx
import pytest
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, Query, Request, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from app.http.answers import Answer, Delivery
from app.http.exception_handlers import install
from app.http.problems import BadValue
from app.http.routing import AnswerRoute

LOADED = datetime(2026, 11, 25, tzinfo=UTC)


def day(text: str) -> str:
    if text == "1954-13":
        raise BadValue("is not an EDTF date: month 13 does not exist", expected="an EDTF date such as 1954-02")
    return text


def names(text: str) -> list[str]:
    return text.split(",")


class Dates(BaseModel):
    date_from: Annotated[str, AfterValidator(day)] | None = Field(None, description="The first day, inclusive.")
    match: Literal["overlaps", "within"] = Field("overlaps", alias="date_match")


class Asked(Dates):
    actor: list[str] = Field(default_factory=list, description="Ids of actors. Repeated: all of them.")
    topic: list[str] | None = None
    role: Annotated[tuple[str, ...], BeforeValidator(names)] = ()
    limit: int = Field(50, ge=1, le=500, description="Items of a page.")
    q: str | None = None


class Needed(BaseModel):
    q: str = Field(description="Words to look for. All must occur.")


def application() -> FastAPI:
    app = FastAPI(redirect_slashes=False)
    install(app)
    router = APIRouter(prefix="/v1", route_class=AnswerRoute)

    def answer(text: object) -> Answer:
        return Answer(repr(text).encode(), "text/plain", release=1, loaded_at=LOADED)

    @router.get("/events", operation_id="list_events", summary="Events")
    async def list_events(asked: Annotated[Asked, Query()], request: Request) -> Answer:
        assert request.url.path == "/v1/events"
        return answer(asked.model_dump(exclude_defaults=True))

    @router.get("/events/{event}")
    async def get_event(event: str) -> Answer:
        return answer(event)

    @router.get("/actors/{actor}/events/{n}")
    async def actor_event(n: str, request: Request, actor: str, asked: Annotated[Asked, Query()]) -> Answer:
        return answer((actor, n, asked.limit, request.method))

    @router.get("/search")
    async def search(asked: Annotated[Needed, Query()]) -> Answer:
        return answer(asked.q)

    app.include_router(router)
    return app


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=["delivered", "bare"])
async def reader(request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, once with and once without what delivers its answers."""
    app = application()
    outermost = Delivery(app, version="1") if request.param == "delivered" else app
    async with httpx.AsyncClient(transport=httpx.ASGITransport(outermost), base_url="http://testserver") as client:
        yield client


async def problem(reader: httpx.AsyncClient, address: str) -> dict[str, Any]:  # a JSON document
    answer = await reader.get(address)
    assert answer.status_code == 422, answer.text
    document: dict[str, Any] = answer.json()
    return document


def at_fault(document: dict[str, Any]) -> dict[str, str]:
    return {error["parameter"]: error["value"] for error in document["errors"]}


pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("", {}),
        ("limit=5", {"limit": 5}),
        ("actor=molotov&limit=5&actor=dulles,eden", {"actor": ["molotov", "dulles,eden"], "limit": 5}),
        ("actor=molotov", {"actor": ["molotov"]}),
        ("topic=edc&topic=korea", {"topic": ["edc", "korea"]}),
        ("role=author,sender", {"role": ("author", "sender")}),
        ("date_match=within", {"match": "within"}),
        ("q=%D0%9C%D0%BE%D0%BB+x%2By%2526", {"q": "Мол x+y%26"}),
        ("q=a=b", {"q": "a=b"}),
        ("&&limit=5&", {"limit": 5}),
        ("l%69mit=5", {"limit": 5}),
    ],
)
async def test_a_query_string_becomes_the_model(reader: httpx.AsyncClient, query: str, read: dict[str, object]) -> None:
    answer = await reader.get(f"/v1/events?{query}")
    assert answer.status_code == 200, answer.text
    # The delivery puts parameters in order, and the order of the answer's list is theirs.
    expected = {name: sorted(value) if isinstance(value, list) else value for name, value in read.items()}
    got = eval(answer.text)
    assert {name: sorted(value) if isinstance(value, list) else value for name, value in got.items()} == expected


async def test_path_parameters_arrive_as_text_by_name(reader: httpx.AsyncClient) -> None:
    assert (await reader.get("/v1/events/%D0%9C%20x")).text == "'М x'"
    assert (await reader.get("/v1/actors/eden/events/007?limit=2")).text == "('eden', '007', 2, 'GET')"


async def test_the_answer_comes_with_its_type(reader: httpx.AsyncClient) -> None:
    assert (await reader.get("/v1/events")).headers["content-type"] == "text/plain; charset=utf-8"


async def test_an_unknown_name_is_refused_with_the_nearest(reader: httpx.AsyncClient) -> None:
    document = await problem(reader, "/v1/events?actors=molotov")
    assert document["errors"] == [
        {
            "parameter": "actors",
            "value": "molotov",
            "expected": "one of the parameters date_from, date_match, actor, topic, role, limit, q",
            "did_you_mean": "actor",
        }
    ]


async def test_a_field_is_not_known_by_the_name_its_alias_hides(reader: httpx.AsyncClient) -> None:
    assert at_fault(await problem(reader, "/v1/events?match=within")) == {"match": "within"}


async def test_a_route_without_a_model_knows_no_parameter(reader: httpx.AsyncClient) -> None:
    document = await problem(reader, "/v1/events/x?limit=1")
    assert document["errors"] == [
        {"parameter": "limit", "value": "1", "expected": "no parameter at all", "did_you_mean": None}
    ]


@pytest.mark.parametrize("query", ["limit=5&limit=5", "limit=5&limit=6", "role=author&role=sender"])
async def test_a_scalar_given_twice_is_refused(reader: httpx.AsyncClient, query: str) -> None:
    document = await problem(reader, f"/v1/events?{query}")
    assert len(document["errors"]) == 1
    assert "given twice" in document["detail"]


@pytest.mark.parametrize("query", ["actor=", "actor", "actor=molotov&actor=", "topic="])
async def test_an_empty_value_is_refused(reader: httpx.AsyncClient, query: str) -> None:
    document = await problem(reader, f"/v1/events?{query}")
    assert at_fault(document) == {query.partition("=")[0]: ""}
    assert "is empty" in document["detail"]


async def test_a_parameter_that_is_empty_is_not_called_missing_too(reader: httpx.AsyncClient) -> None:
    assert len((await problem(reader, "/v1/search?q="))["errors"]) == 1
    document = await problem(reader, "/v1/search")
    assert document["errors"] == [
        {"parameter": "q", "value": None, "expected": "Words to look for", "did_you_mean": None}
    ]


async def test_all_errors_come_together(reader: httpx.AsyncClient) -> None:
    document = await problem(
        reader, "/v1/events?pages=2&limit=0&q=&date_match=withn&topic=x&date_from=1954-13&role=a&role=b"
    )
    assert set(at_fault(document)) == {"pages", "limit", "q", "date_match", "date_from", "role"}
    assert "date_from: '1954-13' is not an EDTF date: month 13 does not exist." in document["detail"]


async def test_a_value_that_is_not_utf8_is_named(reader: httpx.AsyncClient) -> None:
    document = await problem(reader, "/v1/events?limit=5&q=%FF")
    assert document["type"] == "/problems/invalid-encoding"
    assert at_fault(document) == {"q": "%FF"}


async def test_an_enormous_number_is_a_bad_value(reader: httpx.AsyncClient) -> None:
    assert set(at_fault(await problem(reader, f"/v1/events?limit={'9' * 5_000}"))) == {"limit"}


def test_the_openapi_page_has_every_parameter() -> None:
    description = application().openapi()
    listed = description["paths"]["/v1/events"]["get"]
    parameters = {parameter["name"]: parameter for parameter in listed["parameters"]}
    assert set(parameters) == {"date_from", "date_match", "actor", "topic", "role", "limit", "q"}
    assert parameters["actor"]["schema"]["type"] == "array"
    assert parameters["actor"]["description"] == "Ids of actors. Repeated: all of them."
    assert (parameters["limit"]["schema"]["minimum"], parameters["limit"]["schema"]["maximum"]) == (1, 500)
    assert listed["operationId"] == "list_events"
    one = description["paths"]["/v1/actors/{actor}/events/{n}"]["get"]
    assert [p["name"] for p in one["parameters"] if p["in"] == "path"] == ["n", "actor"]


def a_dependency() -> int:
    return 1


async def with_dependency(number: Annotated[int, Depends(a_dependency)]) -> Answer: ...
async def with_header(accept: Annotated[str, Header()]) -> Answer: ...
async def with_body(asked: Asked) -> Answer: ...
async def with_two_models(asked: Annotated[Asked, Query()], other: Annotated[Needed, Query()]) -> Answer: ...
async def with_loose_parameter(limit: int = 5) -> Answer: ...
async def with_number_in_path(n: int) -> Answer: ...
async def with_response(response: Response) -> Answer: ...
async def with_tasks(tasks: BackgroundTasks) -> Answer: ...
def without_waiting() -> Answer: ...


@pytest.mark.parametrize(
    "endpoint",
    [
        with_dependency,
        with_header,
        with_body,
        with_two_models,
        with_loose_parameter,
        with_number_in_path,
        with_response,
        with_tasks,
        without_waiting,
    ],
)
def test_what_the_route_would_not_honour_is_refused_when_declared(endpoint: Any) -> None:  # of any signature
    path = "/x/{n}" if endpoint is with_number_in_path else "/x"
    with pytest.raises(TypeError, match="/x"):
        AnswerRoute(path, endpoint, methods=["GET"])


def test_dependencies_of_the_decorator_are_refused_too() -> None:
    with pytest.raises(TypeError, match="dependencies"):
        APIRouter(route_class=AnswerRoute).get("/x", dependencies=[Depends(a_dependency)])(without_dependency)


async def without_dependency() -> Answer: ...
