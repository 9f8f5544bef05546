"""Citations as files: what each format sets before, between and after the records of a file of any length."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.citations import bibtex, csl_json, ris
from app.citations.citation import Citation


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format of citation files. `one` encodes a citation; `extension` is without its dot."""

    media_type: str
    extension: str
    one: Callable[[Citation], bytes]
    head: bytes = b""
    between: bytes = b""
    tail: bytes = b""

    @property
    def content_type(self) -> str:
        """The media type as it is sent: all but JSON, which is always UTF-8, say the charset."""
        return self.media_type if self.media_type.endswith("+json") else f"{self.media_type}; charset=utf-8"

    def chunks(self, citations: Iterable[Citation]) -> Iterator[bytes]:
        """A file of citations piece by piece; joined, the pieces are a whole file, with no citation too."""
        yield self.head
        for place, citation in enumerate(citations):
            yield self.between + self.one(citation) if place else self.one(citation)
        yield self.tail


FORMATS = {
    "csl-json": FileFormat(csl_json.MEDIA_TYPE, "json", csl_json.item, b"[", b",\n", b"]\n"),
    "bibtex": FileFormat(bibtex.MEDIA_TYPE, "bib", bibtex.entry, between=b"\n"),
    "ris": FileFormat(ris.MEDIA_TYPE, "ris", ris.record),
}
"""The formats by the name that `format=` takes."""
