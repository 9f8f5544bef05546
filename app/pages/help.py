"""The help pages. They also work while no data is loaded."""

from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.assistants.arguments import TOOLS
from app.assistants.endpoint import PATH, is_installed
from app.formats.context import LISTS, list_name
from app.formats.registry import FORMATS
from app.http.dependencies import base_url
from app.http.openapi import description_of
from app.http.problems import PROBLEM_TYPES
from app.pages.rendering import Head, plain_page
from app.resources.reconcile.properties import COMPARED, PROPERTIES, TYPES
from app.timeline.dates import iso_day, parse
from app.timeline.days import Span
from app.timeline.vocabulary import VERDICTS, Confidence

router = APIRouter(include_in_schema=False)

TOPICS = (
    (
        "reading",
        "How to read this site",
        "What the status of a claim means, what a possible office is, how dates are shown.",
    ),
    ("dates", "Dates", "How dates are written, what they can mean, and how a request matches them."),
    ("filters", "Filters", "What can be asked of each list, and how filters combine."),
    ("formats", "Formats", "The same records as tables, maps, calendars, feeds and citations."),
    ("reconciliation", "Reconciliation", "Find out which records the names in a table mean, with OpenRefine."),
    ("assistants", "Assistants", "Read the records through an assistant, with citations to check what it says."),
)

EXAMPLES = (
    ("1954-03-26", "A day."),
    ("1954-03", "Some time in that month: no single day is certain."),
    ("1954-01-25/1954-02-18", "From a day to another, both included."),
    ("1953-05/1954-07", "From some day of a month to some day of another."),
    ("1954-03-31/..", "From a day on; it still continues."),
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

DATES_TO_READ = (
    ("1954-03-26", "That day."),
    ("1954-03", "Some time in that month; the day is not known."),
    ("1954-01-25/1954-02-18", "From one day to the other, both included."),
    ("1954-02-13?", "Probably that day; the sources leave doubt."),
    ("1954-03~", "About that time."),
    ("[1954-02-10..1954-03-26]", "One day of these; nobody knows which."),
    ("1949-04-04/..", "From that day on; it still goes on."),
)


@router.get("/help")
async def show_help(request: Request) -> Response:
    """The table of contents of the help pages."""
    head = Head("Help", "What the pages and the API of this service mean, topic by topic.", "/help")
    return await plain_page(request, "help.html", head, topics=TOPICS, problems=PROBLEM_TYPES.values())


@router.get("/help/reading")
async def show_reading(request: Request) -> Response:
    """What the words and marks on the pages mean."""
    return await plain_page(
        request,
        "reading.html",
        _head("reading"),
        dates=[_example(*pair) for pair in DATES_TO_READ],
        statuses=VERDICTS.items(),
        confidences=list(Confidence),
    )


@router.get("/help/dates")
async def show_dates(request: Request) -> Response:
    """How dates are written."""
    return await plain_page(request, "dates.html", _head("dates"), examples=[_example(*pair) for pair in EXAMPLES])


@router.get("/help/filters")
async def show_filters(request: Request) -> Response:
    """How lists are filtered, and every parameter."""
    parameters = _parameters(await description_of(request.app))
    return await plain_page(request, "filters.html", _head("filters"), parameters=parameters)


@router.get("/help/formats")
async def show_formats(request: Request) -> Response:
    """The formats of responses."""
    lists = {each: list_name(each) for each in LISTS}
    return await plain_page(request, "formats.html", _head("formats"), formats=FORMATS.values(), lists=lists)


@router.get("/help/assistants")
async def show_assistants(request: Request) -> Response:
    """How assistants use the service through the Model Context Protocol."""
    address = f"{base_url(request)}{PATH}"
    return await plain_page(
        request, "assistants.html", _head("assistants"), tools=TOOLS, address=address, installed=is_installed()
    )


@router.get("/help/reconciliation")
async def show_reconciliation(request: Request) -> Response:
    """How tables are matched with the records."""
    return await plain_page(
        request,
        "reconciliation.html",
        _head("reconciliation"),
        address=f"{base_url(request)}/reconcile",
        types=TYPES,
        compared=COMPARED,
        properties=PROPERTIES.values(),
    )


@router.get("/ns")
async def show_terms(request: Request) -> Response:
    """The JSON-LD terms that this service defines itself."""
    head = Head("Terms", "The terms in this service's JSON-LD that are not of schema.org.", "/ns")
    return await plain_page(request, "terms.html", head)


@router.get("/problems")
async def show_problems(request: Request) -> Response:
    """All problem types."""
    head = Head("Problems", "What an error of this service means, and what helps.", "/problems")
    return await plain_page(request, "problems.html", head, problems=PROBLEM_TYPES.values())


@router.get("/problems/{slug}")
async def show_problem(slug: str, request: Request) -> Response:
    """One problem type: the page at the address in `type` of problem documents."""
    problem = PROBLEM_TYPES.get(slug)
    if problem is None:
        raise HTTPException(404)
    head = Head(problem.title, problem.explanation.replace("`", ""), f"/problems/{slug}")
    return await plain_page(request, "problem.html", head, problem=problem)


def _head(slug: str) -> Head:
    title, description = next((title, text) for name, title, text in TOPICS if name == slug)
    return Head(title, description, f"/help/{slug}")


def _example(text: str, meaning: str) -> dict[str, str]:
    """A date as written, what it means, its label, and its possible and certain days in words."""
    date = parse(text)
    possible, certain = _span(date.outer), _span(date.inner) if date.inner else "no day"
    return {"text": text, "meaning": meaning, "label": date.label, "possible": possible, "certain": certain}


def _span(span: Span) -> str:
    """A span in words, with ISO dates; a bound that is None is open."""
    first, last = (None if end is None else iso_day(end) for end in (span.first, span.last))
    if first is None:
        return "any day" if last is None else f"up to {last}"
    if last is None:
        return f"from {first} on"
    return first if first == last else f"{first} to {last}"


def _parameters(description: dict[str, Any]) -> list[dict[str, Any]]:  # an OpenAPI document is untyped
    """The query parameters of an OpenAPI document in its order, each with the `paths` that take it.

    Parameters that differ in their description are listed separately.
    """
    paths_of: dict[tuple[str, str], list[str]] = {}
    for path, operations in description["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            if parameter["in"] == "query":
                paths_of.setdefault((parameter["name"], parameter.get("description", "")), []).append(path)
    # Lists below a record take the same parameters as the full list, so they are left out if that takes it too.
    return [
        {"name": name, "description": text, "paths": [path for path in paths if "{" not in path] or paths}
        for (name, text), paths in paths_of.items()
    ]
