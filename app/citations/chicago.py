"""Citations as text: a full note after the Chicago Manual of Style, 18th edition (14.119-130 for unpublished papers).

No CSL processor is used: the one for Python writes initials for given names, puts the comma after the closing quotation
mark and doubles it in intervals of dates; the correct one is for JavaScript. Plain text has no italics, so every title
is in quotation marks.
"""

import re

from app.citations.citation import Citation, Form
from app.citations.names import Name
from app.timeline.date_parts import DateParts, Numbers
from app.timeline.labels import year_words
from app.timeline.months import ENGLISH

MEDIA_TYPE = "text/plain"

_MOST_NAMED = 2
_INNER_QUOTES = re.compile(r"“([^“”]*)”|\"([^\"]*)\"")


def text(citation: Citation) -> str:
    """The citation as one line of text that ends with a full stop."""
    parts = _record_parts(citation) if citation.form is Form.RECORD else _source_parts(citation)
    return f"{_title(citation)} {', '.join(part for part in parts if part).removesuffix('.')}."


def _title(citation: Citation) -> str:
    """Names and title, with the comma before the rest."""
    inner = _INNER_QUOTES.sub(lambda found: f"‘{found[1] or found[2] or ''}’", citation.title)
    # The comma goes before all closing quotation marks.
    title = f"“{inner[:-1]},’”" if "‘" in inner and inner.endswith("’") else f"“{inner},”"
    names = _named(citation.authors)
    if not names:
        return title
    if citation.form is Form.LETTER:
        names = f"{names} to {_named(citation.recipients)}"
    return f"{names}, {title}"


def _named(names: tuple[Name, ...]) -> str:
    """One or two names; of more only the first."""
    if len(names) > _MOST_NAMED:
        return f"{names[0].full} et al."
    return " and ".join(name.full for name in names)


def _source_parts(citation: Citation) -> list[str | None]:
    kept = ", ".join(part for part in (citation.signature, citation.archive) if part)
    return [
        citation.number,
        f"trans. {_named(citation.translators)}" if citation.translators else None,
        "n.d." if citation.date is None else date_text(citation.date),
        "; ".join(part for part in (kept, citation.published_in) if part),
        _publisher(citation),
        citation.url,
    ]


def _publisher(citation: Citation) -> str | None:
    """The publisher, unless it is also the author or part of the title of the publication."""
    published_in = citation.published_in or ""
    new = [name for name in citation.publishers if name not in citation.authors and name.full not in published_in]
    return _named(tuple(new)) or None


def _record_parts(citation: Citation) -> list[str | None]:
    return [
        None if citation.date is None else date_text(citation.date),
        f"in {citation.data_set} (data set)",
        f"release {citation.release}",
        _named(citation.publishers),
        citation.url or citation.path,
    ]


def date_text(date: DateParts) -> str:
    """The date as the manual writes it (14.40-44): `March 26, 1954`, `[ca. 1954]`, `[1954?]`, `May–July 1953`.

    What numbers cannot write is in the words of the record.
    """
    if not date.numbers or date.season:
        return date.label
    words = _point(date.numbers[0]) if len(date.numbers) == 1 else _interval(*date.numbers)
    if not date.is_marked:
        return words
    return f"[{'ca. ' if date.date.approximate else ''}{words}{'?' if date.date.uncertain else ''}]"


def _point(numbers: Numbers) -> str:
    year = year_words(numbers[0])
    if len(numbers) == 1:
        return year
    month = ENGLISH[numbers[1] - 1]
    return f"{month} {year}" if len(numbers) == 2 else f"{month} {numbers[2]}, {year}"


def _interval(first: Numbers, last: Numbers) -> str:
    """Both ends, with the parts that they share written once."""
    if first[0] != last[0] or len(first) != len(last) or len(first) == 1:
        return f"{_point(first)}–{_point(last)}"
    month = ENGLISH[first[1] - 1]
    if len(first) == 2:
        return f"{month}–{_point(last)}"
    if first[1] == last[1]:
        return f"{month} {first[2]}–{last[2]}, {year_words(last[0])}"
    return f"{month} {first[2]}–{_point(last)}"
