"""Licences by their addresses and short names, and which of them let a text be shown to everybody."""

import re
from dataclasses import dataclass

_CC = re.compile(r"creativecommons\.org/licenses/(?P<kind>[a-z-]+)/(?P<version>[1-4]\.[0-9])")
_CC_ID = re.compile(r"CC[- ](?P<kind>BY(?:-(?:NC|ND|SA|NC-SA|NC-ND))?)[- ](?P<version>[1-4]\.[0-9])", re.IGNORECASE)
_CC0 = re.compile(r"creativecommons\.org/publicdomain/zero/1\.0|\bCC0\b", re.IGNORECASE)
_PUBLIC_DOMAIN = re.compile(r"creativecommons\.org/publicdomain/mark/1\.0|\bpublic domain\b", re.IGNORECASE)
_FREE = re.compile(r"CC0-1\.0|CC-BY(-SA)?-[1-4]\.[0-9]")
_WORDS = {"by": "Attribution", "nc": "NonCommercial", "nd": "NoDerivatives", "sa": "ShareAlike"}


@dataclass(frozen=True, slots=True)
class SourceLicence:
    """A licence that a source or its importer states. `free_texts`: whether texts under it may be shown to all."""

    name: str
    spdx: str = ""
    url: str = ""
    free_texts: bool = False

    def record(self) -> dict[str, str]:
        """The licence as a data file gives it."""
        values = {"name": self.name, "spdx": self.spdx, "url": self.url}
        return {key: value for key, value in values.items() if value}


def licence(stated: str, address: str = "") -> SourceLicence:
    """The licence that an address or words state. One that is not known keeps its words, and frees no texts."""
    both = f"{address} {stated}"
    if _CC0.search(both):
        url = "https://creativecommons.org/publicdomain/zero/1.0/"
        return SourceLicence("Creative Commons Zero v1.0 Universal", "CC0-1.0", url, free_texts=True)
    if found := _CC.search(both) or _CC_ID.search(stated):
        kind, version = found["kind"].lower(), found["version"]
        spdx = f"CC-{kind.upper()}-{version}"
        words = "-".join(_WORDS.get(part, part) for part in kind.split("-"))
        url = f"https://creativecommons.org/licenses/{kind}/{version}/"
        name = f"Creative Commons {words} {version}"
        return SourceLicence(name, spdx, url, free_texts=_FREE.fullmatch(spdx) is not None)
    url = address if address.startswith(("http://", "https://")) else ""
    return SourceLicence(stated or address, url=url, free_texts=_PUBLIC_DOMAIN.search(both) is not None)
