"""CSL-JSON: the citations of the records, as `/citation` gives that of one."""

from app.citations.lists import citation_format

FORMAT = citation_format(
    "csl-json",
    "The citations of all records in CSL-JSON, which citation processors read.",
    [
        {
            "id": "doc-molotov-memorandum-1954-03-26",
            "type": "manuscript",
            "author": [{"family": "Molotov", "given": "Vyacheslav"}],
            "issued": {"date-parts": [[1954, 3, 26]]},
        }
    ],
)
