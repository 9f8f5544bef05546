"""What TEI files have in common: their names for things, dates, licences and running text."""

import re
from collections.abc import Iterator

from lxml import etree

from app.importing.licences import SourceLicence, licence
from app.importing.xml import plain
from app.timeline.dates import is_edtf, parse
from app.timeline.written_dates import as_edtf

NAMESPACE = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

NO_DATE = re.compile(r"(un(known|bekannt|dated|datiert)|n\.? ?d\.?|o\.? ?[dj]\.?|s\.? ?d\.?|\?)?", re.IGNORECASE)
"""What is written where there is no date."""

_POINT = re.compile(r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:[T+Z].*)?")
_ATTRIBUTES = ("when", "from", "to", "notBefore", "notAfter")
CORRECTED = frozenset({"abbr", "del", "fw", "gap", "listPerson", "listPlace", "orig", "rdg", "sic"})
"""Elements with what an editor has corrected, and with apparatus: no text as it is to be read."""
_LEFT_OUT = CORRECTED | {"note", "figure", "graphic"}
"""Elements whose text does not belong to a line."""
_BLANKS = frozenset(("lb", "pb", "cb", "space"))
_LINES = frozenset(
    {"ab", "addrLine", "address", "cell", "closer", "dateline", "head", "item", "l", "opener", "p", "row", "salute"}
    | {"signed", "trailer"}
)
"""Elements that end a line, and so a word."""


class UnreadDate(ValueError):
    """A date that cannot be read; the message says which and why."""


def tei(path: str) -> str:
    """A path of element names with their namespace: `a/b` as ElementTree finds it in TEI."""
    return "/".join(f"{NAMESPACE}{step}" if step not in {".", "", "*"} else step for step in path.split("/"))


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def words(element: etree._Element | None) -> str:
    """The text of an element on one line, without notes and with corrections, as it is to be read."""
    return "" if element is None else plain("".join(_running(element)))


def _running(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = name_of(child)
        if name in _BLANKS:
            yield " "
        elif name and name not in _LEFT_OUT:
            yield from _running(child)
            if name in _LINES:
                yield " "
        yield child.tail or ""


def stated_licence(header: etree._Element) -> SourceLicence | None:
    """The licence in the header of a file; None where it states none."""
    availability = header.find(f".//{tei('publicationStmt')}/{tei('availability')}")
    if availability is None:
        return None
    found = availability.find(f".//{tei('licence')}")
    element = availability if found is None else found
    said, address = words(element), "" if found is None else found.get("target", "")
    return licence(said[:300], address) if said or address else None


def edtf(element: etree._Element) -> str:
    """The EDTF text of a date: of its attributes, else of its words; empty where it says that there is none.

    `notBefore` and `notAfter` are one day of a span, `from` and `to` a span. `cert` below high and conjectured
    `evidence` make it uncertain, `precision` below high approximate.

    Raises:
        UnreadDate: it says something else.
    """
    given = {key: value for key in _ATTRIBUTES if (value := element.get(key) or element.get(f"{key}-iso"))}
    if not given:
        return _in_words(element)
    points = {key: _point(key, value) for key, value in given.items()}
    sign = _sign(element)
    keys = frozenset(points)
    if keys == {"when"}:
        made = f"{points['when']}{sign}"
    elif keys <= {"from", "to"}:
        made = "/".join(f"{points[key]}{sign}" if key in points else "" for key in ("from", "to"))
    elif keys <= {"notBefore", "notAfter"}:
        made = _one_of(points.get("notBefore", ""), points.get("notAfter", ""), sign)
    else:
        raise UnreadDate(f"the date has {' and '.join(sorted(keys))} at once; expected when, from and to, or bounds")
    if not is_edtf(made):
        raise UnreadDate(f"the date {_shown(given)} is none; expected days that exist, in their order")
    _not_against(element, made, given)
    return made


def _point(key: str, value: str) -> str:
    found = _POINT.fullmatch(value.strip())
    if found is None:
        raise UnreadDate(f"the date {key}='{value}' cannot be read; expected a year, month or day as 1954-03-26")
    return found[1]


def _one_of(first: str, last: str, sign: str) -> str:
    if first == last:
        return f"{first}{sign}"
    ends = (f"{point}{sign}" if point else "" for point in (first, last))
    return f"[{'..'.join(ends)}]"


def _sign(element: etree._Element) -> str:
    evidence = element.get("evidence", "")
    uncertain = element.get("cert", "high") not in {"high", "1"} or evidence in {"conjecture", "inferred"}
    about = element.get("precision", "high") not in {"high", "1"}
    return {(True, True): "%", (True, False): "?", (False, True): "~"}.get((uncertain, about), "")


def _in_words(element: etree._Element) -> str:
    said = words(element)
    made = as_edtf(said)
    if made is None and NO_DATE.fullmatch(said.strip("[]() ")) is None:
        raise UnreadDate(f"the date '{said}' cannot be read; expected an attribute such as when, or one date in words")
    return f"{made}{_sign(element)}" if made and not set(made) & set("/[]{}~?%") else made or ""


def _not_against(element: etree._Element, made: str, given: dict[str, str]) -> None:
    """Raises UnreadDate if the words of a date say a day that its attributes exclude."""
    said = as_edtf(words(element))
    if said is not None and not parse(said).outer.meets(parse(made).outer):
        raise UnreadDate(f"the date {_shown(given)} is written '{words(element)}'; expected the same day in both")


def _shown(given: dict[str, str]) -> str:
    return " ".join(f"{key}='{value}'" for key, value in given.items())
