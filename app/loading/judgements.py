"""The file in which a curator judges who is who: what the matcher found, for the curator to edit.

It is a YAML file beside the database. Each import writes it, with all actors of imports that are certainly or possibly
one of the leading collection. The curator replaces `certain` or `possible` by `same` or `not the same`, and the next
import obeys.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field
from sqlalchemy import Connection, select

from app.database.statements import table
from app.loading.findings import Finding
from app.loading.identities import Judgement, stored_judgements
from app.loading.parsing import Entry, draft, unknown_key
from app.loading.reading import read
from app.loading.values import Problem
from app.loading.yaml_files import YamlFile
from app.resources.faces import FileRecord
from app.resources.fields import Line, Prose, Slug
from app.timeline.date_words import years
from app.timeline.dates import parse
from app.timeline.vocabulary import DecidedBy, Verdict

LIST = "who_is_who"
"""The one key of the file."""

HEAD = """\
# Who is who: actors of imports, and the actors of the curated collection that they are or may be.
#
# verdict: certain       joined by the matcher
#          possible      alike, but apart until somebody judges; each is listed with the other as `maybe_same_as`
#          same          you have judged: they are joined
#          not the same  you have judged: they stay apart
#
# Replace `certain` or `possible` by `same` or `not the same`. The next `timeline import` obeys, and writes this file
# anew; so does `timeline who-is-who`. Only `imported`, `actor` and `verdict` are read. An entry that is taken away is
# judged by the matcher again. `identities` in the curated data files come before this file and are not listed here.
"""


class Word(StrEnum):
    """A verdict as it stands in the file."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    SAME = "same"
    NOT_SAME = "not the same"


_JUDGED = {Word.SAME: Verdict.SAME, Word.NOT_SAME: Verdict.NOT_SAME}


class PairRecord(FileRecord):
    """An actor of an import, and one of the leading collection that it is or may be."""

    imported: Annotated[Slug, Field(description="Id of the actor of an import.")]
    name: Prose | None = None
    collection: Prose | None = None
    actor: Annotated[Slug, Field(description="Id of the curated actor.")]
    actor_name: Prose | None = None
    verdict: Annotated[Word, Field(description="One of certain, possible, same, not the same.")]
    score: Prose | None = None
    reasons: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry of the file. Names are with years of life; without one the actor is not loaded."""

    imported: str
    name: str | None
    collection: str | None
    actor: str
    actor_name: str | None
    verdict: Word
    score: float | None
    reasons: tuple[str, ...]

    @property
    def joined(self) -> bool:
        """Whether the two are one actor."""
        return self.verdict in {Word.CERTAIN, Word.SAME} and not self.waits

    @property
    def waits(self) -> bool:
        """Whether the curator has judged two of whom one is not loaded."""
        return self.verdict in _JUDGED and None in (self.name, self.actor_name)


def judgements_in(path: Path) -> tuple[list[Judgement] | None, tuple[Finding, ...]]:
    """The judgements in a file, and all that is wrong with it. None: there is no file, or it cannot be used."""
    if not path.exists():
        return None, ()
    reading = read(path)
    found = list(reading.findings)
    judgements: list[Judgement] = []
    for file in reading.files:
        found += [file.finding(unknown_key((key,), (LIST,))) for key in file.table if key != LIST]
        for one in _pairs(file, found):
            judgements += [Judgement(one.imported, one.actor, _JUDGED[one.verdict])] if one.verdict in _JUDGED else []
    return (None if found else judgements), tuple(found)


def _pairs(file: YamlFile, found: list[Finding]) -> Iterator[PairRecord]:
    """The entries of a file. What is wrong with them is added to `found`."""
    entries = file.table.get(LIST, [])
    if not isinstance(entries, list):
        found.append(file.finding(Problem((LIST,), f"{LIST} is not a list", "entries that begin with '- '")))
        return
    pairs: set[tuple[str, str]] = set()
    same: set[str] = set()
    for place, values in enumerate(entries):
        if not isinstance(values, dict):
            found.append(file.finding(Problem((LIST, place), "an entry is not a record", "a table of keys")))
            continue
        entry = Entry(str(values.get("imported", "")), file, (LIST, place), values)
        made, problems = draft(PairRecord, entry)
        one = made.record
        found += map(entry.finding, problems)
        if problems or not isinstance(one, PairRecord):
            continue
        if (one.imported, one.actor) in pairs:
            problem = Problem(("actor",), f"'{one.imported}' and '{one.actor}' are listed twice", "each pair once")
            found.append(made.finding(problem))
        if one.verdict is Word.SAME and one.imported in same:
            found.append(made.finding(Problem(("verdict",), f"'{one.imported}' is the same as two actors", "one")))
        pairs.add((one.imported, one.actor))
        same |= {one.imported} if one.verdict is Word.SAME else set()
        yield one


def pairs(connection: Connection) -> list[Pair]:
    """What the file says of the data that are loaded: what is possible first, then by id."""
    decision, actor = table("decision"), table("actor")
    given = {(each.imported, each.actor): each.verdict for each in stored_judgements(connection)}
    rows = {
        (row.imported, row.actor): row
        for row in connection.execute(select(decision).where(decision.c.decided_by != DecidedBy.FILES))
    }
    in_files = {
        tuple(row)
        for row in connection.execute(
            select(decision.c.imported, decision.c.actor).where(decision.c.decided_by == DecidedBy.FILES)
        )
    }
    ids = {id_ for pair in (*rows, *given) for id_ in pair}
    known = {
        row.id: (", ".join(filter(None, (row.name, row.edtf and years(parse(row.edtf))))), row.collection)
        for row in connection.execute(select(actor.c.id, actor.c.name, actor.c.edtf, actor.c.collection))
        if row.id in ids
    }
    found = []
    for imported, other in {**rows, **given}.keys() - in_files:
        row, verdict = rows.get((imported, other)), given.get((imported, other))
        if verdict is not None:
            word = Word(verdict.value)
        else:
            word = Word.CERTAIN if row is not None and row.verdict is Verdict.SAME else Word.POSSIBLE
        name, collection = known.get(imported, (None, None))
        actor_name, _ = known.get(other, (None, None))
        score, reasons = (None, ()) if row is None else (row.score, tuple(row.reasons))
        found.append(Pair(imported, name, collection, other, actor_name, word, score, reasons))
    order = (Word.POSSIBLE, Word.CERTAIN, Word.SAME, Word.NOT_SAME)
    return sorted(found, key=lambda pair: (order.index(pair.verdict), pair.imported, pair.actor))


def write(path: Path, found: Iterable[Pair]) -> None:
    """Write the file, in the place of the one that is there: complete, or not at all.

    Raises:
        OSError: it cannot be written.
    """
    entries = [
        {key: value for key in PairRecord.model_fields if (value := _plain(getattr(pair, key))) not in (None, [])}
        for pair in found
    ]
    text = yaml.safe_dump({LIST: entries}, sort_keys=False, allow_unicode=True, width=110)
    new = path.with_name(f"{path.name}.new")
    new.write_text(f"{HEAD}{text}", encoding="utf-8")
    new.replace(path)


def _plain(value: object) -> object:
    if isinstance(value, Word):
        return value.value
    return list(value) if isinstance(value, tuple) else value
