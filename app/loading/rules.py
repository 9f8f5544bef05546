"""The rules that records must follow besides their format: each by itself, and between records.

Records may be incomplete (see `app.loading.parsing.Draft`): a rule does not apply if its values are missing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.loading.records import (
    COUNTRY,
    EXPECTED,
    Actor,
    Claim,
    Document,
    Event,
    Membership,
    Office,
    Passage,
    Place,
)
from app.loading.yaml_files import Problem, ValuePath
from app.timeline.dates import EdtfDate, InvalidDate, interval, parse
from app.timeline.days import ALWAYS, Day, Span
from app.timeline.titles import title_key
from app.timeline.vocabulary import ClaimStatus, MembershipKind, Verification

LONGEST_QUOTATION = 12
"""How many successive words of somebody else's text may be quoted."""

_ASSIGNED = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""

COUNTRIES = frozenset(_ASSIGNED.split())
"""The codes of countries that are officially assigned (ISO 3166-1 alpha-2)."""

_EVERY_YEAR = parse("XXXX").outer

_QUOTATION = re.compile('"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»')


def between_events(events: Mapping[str, Event]) -> Iterator[tuple[str, Problem]]:
    """Responses to later events, and parts outside the dates of the event they belong to, each with the event's id."""
    for name, event in events.items():
        mine = _date_of(event) if event.responds_to or event.part_of else None
        for place, row in enumerate(event.responds_to):
            theirs = _date_of(events.get(row.event))
            if mine and theirs and _before(mine.outer, theirs.outer):
                message = f"answers '{row.event}' ({theirs.text}), which certainly began after it ended ({mine.text})"
                yield name, Problem(("responds_to", place, "event"), message, "an earlier event")
        whole = _date_of(events.get(event.part_of or ""))
        if mine and whole and not mine.outer.meets(whole.outer):
            message = f"lies outside the time of '{event.part_of}', of which it is part: {mine.text}, not {whole.text}"
            yield name, Problem(("part_of",), message, "a day of the whole")


def between_holders(actors: Mapping[str, Actor]) -> Iterator[tuple[str, Problem]]:
    """Offices that two actors certainly held on the same day, each with the id of the later one in order."""
    held: dict[tuple[str, str], list[_Held]] = defaultdict(list)
    for name, actor in actors.items():
        for place, office in enumerate(actor.offices):
            dates = _interval(office.from_, office.to)
            if dates is not None and dates.inner is not None:
                title = title_key(" ".join(office.office.split()))
                held[office.of, title].append(_Held(name, place, office, dates.inner))
    for holders in held.values():
        for place, later in enumerate(holders):
            for earlier in holders[:place]:
                if earlier.holder != later.holder and _contend(earlier, later):
                    message = (
                        f"'{later.office.office}' of '{later.office.of}' was certainly held by '{earlier.holder}' too"
                    )
                    path = ("offices", later.place)
                    yield (
                        later.holder,
                        Problem(path, message, "one holder but for a day of handover, or both `jointly`"),
                    )


def between_passages(claims: Mapping[str, Claim], documents: Mapping[str, Document]) -> Iterator[tuple[str, Problem]]:
    """Paragraphs that their documents do not have, each with the claim's id."""
    for name, claim in claims.items():
        for problem in _no_paragraph(("asserted_in",), claim.asserted_in, documents):
            yield name, problem
        for place, row in enumerate(claim.evidence):
            for problem in _no_paragraph(("evidence", place), row, documents):
                yield name, problem


def _no_paragraph(path: ValuePath, passage: Passage | None, documents: Mapping[str, Document]) -> Iterator[Problem]:
    document = documents.get(passage.document) if passage else None
    if passage is None or document is None or passage.paragraph is None:
        return
    last = len(document.paragraphs)
    if passage.paragraph > last:
        expected = f"1 to {last}" if last else "a locator: its paragraphs are not entered"
        yield Problem((*path, "paragraph"), f"'{passage.document}' has no paragraph {passage.paragraph}", expected)


@dataclass(frozen=True, slots=True)
class _Held:
    """An office, the days on which it was certainly held, and its index in the offices of its holder."""

    holder: str
    place: int
    office: Office
    days: Span


def _contend(one: _Held, other: _Held) -> bool:
    both = one.days.shared(other.days)
    if both is None or (one.office.jointly and other.office.jointly):
        return False
    handover = both.first == both.last and (_hands_over(one.days, other.days) or _hands_over(other.days, one.days))
    return not handover


def _hands_over(before: Span, after: Span) -> bool:
    return before.last is not None and before.last == after.first


def event(event: Event) -> Iterator[Problem]:
    """What is wrong with an event taken by itself."""
    yield from _says_when(event.date, "a date")
    yield from _topics(event.topics)
    if event.actors == ():
        yield Problem(("actors",), "nobody takes part", "at least one actor with a role", depends_on="actors")
    for place, row in enumerate(event.actors):
        path = ("actors", place, "on_behalf_of")
        if row.on_behalf_of is not None and not row.role.acting:
            yield Problem(path, f"a {row.role} does not act, on nobody's behalf", "an acting role")
        if row.on_behalf_of == row.actor:
            yield Problem(path, f"'{row.actor}' acts on behalf of itself", "somebody else, or the key left out")
    yield from _twice(("actors",), "participation", [(row.actor, row.role) for row in event.actors])
    yield from _twice(("responds_to",), "answer", [row.event for row in event.responds_to], "event")
    yield from _twice(("documents",), "document", [(row.document, row.relation) for row in event.documents])
    yield from _quotations(("summary",), event.summary)


def actor(actor: Actor) -> Iterator[Problem]:
    """What is wrong with an actor taken by itself."""
    if not actor.sources and actor.verification not in {None, Verification.UNCHECKED}:
        expected = "at least one source, or the verification unchecked"
        yield Problem(("verification",), f"{actor.verification}, but without a source", expected, depends_on="sources")
    yield from _life(actor)
    lived = _Lived.of(actor)
    for place, office in enumerate(actor.offices):
        path: ValuePath = ("offices", place)
        if office.sole and office.jointly:
            yield Problem((*path, "jointly"), "both sole and jointly", "at most one of them")
        yield from _span(path, "from", office.from_, "to", office.to)
        yield from _outside(path, f"'{office.office}'", _interval(office.from_, office.to), lived)
    for place, membership in enumerate(actor.member_of):
        path = ("member_of", place)
        yield from _span(path, "from", membership.from_, "to", membership.to)
        yield from _organ(path, actor.kind, membership)
        if membership.group == actor.id:
            yield Problem((*path, "group"), "belongs to itself", "another actor")
    yield from _twice(("offices",), "office", [(row.of, row.office, row.from_ or "") for row in actor.offices])
    yield from _twice(("member_of",), "membership", [(row.group, row.kind, row.from_ or "") for row in actor.member_of])
    yield from _twice(("maybe_same_as",), "id", actor.maybe_same_as)
    if actor.id in actor.maybe_same_as:
        yield Problem(("maybe_same_as", actor.maybe_same_as.index(actor.id)), "is itself", "another actor")


def _life(actor: Actor) -> Iterator[Problem]:
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
    if dates is not None and {begin, end} != {"..", None} and dates.outer.covers(_EVERY_YEAR):
        ends = " and ".join(f"{key} {value}" for key, value in ((first, begin), (last, end)) if value is not None)
        key = first if begin is not None else last
        yield Problem((*path, key), f"{ends}: nothing is known of when", "a date, or keys left out")


@dataclass(frozen=True, slots=True)
class _Lived:
    """A life or existence: the first and last day it can have had, and what its ends are called."""

    days: Span
    began: str
    ended: str

    @classmethod
    def of(cls, actor: Actor) -> "_Lived":
        begin, end = actor.born or actor.founded, actor.died or actor.dissolved
        dates = _interval(begin, end)
        person = actor.born or actor.died
        began, ended = ("birth", "death") if person else ("founding", "end")
        return cls(dates.outer if dates else ALWAYS, f"{began} ({begin})", f"{ended} ({end})")


def _outside(path: ValuePath, what: str, held: EdtfDate | None, lived: _Lived) -> Iterator[Problem]:
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


def _organ(path: ValuePath, kind: str, membership: Membership) -> Iterator[Problem]:
    if membership.kind is not MembershipKind.ORGAN:
        return
    if kind in {"person", "state"}:
        yield Problem((*path, "kind"), f"a {kind} is no organ", "member, or an office")
    if kind == "party" and not membership.sources:
        yield Problem(path, "a party is an organ only on the word of a source", "`sources` of this membership")


def document(document: Document) -> Iterator[Problem]:
    """What is wrong with a document taken by itself."""
    yield from _says_when(document.date, "a date, or the key left out")
    yield from _topics(document.topics)
    yield from _twice(("actors",), "role", [(row.actor, row.role) for row in document.actors])
    if document.languages and document.language and document.languages[0] != document.language:
        message = f"begin with '{document.languages[0]}', not with the language of the original"
        yield Problem(("languages", 0), message, f"'{document.language}' first", depends_on="languages")
    yield from _twice(("languages",), "language", document.languages)
    if document.repository and not document.signature:
        expected = "the signature there"
        yield Problem(("repository",), "a repository without a signature", expected, depends_on="signature")
    if document.signature and not document.repository:
        expected = "the repository whose it is"
        yield Problem(("signature",), "a signature without a repository", expected, depends_on="repository")
    yield from _quotations(("abstract",), document.abstract)
    yield from _phrases((), document.key_phrases)
    for place, paragraph in enumerate(document.paragraphs):
        path: ValuePath = ("paragraphs", place)
        if paragraph.n != place + 1:
            yield Problem(
                (*path, "n"),
                f"paragraph {paragraph.n} stands where {place + 1} should",
                f"{place + 1}",
                depends_on="paragraphs",
            )
        yield from _quotations((*path, "abstract"), paragraph.abstract)
        yield from _phrases(path, paragraph.key_phrases)


def claim(claim: Claim) -> Iterator[Problem]:
    """What is wrong with a claim taken by itself."""
    yield from _says_when(claim.date, "a date, or the key left out")
    if claim.evidence == () and claim.status not in {None, ClaimStatus.UNVERIFIED}:
        yield Problem(
            ("status",), f"{claim.status} without evidence", "evidence, or the status unverified", depends_on="evidence"
        )
    yield from _twice(("about",), "id", claim.about)
    yield from _twice(("asserted_by",), "id", claim.asserted_by)


def place(place: Place) -> Iterator[Problem]:
    """What is wrong with a place taken by itself."""
    country: str | None = place.country  # None in a record that is incomplete
    if country is not None and country not in COUNTRIES:
        yield Problem(("country",), f"country '{country}' is no country of today", EXPECTED[COUNTRY])


def _says_when(date: str | None, expected: str) -> Iterator[Problem]:
    if date and parse(date).outer.covers(_EVERY_YEAR):
        yield Problem(("date",), f"date '{date}' says nothing: it may be any day", expected)


def _topics(topics: Sequence[str]) -> Iterator[Problem]:
    if not topics:
        yield Problem(("topics",), "no topic", "at least one topic", depends_on="topics")
    yield from _twice(("topics",), "topic", topics)


def _twice(path: ValuePath, what: str, rows: Sequence[object], key: str | None = None) -> Iterator[Problem]:
    """A problem at each repeated row, or at its value for `key`."""
    seen: set[object] = set()
    for place, row in enumerate(rows):
        if row in seen:
            shown = ", ".join(str(part) for part in row if part) if isinstance(row, tuple) else row
            yield Problem((*path, place, *([key] if key else [])), f"{what} twice: {shown}", "each once")
        seen.add(row)


def _quotations(path: ValuePath, text: str | None) -> Iterator[Problem]:
    for match in _QUOTATION.finditer(text or ""):
        words = next(group for group in match.groups() if group).split()
        if len(words) > LONGEST_QUOTATION:
            message = f"quotes {len(words)} words: {' '.join(words[:4])}..."
            yield Problem(path, message, f"at most {LONGEST_QUOTATION} words of somebody else's text")


def _phrases(path: ValuePath, phrases: Iterable[str]) -> Iterator[Problem]:
    for place, phrase in enumerate(phrases):
        if len(phrase.split()) > LONGEST_QUOTATION:
            message = f"a key phrase of {len(phrase.split())} words"
            yield Problem((*path, "key_phrases", place), message, f"at most {LONGEST_QUOTATION} words")


def _date_of(event: Event | None) -> EdtfDate | None:
    text = None if event is None else event.date
    return parse(text) if text else None


def _interval(begin: str | None, end: str | None) -> EdtfDate | None:
    try:
        return interval(begin, end)
    except InvalidDate:
        return None


def _before(one: Span, other: Span) -> bool:
    return one.last is not None and other.first is not None and one.last < other.first
