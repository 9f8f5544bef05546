"""The one handler behind every list: from parameters to a page, facets or a file, in one release."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.catalogue import Catalogue
from app.catalogue.facets import Facet, count_facet
from app.catalogue.pages import WordPages, read_page
from app.catalogue.paging import OtherRelease, Page, PageRequest
from app.catalogue.pool import Catalogues
from app.catalogue.queries import RecordQuery
from app.catalogue.words.grammar import Search
from app.catalogue.words.queries import WordQuery
from app.http.answers import Answer
from app.http.exports import list_file
from app.http.facets import facets_of
from app.http.ids import Ids, record_in_path
from app.http.page_parameters import ListParameters
from app.http.pagination import ListRequest, cursor_problem
from app.resources.facets import Facets, Matched, TakenWord, WordMatches
from app.timeline.record_types import RecordType

Pages = Callable[[PageRequest], Page]

RenderPage = Callable[[ListRequest, "RecordList", Page], Answer]
"""Makes the answer of a page of a list in another form than JSON, in the release it was read from."""


@dataclass(frozen=True)
class RecordList:
    """The records that match words (None: any) and a query, in one release."""

    catalogue: Catalogue
    query: RecordQuery
    search: Search | None

    def page(self, request: PageRequest) -> Page:
        """A page of the list, from the tables; for a list without words."""
        return read_page(self.catalogue, self.query, request)

    def pages(self) -> Pages:
        """Reads the pages of the list."""
        if self.search is None:
            return self.page
        return WordPages(self.catalogue, self.words).read

    @cached_property
    def words(self) -> WordQuery:
        """The words and the query for the index."""
        return WordQuery.of(self.catalogue, self.query, self.search)

    def word_matches(self) -> WordMatches | None:
        """How the words matched; None without words."""
        if self.search is None:
            return None
        matched = self.words.matched()
        return WordMatches(
            matched=Matched(all=matched.all, most=matched.most),
            did_you_mean=[
                TakenWord(word=each.word, taken=list(each.taken)) for each in self.words.words if not each.known
            ],
        )


async def list_answer(  # noqa: PLR0913 - the last ones are options
    request: Request,
    params: ListParameters,
    catalogues: Catalogues,
    *,
    actor_in_path: str | None = None,
    shown: Callable[[RecordList, Pages], Pages] | None = None,
    render: RenderPage | None = None,
) -> Response:
    """The list that a request selects, in the format it asks for.

    `shown` makes the pages that are sent out of those of the records, where these are not sent as they are. `render`
    makes the answer of a page instead of JSON.

    Raises:
        Problem: 406 or 422, the parameters do not go together or name what is unknown; 503, nothing is loaded, it
            takes too long, or the index is not built.
    """
    listed = ListRequest(request, params)

    def opened(catalogue: Catalogue) -> tuple[RecordList, Pages]:
        fixed = None if actor_in_path is None else record_in_path(catalogue, RecordType.ACTOR, actor_in_path)
        with Ids(catalogue) as ids:
            records = RecordList(catalogue, params.query(ids, fixed), listed.search)
        pages = records.pages()
        return records, pages if shown is None else shown(records, pages)

    def read(catalogue: Catalogue) -> Answer:
        records, pages = opened(catalogue)
        facets = _facets(listed, records) if listed.facets else None
        try:
            page = pages(listed.page)
        except OtherRelease as fault:
            raise cursor_problem(None, fault) from None
        if render is not None:
            return render(listed, records, page)
        return listed.answer(page, catalogue.release, facets, records.word_matches())

    if listed.format is not None:
        return await list_file(listed, catalogues, lambda catalogue: opened(catalogue)[1])
    # A page counts facets for its forms.
    return await catalogues.read(read, long=listed.search is not None, facets=bool(listed.facets) or render is not None)


def _facets(listed: ListRequest, records: RecordList) -> Facets:
    """The facets that a request wants of a list."""
    roles: tuple[str, ...] = getattr(listed.params, "known_roles", ())

    def count(name: str) -> Facet:
        return count_facet(records.catalogue, records.query, records.search, name, roles)

    return facets_of(records.catalogue, listed.params.record_type, listed.facets, count)
