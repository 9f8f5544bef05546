"""Maps of places as shapes: the land around them, a dot for each; `map.svg.html` writes them as SVG.

Longitudes are drawn shorter by the cosine of the middle latitude (equirectangular projection). Lengths are in units of
the view box.
"""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.catalogue.queries import Box

WIDTH = 720.0
_LOWEST, _HIGHEST = 300.0, 560.0
"""Heights that a map can have."""
_LEAST_DEGREES = 12.0
_MARGIN = 0.12
"""Part of the span of the places that is added on each side."""
_MOST_SOUTH, _MOST_NORTH = -90.0, 90.0
_JOINED = 9.0
"""Places whose dots would be nearer than this share one."""
_CENTRAL = 0.1
"""The map of the middle leaves out this part of the records at each end."""
_LETTER_WIDTH = 6.6
_LINE_HEIGHT = 15.0
_GAP = 3.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to draw. `weight` is the number of records there.

    `wide` places, such as cities, give their names to dots that they share with others. `main` marks the place that a
    map is about.
    """

    id: str
    name: str
    lat: float
    lon: float
    weight: int
    wide: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot for one place or several near ones, the one that names it first.

    `label` is drawn at `label_x`, to the left of the dot if `label_left`; it is empty where there is no room.
    """

    x: float
    y: float
    radius: float
    spots: tuple[Spot, ...]
    label: str
    label_x: float
    label_left: bool

    @property
    def weight(self) -> int:
        """The number of records at its places."""
        return sum(spot.weight for spot in self.spots)

    @property
    def main(self) -> bool:
        """Whether the map is about one of its places."""
        return any(spot.main for spot in self.spots)


@dataclass(frozen=True, slots=True)
class Map:
    """The land as data of an SVG path, and dots, the largest first."""

    land: str
    dots: tuple[Dot, ...]
    height: float
    width: float = WIDTH


def maps(spots: Sequence[Spot]) -> list[Map]:
    """A map of the area where most happened, and one of all places where that is much larger."""
    if not spots:
        return []
    whole = _around(spots)
    middle = _around(_central(spots))
    if 2 * (middle.east - middle.west) > whole.east - whole.west:
        return [drawn(whole, spots)]
    return [drawn(middle, spots), drawn(whole, spots)]


DEGREES = 12.0
"""How far the map of a place reaches to the west and east; half as far to the north and south."""


def map_around(spot: Spot, others: Iterable[Spot]) -> Map:
    """A map of one place, with the others near it."""
    box = _box(spot.lon - DEGREES, spot.lat - DEGREES / 2, spot.lon + DEGREES, spot.lat + DEGREES / 2)
    return drawn(box, [spot, *others])


def drawn(box: Box, spots: Sequence[Spot]) -> Map:
    """The map of a box with the places inside it."""
    squeeze = math.cos(math.radians((box.south + box.north) / 2))
    scale = WIDTH / ((box.east - box.west) * squeeze)
    height = round((box.north - box.south) * scale, 1)

    def project(lon: float, lat: float) -> Point:
        return (lon - box.west) * squeeze * scale, (box.north - lat) * scale

    rings = (_clipped(ring, box) for ring in _land())
    land = "".join(_path([project(*point) for point in ring]) for ring in rings if ring)
    inside = [s for s in spots if box.west <= s.lon <= box.east and box.south <= s.lat <= box.north]
    return Map(land, tuple(_dots(inside, project)), height)


def _around(spots: Sequence[Spot]) -> Box:
    lons, lats = [spot.lon for spot in spots], [spot.lat for spot in spots]
    wide = max(max(lons) - min(lons), _LEAST_DEGREES) * _MARGIN + _LEAST_DEGREES / 4
    high = max(max(lats) - min(lats), _LEAST_DEGREES) * _MARGIN + _LEAST_DEGREES / 4
    return _box(min(lons) - wide, min(lats) - high, max(lons) + wide, max(lats) + high)


def _box(west: float, south: float, east: float, north: float) -> Box:
    """A box on the globe, as high as a map may be."""
    west, east = max(west, -180.0), min(east, 180.0)
    middle = (south + north) / 2
    squeezed = (east - west) * math.cos(math.radians(middle))
    high = min(max(north - south, squeezed * _LOWEST / WIDTH), squeezed * _HIGHEST / WIDTH)
    if north - south > high:  # wider instead, so that no place is cut off
        high = north - south
        missing = high * WIDTH / _HIGHEST / math.cos(math.radians(middle)) - (east - west)
        west, east = max(west - missing / 2, -180.0), min(east + missing / 2, 180.0)
    return Box(west, max(middle - high / 2, _MOST_SOUTH), east, min(middle + high / 2, _MOST_NORTH))


def _central(spots: Sequence[Spot]) -> list[Spot]:
    """The places without those at the ends, where few records are."""
    total = sum(spot.weight for spot in spots)
    kept = set(spots)
    for key in (_lon, _lat):
        for ordered in (sorted(spots, key=key), sorted(spots, key=key, reverse=True)):
            before = 0
            for spot in ordered:
                before += spot.weight
                if before > _CENTRAL * total:
                    break
                kept.discard(spot)
    return [spot for spot in spots if spot in kept] or list(spots)


def _lon(spot: Spot) -> float:
    return spot.lon


def _lat(spot: Spot) -> float:
    return spot.lat


def _dots(spots: Iterable[Spot], project: Callable[[float, float], Point]) -> Iterable[Dot]:
    groups: list[tuple[Point, list[Spot]]] = []
    for spot in sorted(spots, key=lambda spot: (not spot.main, -spot.weight, spot.id)):
        x, y = project(spot.lon, spot.lat)
        near = next((group for (gx, gy), group in groups if math.hypot(gx - x, gy - y) < _JOINED), None)
        if near is None:
            groups.append(((x, y), [spot]))
        else:
            near.append(spot)
    taken: list[tuple[float, float, float, float]] = []
    sized = [(x, y, 4 + 1.3 * math.sqrt(sum(spot.weight for spot in group)), group) for (x, y), group in groups]
    taken += [(x - r, y - r, x + r, y + r) for x, y, r, _ in sized]
    for x, y, r, group in sized:
        group.sort(key=lambda spot: (not spot.main, not spot.wide, -spot.weight, spot.id))
        label, half = group[0].name, _LINE_HEIGHT / 2
        length = len(label) * _LETTER_WIDTH
        right, left = x + r + _GAP, x - r - _GAP
        rooms = (
            (False, (right, y - half, right + length, y + half)),
            (True, (left - length, y - half, left, y + half)),
        )
        free = [
            (is_left, room)
            for is_left, room in rooms
            if room[0] >= 0 and room[2] <= WIDTH and not any(_overlap(room, other) for other in taken)
        ]
        is_left = bool(free) and free[0][0]
        taken += [room for _, room in free[:1]]
        yield Dot(
            round(x, 1),
            round(y, 1),
            round(r, 1),
            tuple(group),
            label if free else "",
            round(left if is_left else right, 1),
            is_left,
        )


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _path(points: Sequence[Point]) -> str:
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in points)}Z"


@cache
def _land() -> list[list[Point]]:
    rings = json.loads((Path(__file__).resolve().parent / "land.json").read_text(encoding="utf-8"))
    return [[(lon, lat) for lon, lat in ring[:-1]] for ring in rings]


def _clipped(ring: Sequence[Point], box: Box) -> list[Point]:
    """The part of a ring inside a box (Sutherland and Hodgman)."""
    points = list(ring)
    for axis, limit, sign in ((0, box.west, 1), (0, box.east, -1), (1, box.south, 1), (1, box.north, -1)):
        points = _cut(points, axis, limit, sign)
        if not points:
            return []
    return points


def _cut(points: Sequence[Point], axis: int, limit: float, sign: int) -> list[Point]:
    """The part of a ring on one side of a line: above `limit` on an axis, or below it where `sign` is -1."""
    kept: list[Point] = []
    for last, point in zip([points[-1], *points[:-1]], points, strict=True):
        was_in, is_in = sign * (last[axis] - limit) >= 0, sign * (point[axis] - limit) >= 0
        if was_in != is_in:
            part = (limit - last[axis]) / (point[axis] - last[axis])
            kept.append((last[0] + part * (point[0] - last[0]), last[1] + part * (point[1] - last[1])))
        if is_in:
            kept.append(point)
    return kept
