"""CSL-JSON: the citations of records, as `/citation` gives them one by one."""

from app.citations import csl_json
from app.formats.citation_files import CITED, citation_writer
from app.formats.format import Format

FORMAT = Format(
    alias="csl-json",
    name="CSL-JSON",
    media_type="application/vnd.citationstyles.csl+json",
    content_type="application/vnd.citationstyles.csl+json",
    extension="json",
    description="The citations of all records in CSL-JSON, which citation processors read.",
    example=[
        {
            "id": "doc-molotov-memorandum-1954-03-26",
            "type": "manuscript",
            "author": [{"family": "Molotov", "given": "Vyacheslav"}],
            "issued": {"date-parts": [[1954, 3, 26]]},
        }
    ],
    lists=CITED,
    write=citation_writer(csl_json.write),
)
