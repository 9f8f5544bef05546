"""The text of a document in TEI, as paragraphs: notes taken out of it, each with the place of its mark.

What stands around a paragraph (a list, a table, a quotation) becomes its layout. Page breaks may fall into a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from app.importing.tei import name_of
from app.importing.xml import visible
from app.loading.values import Value

_BLOCKS = frozenset(
    {"ab", "address", "addrLine", "argument", "body", "byline", "closer", "dateline", "div", "epigraph", "figure"}
    | {"floatingText", "head", "item", "l", "label", "lg", "list", "opener", "p", "postscript", "quote", "row"}
    | {"salute", "signed", "table", "text", "trailer"}
)
_LAYOUTS = {
    "address": "opening",
    "closer": "closing",
    "dateline": "opening",
    "head": "heading",
    "item": "item",
    "opener": "opening",
    "quote": "quotation",
    "row": "row",
    "salute": "opening",
    "signed": "closing",
}
_BLANKS = frozenset({"cb", "lb", "space"})
"""Elements that are a space: they part words."""
_NEVER = frozenset({"figDesc", "graphic", "index"})
"""Elements without words of the text."""


_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Paragraph:
    """A paragraph: its text, layout and page, its notes, and the elements that mark persons and references in both."""

    text: str = ""
    layout: str = ""
    page: str = ""
    footnotes: list[dict[str, Value]] = field(default_factory=list)
    persons: list[etree._Element] = field(default_factory=list)
    references: list[etree._Element] = field(default_factory=list)

    def add(self, written: str | None) -> None:
        """Go on with a text, whose white space counts as one space."""
        line = _SPACE.sub(" ", written or "")
        kept = line.lstrip() if not self.text or self.text.endswith(" ") else line
        self.text += visible(kept)

    def record(self, n: int) -> dict[str, Value]:
        """The paragraph as data files have it, the `n`th of its document."""
        keys: dict[str, Value] = {"n": str(n), "text": self.text, "layout": self.layout, "page": self.page}
        keys |= {"footnotes": list(self.footnotes), "seen": "seen"}
        return {key: value for key, value in keys.items() if value not in ("", [])}

    def finish(self) -> None:
        """Take the space at the end away, which no note may stand after."""
        self.text = self.text.rstrip()
        for note in self.footnotes:
            note["at"] = str(min(int(str(note["at"])), len(self.text)))


class TextReader:
    """Reads elements of a document one after the other into `paragraphs`.

    `page` is the page that was begun last, `one` makes one paragraph of all, and elements of the names in `without` are
    left out.
    """

    def __init__(self, page: str = "", *, one: bool = False, without: frozenset[str] = frozenset()) -> None:
        self.page = page
        self.paragraphs: list[Paragraph] = []
        self._one = one
        self._never = _NEVER | without
        self._open = Paragraph()

    def read(self, element: etree._Element) -> None:
        """Read an element with all that it holds."""
        self._block(element, "")
        self._close("")

    def _block(self, element: etree._Element, layout: str) -> None:
        self._close(layout)
        inner = _LAYOUTS.get(name_of(element), layout)
        self._inline(element, inner)
        self._close(inner)

    def _inline(self, element: etree._Element, layout: str) -> None:
        """Read what an element holds, from its first text to the end of its last child."""
        self._add(element.text)
        for child in element:
            name = name_of(child)
            if name == "note":
                self._note(child)
            elif name == "pb":
                self.page = child.get("n") or self.page
            elif not name or name in self._never:
                pass
            elif name in _BLOCKS and not self._one:
                self._block(child, layout)
            else:
                if name in _BLOCKS or name in _BLANKS:
                    self._add(" ")
                elif name == "cell" and self._open.text:
                    self._add(" | ")
                self._mark(name, child)
                self._inline(child, layout)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if text and not self._open.text and text.strip():
            self._open.page = self.page
        self._open.add(text)

    def _mark(self, name: str, element: etree._Element) -> None:
        if name == "persName":
            self._open.persons.append(element)
        elif name == "ref":
            self._open.references.append(element)

    def _note(self, element: etree._Element) -> None:
        text, persons, references = note_of(element)
        self._open.persons += persons
        self._open.references += references
        if text:
            label = element.get("n") or "*"
            self._open.footnotes.append({"label": label, "at": str(len(self._open.text)), "text": text})

    def _close(self, layout: str) -> None:
        """End a paragraph. Notes without a text before them go to the paragraph that follows, or to the last one."""
        done = self._open
        done.finish()
        if done.text:
            done.layout = layout
            self.paragraphs.append(done)
        elif self.paragraphs and done.footnotes:
            last = self.paragraphs[-1]
            last.footnotes += [note | {"at": str(len(last.text))} for note in done.footnotes]
            last.persons += done.persons
            last.references += done.references
        elif done.footnotes or done.persons:
            return
        self._open = Paragraph()


def note_of(element: etree._Element) -> tuple[str, list[etree._Element], list[etree._Element]]:
    """The text of a note, its paragraphs separated by an empty line, and what marks persons and references in it."""
    reader = TextReader()
    reader.read(element)
    parts = reader.paragraphs
    texts = [part for whole in parts for part in (whole.text, *(f"[{note['text']}]" for note in whole.footnotes))]
    persons = [each for part in parts for each in part.persons]
    return "\n\n".join(texts), persons, [each for part in parts for each in part.references]


def line_of(element: etree._Element | None) -> Paragraph:
    """All the text of an element on one line, such as a title, with its notes."""
    if element is None:
        return Paragraph()
    reader = TextReader(one=True)
    reader.read(element)
    return reader.paragraphs[0] if reader.paragraphs else Paragraph()


def outside_notes(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these names below an element, but for those in notes and in documents that it quotes."""
    for child in element:
        name = name_of(child)
        if name in names:
            yield child
        if name not in {"note", "floatingText", "quote"} and child.get("type") != "attachment":
            yield from outside_notes(child, *names)
