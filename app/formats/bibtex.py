"""BibTeX: the citations of records, as `/citation` gives them one by one."""

from app.citations import bibtex
from app.formats.citation_files import CITED, citation_writer
from app.formats.format import Format

FORMAT = Format(
    alias="bibtex",
    name="BibTeX",
    media_type="application/x-bibtex",
    content_type="application/x-bibtex; charset=utf-8",
    extension="bib",
    description="The citations of all records in BibTeX, with the common fields of biblatex.",
    example="@unpublished{doc-molotov-memorandum-1954-03-26,\n  author = {Molotov, Vyacheslav},\n"
    "  date = {1954-03-26},\n}\n",
    lists=CITED,
    write=citation_writer(bibtex.write),
)
