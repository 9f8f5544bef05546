"""The order of titles and names."""

import unicodedata


def title_key(title: str) -> str:
    """What a title is sorted by: upper case and accents do not count, other signs and spaces do.

    Signs are compared by code point, so Cyrillic comes after Latin.
    """
    decomposed = unicodedata.normalize("NFD", title.casefold())
    return unicodedata.normalize("NFC", "".join(sign for sign in decomposed if not unicodedata.combining(sign)))
