"""Pages of what was found: every order, both directions, and across releases."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.catalogue.pages import WordPages, read_page
from app.catalogue.paging import Cursor, Key, OtherRelease, Page, PageRequest, Sort
from app.catalogue.queries import RecordQuery
from app.catalogue.words.grammar import parse
from app.catalogue.words.queries import WordQuery
from app.loading.data_set import DataSet
from app.loading.release import load
from app.timeline.record_types import RecordType
from tests.catalogue.corpus import actor, data_set, document, event, keys_of, open_catalogue
from tests.catalogue.loading import migrated

pytestmark = pytest.mark.slow

DATES = ["1954-03-01", "1954-03", "../1954-03-05", "1954-03-01/..", "1954", "1953-12-31"]
EVENTS = {f"e{number:02}": DATES[number % len(DATES)] for number in range(40)}
PEOPLE = {f"p{number:02}": None if number % 3 else f"19{number:02}" for number in range(20)}


def of(names: list[str]) -> DataSet:
    """A data set of these events, every second with the word `even`, and of all documents and people."""
    return data_set(
        [
            event(name, EVENTS[name], title=f"{'Éven' if int(name[1:]) % 2 == 0 else 'odd'} {int(name[1:]) % 7}")
            for name in names
        ],
        [actor(name, **({} if born is None else {"born": born})) for name, born in PEOPLE.items()],
        [document(f"d{number:02}", None if number % 2 else "1954") for number in range(15)],
    )


EVENT, ACTOR = RecordQuery((RecordType.EVENT,)), RecordQuery((RecordType.ACTOR,))
MIXED = RecordQuery((RecordType.EVENT, RecordType.DOCUMENT, RecordType.ACTOR))


class Database:
    """A database in a folder, of which pages are read."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        self.url = migrated(folder)
        self._folder = folder
        self.load(names)

    def load(self, names: list[str]) -> None:
        load(self.url, of(names))

    @contextmanager
    def pages(self, query: RecordQuery = EVENT, text: str = "-zzz") -> Iterator[WordPages]:
        """The pages of what matches words, in one release."""
        with open_catalogue(self._folder) as catalogue:
            yield WordPages(catalogue, WordQuery.of(catalogue, query, parse(text)))

    def page(self, request: PageRequest, query: RecordQuery = EVENT, text: str = "-zzz") -> Page:
        """A page of what matches words."""
        with self.pages(query, text) as pages:
            return pages.read(request)

    def in_sql(self, request: PageRequest, query: RecordQuery) -> Page:
        """The page that SQL has."""
        with open_catalogue(self._folder) as catalogue:
            return read_page(catalogue, query, request)

    def keys(self, page: Page) -> list[str]:
        """The ids on a page of the current release."""
        with open_catalogue(self._folder) as catalogue:
            return keys_of(catalogue, page)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return Database(tmp_path_factory.mktemp("paging"), list(EVENTS))


ORDERS = [Sort.DATE, Sort.DATE_REVERSED, Sort.TITLE]


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
@pytest.mark.parametrize(
    ("query", "sort"),
    [
        *((query, sort) for query in (EVENT, ACTOR) for sort in ORDERS),
        (MIXED, Sort.DATE),
        (MIXED, Sort.DATE_REVERSED),
    ],
)
def test_pages_are_those_of_sql_forward_and_back(loaded: Database, query: RecordQuery, sort: Sort, limit: int) -> None:
    seen = [loaded.page(PageRequest(sort, limit), query)]
    assert seen[0] == loaded.in_sql(PageRequest(sort, limit), query)
    for direction in ("next", "prev"):
        while (cursor := getattr(seen[-1], direction)) is not None:
            request = PageRequest(sort, limit, cursor)
            seen.append(loaded.page(request, query))
            assert seen[-1] == loaded.in_sql(request, query)
    pages = -(-seen[0].total // limit)
    assert len(seen) == 2 * pages - 1
    assert seen[0].rows == seen[-1].rows != []


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_files_read_by_relevance_what_pages_do(loaded: Database, limit: int) -> None:
    whole = loaded.page(PageRequest(Sort.RELEVANCE, 500), text="even").rows
    with loaded.pages(text="even") as pages:
        rows, cursor = [], None
        while True:
            page = pages.read(PageRequest(Sort.RELEVANCE, limit, cursor, total=len(whole)))
            rows += page.rows
            cursor = page.next
            if cursor is None:
                break
    assert rows == whole
    assert len(rows) == len(EVENTS) // 2


def _id(key: Key) -> str:
    """The id in the key of a cursor."""
    return str(key[-1])


@pytest.mark.parametrize("sort", ORDERS)
def test_a_cursor_continues_at_its_place_in_the_next_release(tmp_path: Path, sort: Sort) -> None:
    database = Database(tmp_path, list(EVENTS))
    page = database.page(PageRequest(sort, 9), text="even")
    assert page.next is not None
    last, following = page.next.key, database.page(PageRequest(sort, 100, page.next), text="even")
    own, after = database.keys(page), database.keys(following)
    assert own[-1] == _id(last)
    assert after
    database.load([name for name in EVENTS if name != _id(last)])
    again = database.page(PageRequest(sort, 100, page.next), text="even")
    assert database.keys(again) == after
    assert again.total == page.total - 1
    before = database.page(PageRequest(sort, 100, Cursor(last, backward=True)), text="even")
    assert database.keys(before) == own[:-1]


@pytest.mark.parametrize("position", [0, -5])
def test_a_position_that_no_page_has_is_refused(loaded: Database, position: int) -> None:
    page = loaded.page(PageRequest(Sort.RELEVANCE, 5))
    assert page.next is not None
    for backward in (False, True):
        with pytest.raises(OtherRelease):
            loaded.page(PageRequest(Sort.RELEVANCE, 5, Cursor((page.next.key[0], position), backward)))


def test_a_position_after_the_end_has_nothing(loaded: Database) -> None:
    page = loaded.page(PageRequest(Sort.RELEVANCE, 5))
    assert page.next is not None
    after = loaded.page(PageRequest(Sort.RELEVANCE, 5, Cursor((page.next.key[0], 1 << 62))))
    assert (after.rows, after.total, after.next) == ([], len(EVENTS), None)


def test_an_order_by_relevance_cannot_continue_in_another_release(tmp_path: Path) -> None:
    database = Database(tmp_path, list(EVENTS))
    page = database.page(PageRequest(Sort.RELEVANCE, 5), text="even")
    assert len(database.page(PageRequest(Sort.RELEVANCE, 5, page.next), text="even").rows) == 5
    database.load(list(EVENTS)[1:])
    with pytest.raises(OtherRelease, match="cannot continue"):
        database.page(PageRequest(Sort.RELEVANCE, 5, page.next), text="even")
