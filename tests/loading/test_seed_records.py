"""Rules for the curated records that the check of data files does not know: casts, copied words, spelling."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seed"
PUBLIC_TEXTS = ROOT / "tests" / "data" / "public-texts"
Record = dict[str, Any]
SPOKEN_OF = {"subject", "target"}
RUN = 8
"""So many words in a row, outside quotation marks, are a quotation."""
OWN_WORDS = {"summary", "abstract", "statement", "assessment", "note", "description", "text", "heading"}
"""Keys whose values are the editors' own words. Titles, names and key phrases are those of others."""

THREE = {"usa", "uk", "france"}
SIX = {"france", "frg", "italy", "belgium", "netherlands", "luxembourg"}
SIDES: list[tuple[str, set[str]]] = [
    (r"\bSoviet\b", {"ussr"}),
    (r"\bStalin Note\b", {"ussr"}),
    (r"\bWestern\b", THREE),
    (r"\bBritish\b", {"uk"}),
    (r"\bfour foreign ministers\b", THREE | {"ussr"}),
    (r"\bEDC states\b", SIX),
    (r"\bEuropean Defence Community signed\b", SIX),
    (r"\bNine-Power\b", SIX | {"usa", "uk", "canada"}),
    (r"\bPresident of the United States\b", {"usa"}),
    (r"\bAustrian State Treaty\b", {"austria"} | THREE | {"ussr"}),
    (r"\bBonn Conventions\b", {"frg"} | THREE),
    (r"\bFederal Republic\b", {"frg"}),
    (r"\bNorth Atlantic Council\b", {"north-atlantic-council"}),
    (r"\bWarsaw Treaty\b", {"ussr", "poland", "czechoslovakia", "hungary", "romania", "bulgaria", "albania", "gdr"}),
]
"""Words of a title that name sides of an exchange, and who they are."""


MUCH_USED = 5
"""Actors with so many events, documents and claims are checked against a source."""
QUESTIONS = ("edc", "collective-security", "nato-membership", "german-elections")
POWERS = ("ussr", "usa", "uk", "france", "frg")
STEPS = 3
"""So many dated claims show how the position of a side on a question moved."""
NO_SOURCE = {("nato-membership", "frg")}
"""Positions that no source which could be opened tells: Bonn was not asked about the note of 31 March 1954."""


@cache
def files() -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(SEED.rglob("*.yaml"))]


@cache
def records(name: str) -> list[Record]:
    return [row for file in files() for row in file.get(name, [])]


def cast(record: Record) -> set[str]:
    return {row["actor"] for row in record.get("actors", [])}


def test_no_actor_is_without_a_record() -> None:
    named = set().union(*(cast(record) for name in ("events", "documents") for record in records(name)))
    assert [actor["id"] for actor in records("actors") if actor["id"] not in named] == []


def asserting(claim: Record) -> set[str]:
    return set(claim.get("asserted_by", []))


def test_every_much_used_actor_is_checked() -> None:
    """An actor of many records has its life dates and offices from a source, and names the source."""
    uses = Counter(
        chain(
            chain.from_iterable(cast(record) for name in ("events", "documents") for record in records(name)),
            chain.from_iterable(asserting(claim) for claim in records("claims")),
        )
    )
    assert {
        actor["id"]
        for actor in records("actors")
        if uses[actor["id"]] >= MUCH_USED and (actor["verification"] != "checked" or not actor.get("sources"))
    } == set()


def test_each_side_has_dated_steps_on_each_question() -> None:
    steps: dict[tuple[str, str], set[str]] = {(topic, side): set() for topic in QUESTIONS for side in POWERS}
    for claim in records("claims"):
        for topic, side in steps.keys() & {(t, s) for t in claim["topics"] for s in asserting(claim)}:
            if "date" in claim:
                steps[topic, side].add(claim["date"])
    assert {key for key, dates in steps.items() if len(dates) < STEPS} == NO_SOURCE


def test_every_document_can_be_found_by_its_source() -> None:
    assert [
        document["id"]
        for document in records("documents")
        if not any("locator" in source for source in document["sources"])
    ] == []


@cache
def bodies_of(actor_id: str) -> frozenset[str]:
    """Whom an actor acts for by its offices or as an organ, at any time, and itself."""
    actor = next(row for row in records("actors") if row["id"] == actor_id)
    direct = {office["of"] for office in actor.get("offices", []) if office.get("represents", True)}
    direct |= {row["group"] for row in actor.get("member_of", []) if row["kind"] == "organ"}
    return frozenset({actor_id}.union(*(bodies_of(body) for body in direct)))


def sides(event: Record) -> set[str]:
    """For whom somebody acts in an event."""
    acting = [row for row in event["actors"] if row["role"] not in SPOKEN_OF]
    return (
        set()
        .union(*(bodies_of(row["on_behalf_of"]) for row in acting if "on_behalf_of" in row))
        .union(*(bodies_of(row["actor"]) for row in acting))
    )


def exchanges(*kinds: str) -> list[Any]:
    return [pytest.param(event, id=event["id"]) for event in records("events") if event["kind"] in kinds]


@pytest.mark.parametrize("event", exchanges("note", "reply"))
def test_a_note_goes_from_somebody_to_somebody(event: Record) -> None:
    assert {"sender", "recipient"} <= {row["role"] for row in event["actors"]}


@pytest.mark.parametrize("event", exchanges("treaty"))
def test_a_treaty_has_two_signatories_or_more(event: Record) -> None:
    assert len({row["actor"] for row in event["actors"] if row["role"] == "signatory"}) >= 2


@pytest.mark.parametrize("event", exchanges("conference"))
def test_a_conference_has_two_participants_or_more(event: Record) -> None:
    assert len({row["actor"] for row in event["actors"] if row["role"] not in SPOKEN_OF}) >= 2


@pytest.mark.parametrize("event", exchanges("note", "reply", "treaty", "conference"))
def test_every_side_that_a_title_names_acts(event: Record) -> None:
    named = set().union(*(who for words, who in SIDES if re.search(words, event["title"])))
    assert named - sides(event) == set()


@pytest.mark.parametrize("event", exchanges("conversation", "conference"))
def test_every_person_that_a_title_names_is_there(event: Record) -> None:
    bearers: dict[str, set[str]] = {}
    for row in records("actors"):
        if row["kind"] == "person":
            bearers.setdefault(row["sort_name"].split(",")[0], set()).add(row["id"])
    named = set(re.findall(r"Mendès France|[\w’'-]+", event["title"])) & bearers.keys()
    assert [name for name in named if not bearers[name] & cast(event)] == []


def own_words(record: object, key: str = "") -> Iterator[str]:
    """The texts of a record that the editors wrote."""
    if isinstance(record, dict):
        for name, value in record.items():
            if name != "sources":
                yield from own_words(value, name)
    elif isinstance(record, list):
        for value in record:
            yield from own_words(value, key)
    elif key in OWN_WORDS:
        yield str(record)


def runs(text: str) -> set[tuple[str, ...]]:
    """The runs of words of a text outside quotation marks."""
    found = set()
    for part in re.split(r'"[^"]*"|“[^”]*”', text):
        words = re.findall(r"\w+", part.casefold())
        found |= {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
    return found


def public_runs() -> dict[tuple[str, ...], str]:
    return {
        run: path.name
        for path in sorted(PUBLIC_TEXTS.glob("*.txt"))
        for part in path.read_text(encoding="utf-8").split("\n\n")
        for run in runs(part)
    }


def test_no_text_of_the_seed_copies_a_run_of_words() -> None:
    public = public_runs()
    assert len(public) > 1000
    copied = [
        (record["id"], public[run], " ".join(run))
        for name in ("events", "documents", "claims", "actors", "stories", "topics")
        for record in records(name)
        for text in own_words(record)
        for run in runs(text) & public.keys()
    ]
    assert copied == []


def test_a_copied_run_is_found_outside_quotation_marks_only() -> None:
    sentence = "one two three four five six seven eight nine"
    assert len(runs(sentence)) == 2
    assert runs(f'He wrote "{sentence}".') == set()
    assert list(own_words({"title": sentence, "summary": "ours", "sources": [{"note": sentence}]})) == ["ours"]


COLOURED = re.compile(r"\b(buried|took apart|apart point by point|stormy|embittered|brazen|insidious)\b", re.IGNORECASE)
"""Verbs and adjectives that judge. A text may quote them."""


def test_the_words_of_the_seed_do_not_colour() -> None:
    assert [
        (record["id"], found[0])
        for name in ("events", "documents", "claims")
        for record in records(name)
        for text in own_words(record)
        if (found := COLOURED.search(re.sub(r'"[^"]*"', "", text)))
    ] == []


def test_mendes_france_is_spelt_with_its_accent() -> None:
    assert [
        f"{path.name}:{number}"
        for path in sorted(SEED.rglob("*.yaml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"Mendes[ -]France", line)
    ] == []
