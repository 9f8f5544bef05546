"""The frame of every list and detail: cursors, links, headers, the body around the stored records."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, quote, urlencode

import orjson
from starlette.requests import Request

from app.database.engine import ReleaseHead
from app.formats.links import rooted
from app.http.answers import Answer
from app.http.format_choice import JSON, JSON_ALONE, chosen, offered
from app.http.negotiation import negotiate
from app.http.parameters import IncludeParameters, PageParameters
from app.http.problems import INVALID_PARAMETER, ParameterError, Problem
from app.http.urls import public_path, root_of
from app.resources.models import Facets
from app.store.paging import Asked, BadCursor, Cursor, Page, Sort, decode_cursor, encode_cursor

KeyTypes = Mapping[Sort, tuple[type[int | str], ...]]
DATED_KEYS: KeyTypes = {
    Sort.DATE: (int, str),
    Sort.DATE_REVERSED: (int, str),
    Sort.TITLE: (str, str),
    Sort.RELEVANCE: (str, int),
}
"""What a cursor holds in each order, for records whose ties are broken by id."""


class ListRequest:
    """A request for a list: its format and order, its place in the list, and the links that lead on from it.

    Raises:
        Problem: 406, Accept takes no format of the list; 422, a parameter does not go with the format.
    """

    def __init__(self, request: Request, asked: PageParameters, default: Sort, keys: KeyTypes = DATED_KEYS) -> None:
        self.request = request
        self.asked = asked
        self.format = chosen(asked.format, request.headers.get("accept"), offered(asked.list_of))
        if unfit := [*self._unfit()]:
            raise Problem(INVALID_PARAMETER, errors=unfit)
        query = request.scope["query_string"].decode("ascii")
        self._pairs = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "cursor"]
        self.sort = asked.sort or default
        self.cursor = None if asked.cursor is None else self._cursor(asked.cursor, keys)

    @property
    def part(self) -> Asked:
        """Which part of the list is asked for."""
        return Asked(self.sort, self.asked.limit, self.cursor)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the items, as `include` and `fields` have them."""
        keys = self.asked.item_keys
        if isinstance(self.asked, IncludeParameters):
            left_out = {*self.asked.includes} - {*self.asked.included()}
            keys = tuple(key for key in keys if key not in left_out)
        wanted = self.asked.wanted_fields()
        return keys if wanted is None else tuple(key for key in keys if key in wanted)

    @property
    def limit_given(self) -> int | None:
        """The limit that was asked for, None for the usual one: files then have every match."""
        return self.asked.limit if "limit" in self.asked.model_fields_set else None

    def _unfit(self) -> Iterator[ParameterError]:
        """What was asked for that does not go with the format."""
        if self.asked.bom is not None and (self.format is None or self.format.alias != "csv"):
            yield _only_with("bom", str(self.asked.bom).lower(), "format csv")
        if self.format is None:
            return
        fitting = {"cursor": "format json", "facet": "format json"}
        if not self.format.shaped_by_request:
            fitting |= dict.fromkeys(("fields", "include"), "formats json, ndjson, csv and xlsx")
        for name, formats in fitting.items():
            value: str | None = getattr(self.asked, name, None)
            if value is not None:
                yield _only_with(name, value, formats)

    @property
    def _tag(self) -> str:
        """What a cursor may be used with: the same path and parameters, `limit` aside."""
        pairs = [pair for pair in self._pairs if pair[0] != "limit"]
        return f"{self.request.scope['path']}?{urlencode(sorted(pairs))}"

    def _cursor(self, text: str, keys: KeyTypes) -> Cursor:
        try:
            return decode_cursor(text, self._tag, keys[self.sort])
        except BadCursor as fault:
            expected = "a cursor from `links` of an answer to this request"
            error = ParameterError("cursor", text, expected, reason=f"it cannot be used: {fault}")
            raise Problem(INVALID_PARAMETER, errors=[error]) from None

    def _link(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return None
        return self._address([*self._pairs, ("cursor", encode_cursor(cursor, self._tag))])

    def _address(self, pairs: Iterable[tuple[str, str]]) -> str:
        return address(public_path(self.request.scope), pairs)

    def answer(self, page: Page, release: ReleaseHead, facets: Facets | None = None) -> Answer:
        """The JSON answer of a page, with the facets that were asked for."""
        own = [*self._pairs] if self.asked.cursor is None else [*self._pairs, ("cursor", self.asked.cursor)]
        links = {"self": self._address(own), "next": self._link(page.next), "prev": self._link(page.prev)}
        items = b",".join(b"".join((*row.values, b"}")) for row in page.rows)
        wanted = self.asked.wanted_fields()
        if wanted is not None:
            items = _only(items, wanted)
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


def _only_with(parameter: str, value: str, formats: str) -> ParameterError:
    return ParameterError(
        parameter, value, f"this parameter left out, or {formats}", reason=f"goes with {formats} alone"
    )


def _only(items: bytes, wanted: frozenset[str]) -> bytes:
    """The items with the wanted keys alone, in their order."""
    decoded = orjson.loads(b"[" + items + b"]")
    kept = [{key: value for key, value in item.items() if key in wanted} for item in decoded]
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
