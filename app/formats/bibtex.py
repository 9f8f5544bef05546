"""BibTeX: the citations of the records, as `/citation` gives that of one."""

from app.citations.lists import citation_format

FORMAT = citation_format(
    "bibtex",
    "The citations of all records in BibTeX, with the common fields of biblatex.",
    "@unpublished{doc-molotov-memorandum-1954-03-26,\n  author = {Molotov, Vyacheslav},\n  date = {1954-03-26},\n}\n",
)
