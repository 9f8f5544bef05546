"""The envelope of lists and details: cursors, links, headers, the body around the encoded records."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, urlencode

import orjson
from starlette.requests import Request

from app.catalogue.paging import BadCursor, Cursor, Page, PageRequest, decode_cursor, encode_cursor
from app.database.engine import ReleaseHead
from app.formats.links import rooted
from app.http.answers import Answer
from app.http.format_choice import JSON, JSON_ALONE, chosen, offered
from app.http.negotiation import negotiate
from app.http.parameters import FacetParameters, IncludeParameters, ListParameters
from app.http.problems import INVALID_PARAMETER, ParameterError, Problem
from app.http.urls import public_path, root_of
from app.resources.models import Facets


class ListRequest:
    """A request for a list: its format and order, its place in the list, and the links to other pages.

    Raises:
        Problem: 406, Accept takes no format of the list; 422, a parameter does not go with the format.
    """

    def __init__(self, request: Request, params: ListParameters) -> None:
        self.request = request
        self.params = params
        self.format = chosen(params.format, request.headers.get("accept"), offered(params.list_of))
        if unfit := [*self._unfit()]:
            raise Problem(INVALID_PARAMETER, errors=unfit)
        query = request.scope["query_string"].decode("ascii")
        self._pairs = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "cursor"]
        self.sort = params.sort_or_default()
        self.cursor = None if params.cursor is None else self._cursor(params.cursor)

    @property
    def page(self) -> PageRequest:
        """Which part of the list is requested."""
        return PageRequest(self.sort, self.params.limit, self.cursor, self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """What is included in each item."""
        return self.params.included() if isinstance(self.params, IncludeParameters) else ()

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets requested."""
        return self.params.requested_facets() if isinstance(self.params, FacetParameters) else ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the items, as `include` and `fields` have them."""
        keys = self.params.item_keys
        if isinstance(self.params, IncludeParameters):
            left_out = {*self.params.includes} - {*self.params.included()}
            keys = tuple(key for key in keys if key not in left_out)
        selected = self.params.selected_fields()
        return keys if selected is None else tuple(key for key in keys if key in selected)

    @property
    def limit_given(self) -> int | None:
        """The limit that was sent, None for the default one: files then have every match."""
        return self.params.limit if "limit" in self.params.model_fields_set else None

    def _unfit(self) -> Iterator[ParameterError]:
        """The parameters that do not go with the format."""
        if self.params.bom is not None and (self.format is None or self.format.alias != "csv"):
            yield _only_with("bom", str(self.params.bom).lower(), "format csv")
        if self.format is None:
            return
        fitting = {"cursor": "format json", "facet": "format json"}
        if not self.format.shaped_by_request:
            fitting |= dict.fromkeys(("fields", "include"), "formats json, ndjson, csv and xlsx")
        for name, formats in fitting.items():
            value: str | None = getattr(self.params, name, None)
            if value is not None:
                yield _only_with(name, value, formats)

    @property
    def _tag(self) -> str:
        """What a cursor may be used with: the same path and parameters, `limit` aside."""
        pairs = [pair for pair in self._pairs if pair[0] != "limit"]
        return f"{self.request.scope['path']}?{urlencode(sorted(pairs))}"

    def _cursor(self, text: str) -> Cursor:
        try:
            return decode_cursor(text, self._tag, self.sort)
        except BadCursor as fault:
            raise cursor_problem(text, fault) from None

    def _link(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return None
        return self._address([*self._pairs, ("cursor", encode_cursor(cursor, self._tag))])

    def _address(self, pairs: Iterable[tuple[str, str]]) -> str:
        return address(public_path(self.request.scope), pairs)

    def answer(self, page: Page, release: ReleaseHead, facets: Facets | None = None) -> Answer:
        """The JSON answer of a page, with the facets that were requested."""
        own = [*self._pairs] if self.params.cursor is None else [*self._pairs, ("cursor", self.params.cursor)]
        links = {"self": self._address(own), "next": self._link(page.next), "prev": self._link(page.prev)}
        items = b"},".join([row.value for row in page.rows]) + (b"}" if page.rows else b"")
        selected = self.params.selected_fields()
        if selected is not None:
            items = _only(items, selected)
        body = b'{"items":[%b],"total":%d,"release":%d,"links":%b%b}' % (
            rooted(items, root_of(self.request.scope)),
            page.total,
            release.number,
            orjson.dumps(links),
            b"" if facets is None else b"," + facets.model_dump_json().encode()[1:-1],
        )
        headers = {"X-Total-Count": str(page.total)}
        named = [f'<{link}>; rel="{relation}"' for relation, link in links.items() if link is not None]
        headers["Link"] = ", ".join(named)
        return Answer(body, JSON, release=release.name, loaded_at=release.loaded_at, headers=headers)


def cursor_problem(text: str | None, fault: BadCursor) -> Problem:
    """422 for a cursor that cannot be used."""
    expected = "a cursor from `links` of an answer to this request"
    reason = f"it cannot be used: {fault}"
    return Problem(INVALID_PARAMETER, errors=[ParameterError("cursor", text, expected, reason=reason)])


def _only_with(parameter: str, value: str, formats: str) -> ParameterError:
    return ParameterError(
        parameter, value, f"this parameter left out, or {formats}", reason=f"goes with {formats} alone"
    )


def _only(items: bytes, selected: frozenset[str]) -> bytes:
    """The items with the selected keys alone, in their order."""
    decoded = orjson.loads(b"[" + items + b"]")
    kept = [{key: value for key, value in item.items() if key in selected} for item in decoded]
    return orjson.dumps(kept)[1:-1]


def address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """An address from a path, as clients see it, and the parameters of its query."""
    query = urlencode(list(pairs), safe=":,/", quote_via=quote)
    path = quote(path, safe="/%")
    return f"{path}?{query}" if query else path


def record_answer(request: Request, parts: Iterable[bytes], release: ReleaseHead) -> Answer:
    """The JSON answer of a single record from its stored parts.

    Raises:
        Problem: 406, the client takes no JSON.
    """
    negotiate(request.headers.get("accept"), JSON_ALONE)
    return json_record(request, parts, release)


def json_record(request: Request, parts: Iterable[bytes], release: ReleaseHead) -> Answer:
    """The same for a client that is known to take JSON."""
    body = rooted(b"".join((*parts, b"}")), root_of(request.scope))
    return Answer(body, JSON, release=release.name, loaded_at=release.loaded_at)


def existing(parts: tuple[bytes, ...] | None) -> tuple[bytes, ...]:
    """The stored parts of a record whose id is known.

    Raises:
        LookupError: the tables for speed lack it, which a load never leaves so.
    """
    if parts is None:
        raise LookupError("a record without its stored representation")
    return parts
