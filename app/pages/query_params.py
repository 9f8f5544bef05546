"""How pages read their query parameters: names are checked, and values may be written as people write them."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.http.dependencies import get_catalogues
from app.http.parameters import DATES, Parameters
from app.http.problems import INVALID_PARAMETER, BadValue, ParameterError, Problem, nearest
from app.http.record_route import RecordRoute
from app.http.request_checks import canonical_query, parse_query
from app.http.routing import ErrorDetails, Sent, refused
from app.resources.actors.queries import ids_by_name
from app.timeline.record_types import RecordType
from app.timeline.titles import title_key
from app.timeline.written_dates import as_edtf

_TRACKING_PREFIXES = ("utm_", "mc_")
_TRACKING = frozenset({"fbclid", "gclid", "msclkid", "ref"})
"""Parameters that other sites add to track who follows their links, besides those with the prefixes."""

SHAPES = frozenset({"format", "fields", "bom", "include", "facet"})
"""Parameters of lists of the API that say how the answer looks. A page has a look of its own."""

DATE_FIELDS = (DATES - {"date_match"}) | {"updated_since"}
_WORDS = re.compile(r"\s|[^\W\d_]{2,}|\d[./]\d")
"""What a date has that was not meant as EDTF."""
_BLANKS_AT_COMMAS = re.compile(r"\s*,\s*")
_TYPED = "timeline.typed"


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """Refuse unknown parameters, because a list that ignores a filter looks filtered and is not.

    Raises:
        Problem: 422, names each unknown parameter.
    """
    allowed = tuple(known)
    errors = [
        ParameterError(
            name[:100],
            value,
            f"one of the parameters of this page: {', '.join(allowed)}" if allowed else "no parameter at all",
            nearest(name, allowed),
            reason="this page has no such parameter",
        )
        for name, value in request.query_params.multi_items()
        if name not in allowed and name not in _TRACKING and not name.startswith(_TRACKING_PREFIXES)
    ]
    if errors:
        raise Problem(INVALID_PARAMETER, errors=errors)


class ListPageRoute(RecordRoute):
    """The route of the page of a list. It takes the parameters of the list in the API, except the shape of answers.

    Fields of a form that were left empty do not count. Dates may be written as people write them, actors may be named
    by their names, and an area may have blanks in it. The query string of the request is replaced by the one that the
    API takes.
    """

    async def read_query(self, request: Request) -> Sent:
        """The values of each parameter as the API takes them.

        Raises:
            Problem: 422, names each unknown parameter.
        """
        typed = parse_query(request.scope["query_string"])
        request.scope[_TYPED] = typed
        model = self.parameters
        known = [] if model is None else [name for name in model.model_fields if name not in SHAPES]
        refuse_unknown(request, known)
        sent = {name: values for name in known if (values := _filled(name, typed.get(name, [])))}
        sent = with_dates(sent)
        if "bbox" in sent:
            sent["bbox"] = [_BLANKS_AT_COMMAS.sub(",", value) for value in sent["bbox"]]
        actors = [name for name in sent if model is not None and _names_actors(model, name)]
        if actors:
            sent = await get_catalogues(request).read(lambda catalogue: with_ids(catalogue, sent, actors))
        request.scope["query_string"] = canonical_query(urlencode(pairs_of(sent)).encode("ascii"))
        return sent

    def _validated(self, sent: Sent) -> BaseModel | None:
        """The model of the parameters. What is wrong with a date in words is said in words too."""
        try:
            return super()._validated(sent)
        except RequestValidationError as error:
            raise RequestValidationError([_in_words(details) for details in error.errors()]) from None


def _in_words(details: ErrorDetails) -> ErrorDetails:
    """The same error; of a date that was not meant as EDTF with what people may write."""
    location, value = details["loc"], details.get("input")
    # What is wrong with several parameters together has the place of no one parameter.
    name = location[1] if len(location) > 1 else None
    if name not in DATE_FIELDS or not isinstance(value, str) or not _WORDS.search(value):
        return details
    expected = "a date such as 10 February 1954, 10.02.1954, February 1954, 1954 or 1950 to 1954"
    return refused(name, value, BadValue(expected=expected))


def typed(request: Request) -> Sent:
    """The values of each parameter of a request to a page of a list as they were typed."""
    known: Sent = request.scope.get(_TYPED, {})
    return known


def pairs_of(sent: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The names and values of parameters in order."""
    return [(name, value) for name, values in sent.items() for value in values]


def _filled(name: str, values: list[str]) -> list[str]:
    """The values that are not blank. A cursor is in no form, so that an empty one stays and is refused."""
    return values if name == "cursor" else [stripped for value in values if (stripped := value.strip())]


def _names_actors(model: object, name: str) -> bool:
    filters = model.filters if isinstance(model, type) and issubclass(model, Parameters) else {}
    return name in filters and filters[name].ids == (RecordType.ACTOR,)


def with_dates(sent: Sent) -> Sent:
    """The parameters with dates as EDTF that people write otherwise. What is no date stays as it is."""
    return sent | {name: [as_edtf(value) or value for value in sent[name]] for name in DATE_FIELDS & sent.keys()}


def with_ids(catalogue: Catalogue, sent: Sent, names: Iterable[str]) -> Sent:
    """The parameters with ids of actors in place of their names. What names no one actor stays as it is."""
    ids = ids_by_name(catalogue.reader)

    def one(text: str) -> str:
        name, colon, role = text.partition(":")
        if catalogue.current_id(RecordType.ACTOR, name) is not None:
            return text
        lower = name.strip().lower()
        known = ids.get(title_key(name.strip())) or catalogue.current_id(RecordType.ACTOR, lower)
        return text if known is None else f"{known}{colon}{role}"

    def several(text: str) -> str:
        known = ids.get(title_key(text))  # a sort name has a comma in it
        return known or ",".join(map(one, text.split(",")))

    return sent | {name: [several(value) for value in sent[name]] for name in names}
