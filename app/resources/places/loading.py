"""Places in data files: their format, their rules, their rows."""

from collections.abc import Iterator, Sequence

from app.loading import rules
from app.loading.data_set import DataSet
from app.loading.record_formats import RecordFormat, Rows
from app.loading.stored import Stored, picked
from app.loading.values import Problem
from app.resources.faces import Values, column_values
from app.resources.fields import COUNTRY, EXPECTED
from app.resources.places.models import PlaceRecord, PlaceRow
from app.timeline.record_types import RecordType

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


def _rules(place: PlaceRecord) -> Iterator[Problem]:
    """What is wrong with a place taken by itself."""
    country: str | None = place.country  # None in a record that is incomplete
    if country is not None and country not in COUNTRIES:
        yield Problem(("country",), f"country '{country}' is no country of today", EXPECTED[COUNTRY])
    yield from rules.twice(("identifiers",), "identifier", [(each.scheme, each.id) for each in place.identifiers or ()])


def _rows(_data: DataSet, places: Sequence[PlaceRecord]) -> Rows:
    return {PlaceRow: (column_values(place, PlaceRow) for place in places)}


def _keys(place: Stored) -> Values:
    return picked(place.row, PlaceRecord) | {"aliases": place.aliases()}


FORMAT = RecordFormat(type=RecordType.PLACE, model=PlaceRecord, rules=_rules, rows=_rows, table=PlaceRow, keys=_keys)
