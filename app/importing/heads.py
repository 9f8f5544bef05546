"""The description of a collection that an import makes: from its options, else from the source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.importing.errors import CannotImport
from app.importing.licences import SourceLicence, licence
from app.loading.check import rendered
from app.loading.parsing import Entry, draft
from app.loading.values import Value
from app.loading.yaml_files import YamlFile
from app.resources.dataset.models import CollectionRecord


class IncompleteCollection(CannotImport):
    """Something about the collection is missing or wrong; the message says what, and where it can be given."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of an import that describe its collection; an option that was not given is empty.

    `rights` are the rights in the texts of documents, if the files state none: the texts are shown then.
    """

    collection: str
    title: str = ""
    licence: str = ""
    licence_url: str = ""
    language: str = ""
    attribution: str = ""
    rights: str = ""


def head(options: Options, found: Mapping[str, Value], files: Iterable[Path]) -> dict[str, Value]:
    """The collection as a data file gives it. Options that were given replace what was found in the files.

    Raises:
        IncompleteCollection: title, language or licence is missing, or a value is wrong.
    """
    given = {"title": options.title, "language": options.language, "attribution": options.attribution}
    values: dict[str, Value] = {**found, **{key: value for key, value in given.items() if value}}
    if options.licence or options.licence_url:
        values["licence"] = dict(licence(options.licence, options.licence_url).record())
    for key in ("title", "language", "licence"):
        if not values.get(key):
            message = f"The collection '{options.collection}' has no {key}: give --{key}, or state it in the source."
            raise IncompleteCollection(message)
    names = ", ".join(path.name for path in files)
    values = {
        "version": "1",
        "source": f"Imported from {names}. Titles and summaries that the source has none of are made of its data.",
        "attribution": values.get("publisher") or values["title"],
        "cite_as": f"{values['title']}." if not str(values["title"]).endswith(".") else values["title"],
        **{key: value for key, value in values.items() if value},
        "id": options.collection,
    }
    table = YamlFile(f"collection '{options.collection}'", "", {"collection": values}, frozenset())
    entry = Entry("", table, ("collection",), values)
    _, problems = draft(CollectionRecord, entry)
    if problems:
        raise IncompleteCollection(f"{next(rendered(map(entry.finding, problems)))}.")
    return values


def one_licence(found: Mapping[Path, SourceLicence | None], options: Options) -> SourceLicence | None:
    """The licence that all files state; None if none does, or if the options give one.

    Raises:
        IncompleteCollection: they state several, and the options give none.
    """
    if options.licence or options.licence_url:
        return None
    stated = {each: path for path, each in found.items() if each is not None}
    if len(stated) > 1:
        (one, path), (other, second) = list(stated.items())[:2]
        message = (
            f"{path.name} is under '{one.spdx or one.name}' and {second.name} under '{other.spdx or other.name}': "
            "import them as two collections, or give --licence."
        )
        raise IncompleteCollection(message)
    return next(iter(stated), None)
