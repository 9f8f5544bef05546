"""Make a synthetic corpus of events, actors and documents, and parameters for questions about it.

The corpus has the shape that matters for speed, not for meaning:

- the number of events of an actor follows a Zipf law, so the busiest actor has a tenth of all events and most
  actors have a few dozen;
- most events last a day and a few last years, so an overlap with a window cannot be decided by the start date alone;
- word frequencies follow a Zipf law and the vocabulary does not grow with the corpus, so a search for two common
  words matches a large part of it.

Dates lie in 1861-1988. There are as many documents as events, one actor to every 20 events, and 3.5 actors to an
event. The same number of events, seed and Python version give the same rows. Only the standard library is used.
"""

from __future__ import annotations

import json
import random
import sqlite3
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

SEED = 1
FIRST_DAY = date(1861, 1, 1).toordinal()
LAST_DAY = date(1988, 12, 31).toordinal()
EVENT_KINDS = (
    "meeting",
    "treaty",
    "battle",
    "election",
    "speech",
    "strike",
    "incident",
    "visit",
    "trial",
    "publication",
)
ACTOR_KINDS = ("person", "state", "party", "organisation", "ministry", "newspaper")
ROLES = ("initiator", "participant", "target", "mediator", "observer", "signatory")

VOCABULARY = 20_000
POOL = 1_000_000
ONSETS = (*"bcdfghklmnprstvz", "br", "dr", "fr", "gr", "kr", "pl", "pr", "sl", "st", "tr")
VOWELS = ("a", "e", "i", "o", "u", "ai", "ei", "ou")
CODAS = ("", "", "", "n", "r", "s", "l", "m", "t", "nd", "rt")

QUESTIONS = 1_000
NARROW_WINDOW = 60
WIDE_WINDOW = 3650

SCHEMA = """
CREATE TABLE actor(
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL,
  born INTEGER, died INTEGER);
CREATE TABLE event(
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, title TEXT NOT NULL, summary TEXT NOT NULL, kind TEXT NOT NULL,
  date_start TEXT NOT NULL, date_end TEXT NOT NULL, day_start INTEGER NOT NULL, day_end INTEGER NOT NULL,
  place TEXT, lat REAL, lon REAL);
CREATE TABLE document(
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, title TEXT NOT NULL, abstract TEXT NOT NULL,
  date TEXT NOT NULL, day INTEGER NOT NULL, authors TEXT NOT NULL, recipients TEXT NOT NULL);
CREATE TABLE event_actor(
  event_id INTEGER NOT NULL REFERENCES event(id), actor_id INTEGER NOT NULL REFERENCES actor(id),
  role TEXT NOT NULL, PRIMARY KEY(event_id, actor_id));
CREATE TABLE event_document(
  event_id INTEGER NOT NULL REFERENCES event(id), document_id INTEGER NOT NULL REFERENCES document(id),
  PRIMARY KEY(event_id, document_id));
"""


class Zipf:
    """Draws ranks 0 to n-1, each with a probability proportional to 1 / (rank + shift) ** exponent."""

    def __init__(self, rng: random.Random, n: int, exponent: float = 1.0, shift: float = 1.0) -> None:
        self.rng = rng
        self.cumulative = list(accumulate((rank + shift) ** -exponent for rank in range(n)))

    def __call__(self) -> int:
        return bisect_left(self.cumulative, self.rng.random() * self.cumulative[-1])


class Corpus:
    """Rows of the tables in `SCHEMA`, in the order of their columns.

    The generators share one random number generator. Call each once, in the order of `TABLES`.
    """

    def __init__(self, events: int, seed: int = SEED) -> None:
        self.rng = rng = random.Random(seed)
        self.n_events = events
        self.n_actors = max(5, events // 20)
        self.n_documents = events
        self.words = self._vocabulary()
        weights = list(accumulate((rank + 3.0) ** -1.0 for rank in range(len(self.words))))
        # A text is a slice of this pool. That is much faster than drawing each word and keeps the frequencies.
        self._pool = rng.choices(self.words, cum_weights=weights, k=POOL)
        self.places = [
            (self._name(), round(rng.uniform(-55, 70), 4), round(rng.uniform(-180, 180), 4))
            for _ in range(max(20, events // 100))
        ]
        self.actor_names = [f"{self._name()} {self._name()}" for _ in range(self.n_actors)]
        self.pick_actor = Zipf(rng, self.n_actors, exponent=0.9, shift=2.0)
        self.pick_place = Zipf(rng, len(self.places))

    def actors(self) -> Iterator[tuple[Any, ...]]:
        """Actors with the years of birth and death."""
        for number, name in enumerate(self.actor_names, 1):
            born = self.rng.randrange(1790, 1950)
            yield (
                number,
                f"act-{number:06d}",
                name,
                self.rng.choice(ACTOR_KINDS),
                born,
                born + self.rng.randrange(30, 90),
            )

    def events(self) -> Iterator[tuple[Any, ...]]:
        """Events: seven of ten last a day, most others about two weeks, a few years. At most 3,000 days."""
        rng = self.rng
        for number in range(1, self.n_events + 1):
            start = self._day()
            end = min(start + self._length(), LAST_DAY)
            place, lat, lon = self.places[self.pick_place()]
            yield (
                number,
                f"evt-{number:07d}",
                self._text(8).capitalize(),
                self._text(60),
                rng.choice(EVENT_KINDS),
                _iso(start),
                _iso(end),
                start,
                end,
                place,
                lat,
                lon,
            )

    def documents(self) -> Iterator[tuple[Any, ...]]:
        """Documents with the names of one or two authors and of one to three recipients, joined by `; `."""
        rng = self.rng
        for number in range(1, self.n_documents + 1):
            day = self._day()
            authors = self._names(rng.choice((1, 1, 1, 2)))
            recipients = self._names(rng.choice((1, 1, 2, 3)))
            title, abstract = self._text(10).capitalize(), self._text(80)
            yield number, f"doc-{number:07d}", title, abstract, _iso(day), day, authors, recipients

    def event_actors(self) -> Iterator[tuple[Any, ...]]:
        """3.5 actors to an event on average, each at most once in an event."""
        rng = self.rng
        for event in range(1, self.n_events + 1):
            wanted = min(rng.choice((1, 2, 3, 3, 4, 4, 5, 6)), self.n_actors)
            chosen: dict[int, None] = {}
            while len(chosen) < wanted:
                chosen[self.pick_actor() + 1] = None
            for actor in chosen:
                yield event, actor, rng.choice(ROLES)

    def event_documents(self) -> Iterator[tuple[Any, ...]]:
        """No to three documents to an event."""
        rng = self.rng
        for event in range(1, self.n_events + 1):
            wanted = rng.choice((0, 1, 1, 2, 3))
            for document in sorted({rng.randrange(self.n_documents) + 1 for _ in range(wanted)}):
                yield event, document

    def _vocabulary(self) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            syllables = self.rng.choice((1, 2, 2, 3))
            words["".join(self._syllable() for _ in range(syllables))] = None
        return list(words)

    def _syllable(self) -> str:
        return self.rng.choice(ONSETS) + self.rng.choice(VOWELS) + self.rng.choice(CODAS)

    def _name(self) -> str:
        return self.words[self.rng.randrange(200, len(self.words))].capitalize()

    def _names(self, count: int) -> str:
        return "; ".join(self.actor_names[self.pick_actor()] for _ in range(count))

    def _text(self, words: int) -> str:
        """About that many words."""
        words = max(3, round(self.rng.gauss(words, words / 6)))
        start = self.rng.randrange(len(self._pool) - words)
        return " ".join(self._pool[start : start + words])

    def _day(self) -> int:
        """A day ordinal: later days are more frequent, and one in seven lies near one of 40 crises."""
        span = LAST_DAY - FIRST_DAY
        if self.rng.random() < 0.15:
            crisis = FIRST_DAY + (self.rng.randrange(40) * 1171) % span
            day = round(self.rng.gauss(crisis, 40))
        else:
            day = FIRST_DAY + int(span * self.rng.random() ** 0.7)
        return min(max(day, FIRST_DAY), LAST_DAY)

    def _length(self) -> int:
        """Days between the first and the last day of an event."""
        if self.rng.random() < 0.7:
            return 0
        mean = 12 if self.rng.random() < 0.95 else 400
        return min(int(self.rng.expovariate(1 / mean)), 3_000)


TABLES = (
    ("actor", 6, Corpus.actors),
    ("event", 12, Corpus.events),
    ("document", 8, Corpus.documents),
    ("event_actor", 3, Corpus.event_actors),
    ("event_document", 2, Corpus.event_documents),
)


def write(path: Path, events: int, seed: int = SEED) -> None:
    """Write a corpus of that many events to a new SQLite file."""
    corpus = Corpus(events, seed)
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA)
    for table, columns, rows in TABLES:
        db.execute("BEGIN")
        db.executemany(f"INSERT INTO {table} VALUES({','.join('?' * columns)})", rows(corpus))
        db.execute("COMMIT")
    db.close()


def questions(path: Path, count: int = QUESTIONS, seed: int = SEED) -> dict[str, list[dict[str, Any]]]:
    """Draw parameters for each question from the corpus in an SQLite file. No answer to them is empty.

    - Q1: `actor` (number) and the ISO dates `from` and `to`, a window of 60 days around an event of the actor.
      Actors are drawn by their events, so busy actors come up more often.
    - Q1w: the same with a window of ten years, so that most pages are full.
    - Q2: `event` (number).
    - Q3: `words`, two that occur in one summary.
    """
    rng = random.Random(seed)
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    (events,) = db.execute("SELECT max(id) FROM event").fetchone()
    drawn: dict[str, list[dict[str, Any]]] = {"Q1": [], "Q1w": [], "Q2": [], "Q3": []}
    for _ in range(count):
        event = rng.randrange(1, events + 1)
        actors = [actor for (actor,) in db.execute("SELECT actor_id FROM event_actor WHERE event_id=?", (event,))]
        (day,) = db.execute("SELECT day_start FROM event WHERE id=?", (event,)).fetchone()
        actor = rng.choice(actors)
        for name, days in (("Q1", NARROW_WINDOW), ("Q1w", WIDE_WINDOW)):
            start = max(FIRST_DAY, day - rng.randrange(days))
            drawn[name].append({"actor": actor, "from": _iso(start), "to": _iso(start + days - 1)})
    drawn["Q2"] = [{"event": rng.randrange(1, events + 1)} for _ in range(count)]
    while len(drawn["Q3"]) < count:
        number = rng.randrange(1, events + 1)
        (summary,) = db.execute("SELECT summary FROM event WHERE id=?", (number,)).fetchone()
        words = sorted(set(summary.split()))
        if len(words) > 1:
            drawn["Q3"].append({"words": rng.sample(words, 2)})
    db.close()
    return drawn


def write_questions(corpus: Path, out: Path) -> None:
    """Write `questions(corpus)` to a JSON file."""
    out.write_text(json.dumps(questions(corpus)), encoding="utf-8")


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
