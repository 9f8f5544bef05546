"""The envelope of lists and details: cursors, links, headers, the body around the encoded records."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, urlencode

import orjson
from starlette.requests import Request

from app.catalogue.paging import BadCursor, Cursor, Page, PageRequest, Sort, decode_cursor, encode_cursor
from app.catalogue.words.grammar import Search
from app.database.engine import ReleaseHead, UnreadableDatabase
from app.formats.links import rooted
from app.http.answers import Answer
from app.http.format_choice import JSON, JSON_ALONE, chosen, offered
from app.http.negotiation import accept_of, negotiate
from app.http.page_parameters import ListParameters
from app.http.problems import INVALID_PARAMETER, ParameterError, Problem
from app.http.urls import request_path, root_of
from app.resources.models import Facets, WordMatches

_LINK_SIGNS = ":,/"
_FURTHER_SIGNS = re.compile(r"[!$'()*;@?]|=[^&]*=")


class ListRequest:
    """A request for a list: its format and order, its place in the list, and the links to other pages.

    Raises:
        Problem: 406, Accept takes no format of the list; 422, a parameter does not go with the format.
    """

    def __init__(self, request: Request, params: ListParameters) -> None:
        self.params = params
        self.path = request_path(request.scope)
        self.request = request
        self.search: Search | None = getattr(params, "search", None)
        self.facets: tuple[str, ...] = getattr(params, "facet", None) or ()
        self.format = chosen(params.format, accept_of(request.scope), offered(params.list_type()))
        if self.format is not None or params.bom is not None:
            self._refuse_unfit()
        # Sorted and encoded in one way by `canonical_query`.
        query = _for_links(request.scope["query_string"].decode("ascii"))
        pairs = query.split("&") if query else []
        self._pairs = [pair for pair in pairs if not pair.startswith("cursor=")]
        self._cursor_pairs = [pair for pair in pairs if pair.startswith("cursor=")]
        sort = params.sort or (params.default_sort if self.search is None else Sort.RELEVANCE)
        included = getattr(params, "include", None) or ()
        parts = params.list_parts
        if included:
            parts += tuple(name for name in params.includes if name in included)
        cursor = None if params.cursor is None else self._cursor(params.cursor, sort)
        self.page = PageRequest(sort, params.limit, cursor, parts)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the items, as `include` and `fields` have them."""
        left_out = {*self.params.includes} - {*self.page.parts}
        keys = tuple(key for key in self.params.item_keys if key not in left_out)
        fields = self.params.fields
        return keys if fields is None else tuple(key for key in keys if key in {"id", *fields})

    @property
    def limit_given(self) -> int | None:
        """The limit that was sent, None for the default one: files then have every match."""
        return self.params.limit if "limit" in self.params.model_fields_set else None

    def _refuse_unfit(self) -> None:
        """Refuse parameters that do not go with the format."""
        errors = []
        if self.params.bom is not None and (self.format is None or self.format.alias != "csv"):
            errors.append(_only_with("bom", str(self.params.bom).lower(), "format csv"))
        if self.format is not None:
            fitting = {"cursor": "format json", "facet": "format json"}
            if not self.format.shaped_by_request:
                fitting |= dict.fromkeys(("fields", "include"), "formats json, ndjson, csv and xlsx")
            for name, formats in fitting.items():
                value: str | tuple[str, ...] | None = getattr(self.params, name, None)
                if value is not None:
                    errors.append(_only_with(name, value if isinstance(value, str) else ",".join(value), formats))
        if errors:
            raise Problem(INVALID_PARAMETER, errors=errors)

    @property
    def _tag(self) -> str:
        """What a cursor may be used with: the same path and parameters, `limit` aside."""
        pairs = [pair for pair in self._pairs if not pair.startswith("limit=")]
        return f"{self.path.public}?{'&'.join(pairs)}"

    def _cursor(self, text: str, sort: Sort) -> Cursor:
        try:
            return decode_cursor(text, self._tag, sort)
        except BadCursor as fault:
            raise cursor_problem(text, fault) from None

    def links(self, page: Page) -> dict[str, str | None]:
        """The addresses of this page, the next and the previous one."""
        links = {"self": self._link(self._cursor_pairs), "next": None, "prev": None}
        for name, cursor in (("next", page.next), ("prev", page.prev)):
            if cursor is not None:
                links[name] = self.link_from(cursor)
        return links

    def link_from(self, cursor: Cursor) -> str:
        """The address of the page of the list that begins at a cursor."""
        return self._link([f"cursor={encode_cursor(cursor, self._tag)}"])

    def _link(self, cursor_pairs: list[str]) -> str:
        """The address of a page of the list."""
        query = "&".join([*self._pairs, *cursor_pairs])
        return f"{self.path.public}?{query}" if query else self.path.public

    def answer(
        self, page: Page, release: ReleaseHead, facets: Facets | None = None, words: WordMatches | None = None
    ) -> Answer:
        """The JSON answer of a page, with the facets that were requested, and how its words matched."""
        links = self.links(page)
        items = b"},".join([row.value for row in page.rows]) + (b"}" if page.rows else b"")
        if self.params.fields is not None:
            items = _only(items, {"id", *self.params.fields})
        further = [each.model_dump_json().encode()[1:-1] for each in (words, facets) if each is not None]
        body = b'{"items":[%b],"total":%d,"release":%d,"links":%b%b}' % (
            rooted(items, self.path.root) if self.path.root else items,
            page.total,
            release.number,
            orjson.dumps(links),
            b"".join(b"," + each for each in further),
        )
        named = [f'<{link}>; rel="{relation}"' for relation, link in links.items() if link is not None]
        headers = {"X-Total-Count": str(page.total), "Link": ", ".join(named)}
        return Answer(body, JSON, release=release.name, loaded_at=release.loaded_at, headers=headers)


def _for_links(query: str) -> str:
    """A canonical query string with all signs encoded but those that are common in dates, ids and paths."""
    if not _FURTHER_SIGNS.search(query):
        return query
    return urlencode(parse_qsl(query, keep_blank_values=True), safe=_LINK_SIGNS, quote_via=quote)


def cursor_problem(text: str | None, fault: BadCursor) -> Problem:
    """422 for a cursor that cannot be used."""
    expected = "a cursor from `links` of an answer to this request"
    reason = f"it cannot be used: {fault}"
    return Problem(INVALID_PARAMETER, errors=[ParameterError("cursor", text, expected, reason=reason)])


def _only_with(parameter: str, value: str, formats: str) -> ParameterError:
    return ParameterError(
        parameter, value, f"this parameter left out, or {formats}", reason=f"goes with {formats} alone"
    )


def _only(items: bytes, selected: set[str]) -> bytes:
    """The items with the selected keys alone, in their order."""
    decoded = orjson.loads(b"[" + items + b"]")
    kept = [{key: value for key, value in item.items() if key in selected} for item in decoded]
    return orjson.dumps(kept)[1:-1]


def address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """An address from a path, as clients see it, and the parameters of its query."""
    query = urlencode(list(pairs), safe=_LINK_SIGNS, quote_via=quote)
    path = quote(path, safe="/%")
    return f"{path}?{query}" if query else path


def record_answer(request: Request, parts: Iterable[bytes], release: ReleaseHead) -> Answer:
    """The JSON answer of a single record from its stored parts.

    Raises:
        Problem: 406, the client takes no JSON.
    """
    negotiate(accept_of(request.scope), JSON_ALONE)
    return json_record(request, parts, release)


def json_record(request: Request, parts: Iterable[bytes], release: ReleaseHead) -> Answer:
    """The same for a client that is known to take JSON."""
    body = rooted(b"".join((*parts, b"}")), root_of(request.scope))
    return Answer(body, JSON, release=release.name, loaded_at=release.loaded_at)


def existing(parts: tuple[bytes, ...] | None) -> tuple[bytes, ...]:
    """The stored parts of a record whose id is known.

    Raises:
        UnreadableDatabase: the catalogue lacks it, which a load never leaves so.
    """
    if parts is None:
        raise UnreadableDatabase("a record is not in the catalogue")
    return parts
