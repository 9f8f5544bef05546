"""The list of persons of a volume of Foreign Relations: names, descriptions, and the offices whose dates it states.

An entry says, for example: `Merchant, Livingston T., Assistant Secretary of State for European Affairs until May 1956;
Ambassador to Canada from May 1956`. "All titles and positions are American unless indicated otherwise", says a volume.
Only what can be read with certainty becomes a tenure; all of it stays in the description.
"""

import re
from calendar import month_name
from dataclasses import dataclass

from app.loading.values import Value

UNITED_STATES = "United States"
DEPARTMENT_OF_STATE = "Department of State"

_NATIONS = {
    "American": UNITED_STATES,
    "Australian": "Australia",
    "Austrian": "Austria",
    "Belgian": "Belgium",
    "British": "United Kingdom",
    "Canadian": "Canada",
    "Danish": "Denmark",
    "Dutch": "Netherlands",
    "French": "France",
    "Greek": "Greece",
    "Guatemalan": "Guatemala",
    "Icelandic": "Iceland",
    "Italian": "Italy",
    "Japanese": "Japan",
    "Norwegian": "Norway",
    "Polish": "Poland",
    "Portuguese": "Portugal",
    "Soviet": "Soviet Union",
    "Spanish": "Spain",
    "Swedish": "Sweden",
    "Turkish": "Turkey",
    "West German": "Federal Republic of Germany",
}
_STATES = sorted({*_NATIONS.values(), "Dominican Republic", "Egypt", "Luxembourg", "Nicaragua"}, key=len, reverse=True)
_MONTHS = {name: number for number, name in enumerate(month_name) if name}
_DATE = rf"(?:(?:{'|'.join(_MONTHS)})\s+)?(?:\d{{1,2}},\s+)?\d{{4}}"
_RANGE = re.compile(rf"^(?P<office>.*?),?\s+(?P<begin>{_DATE}|{'|'.join(_MONTHS)})\s*[-–—]\s*(?P<end>{_DATE})$")
_UNTIL = re.compile(rf"^(?P<office>.*?),?\s+until\s+(?P<end>{_DATE})$")
_FROM = re.compile(rf"^(?P<office>.*?),?\s+from\s+(?P<begin>{_DATE})$")
_THEREAFTER = re.compile(r"^(?P<office>.*?),?\s+thereafter$")
_UNCLEAR = re.compile(
    rf"\b(?:until|from|since|after|before|thereafter|concurrently|former|formerly|Acting|candidate)\b|{_DATE}"
)
"""What makes an office, without the words of its dates, one that cannot be read with certainty."""
_OF_STATE = re.compile(
    r"^(?:Deputy )?(?:(?:Under|Assistant) )?Secretary of State\b"
    r"|^(?:.*, Department of State$|.*\bof the Department of State$|Ambassador (?:to|in) .*)"
)
_OF_A_STATE = re.compile(rf"(?:(?:Deputy )?Prime Minister|President|King) of (?:the )?(?P<state>{'|'.join(_STATES)})")
_OF_A_GOVERNMENT = re.compile(
    r"^(?:(?:Deputy )?Prime Minister|Minister (?:of|for) |Ambassador\b|Secretary of State for |Chancellor of the Exch)"
)
_SUFFIX = re.compile(r"(?:Jr\.?|Sr\.?|[IVX]+|\d(?:d|nd|rd|th))")
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is shown, as it is sorted, and what the list has in brackets, such as a pseudonym."""

    shown: str
    sorted: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """An office in a state or a department, with the ends of its span in EDTF; an empty end is not known."""

    office: str
    of: str
    begin: str
    end: str
    said: str


def name_of(listed: str) -> Name:
    """The name of an entry such as `Alger, Frederick M., Jr.` or `Beyen (Beijen), Johan W.`."""
    listed = listed.strip(" ,")
    without = " ".join(_IN_BRACKETS.sub(" ", listed).replace(" ,", ",").split())
    others = []
    for found in _IN_BRACKETS.finditer(listed):
        inner = found[1].strip()
        # In the middle it stands for the family name before it, at the end for the whole name.
        other = f"{inner}{listed[found.end() :]}" if listed[found.end() :].strip() else inner
        if inner:
            others.append(_turned(other.replace(" ,", ",")))
    return Name(_turned(without), without, tuple(dict.fromkeys(each for each in others if each != _turned(without))))


def _turned(name: str) -> str:
    """`Alger, Frederick M., Jr.` as it is said: `Frederick M. Alger, Jr.`."""
    parts = [part.strip() for part in name.split(",") if part.strip()]
    suffix = parts.pop() if len(parts) == 3 and _SUFFIX.fullmatch(parts[-1]) else ""
    if len(parts) != 2:
        return name
    turned = f"{parts[1]} {parts[0]}"
    return f"{turned}, {suffix}" if suffix else turned


def offices_of(description: str) -> list[Office]:
    """The offices of a description whose body and dates are stated."""
    found: list[Office] = []
    nation, before = "", ""
    for place, said in enumerate(part.strip().rstrip(".") for part in description.split(";")):
        adjective = next((each for each in _NATIONS if said.startswith(f"{each} ")), "")
        nation = _NATIONS[adjective] if adjective else nation
        office, begin, end = _dated(said.removeprefix(f"{adjective} ") if adjective else said, before)
        before = end
        if not office or not (begin or end) or _UNCLEAR.search(office) or " and " in office:
            continue
        of = _body(office, nation, goes_on=bool(adjective) or (place > 0 and bool(_OF_A_GOVERNMENT.search(office))))
        if of:
            found.append(Office(office, of, begin, end, said))
    return found


def _body(office: str, nation: str, *, goes_on: bool) -> str:
    """In what an office is held; empty where that is open.

    `nation` is the one that the description has named so far, `goes_on` whether this office is surely of it too.
    """
    if named := _OF_A_STATE.fullmatch(office):
        return named["state"]
    if nation:
        return nation if goes_on else ""
    return DEPARTMENT_OF_STATE if _OF_STATE.search(office) else ""


def _dated(clause: str, before: str) -> tuple[str, str, str]:
    """The office of a clause, its beginning and its end; `thereafter` begins at the end of the clause before."""
    if found := _RANGE.search(clause):
        end = _edtf(found["end"])
        begin = found["begin"] if re.search(r"\d{4}", found["begin"]) else f"{found['begin']} {end[:4]}"
        return found["office"], _edtf(begin), end
    if found := _UNTIL.search(clause):
        return found["office"], "", _edtf(found["end"])
    if found := _FROM.search(clause):
        return found["office"], _edtf(found["begin"]), ""
    if before and (found := _THEREAFTER.search(clause)):
        return found["office"], before, ""
    return "", "", ""


def _edtf(written: str) -> str:
    """`January 20, 1953`, `May 1956` or `1957` in EDTF."""
    *rest, year = written.replace(",", " ").split()
    month = f"-{_MONTHS[rest[0]]:02}" if rest else ""
    return year + month + (f"-{int(rest[1]):02}" if len(rest) > 1 else "")


def office_keys(office: Office, of: str) -> dict[str, Value]:
    """An office as a data file has it, in the body with the id `of`."""
    keys: dict[str, Value] = {"office": office.office, "of": of, "capacity": "state", "from": office.begin}
    return keys | {"to": office.end, "note": f"The list of persons says: {office.said}."}
