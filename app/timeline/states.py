"""The name of the state that a place of today lay in on a date.

Names of today are those of the Unicode CLDR. A former state is listed only for countries that lay in it alone: places
in Germany lay in one of two states from 1949 to 1990, so they are in Germany.
"""

from functools import cache

from babel import Locale

from app.timeline.dates import EdtfDate, parse

_FORMER = {
    "Russian Empire": ("1721-11-02/1917-09-13", ("RU",)),
    "Soviet Union": (
        "1922-12-30/1991-12-26",
        ("RU", "UA", "BY", "GE", "AM", "AZ", "KZ", "UZ", "TM", "KG", "TJ"),
    ),
    "Czechoslovakia": ("1945-05-09/1992-12-31", ("CZ", "SK")),
    "Yugoslavia": ("1929-10-03/1991-06-24", ("BA", "HR", "ME", "MK", "RS", "SI", "XK")),
    "French Indochina": ("1887-10-17/1954-07-20", ("VN",)),
}
"""Former states: from when to when as EDTF, and the countries of today (ISO 3166-1) that lay in them all that time."""


def state_at(country: str, date: EdtfDate | None) -> str:
    """The English name of the state that `country` was on a date, such as `Soviet Union` for `RU` in 1954.

    It is the name of today if there is no date, or if the date can also mean a day outside the former state. A code
    without a name stays as it is.
    """
    if date is not None:
        for name, (days, countries) in _FORMER.items():
            if country in countries and parse(days).outer.covers(date.outer):
                return name
    return state_today(country)


def state_today(country: str) -> str:
    """The English name of a country by its code (ISO 3166-1 alpha-2); a code without a name stays as it is."""
    return _names().get(country, country)


@cache
def _names() -> dict[str, str]:
    return dict(Locale("en").territories)
