import threading
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import httpx
import pytest
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.testclient import TestClient
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from app.http.answers import Answer
from app.http.cached_app import CachedApp
from app.http.exception_handlers import install
from app.http.problems import BadValue
from app.http.routing import QUERY, AnswerRoute

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
    outermost = CachedApp(app, version="1") if request.param == "delivered" else app
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
    # The cached_app puts parameters in order, and the order of the answer's list is theirs.
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


# Dependencies


def called(request: Request, name: str) -> None:
    request.app.state.calls.append((name, threading.current_thread()))


def get_number(request: Request) -> int:
    called(request, "number")
    return 7


def get_sum(number: Annotated[int, Depends(get_number)], request: Request) -> int:
    called(request, "sum")
    return number + 1


def refuse(request: Request) -> None:
    called(request, "refuse")
    if "secret" not in request.headers:
        raise HTTPException(410)


def get_constant() -> str:
    return "constant"


async def get_later() -> AsyncIterator[str]:
    yield "later"


def app_of(*routers: APIRouter, **included: Any) -> FastAPI:  # options of include_router
    app = FastAPI()
    app.state.calls = []
    install(app)
    for router in routers:
        app.include_router(router, **included)
    return app


def with_dependencies() -> APIRouter:
    router = APIRouter(route_class=AnswerRoute)

    @router.get("/x/{word}")
    async def endpoint(
        word: str,
        parameters: Annotated[Asked, Query()],
        number: Annotated[int, Depends(get_number)],
        total: Annotated[int, Depends(get_sum)],
        constant: Annotated[str, Depends(get_constant)],
    ) -> Response:
        return Response(repr((word, parameters.limit, number, total, constant)))

    return router


def test_plain_dependencies_are_called_once_and_on_the_event_loop() -> None:
    app = app_of(with_dependencies())
    with TestClient(app) as client:
        assert client.get("/x/a?limit=3").text == "('a', 3, 7, 8, 'constant')"
        assert client.get("/x/a?limit=3&limit=4").status_code == 422
    threads = {thread for _, thread in app.state.calls}
    assert [name for name, _ in app.state.calls] == ["number", "sum"] * 2
    assert len(threads) == 1
    assert not next(iter(threads)).name.startswith("AnyIO worker")


def constant_of_the_request(request: Request) -> str:
    return request.url.path


async def constant_later() -> str:
    return "later"


def constant_of_a_header(x_word: Annotated[str, Header()] = "none") -> str:
    return x_word


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        (lambda: "other", "other"),
        (constant_of_the_request, "/x/a"),
        (constant_later, "later"),
        (constant_of_a_header, "none"),
    ],
)
def test_a_dependency_can_be_overridden(override: Callable[..., object], expected: str) -> None:
    app = app_of(with_dependencies())
    app.dependency_overrides = {get_constant: override}
    with TestClient(app) as client:
        assert client.get("/x/a").text == f"('a', 50, 7, 8, '{expected}')"
        assert client.get("/x/a?limit=0").status_code == 422
        app.dependency_overrides = {get_number: lambda: 20}
        assert client.get("/x/a").text == "('a', 50, 20, 21, 'constant')"


@pytest.mark.parametrize("place", ["decorator", "router", "include_router"])
def test_dependencies_without_a_parameter_are_called_too(place: str) -> None:
    dependencies = [Depends(refuse)]
    router = APIRouter(route_class=AnswerRoute, dependencies=dependencies if place == "router" else None)

    @router.get("/x", dependencies=dependencies if place == "decorator" else None)
    async def endpoint() -> Response:
        return Response("inside")

    app = app_of(router, dependencies=dependencies if place == "include_router" else None)
    with TestClient(app) as client:
        assert client.get("/x?unknown=1").status_code == 410, "before the query string is looked at"
        assert client.get("/x", headers={"secret": "x"}).text == "inside"
        assert client.get("/x?unknown=1", headers={"secret": "x"}).status_code == 422
    assert len(app.state.calls) == 3


# What gets FastAPI's own handler


async def later_dependency(word: Annotated[str, Depends(get_later)]) -> object:
    return word


async def dependency_of_the_query(word: Annotated[str, Depends(lambda q="none": q)]) -> object:
    return word


async def header(accept: Annotated[str, Header()]) -> object:
    return accept


async def body(parameters: Asked) -> object:
    return parameters.limit


async def two_models(parameters: Annotated[Dates, Query()], more: Annotated[Needed, Query()]) -> object:
    return (parameters.date_from, more.q)


async def loose_parameter(limit: int = 5) -> object:
    return limit


async def number_in_path(n: int) -> object:
    return n


async def response_argument(response: Response) -> object:
    response.headers["x-word"] = "word"
    return "set"


async def background(tasks: BackgroundTasks) -> object:
    tasks.add_task(int)
    return "added"


def without_waiting() -> object:
    return threading.current_thread().name.partition(" worker")[0]


@pytest.mark.parametrize(
    ("endpoint", "address", "expected"),
    [
        (later_dependency, "/x", "later"),
        (dependency_of_the_query, "/x?q=word", "word"),
        (header, "/x", "*/*"),
        (body, "/x", 9),
        (two_models, "/x?q=word&date_from=1954", ["1954", "word"]),
        (loose_parameter, "/x?limit=6", 6),
        (number_in_path, "/x/7", 7),
        (response_argument, "/x", "set"),
        (background, "/x", "added"),
        (without_waiting, "/x", "AnyIO"),
    ],
)
def test_an_endpoint_of_any_other_signature_works_as_in_fastapi(
    endpoint: Callable[..., object], address: str, expected: object
) -> None:
    router = APIRouter(route_class=AnswerRoute)
    router.get("/x/{n}" if endpoint is number_in_path else "/x")(endpoint)
    with TestClient(app_of(router)) as client:
        answer = client.request("GET", address, json={"limit": 9} if endpoint is body else None)
    assert (answer.status_code, answer.json()) == (200, expected)


def test_the_parsed_query_is_kept_for_the_endpoint() -> None:
    router = APIRouter(route_class=AnswerRoute)

    @router.get("/x")
    async def endpoint(request: Request, parameters: Annotated[Asked, Query()]) -> Response:
        return Response(repr(request.scope[QUERY]))

    with TestClient(app_of(router)) as client:
        assert client.get("/x?q=%D0%9C+x&actor=b&actor=a").text == "{'q': ['М x'], 'actor': ['b', 'a']}"
