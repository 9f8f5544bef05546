"""The matcher of a release is made once, and anew for another release."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalogue.pool import Catalogues
from app.catalogue.words.folders import IndexCache
from app.database.dialects import database_of
from app.database.engine import NoRelease
from app.database.readers import ReaderPool
from app.loading.release import load
from app.matching import Query
from app.resources.reconcile.candidates import Matchers
from tests.catalogue import corpus
from tests.databases import database_url
from tests.waiting import SECONDS_TO_WAIT

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def catalogues(tmp_path: Path) -> Iterator[Catalogues]:
    database = database_of(database_url(tmp_path))
    readers = ReaderPool.started(database, SECONDS_TO_WAIT)
    yield Catalogues(readers, IndexCache(tmp_path))
    readers.close()


async def test_queries_at_the_same_time_share_one_matcher(tmp_path: Path, catalogues: Catalogues) -> None:
    corpus.loaded(tmp_path, corpus.data_set([], actors=[corpus.actor("anthony-eden")]))
    matchers = Matchers()
    made = await asyncio.gather(*(matchers.current(catalogues) for _ in range(5)))
    assert len({id(each) for each in made}) == 1
    assert await matchers.current(catalogues) is made[0]
    assert [each.id for each in made[0].match(Query("Eden, Anthony"))] == ["anthony-eden"]


async def test_another_release_has_its_own_matcher(tmp_path: Path, catalogues: Catalogues) -> None:
    url = corpus.loaded(tmp_path, corpus.data_set([], actors=[corpus.actor("anthony-eden")]))
    matchers = Matchers()
    await matchers.current(catalogues)
    load(url, corpus.data_set([], actors=[corpus.actor("georges-bidault")]))
    await catalogues.readers.lists.read(lambda _reader, release: release, fresh=True)
    await catalogues.readers.heavy.read(lambda _reader, release: release, fresh=True)
    index = await matchers.current(catalogues)
    assert index.match(Query("Anthony Eden")) == []
    assert [each.id for each in index.match(Query("Georges Bidault"))] == ["georges-bidault"]


async def test_without_a_release_it_fails_and_later_works(tmp_path: Path, catalogues: Catalogues) -> None:
    matchers = Matchers()
    with pytest.raises(NoRelease):
        await matchers.current(catalogues)
    corpus.loaded(tmp_path, corpus.data_set([], actors=[corpus.actor("anthony-eden")]))
    assert len(await matchers.current(catalogues)) == 1
