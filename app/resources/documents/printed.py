"""A document with its full text as the edition prints it: paragraphs in groups, with marks where notes belong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.resources import models as m

BETWEEN_CELLS = " | "
"""What separates the cells of a row of a table."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note; `number` is its place among the notes of the document, from 1. Labels may begin again on every page."""

    number: int
    label: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and the notes whose marks stand after it."""

    text: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph. `page` is the page on which it begins, where the one before began on another; else None."""

    n: int
    page: str | None
    pieces: tuple[Piece, ...]

    @property
    def cells(self) -> list["Printed"]:
        """The cells of a row."""
        cells: list[list[Piece]] = [[]]
        for piece in self.pieces:
            first, *others = piece.text.split(BETWEEN_CELLS)
            cells[-1].append(Piece(first))
            cells += [[Piece(text)] for text in others]
            cells[-1][-1] = Piece(cells[-1][-1].text, piece.notes)
        pages = (self.page, *(None for _ in cells[1:]))
        return [Printed(self.n, page, tuple(cell)) for page, cell in zip(pages, cells, strict=True)]


@dataclass(frozen=True, slots=True)
class Group:
    """Successive paragraphs of one layout, such as the items of a list."""

    layout: str | None
    paragraphs: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """The text of a document and its notes in order. Without groups it is not shown as printed."""

    groups: tuple[Group, ...] = ()
    of_title: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()


def printed(document: m.DocumentDetail) -> PrintedDocument:
    """The document as printed, if its paragraphs have their text and no summaries by the editors."""
    paragraphs = document.paragraphs
    if not paragraphs or any(each.abstract or not each.text for each in paragraphs):
        return PrintedDocument()
    of_title = _notes(document.footnotes, 0)
    notes, made, page = list(of_title), list[tuple[str | None, Printed]](), None
    for paragraph in paragraphs:
        own = _notes(paragraph.footnotes, len(notes))
        notes += own
        begins = paragraph.page if paragraph.page != page else None
        page = paragraph.page or page
        made.append((paragraph.layout, Printed(paragraph.n, begins, _pieces(paragraph, own))))
    groups = (Group(layout, tuple(each for _, each in group)) for layout, group in groupby(made, lambda one: one[0]))
    return PrintedDocument(tuple(groups), of_title, tuple(notes))


def _notes(footnotes: Iterable[m.Footnote], before: int) -> tuple[Note, ...]:
    return tuple(
        Note(number, each.label, tuple(each.text.split("\n\n"))) for number, each in enumerate(footnotes, before + 1)
    )


def _pieces(paragraph: m.Paragraph, notes: Sequence[Note]) -> tuple[Piece, ...]:
    """The text cut at the marks of its notes."""
    text, start, pieces = paragraph.text or "", 0, list[Piece]()
    marks = zip((each.at or 0 for each in paragraph.footnotes), notes, strict=True)
    for at, group in groupby(marks, lambda mark: mark[0]):
        pieces.append(Piece(text[start:at], tuple(note for _, note in group)))
        start = at
    return (*pieces, Piece(text[start:])) if start < len(text) or not pieces else tuple(pieces)
