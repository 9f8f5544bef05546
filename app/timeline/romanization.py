"""Russian names in Latin letters, as libraries, passports, encyclopedias and newspapers write them.

The schemes are those of iuliia (https://github.com/nalgeon/iuliia): the American and the British library rules (ALA-LC,
BS 2979), BGN/PCGN, ISO 9, the scientific one, those of passports (ICAO 9303, the French one of 1997) and Wikipedia's.
German newspapers follow Duden, for which no library has a table.
"""

import re
from functools import lru_cache

import iuliia  # type: ignore[import-untyped]

_SCHEMES = (
    iuliia.ALA_LC_ALT,
    iuliia.BGN_PCGN,
    iuliia.BS_2979_ALT,
    iuliia.GOST_16876,
    iuliia.ICAO_DOC_9303,
    iuliia.ISO_9_1968,
    iuliia.MVD_310_FR,
    iuliia.SCIENTIFIC,
    iuliia.WIKIPEDIA,
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ADJECTIVE = re.compile("(?<=[сц]к)ий\\b")
_O_AFTER = re.compile("(?<=[жчшщ])ё")
_GERMAN = str.maketrans(
    {
        **dict(zip("абвгдезиклмнопрстуфцыэ", "abwgdesiklmnoprstufzye", strict=True)),
        "ё": "jo",
        "ж": "sch",
        "й": "i",
        "х": "ch",
        "ч": "tsch",
        "ш": "sch",
        "щ": "schtsch",
        "ю": "ju",
        "я": "ja",
        "ъ": "",
        "ь": "",
    }
)


@lru_cache(4096)
def romanized(name: str) -> tuple[str, ...]:
    """The usual Latin spellings of a name in Russian letters, in lower case; nothing for other names.

    Ё is often printed as Е, so both are spelt.
    """
    if not _CYRILLIC.search(name):
        return ()
    name = name.casefold()
    found: dict[str, None] = {}
    for spelling in dict.fromkeys((name, name.replace("ё", "е"))):
        latin = [scheme.translate(spelling) for scheme in _SCHEMES]
        latin.append(iuliia.MVD_310_FR.translate(_ADJECTIVE.sub("и", spelling)))
        latin.append(_O_AFTER.sub("о", _ADJECTIVE.sub("и", spelling)).translate(_GERMAN))
        # Some schemes leave Ё as it is.
        found |= dict.fromkeys(each for each in latin if not _CYRILLIC.search(each))
    return tuple(found)
