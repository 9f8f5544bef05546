"""Maps of places: the land, dots that do not cover each other, labels with room."""

import re
from itertools import combinations

import pytest

from app.catalogue.queries import Box
from app.resources.places.map import WIDTH, Map, Spot, drawn, map_around, maps

BERLIN = Spot("berlin", "Berlin", 52.52, 13.405, 30, wide=True)
EMBASSY = Spot("embassy", "Embassy, Berlin", 52.516, 13.38, 40)
PARIS = Spot("paris", "Paris", 48.857, 2.352, 14, wide=True)
MOSCOW = Spot("moscow", "Moscow", 55.756, 37.617, 50, wide=True)
BIKINI = Spot("bikini", "Bikini Atoll", 11.6, 165.4, 1)
EUROPE = (BERLIN, EMBASSY, PARIS, MOSCOW)


def points(map_: Map) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", map_.land)]


def covers(map_: Map, x: float, y: float) -> bool:
    """Whether a point lies on the land: a ray from it crosses the outlines an odd number of times."""
    crossings = 0
    for ring in map_.land.split("Z")[:-1]:
        corners = [(float(a), float(b)) for a, b in re.findall(r"(-?[\d.]+) (-?[\d.]+)", ring)]
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                crossings += 1
    return crossings % 2 == 1


def test_places_on_land_are_drawn_on_land() -> None:
    (map_,) = maps(EUROPE)
    assert [covers(map_, dot.x, dot.y) for dot in map_.dots] == [True] * 3


def test_the_land_and_the_dots_stay_inside_the_picture() -> None:
    for map_ in maps([*EUROPE, BIKINI]):
        assert all(-0.1 <= x <= WIDTH + 0.1 and -0.1 <= y <= map_.height + 0.1 for x, y in points(map_))
        assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= map_.height for dot in map_.dots)


def test_north_is_up_and_east_is_right() -> None:
    (map_,) = maps(EUROPE)
    at = {dot.spots[0].id: dot for dot in map_.dots}
    assert at["paris"].x < at["berlin"].x < at["moscow"].x
    assert at["moscow"].y < at["berlin"].y < at["paris"].y


def test_places_too_near_share_a_dot_named_by_the_widest() -> None:
    (map_,) = maps(EUROPE)
    shared = next(dot for dot in map_.dots if len(dot.spots) > 1)
    assert [spot.id for spot in shared.spots] == ["berlin", "embassy"]
    assert (shared.weight, shared.label) == (70, "Berlin")


def test_a_place_far_from_where_most_happened_gets_a_second_map() -> None:
    near, far = maps([*EUROPE, BIKINI])
    assert {spot.id for dot in near.dots for spot in dot.spots} == {"berlin", "embassy", "paris", "moscow"}
    assert "bikini" in {spot.id for dot in far.dots for spot in dot.spots}


def test_labels_do_not_cover_each_other() -> None:
    crowd = [Spot(f"p{n}", f"A place with number {n}", 50 + n % 7, 5 + n % 11, n) for n in range(40)]
    (map_,) = maps(crowd)
    labelled = [dot for dot in map_.dots if dot.label]
    assert 3 < len(labelled) < len(map_.dots)
    for one, other in combinations(labelled, 2):
        widths = [len(dot.label) * 6.6 for dot in (one, other)]
        lefts = [
            dot.label_x - width if dot.label_left else dot.label_x
            for dot, width in zip((one, other), widths, strict=True)
        ]
        apart = lefts[0] + widths[0] <= lefts[1] + 0.2 or lefts[1] + widths[1] <= lefts[0] + 0.2
        assert apart or abs(one.y - other.y) >= 14.9


def test_the_map_of_a_place_has_it_in_the_middle_and_marks_it() -> None:
    map_ = map_around(Spot("berlin", "Berlin", 52.52, 13.405, 3, main=True), [PARIS, BIKINI])
    (main,) = [dot for dot in map_.dots if dot.main]
    assert main.x == pytest.approx(WIDTH / 2, abs=1)
    assert {dot.spots[0].id for dot in map_.dots} == {"berlin", "paris"}


def test_land_beyond_the_date_line_is_where_it_belongs() -> None:
    map_ = drawn(Box(-180, 40, 180, 80), [])
    squeeze = WIDTH / 360
    chukotka = ((-175 + 180) * squeeze, (80 - 66.5) * map_.height / 40)
    greenland = ((-42 + 180) * squeeze, (80 - 70) * map_.height / 40)
    bering_sea = ((-178 + 180) * squeeze, (80 - 58) * map_.height / 40)
    assert [covers(map_, *point) for point in (chukotka, greenland, bering_sea)] == [True, True, False]


@pytest.mark.parametrize("lat", [-85.0, 0.0, 85.0])
def test_a_place_anywhere_has_a_map(lat: float) -> None:
    map_ = map_around(Spot("x", "X", lat, 179.9, 0, main=True), [])
    assert 0 < map_.height < 2 * WIDTH


def test_there_is_no_map_without_places() -> None:
    assert maps([]) == []
