"""RIS: the citations of records, as `/citation` gives them one by one."""

from app.citations import ris
from app.formats.citation_files import CITED, citation_writer
from app.formats.format import Format

FORMAT = Format(
    alias="ris",
    name="RIS",
    media_type="application/x-research-info-systems",
    content_type="application/x-research-info-systems; charset=utf-8",
    extension="ris",
    description="The citations of all records in RIS, which every reference manager imports.",
    example="TY  - MANSCPT\r\nAU  - Molotov,Vyacheslav\r\nDA  - 1954/03/26/\r\nER  - \r\n",
    lists=CITED,
    write=citation_writer(ris.write),
)
