"""RIS: the citations of the records, as `/citation` gives that of one."""

from app.citations.lists import citation_format

FORMAT = citation_format(
    "ris",
    "The citations of all records in RIS, which every reference manager imports.",
    "TY  - MANSCPT\r\nAU  - Molotov,Vyacheslav\r\nDA  - 1954/03/26/\r\nER  - \r\n",
)
