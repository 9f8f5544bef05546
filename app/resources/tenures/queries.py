"""Which bodies and which titles of offices a request for tenures means."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from app.catalogue.catalogue import Catalogue
from app.database.engine import Reader
from app.resources.identities import JOINED
from app.timeline.dates import EdtfDate, parse
from app.timeline.days import Day
from app.timeline.offices import Membership, Offices
from app.timeline.titles import title_key
from app.timeline.vocabulary import Certainty

WORD = re.compile(r"\w+")

Bodies = Mapping[str, Certainty]
"""Bodies, and how certainly each is meant."""


def words_of(title: str) -> frozenset[str]:
    """The words of an office's title as they are compared: upper case and accents do not count."""
    return frozenset(WORD.findall(title_key(title)))


def titles_with(catalogue: Catalogue, words: frozenset[str]) -> list[str]:
    """The titles of offices in which all words stand."""

    def find() -> dict[str, frozenset[str]]:
        return {
            title: words_of(title)
            for (title,) in catalogue.reader.connection.execute("SELECT DISTINCT office FROM tenure")
        }

    titles = catalogue.reader.remembered(("titles of offices",), find)
    return [title for title, own in titles.items() if own.issuperset(words)]


def bodies_of(catalogue: Catalogue, groups: Sequence[Sequence[str]], on: Day | None) -> Bodies:
    """The bodies that every group names or takes in as organs, with how certainly: as its least certain group does."""
    return reduce(
        _in_both, (_either(_organs(catalogue.reader).organs_of(body, on) for body in group) for group in groups)
    )


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
        organs = [
            Membership(member, group, True, _date(edtf))
            for member, group, edtf in reader.connection.execute(_ORGANS)
            if member != group
        ]
        bodies = reader.statements.bound([body for organ in organs for body in (organ.member, organ.group)])
        lives = reader.connection.execute(
            f"SELECT id, edtf FROM actor WHERE id IN ({reader.statements.listed('?', str)})",  # noqa: S608
            (bodies,),
        )
        return Offices((), organs, {body: _date(edtf) for body, edtf in lives})

    return reader.remembered(("organs",), find)


_ORGANS = f"""
SELECT coalesce(member.actor, m.member), coalesce(whole.actor, m."group"), m.edtf FROM membership m
LEFT JOIN ({JOINED}) member ON member.imported = m.member LEFT JOIN ({JOINED}) whole ON whole.imported = m."group"
WHERE m.kind = 'organ'
"""  # noqa: S608 - a text of ours
"""Organs and what they are organs of, by the current ids of joined actors."""


def _date(edtf: str | None) -> EdtfDate | None:
    return None if edtf is None else parse(edtf)
