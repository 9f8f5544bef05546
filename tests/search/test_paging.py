"""Pages of what was found: every order, both directions, and across releases."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.database.engine import Reader
from app.http.problems import Problem
from app.http.text_query import Search, numbered_page, record_page
from app.loading.records import DataSet
from app.loading.release import load
from app.search.folders import Indexes, ReleaseKey
from app.search.grammar import parse
from app.search.schema import Kind
from app.store import events, numbered, records
from app.store.derived import FORMAT
from app.store.paging import Asked, Cursor, Page, Sort
from app.store.terms import Numbered
from app.timeline.filters import ActorFilter, EventFilter
from tests.search.loading import migrated
from tests.store.corpus import actor, data_set, document, event

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


class Database:
    """A database in a folder, of which pages are read."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        self.url = migrated(folder)
        self._indexes = Indexes(Path(f"{folder / 'timeline.sqlite'}.search"))
        self._path = folder / "timeline.sqlite"
        self.load(names)

    def load(self, names: list[str]) -> None:
        load(self.url, of(names))

    @contextmanager
    def search(self, kind: Kind, text: str) -> Iterator[tuple[Reader, Search]]:
        reader = Reader(self._path, deadline_seconds=30)
        with reader.answer() as release:
            key = ReleaseKey(release.number, release.checksum, release.loaded_at, FORMAT)
            asked = EventFilter() if kind is Kind.EVENT else ActorFilter()
            yield reader, Search(release, self._indexes.of(key).kinds[kind], parse(text), asked)
        reader.close()

    def events(self, part: Asked, text: str = "-zzz") -> Page:
        with self.search(Kind.EVENT, text) as (reader, search):
            return numbered_page(reader, Numbered.EVENT, search, part, ("item",))

    def actors(self, part: Asked, text: str = "-zzz") -> Page:
        with self.search(Kind.ACTOR, text) as (reader, search):
            return record_page(reader, records.ACTORS, search, part)

    def in_sql(self, part: Asked) -> tuple[Page, Page]:
        """The pages of events and of actors as SQL has them."""
        reader = Reader(self._path, deadline_seconds=30)
        with reader.answer():
            found = numbered.page(reader, events.question(reader, EventFilter()), part, ("item",))
            people = records.page(reader, records.ACTORS, [], part)
        reader.close()
        return found, people


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return Database(tmp_path_factory.mktemp("paging"), list(EVENTS))


ORDERS = [Sort.DATE, Sort.DATE_REVERSED, Sort.TITLE]


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
@pytest.mark.parametrize("sort", ORDERS)
def test_pages_are_those_of_sql_forward_and_back(loaded: Database, sort: Sort, limit: int) -> None:
    for place, read in enumerate((loaded.events, loaded.actors)):
        cursor: Cursor | None = None
        seen: list[Page] = []
        while not seen or cursor is not None:
            part = Asked(sort, limit, cursor)
            page = read(part)
            assert page == loaded.in_sql(part)[place]
            seen.append(page)
            cursor = page.next
        while (cursor := seen[-1].prev) is not None:
            part = Asked(sort, limit, cursor)
            page = read(part)
            assert page == loaded.in_sql(part)[place]
            seen.append(page)


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_files_read_by_relevance_what_pages_do(loaded: Database, limit: int) -> None:
    whole = loaded.events(Asked(Sort.RELEVANCE, 500), "even").rows
    with loaded.search(Kind.EVENT, "even") as (reader, search):
        rows, cursor = [], None
        while True:
            part = Asked(Sort.RELEVANCE, limit, cursor, total=len(whole))
            page = numbered_page(reader, Numbered.EVENT, search, part, ("item",))
            rows += page.rows
            cursor = page.next
            if cursor is None:
                break
    assert rows == whole
    assert len(rows) == len(EVENTS) // 2


@pytest.mark.parametrize("sort", ORDERS)
def test_a_cursor_goes_on_at_its_place_in_the_next_release(tmp_path: Path, sort: Sort) -> None:
    database = Database(tmp_path, list(EVENTS))
    page = database.events(Asked(sort, 9), "even")
    assert page.next is not None
    last, following = page.next.key, database.events(Asked(sort, 100, page.next), "even")
    left = [name for name in EVENTS if name != last[1]]
    database.load(left)
    again = database.events(Asked(sort, 100, page.next), "even")
    assert [row.key for row in again.rows] == [row.key for row in following.rows]
    assert again.total == page.total - 1
    before = database.events(Asked(sort, 100, Cursor(last, backward=True)), "even")
    assert [row.key for row in before.rows] == [row.key for row in page.rows[:-1]]


@pytest.mark.parametrize("position", [0, -5])
def test_a_position_that_no_page_has_is_refused(loaded: Database, position: int) -> None:
    page = loaded.events(Asked(Sort.RELEVANCE, 5))
    assert page.next is not None
    for backward in (False, True):
        with pytest.raises(Problem):
            loaded.events(Asked(Sort.RELEVANCE, 5, Cursor((page.next.key[0], position), backward)))


def test_a_position_beyond_the_end_has_nothing(loaded: Database) -> None:
    page = loaded.events(Asked(Sort.RELEVANCE, 5))
    assert page.next is not None
    beyond = loaded.events(Asked(Sort.RELEVANCE, 5, Cursor((page.next.key[0], 1 << 62))))
    assert (beyond.rows, beyond.total, beyond.next) == ([], len(EVENTS), None)


def test_an_order_by_relevance_cannot_go_on_in_another_release(tmp_path: Path) -> None:
    database = Database(tmp_path, list(EVENTS))
    page = database.events(Asked(Sort.RELEVANCE, 5), "even")
    assert len(database.events(Asked(Sort.RELEVANCE, 5, page.next), "even").rows) == 5
    database.load(list(EVENTS)[1:])
    with pytest.raises(Problem, match="ask again"):
        database.events(Asked(Sort.RELEVANCE, 5, page.next), "even")
