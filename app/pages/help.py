"""Pages that explain: problem types, dates, filters, formats. They are there without any data, too."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.formats.context import LISTS, list_name
from app.formats.registry import FORMATS
from app.http.problems import PROBLEM_TYPES
from app.pages.rendering import Head, plain_page
from app.timeline.dates import EdtfDate, iso_day, parse
from app.timeline.days import Span

router = APIRouter(include_in_schema=False)

TOPICS = (
    ("dates", "Dates", "How dates are written, what they can mean, and how a request matches them."),
    ("filters", "Filters", "What can be asked of each list, and how filters combine."),
    ("formats", "Formats", "The same records as tables, maps, calendars, feeds and citations."),
)

EXAMPLES = (
    ("1954-03-26", "A day."),
    ("1954-03", "Some time in that month: no single day is certain."),
    ("1954-01-25/1954-02-18", "From a day to another, both included."),
    ("1953-05/1954-07", "From some day of a month to some day of another."),
    ("1954-03-31/..", "From a day on, and still so."),
    ("1954-03-31/", "From a day on; the end is unknown."),
    ("../1954-05-07", "Until a day, without a known beginning."),
    ("[1954-02-10..1954-03-26]", "One day of a span; nobody knows which."),
    ("{1954-02-10,1954-02-15}", "Each of several days."),
    ("1954-03-10?", "Uncertain: the sources leave doubt about it."),
    ("1954~", "Approximate: about then."),
    ("195X", "A digit is unknown: some year of a decade."),
    ("1954-22", "A season, here summer; northern unless said otherwise."),
    ("-0043-03-15", "Years before 1: 0000 is 1 BC, -0043 is 44 BC."),
)


@dataclass(frozen=True, slots=True)
class DateExample:
    """A date as written and what it means; the bounds are texts."""

    text: str
    meaning: str
    label: str
    outer: str
    inner: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter, as the description of the API has it; `lists` are the paths that take it."""

    name: str
    description: str
    lists: list[str]


@router.get("/help")
async def show_help(request: Request) -> Response:
    """What is explained where."""
    head = Head("Help", "What the pages and the API of this service mean, topic by topic.", "/help")
    return await plain_page(request, "help.html", head, topics=TOPICS, problems=PROBLEM_TYPES.values())


@router.get("/help/dates")
async def show_dates(request: Request) -> Response:
    """How dates are written."""
    return await plain_page(request, "dates.html", _head("dates"), examples=[_example(*pair) for pair in EXAMPLES])


@router.get("/help/filters")
async def show_filters(request: Request) -> Response:
    """What can be asked."""
    return await plain_page(request, "filters.html", _head("filters"), parameters=_parameters(request))


@router.get("/help/formats")
async def show_formats(request: Request) -> Response:
    """In what forms answers come."""
    lists = {each: list_name(each) for each in LISTS}
    return await plain_page(request, "formats.html", _head("formats"), formats=FORMATS.values(), lists=lists)


@router.get("/ns")
async def show_terms(request: Request) -> Response:
    """The terms of our own in JSON-LD."""
    head = Head("Terms", "The terms in this service's JSON-LD that are not of schema.org.", "/ns")
    return await plain_page(request, "terms.html", head)


@router.get("/problems")
async def show_problems(request: Request) -> Response:
    """All types of problems."""
    head = Head("Problems", "What an error of this service means, and what helps.", "/problems")
    return await plain_page(request, "problems.html", head, problems=PROBLEM_TYPES.values())


@router.get("/problems/{slug}")
async def show_problem(slug: str, request: Request) -> Response:
    """What one type of problem means: the page that `type` in problem documents names."""
    problem = PROBLEM_TYPES.get(slug)
    if problem is None:
        raise HTTPException(404)
    head = Head(problem.title, problem.explanation.replace("`", ""), f"/problems/{slug}")
    return await plain_page(request, "problem.html", head, problem=problem)


def _head(slug: str) -> Head:
    title, description = next((title, text) for name, title, text in TOPICS if name == slug)
    return Head(title, description, f"/help/{slug}")


def _example(text: str, meaning: str) -> DateExample:
    date: EdtfDate = parse(text)
    return DateExample(text, meaning, date.label, _span(date.outer), _span(date.inner) if date.inner else "no day")


def _span(span: Span) -> str:
    """A span in ISO days; an end that is None is open."""
    first, last = (None if end is None else iso_day(end) for end in (span.first, span.last))
    if first is None:
        return "any day" if last is None else f"up to {last}"
    if last is None:
        return f"from {first} on"
    return first if first == last else f"{first} to {last}"


def _parameters(request: Request) -> list[Parameter]:
    """The query parameters of all lists, in the order in which the description first names them."""
    found: dict[tuple[str, str], list[str]] = {}
    for path, parameter in _declared(request.app.openapi()):
        found.setdefault((parameter["name"], parameter.get("description", "")), []).append(path)
    # Lists below a record take what the list of all takes.
    return [
        Parameter(name, description, [path for path in paths if "{" not in path] or paths)
        for (name, description), paths in found.items()
    ]


def _declared(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:  # OpenAPI is untyped
    """Each query parameter with the path that takes it."""
    for path, operations in description["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            if parameter["in"] == "query":
                yield path, parameter
