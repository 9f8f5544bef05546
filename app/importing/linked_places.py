"""Places in LP-TSV, the delimited form of Linked Places that the World Historical Gazetteer reads.

A place here has a country and a point, so places without them are left out. It has no dates: what the source says of
them stands in the note.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.importing.cast import Identifier
from app.importing.heads import Options, head
from app.importing.records import Imported, Origin, Records, slug
from app.importing.tables import read_table
from app.loading.characters import shown
from app.loading.values import Value

_NEEDED = ("id", "title", "title_source")
_PRECISIONS = {"P": "city", "A": "country", "S": "building"}
"""What the feature classes of GeoNames stand for; others are localities."""
_SCHEMES = {"gn": "geonames", "wd": "wikidata", "tgn": "tgn", "pl": "pleiades", "gnd": "gnd", "viaf": "viaf"}
_POINT = re.compile(r"POINT ?\( ?(-?[0-9.]+) +(-?[0-9.]+) ?\)", re.IGNORECASE)
_YEAR = re.compile(r"-?[0-9]{1,4}(-[0-9]{2}){0,2}")


def import_linked_places(path: Path, options: Options) -> Imported:
    """The places of a file as a collection.

    Raises:
        UnreadableFile: the file cannot be read, or lacks a column that the format requires.
        IncompleteCollection: the options do not tell what a collection needs.
    """
    table = read_table(path, "\t")
    table.require(_NEEDED, "LP-TSV")
    records = Records(head(options, {}, [path]), {})
    columns = {"lat": "lat", "lon": "lon", "country": "ccodes", "name": "title"}
    for row in table.rows:
        origin = Origin(shown(path), row.line, columns)
        cells = {**dict.fromkeys(("ccodes", "lon", "lat", "start", "end"), ""), **row.cells}
        id_ = f"{options.collection}-{slug(cells.get('id', ''))}"
        problem = row.problem or next(_problems(cells), "")
        if not problem and records.has("places", id_):
            problem = f"has the same id as another row: '{cells['id']}'"
        if problem:
            records.leave_out(origin, cells.get("id") or None, problem)
        else:
            records.add("places", {**_place(cells), "id": id_}, origin)
    return records.checked()


def _problems(cells: Mapping[str, str]) -> Iterator[str]:
    """What keeps a row from being a place."""
    for name in _NEEDED:
        if not cells[name]:
            yield f"column '{name}' is empty; LP-TSV requires it"
    if not re.fullmatch(r"[A-Z]{2}", cells["ccodes"]):
        yield f"column 'ccodes': '{cells['ccodes']}' cannot be read; expected the code of one country, such as DE"
    if not all(_point(cells)):
        yield "columns 'lon' and 'lat' are empty; expected a point"
    for name in ("start", "end"):
        if cells[name] and not _YEAR.fullmatch(cells[name]):
            yield f"column '{name}': '{cells[name]}' cannot be read; expected a year or day"
    if not cells["start"] and cells["end"]:
        yield f"column 'start' is empty, but 'end' is '{cells['end']}'; LP-TSV requires a start"
    if cells["start"] and cells["end"] and _year(cells["start"]) > _year(cells["end"]):
        yield f"column 'end': '{cells['end']}' is before the start, '{cells['start']}'; expected a later year"


def _year(text: str) -> int:
    year = re.match(r"-?[0-9]+", text)
    return int(year[0]) if year else 0


def _point(cells: Mapping[str, str]) -> tuple[str, str]:
    """Longitude and latitude of a row."""
    found = _POINT.search(cells.get("geowkt", ""))
    if not (cells["lon"] and cells["lat"]) and found is not None:
        return found[1], found[2]
    return cells["lon"], cells["lat"]


def _place(cells: Mapping[str, str]) -> dict[str, Value]:
    lon, lat = _point(cells)
    name, source = cells["title"], cells["title_source"]
    said = [f"Named in {source}" + (f" ({_years(cells)})" if _years(cells) else "") + "."]
    variants = [variant.strip() for variant in cells.get("variants", "").split(";") if variant.strip()]
    said += [f"Also {', '.join(variants)}."] if variants else []
    said += [cells["description"].rstrip(".") + "."] if cells.get("description") else []
    matches = [number for part in cells.get("matches", "").split(";") if (number := _match(part.strip()))]
    return {
        "name": name,
        "country": cells["ccodes"],
        "lat": lat,
        "lon": lon,
        "precision": _PRECISIONS.get(cells.get("fclasses", "")[:1], "locality"),
        "identifiers": [{"scheme": scheme, "id": number} for scheme, number in dict.fromkeys(matches)],
        "note": " ".join(said),
    }


def _years(cells: Mapping[str, str]) -> str:
    return " to ".join(dict.fromkeys(filter(None, (cells["start"], cells["end"]))))


def _match(text: str) -> Identifier | None:
    prefix, _, number = text.partition(":")
    return (_SCHEMES[prefix], number) if prefix in _SCHEMES and number else None
