"""The example of the published formula adds up, and is what the index answers."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalogue.words.grammar import Match, parse
from app.main import create_app
from app.settings import Settings
from app.timeline.record_types import RecordType
from tests.catalogue.words.plain import Corpus, Index, entry


def other(number: int) -> str:
    """So many words of no meaning."""
    return " ".join(f"w{place}" for place in range(number))


def test_the_example_adds_up(tmp_path: Path) -> None:
    described = create_app(Settings()).openapi()["paths"]["/v1/search"]["get"]["description"]
    example = re.search(r"`([\d.]+) \* \(3 \* ([\d.]+) \+ 1 \* ([\d.]+) \+ 0\.4 \* ([\d.]+)\) = ([\d.]+)`", described)
    assert example is not None
    factor, title, text, context, published = map(float, example.groups())
    assert factor * (3 * title + text + 0.4 * context) == pytest.approx(published, abs=0.01)
    entries = [
        entry(
            place,
            title=f"memorandum {other(4)}" if place < 4 else other(5),
            body=[f"memorandum {other(19)}" if place < 10 else other(20)],
            context=["memorandum"] if place < 25 else [],
            links=20 if place == 0 else 0,
        )
        for place in range(100)
    ]
    search = parse("The memorandum")
    ((score, n), *_) = Index(tmp_path / "index", entries).scored(search)
    assert n == 0
    assert score == pytest.approx(published, abs=0.01)
    assert Corpus(entries).ranked(search, RecordType)[0][1] == pytest.approx(score)


def test_links_order_what_is_alike_and_do_not_lift_what_has_fewer_words(tmp_path: Path) -> None:
    entries = [
        entry(0, title="soviet note on peace", links=0),
        entry(1, title="soviet note on peace", links=9),
        entry(2, title="soviet note", links=0),
        entry(3, title="soviet", body=["peace"], links=1_000_000),
    ]
    index = Index(tmp_path / "index", entries)
    search = replace(parse("soviet note"), match=Match.MOST)
    assert [n for _, n in index.scored(search)] == [2, 1, 0, 3]
