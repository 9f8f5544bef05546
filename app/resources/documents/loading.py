"""Documents in data files, with their paragraphs: their format, their rules, their rows."""

from collections.abc import Iterator, Sequence

from app.loading import rules
from app.loading.data_set import DataSet
from app.loading.record_formats import Drafts, RecordFormat, Rows, by_name
from app.loading.rows import dated, entry_rows, id_rows, source_rows
from app.loading.stored import Stored, picked
from app.loading.values import Problem, ValuePath
from app.resources.actors.loading import Lived
from app.resources.actors.models import ActorRecord
from app.resources.documents.models import (
    DocumentActorRow,
    DocumentRecord,
    DocumentRoleRecord,
    DocumentRow,
    DocumentTopicRow,
    ParagraphRecord,
    ParagraphRow,
)
from app.resources.faces import Values, column_values
from app.resources.shared import CitationRow
from app.timeline.dates import parse
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import DocumentRole

_OF_THE_DAY = frozenset({DocumentRole.SENDER, DocumentRole.RECIPIENT, DocumentRole.SIGNATORY})


def _rules(document: DocumentRecord) -> Iterator[Problem]:
    """What is wrong with a document taken by itself."""
    yield from rules.says_when(document.date, "a date, or the key left out")
    yield from rules.topics(document.topics)
    yield from rules.twice(("actors",), "role", [(row.actor, row.role) for row in document.actors])
    if document.languages and document.language and document.languages[0] != document.language:
        message = f"begin with '{document.languages[0]}', not with the language of the original"
        yield Problem(("languages", 0), message, f"'{document.language}' first", depends_on="languages")
    yield from rules.twice(("languages",), "language", document.languages)
    if document.repository and not document.signature:
        expected = "the signature there"
        yield Problem(("repository",), "a repository without a signature", expected, depends_on="signature")
    if document.signature and not document.repository:
        expected = "the repository whose it is"
        yield Problem(("signature",), "a signature without a repository", expected, depends_on="repository")
    yield from rules.twice(
        ("other_titles",), "title", [(each.language, each.title) for each in document.other_titles or ()]
    )
    yield from rules.twice(("cross_references",), "reference", [each.url for each in document.cross_references], "url")
    yield from rules.quotations(("abstract",), document.abstract)
    yield from rules.phrases((), document.key_phrases)
    for place, paragraph in enumerate(document.paragraphs):
        path: ValuePath = ("paragraphs", place)
        if paragraph.n != place + 1:
            yield Problem(
                (*path, "n"),
                f"paragraph {paragraph.n} stands where {place + 1} should",
                f"{place + 1}",
                depends_on="paragraphs",
            )
        if not paragraph.abstract and not paragraph.text:
            expected = "what it says in our own words, or the text"
            yield Problem((*path, "n"), "neither abstract nor text", expected, depends_on="paragraphs")
        yield from _footnotes(path, paragraph)
        yield from rules.twice((*path, "mentions"), "actor", paragraph.mentions)
        yield from rules.quotations((*path, "abstract"), paragraph.abstract)
        yield from rules.phrases(path, paragraph.key_phrases)


def _footnotes(path: ValuePath, paragraph: ParagraphRecord) -> Iterator[Problem]:
    """A problem for each mark of a note that is not in the text, or before the mark of an earlier note."""
    before = 0
    for place, footnote in enumerate(paragraph.footnotes):
        here: ValuePath = (*path, "footnotes", place)
        if footnote.at is None:
            message = f"note {footnote.label} has no place in the text"
            yield Problem(here, message, "the key at", depends_on="paragraphs")
        elif not before <= footnote.at <= len(paragraph.text or ""):
            expected = f"{before} to {len(paragraph.text or '')}, the places of the text after the note before"
            yield Problem((*here, "at"), f"at {footnote.at} is outside the text", expected, depends_on="paragraphs")
        else:
            before = footnote.at


def _warnings_between(drafts: Drafts) -> Iterator[tuple[str, Problem]]:
    """Those who send, sign or receive a document before or after their lives, each with the document's id.

    A book may come out after its author's death, and a translator or publisher of it may be born later.
    """
    lives = {name: Lived.of(actor) for name, actor in by_name(drafts[RecordType.ACTOR], ActorRecord).items()}
    for name, document in by_name(drafts[RecordType.DOCUMENT], DocumentRecord).items():
        for place, row in enumerate(document.actors if document.date else ()):
            if row.role in _OF_THE_DAY and row.actor in lives and document.date:
                when = lives[row.actor].outside(parse(document.date).outer)
                if when:
                    message = f"'{row.actor}' is its {row.role} on {document.date}, {when}"
                    yield name, Problem(("actors", place, "actor"), message, "another role, or other dates")


def _rows(_data: DataSet, documents: Sequence[DocumentRecord]) -> Rows:
    return {
        DocumentRow: (column_values(document, DocumentRow) | dated(document.date) for document in documents),
        DocumentTopicRow: id_rows("document", documents, "topics", "topic"),
        DocumentActorRow: entry_rows("document", documents, "actors", DocumentActorRow),
        ParagraphRow: (
            column_values(paragraph, ParagraphRow) | {"document": document.id}
            for document in documents
            for paragraph in document.paragraphs
        ),
        CitationRow: source_rows("document", ((document.id, document) for document in documents)),
    }


def _keys(document: Stored) -> Values:
    return picked(document.row, DocumentRecord) | {
        "date": document.row["edtf"],
        "topics": document.column(DocumentTopicRow, "topic"),
        "actors": document.entries(DocumentActorRow, DocumentRoleRecord),
        "paragraphs": document.entries(ParagraphRow, ParagraphRecord),
        "sources": document.sources(),
        "aliases": document.aliases(),
    }


FORMAT = RecordFormat(
    type=RecordType.DOCUMENT,
    model=DocumentRecord,
    refers_to={
        "place": (RecordType.PLACE,),
        "topics.*": (RecordType.TOPIC,),
        "actors.*.actor": (RecordType.ACTOR,),
        "paragraphs.*.mentions.*": (RecordType.ACTOR,),
    },
    rules=_rules,
    warnings_between=_warnings_between,
    counted={RecordType.PARAGRAPH: "paragraphs"},
    rows=_rows,
    table=DocumentRow,
    keys=_keys,
)
