"""Tenures and memberships: from a filter to the clauses of their lists, and how certainly each holds on a day."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import reduce

from app.database.engine import Reader
from app.store.records import STORED_ITEM, Clause, dated, in_groups, one_of
from app.timeline.dates import EdtfDate, parse
from app.timeline.days import Day
from app.timeline.filters import Group, Groups, MembershipFilter, TenureFilter
from app.timeline.offices import Membership, Offices
from app.timeline.titles import title_key
from app.timeline.vocabulary import Certainty

WORD = re.compile(r"\w+")
TENURE_SIDES = ("r.holder", 'r."of"')
MEMBERSHIP_SIDES = ("r.member", 'r."group"')

_POSSIBLE = "({row}.earliest IS NULL OR {row}.earliest <= :on) AND ({row}.latest IS NULL OR {row}.latest >= :on)"
_CERTAIN = (
    "{row}.has_certain AND ({row}.certain_from IS NULL OR {row}.certain_from <= :on) "
    "AND ({row}.certain_to IS NULL OR {row}.certain_to >= :on)"
)

Bodies = Mapping[str, Certainty]
"""Bodies that fulfil a filter, and how certainly."""


def words_of(title: str) -> frozenset[str]:
    """The words of an office's title as they are compared: upper case and accents do not count."""
    return frozenset(WORD.findall(title_key(title)))


def tenure_clauses(reader: Reader, asked: TenureFilter) -> tuple[list[Clause], Clause]:
    """What `asked` means of a tenure, and the item that tells its certainty."""
    bodies = _bodies(reader, asked.bodies, asked.on) if asked.bodies else None
    clauses = [
        *dated(asked.dates),
        *in_groups("r.holder", asked.holders, "holder"),
        *in_groups("r.collection", asked.collections, "collection"),
    ]
    if bodies is not None:
        clauses.append(one_of('r."of"', bodies, "bodies"))
    if asked.words:
        clauses.append(one_of("r.office", _titles_with(reader, asked.words), "offices"))
    return _on_a_day(clauses, asked.on, asked.certainties, TENURE_SIDES, _surely(bodies))


def membership_clauses(asked: MembershipFilter) -> tuple[list[Clause], Clause]:
    """What `asked` means of a membership, and the item that tells its certainty."""
    clauses = [
        *dated(asked.dates),
        *in_groups("r.member", asked.members, "member"),
        *in_groups('r."group"', asked.groups, "group"),
        *in_groups("r.kind", asked.kinds, "kind"),
        *in_groups("r.collection", asked.collections, "collection"),
    ]
    return _on_a_day(clauses, asked.on, asked.certainties, MEMBERSHIP_SIDES, None)


def _surely(bodies: Bodies | None) -> Clause | None:
    """The body certainly fulfils the filter; None where none is asked for."""
    if bodies is None:
        return None
    return one_of('r."of"', [body for body in bodies if bodies[body] is Certainty.CERTAIN], "sure_bodies")


def _on_a_day(
    clauses: list[Clause], on: Day | None, certainties: Groups, sides: tuple[str, str], surely: Clause | None
) -> tuple[list[Clause], Clause]:
    if on is None:
        return clauses, STORED_ITEM
    certain = _holds(_CERTAIN, sides)
    sure = Clause("1") if surely is None else surely
    certainty = f"CASE WHEN ({certain}) AND {sure.text} THEN 'certain' ELSE 'possible' END"
    bound = {"on": on, **sure.values}
    item = f"""CAST(replace(j.item, '"certainty":null', '"certainty":"' || {certainty} || '"') AS BLOB)"""
    day = [Clause(_holds(_POSSIBLE, sides), {"on": on})]
    day += [Clause(clause.text, clause.values | bound) for clause in in_groups(certainty, certainties, "certainty")]
    return [*clauses, *day], Clause(item, bound)


def _holds(condition: str, sides: tuple[str, str]) -> str:
    """The row's own date fulfils the condition; without one, the lives of both its sides that are known do."""
    own, life = condition.format(row="r"), condition.format(row="a")
    against = f"SELECT 1 FROM actor a WHERE a.id IN ({', '.join(sides)}) AND a.edtf IS NOT NULL AND NOT ({life})"  # noqa: S608 - texts of ours
    return f"CASE WHEN r.edtf IS NULL THEN NOT EXISTS ({against}) ELSE {own} END"


def _titles_with(reader: Reader, words: Group) -> list[str]:
    """The titles of offices in which all words stand."""

    def find() -> dict[str, frozenset[str]]:
        return {title: words_of(title) for (title,) in reader.connection.execute("SELECT DISTINCT office FROM tenure")}

    titles = reader.remembered(("titles of offices",), find)
    return [title for title, own in titles.items() if own.issuperset(words)]


def _bodies(reader: Reader, groups: Groups, on: Day | None) -> Bodies:
    """The bodies that each group names, or takes in as organs: one as sure as the least sure of its groups."""
    return reduce(_in_both, (_either(_organs(reader).organs_of(body, on) for body in group) for group in groups))


def _either(found: Iterable[Bodies]) -> Bodies:
    merged: dict[str, Certainty] = {}
    for bodies in found:
        for body, certainty in bodies.items():
            if merged.get(body) is not Certainty.CERTAIN:
                merged[body] = certainty
    return merged


def _in_both(one: Bodies, other: Bodies) -> Bodies:
    return {
        body: Certainty.CERTAIN if one[body] is other[body] is Certainty.CERTAIN else Certainty.POSSIBLE
        for body in one
        if body in other
    }


def _organs(reader: Reader) -> Offices:
    """Which body is an organ of which, in all the data."""

    def find() -> Offices:
        rows = reader.connection.execute("SELECT member, \"group\", edtf FROM membership WHERE kind = 'organ'")
        organs = [Membership(member, group, True, _date(edtf)) for member, group, edtf in rows]
        bodies = json.dumps([body for organ in organs for body in (organ.member, organ.group)])
        lives = reader.connection.execute(
            "SELECT id, edtf FROM actor WHERE id IN (SELECT value FROM json_each(?))", (bodies,)
        )
        return Offices((), organs, {body: _date(edtf) for body, edtf in lives})

    return reader.remembered(("organs",), find)


def _date(edtf: str | None) -> EdtfDate | None:
    return None if edtf is None else parse(edtf)
