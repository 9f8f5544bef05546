"""Errors that FastAPI and pydantic find in ordinary routes, as parameter errors."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

import pytest
from fastapi import FastAPI, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.http.cached_app import CachedApp
from app.http.exception_handlers import install
from app.http.problems import BadValue, BadValues

if TYPE_CHECKING:
    from tests.http.conftest import Connect

pytestmark = pytest.mark.anyio


class Confidence(StrEnum):
    HIGH = "high"
    LOW = "low"


def day(text: str) -> str:
    if text == "1954-13":
        raise BadValue(
            "is not an EDTF date: month 13 does not exist", expected="an EDTF date such as 1954-02 or 1954-02-10"
        )
    return text


def roles(text: str) -> str:
    unknown = [BadValue(expected="a role", value=role) for role in text.split(",") if role != "author"]
    if unknown:
        raise BadValues(unknown)
    return text


def plainly(text: str) -> str:
    raise ValueError("it is Tuesday")


def custom(text: str) -> str:
    raise PydanticCustomError(
        "kind", "no such kind", {"reason": "is no kind", "expected": "a kind", "did_you_mean": "note"}
    )


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=500)
    least: int = Field(1, ge=1)
    most: float = Field(1, le=9.5)
    date_from: Annotated[str, AfterValidator(day)] = "1954"
    date_to: str = "1955"
    date_match: Literal["overlaps", "within", "covers"] = "overlaps"
    confidence: Confidence = Confidence.HIGH
    bom: bool = False
    q: str = Field("words", max_length=1_000, min_length=2)
    role: Annotated[str, AfterValidator(roles)] = "author"
    weekday: Annotated[str, AfterValidator(plainly)] = Field("x", description="A day of the week. Any will do.")
    kind: Annotated[str, AfterValidator(custom)] = "x"
    scope_: str = Field("self", alias="actor_scope", pattern="^(self|representatives)$")

    @model_validator(mode="after")
    def in_order(self) -> Asked:
        if self.date_from > self.date_to:
            raise BadValue("is after date_to", expected="a date before date_to", parameter="date_from", value="1956")
        return self


Asked.model_rebuild()


@pytest.fixture
def outermost() -> CachedApp:
    app = FastAPI(openapi_url=None)
    install(app)

    async def listed(asked: Annotated[Asked, Query()]) -> dict[str, str]:
        return {"date_from": asked.date_from}

    async def alone(of: Annotated[str, Query(description="The actor whose offices are asked for.")], n: int = 1) -> str:
        return of * n

    # The annotations are text here, whose names FastAPI could not find.
    listed.__annotations__ = {"asked": Annotated[Asked, Query()], "return": dict[str, str]}
    alone.__annotations__ = {"of": Annotated[str, Query(description="The actor. More.")], "n": int, "return": str}
    app.get("/listed")(listed)
    app.get("/alone")(alone)
    return CachedApp(app, version="1")


async def errors_of(connect: Connect, outermost: CachedApp, address: str) -> tuple[str, list[dict[str, str | None]]]:
    async with connect(outermost) as client:
        answer = await client.get(address)
    assert answer.status_code == 422, answer.text
    document = answer.json()
    return document["detail"], document["errors"]


@pytest.mark.parametrize(
    ("query", "expected", "guess"),
    [
        ("limit=0", "a whole number from 1 to 500", None),
        ("limit=many", "a whole number from 1 to 500", None),
        ("limit=1.5", "a whole number from 1 to 500", None),
        ("least=0", "a whole number of 1 or more", None),
        ("most=10", "a number of 9.5 or less", None),
        ("most=much", "a number of 9.5 or less", None),
        ("date_from=1954-13", "an EDTF date such as 1954-02 or 1954-02-10", None),
        ("date_match=overlap", "one of overlaps, within, covers", "overlaps"),
        ("confidence=hihg", "one of high, low", "high"),
        ("bom=perhaps", "true or false", None),
        (f"q={'a' * 1_001}", "a text of at most 1,000 characters", None),
        ("q=a", "a text of at least 2 characters", None),
        ("weekday=x", "A day of the week", None),
        ("kind=memo", "a kind", "note"),
        ("actor_scope=all", "another value", None),
    ],
)
async def test_what_is_expected_is_said_in_the_words_of_the_parameter(
    connect: Connect, outermost: CachedApp, query: str, expected: str, guess: str | None
) -> None:
    detail, [error] = await errors_of(connect, outermost, f"/listed?{query}")
    name, _, value = query.partition("=")
    assert error["parameter"] == name
    assert error["value"] in {value, value[:100] + "…"}
    assert (error["expected"], error["did_you_mean"]) == (expected, guess)
    assert detail.startswith(f"{name}: '{value[:100]}")
    assert "pydantic" not in detail
    assert "Input should" not in detail


async def test_the_reason_stands_in_the_detail(connect: Connect, outermost: CachedApp) -> None:
    detail, _ = await errors_of(connect, outermost, "/listed?date_from=1954-13")
    assert detail == "date_from: '1954-13' is not an EDTF date: month 13 does not exist."
    detail, _ = await errors_of(connect, outermost, "/listed?weekday=x")
    assert detail == "weekday: 'x' is refused: it is Tuesday."


async def test_an_unknown_parameter_is_answered_with_the_known_ones(connect: Connect, outermost: CachedApp) -> None:
    detail, [error] = await errors_of(connect, outermost, "/listed?date_form=1954")
    assert detail == "date_form: no such parameter; did you mean 'date_from'?"
    assert error["value"] == "1954"
    assert error["did_you_mean"] == "date_from"
    assert error["expected"] is not None
    assert error["expected"].startswith("one of the parameters limit, least, most, date_from,")
    assert "actor_scope" in error["expected"]
    assert "scope_" not in error["expected"]


async def test_one_validator_may_find_several_values_wrong(connect: Connect, outermost: CachedApp) -> None:
    _, errors = await errors_of(connect, outermost, "/listed?role=author,sayer,doer")
    assert [(error["parameter"], error["value"]) for error in errors] == [("role", "sayer"), ("role", "doer")]


async def test_a_contradiction_is_told_of_the_parameter_it_names(connect: Connect, outermost: CachedApp) -> None:
    detail, [error] = await errors_of(connect, outermost, "/listed?date_from=1956&date_to=1955")
    assert detail == "date_from: '1956' is after date_to."
    assert error["parameter"] == "date_from"


async def test_all_errors_are_told_at_once(connect: Connect, outermost: CachedApp) -> None:
    _, errors = await errors_of(connect, outermost, "/listed?limit=0&bom=x&page=2")
    assert {error["parameter"] for error in errors} == {"limit", "bom", "page"}


async def test_parameters_without_a_model_are_told_alike(connect: Connect, outermost: CachedApp) -> None:
    detail, errors = await errors_of(connect, outermost, "/alone?n=x")
    assert [(error["parameter"], error["value"], error["expected"]) for error in errors] == [
        ("of", None, "The actor"),
        ("n", "x", "a whole number"),
    ]
    assert detail == "of: this parameter is required. n: 'x' is not a whole number."


async def test_a_thousand_unknown_names_are_told_in_part(connect: Connect, outermost: CachedApp) -> None:
    query = "&".join(f"x{number}" for number in range(1_000))
    detail, errors = await errors_of(connect, outermost, f"/listed?{query}")
    assert len(errors) == 50
    assert detail.endswith("And 995 more.")
