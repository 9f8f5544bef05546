"""Actors in data files, with their offices and memberships: their format, their rules, their rows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from sqlmodel import SQLModel

from app.loading import rules
from app.loading.data_set import DataSet
from app.loading.parsing import Draft, inner
from app.loading.record_formats import Chain, Drafts, RecordFormat, Rows, by_name
from app.loading.rows import dated, entry_rows, source_rows
from app.loading.stored import Stored, picked, span
from app.loading.values import Problem, ValuePath
from app.resources.actors.models import (
    ActorIdentifierRow,
    ActorNameRow,
    ActorRecord,
    ActorRow,
    MaybeSameRow,
    OfficeDayRecord,
    OfficeDayRow,
    OtherNameRecord,
)
from app.resources.faces import FileRecord, Values, column_values
from app.resources.memberships.models import MembershipRecord, MembershipRow
from app.resources.shared import CitationRow
from app.resources.tenures.models import TenureRecord, TenureRow
from app.timeline.dates import EdtfDate, InvalidDate, interval
from app.timeline.days import ALWAYS, Day, Span
from app.timeline.record_types import RecordType
from app.timeline.titles import title_key
from app.timeline.vocabulary import MembershipKind, Verification


def _rules(actor: ActorRecord) -> Iterator[Problem]:
    """What is wrong with an actor taken by itself."""
    if not actor.sources and actor.verification not in {None, Verification.UNCHECKED}:
        expected = "at least one source, or the verification unchecked"
        yield Problem(("verification",), f"{actor.verification}, but without a source", expected, depends_on="sources")
    yield from _rules_of_life(actor)
    lived = Lived.of(actor)
    for place, office in enumerate(actor.offices):
        path: ValuePath = ("offices", place)
        if office.sole and office.jointly:
            yield Problem((*path, "jointly"), "both sole and jointly", "at most one of them")
        yield from _span(path, "from", office.from_, "to", office.to)
        yield from _outside(path, f"'{office.office}'", rules.interval(office.from_, office.to), lived)
    for place, membership in enumerate(actor.member_of):
        path = ("member_of", place)
        yield from _span(path, "from", membership.from_, "to", membership.to)
        yield from _organ(path, actor.kind, membership)
        if membership.group == actor.id:
            yield Problem((*path, "group"), "belongs to itself", "another actor")
    yield from rules.twice(("offices",), "office", [(row.of, row.office, row.from_ or "") for row in actor.offices])
    yield from rules.twice(
        ("member_of",), "membership", [(row.group, row.kind, row.from_ or "") for row in actor.member_of]
    )
    yield from rules.twice(("maybe_same_as",), "id", actor.maybe_same_as)
    if actor.id in actor.maybe_same_as:
        yield Problem(("maybe_same_as", actor.maybe_same_as.index(actor.id)), "is itself", "another actor")


def _rules_of_life(actor: ActorRecord) -> Iterator[Problem]:
    if actor.kind == "person":
        wrong, right = {"founded": actor.founded, "dissolved": actor.dissolved}, "born and died"
    else:
        wrong, right = {"born": actor.born, "died": actor.died}, "founded and dissolved"
    if actor.kind is not None:
        for key, value in wrong.items():
            if value is not None:
                yield Problem((key,), f"a {actor.kind} is not {key}", right)
    yield from _span((), "born", actor.born, "died", actor.died)
    yield from _span((), "founded", actor.founded, "dissolved", actor.dissolved)


def _span(path: ValuePath, first: str, begin: str | None, last: str, end: str | None) -> Iterator[Problem]:
    """A problem if two dates are not a beginning and an end, or if the span between them may be any time."""
    try:
        dates = interval(begin, end)
    except InvalidDate as error:
        key = last if end is not None else first
        yield Problem((*path, key), f"{first} {begin} and {last} {end} make no span: {error.reason}", "a later end")
        return
    # A single `..` is not a bound, but it says that somebody lives or something continues.
    if dates is not None and {begin, end} != {"..", None} and rules.may_be_any_day(dates):
        ends = " and ".join(f"{key} {value}" for key, value in ((first, begin), (last, end)) if value is not None)
        key = first if begin is not None else last
        yield Problem((*path, key), f"{ends}: nothing is known of when", "a date, or keys left out")


@dataclass(frozen=True, slots=True)
class Lived:
    """A life or existence: the first and last day it can have had, and what its ends are called."""

    days: Span
    began: str
    ended: str

    @classmethod
    def of(cls, actor: ActorRecord) -> "Lived":
        begin, end = actor.born or actor.founded, actor.died or actor.dissolved
        dates = rules.interval(begin, end)
        person = actor.born or actor.died
        began, ended = ("birth", "death") if person else ("founding", "end")
        return cls(dates.outer if dates else ALWAYS, f"{began} ({begin})", f"{ended} ({end})")

    def outside(self, days: Span) -> str | None:
        """On which side of the life all of these days lie, as in `after the death (1953-03-05)`; None: on neither."""
        if self.days.first is not None and days.last is not None and days.last < self.days.first:
            return f"before the {self.began}"
        if self.days.last is not None and days.first is not None and days.first > self.days.last:
            return f"after the {self.ended}"
        return None


def _outside(path: ValuePath, what: str, held: EdtfDate | None, lived: Lived) -> Iterator[Problem]:
    """Problems if a span leaves a life however its dates are read."""
    if held is None:
        return
    born, died, outer, inner = lived.days.first, lived.days.last, held.outer, held.inner
    expected = "days within the life"
    if born is not None:
        if outer.last is not None and outer.last < born:
            yield Problem((*path, "to"), f"{what} ends before the {lived.began}", expected)
        elif inner is not None and _starts_before(inner.first, born):
            yield Problem((*path, "from"), f"{what} begins before the {lived.began}", expected)
    if died is not None:
        if outer.first is not None and outer.first > died:
            yield Problem((*path, "from"), f"{what} begins after the {lived.ended}", expected)
        elif inner is not None and (inner.last is None or inner.last > died):
            yield Problem((*path, "to"), f"{what} goes on after the {lived.ended}", expected)


def _starts_before(first: Day | None, day: Day) -> bool:
    return first is None or first < day


def _organ(path: ValuePath, kind: str, membership: MembershipRecord) -> Iterator[Problem]:
    if membership.kind is not MembershipKind.ORGAN:
        return
    if kind in {"person", "state"}:
        yield Problem((*path, "kind"), f"a {kind} is no organ", "member, or an office")
    if kind == "party" and not membership.sources:
        yield Problem(path, "a party is an organ only on the word of a source", "`sources` of this membership")


def _rules_between(drafts: Drafts) -> Iterator[tuple[str, Problem]]:
    """Offices that two actors certainly held on the same day, each with the id of the later one in order."""
    held: dict[tuple[str, str], list[_Held]] = defaultdict(list)
    for number, (name, actor) in enumerate(by_name(drafts[RecordType.ACTOR], ActorRecord).with_some("offices")):
        for place, office in enumerate(actor.offices):
            dates = rules.interval(office.from_, office.to)
            if dates is not None and dates.inner is not None:
                title = title_key(" ".join(office.office.split()))
                held[office.of, title].append(_Held(number, name, place, office, dates.inner))
    for holders in held.values():
        for one, other in _contending(holders):
            earlier, later = sorted((one, other), key=lambda each: each.number)
            message = f"'{later.office.office}' of '{later.office.of}' was certainly held by '{earlier.holder}' too"
            path = ("offices", later.place)
            yield (
                later.holder,
                Problem(path, message, "one holder but for a day of handover, or both `jointly`"),
            )


@dataclass(frozen=True, slots=True)
class _Held:
    """An office and the days on which it was certainly held.

    `number` counts those who held it in the order of the files, and `place` is its index in the offices of its holder.
    """

    number: int
    holder: str
    place: int
    office: TenureRecord
    days: Span


MOST_CONTENDERS = 5
"""Of those who held an office on the same days as another who came later, so many are told for each."""


def _contending(held: Sequence[_Held]) -> Iterator[tuple[_Held, _Held]]:
    """Pairs of different holders who certainly held one office on a day other than one of handover, not jointly.

    They are gone through in the order of their first days, beside those who still hold the office then: of each of
    these, with and without others, the tenure that ends last. So the work is in proportion to their number.
    """
    holding: dict[bool, dict[str, _Held]] = {True: {}, False: {}}
    """Those in office, by whether jointly, then by holder."""
    # Who held it on one day alone comes before those who begin on that day, to whom it is a day of handover.
    for one in sorted(held, key=lambda each: each.days.order()):
        told = 0
        for others in [holding[False]] if one.office.jointly else holding.values():
            done = []
            for other in others.values():
                if told == MOST_CONTENDERS:
                    break
                if other.days.ends_by(one.days):
                    done.append(other.holder)
                elif other.holder != one.holder:
                    told += 1
                    yield other, one
            for holder in done:
                del others[holder]
        before = holding[one.office.jointly].get(one.holder)
        if before is None or before.days.order()[2:] < one.days.order()[2:]:
            holding[one.office.jointly][one.holder] = one


def _is_organ(actor: Draft, path: ValuePath) -> bool:
    return inner(actor.values, (*path[:-1], "kind")) == "organ"


def _rows(_data: DataSet, actors: Sequence[ActorRecord]) -> Rows:
    offices = enumerate((office for actor in actors for office in actor.offices), start=1)
    memberships = enumerate((membership for actor in actors for membership in actor.member_of), start=1)
    return {
        ActorRow: (column_values(actor, ActorRow) | dated(_life(actor)) for actor in actors),
        ActorNameRow: entry_rows("actor", actors, "other_names", ActorNameRow),
        ActorIdentifierRow: entry_rows(
            "actor", actors, "identifiers", ActorIdentifierRow, lambda identifier: {"value": identifier.id}
        ),
        MaybeSameRow: _maybe_same(actors),
        OfficeDayRow: entry_rows("actor", actors, "seen_in_office", OfficeDayRow),
        TenureRow: _numbered(entry_rows("holder", actors, "offices", TenureRow, _span_columns)),
        MembershipRow: _numbered(entry_rows("member", actors, "member_of", MembershipRow, _span_columns)),
        CitationRow: chain(
            source_rows("actor", ((actor.id, actor) for actor in actors)),
            source_rows("tenure", offices),
            source_rows("membership", memberships),
        ),
    }


def _numbered(rows: Iterator[Values]) -> Iterator[Values]:
    return (row | {"key": number} for number, row in enumerate(rows, start=1))


def _maybe_same(actors: Sequence[ActorRecord]) -> Iterator[Values]:
    """Each pair at both actors, with its place in the list of the one that names it."""
    places = {(actor.id, other): place for actor in actors for place, other in enumerate(actor.maybe_same_as)}
    for actor, other in sorted({*places, *((other, actor) for actor, other in places)}):
        yield {"actor": actor, "other": other, "position": places.get((actor, other))}


def _life(actor: ActorRecord) -> EdtfDate | None:
    """Life or existence as one interval."""
    return interval(actor.born or actor.founded, actor.died or actor.dissolved)


def _span_columns(entry: TenureRecord | MembershipRecord) -> Values:
    return dated(interval(entry.from_, entry.to))


def _keys(actor: Stored) -> Values:
    row = actor.row
    return (
        picked(row, ActorRecord)
        | span(row, *(("born", "died") if row["kind"] == "person" else ("founded", "dissolved")))
        | {
            "other_names": actor.entries(ActorNameRow, OtherNameRecord),
            "aliases": actor.aliases(),
            "identifiers": [{"scheme": each["scheme"], "id": each["value"]} for each in actor.rows(ActorIdentifierRow)],
            "offices": list(_spans(actor, RecordType.TENURE, TenureRow, "holder", TenureRecord)),
            "member_of": list(_spans(actor, RecordType.MEMBERSHIP, MembershipRow, "member", MembershipRecord)),
            "seen_in_office": actor.entries(OfficeDayRow, OfficeDayRecord),
            "maybe_same_as": _named_as_maybe_same(actor),
            "sources": actor.sources(),
        }
    )


def _named_as_maybe_same(actor: Stored) -> list[str]:
    rows = [row for row in actor.rows(MaybeSameRow) if row["position"] is not None]
    return [row["other"] for row in sorted(rows, key=itemgetter("position"))]


def _spans(
    actor: Stored, type_: RecordType, table: type[SQLModel], owner: str, record: type[FileRecord]
) -> Iterator[Values]:
    """What an actor was for a span: its tenures or memberships."""
    for row in actor.rows(table, owner):
        yield picked(row, record) | span(row, "from", "to") | {"sources": actor.sources_of(type_, row, table, owner)}


FORMAT = RecordFormat(
    type=RecordType.ACTOR,
    model=ActorRecord,
    refers_to={
        "offices.*.of": (RecordType.ACTOR,),
        "member_of.*.group": (RecordType.ACTOR,),
        "maybe_same_as.*": (RecordType.ACTOR,),
    },
    rules=_rules,
    rules_between=_rules_between,
    chains=(Chain("organ of", "member_of.*.group", _is_organ),),
    counted={RecordType.TENURE: "offices", RecordType.MEMBERSHIP: "member_of"},
    rows=_rows,
    table=ActorRow,
    keys=_keys,
)
