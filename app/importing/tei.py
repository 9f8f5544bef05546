"""What TEI files have in common: their names for things, licences and running text."""

from collections.abc import Iterator

from lxml import etree

from app.importing.licences import SourceLicence, licence
from app.importing.xml import plain

NAMESPACE = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

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
