"""Dates in TEI as EDTF. Attributes tell the days (Gregorian); words make them doubtful or approximate."""

import re

from lxml import etree

from app.importing.tei_text import line_of

_DAY = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T.*)?")
_ABOUT = re.compile(r"\b(?:circa|about|approximately)\b|\bca?\.", re.IGNORECASE)
_DOUBTFUL = re.compile(r"\?|\bundated\b|\bprobably\b", re.IGNORECASE)


def edtf_of(date: etree._Element) -> str:
    """The date of an element in EDTF, as far as its attributes tell; its words may make it doubtful or approximate."""
    when, begin, end, earliest, latest = (
        day_of(date.get(name, "")) for name in ("when", "from", "to", "notBefore", "notAfter")
    )
    said = line_of(date).text
    about = bool(_ABOUT.search(said)) or date.get("precision") in {"low", "medium"}
    doubtful = bool(_DOUBTFUL.search(said)) or date.get("cert") in {"low", "medium"}
    mark = "%" if about and doubtful else "~" if about else "?" if doubtful else ""
    if when:
        return f"{when}{mark}"
    if begin or end:
        return f"{begin}{mark if begin else ''}/{end}{mark if end else ''}" if begin != end else f"{begin}{mark}"
    if earliest or latest:
        return f"[{earliest}..{latest}]" if earliest != latest else f"{earliest}{mark}"
    return ""


def day_of(written: str) -> str:
    """A day, month or year without the time of the day; what is none of them as it is."""
    found = _DAY.fullmatch(written.strip())
    return found[1] if found else written.strip()
