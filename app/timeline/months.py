"""Names of the months in English, French, German and Russian."""

ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
FRENCH = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
GERMAN = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
RUSSIAN = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
RUSSIAN_OF = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
"""As they stand after the number of a day."""
_LANGUAGES = (ENGLISH, FRENCH, GERMAN, RUSSIAN, RUSSIAN_OF)
_OTHER_SPELLINGS = (
    "jan jän janv янв",
    "fevrier feb febr févr fevr фев февр",
    "maerz mar mär мар",
    "apr avr апр",
    "",
    "jun июн",
    "jul juil июл",
    "aout aug авг",
    "sep sept сен сент",
    "oct okt окт",
    "nov ноя нояб",
    "decembre dec dez déc дек",
)
"""Abbreviations, and names without their accents."""

NUMBERS = {
    name: number
    for number in range(1, 13)
    for name in (
        *(language[number - 1].lower() for language in _LANGUAGES),
        *_OTHER_SPELLINGS[number - 1].split(),
    )
}
"""The number of a month by each of its names and abbreviations, in lower case."""
