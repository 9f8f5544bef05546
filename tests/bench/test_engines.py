"""SQLite and PostgreSQL answer the same with a synthetic corpus; `python -m bench.engines` does so with a large one."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from bench import corpus, engines, seed_files
from bench.postgresql import copy
from tests.postgres_server import server

EVENTS = 2_000


@pytest.mark.slow
def test_both_databases_answer_the_same_with_a_corpus(tmp_path: Path) -> None:
    corpus.write(tmp_path / "corpus.sqlite", EVENTS)
    drawn = corpus.questions(tmp_path / "corpus.sqlite", 100)
    seed_files.write(tmp_path / "corpus.sqlite", tmp_path / "data", ndjson=True)
    data = engines.read(tmp_path / "data")
    with server() as postgres, ExitStack() as stack:
        one, other = (
            stack.enter_context(engines.serving(url, data, tmp_path / name))
            for name, url in (("one", f"sqlite:///{tmp_path / 'timeline.sqlite'}"), ("other", postgres.create("same")))
        )
        found, statuses = engines.differing(one, other, engines.addresses(one, drawn, number=40, walk=8))
        assert found == []
        assert statuses[200] > 800, statuses
        assert engines.differing_tables(one, other, tmp_path) == []

        # A release that is copied for measurements is the one that is loaded.
        copied = postgres.create("copied")
        assert copy(tmp_path / "timeline.sqlite", copied) > 10 * EVENTS
        third = stack.enter_context(engines.serving(copied, data, tmp_path / "one"))
        found, _ = engines.differing(one, third, engines.addresses(one, drawn, number=4, walk=2))
        assert found == []


def test_addresses_that_are_answered_differently_are_found(tmp_path: Path) -> None:
    told = {"/same": (200, "a", None, None), "/other": (200, "b", None, None)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "told", lambda client, address: told["/same" if client == 1 else address])
        assert engines.differing(1, 2, [*told, "/same"]) == (["/other"], {200: 2})  # type: ignore[arg-type]
