"""The form above a list, its active filters, and the same result in other formats.

A form is made from the parameters of the list in the API: each has a field here, or a label of its own name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from app.catalogue.catalogue import Catalogue
from app.catalogue.facets import UNDATED, Count, Facet, count_facet
from app.catalogue.paging import Sort
from app.catalogue.queries import NO_WHOLE, DateMatch
from app.formats.registry import of_list
from app.http.facets import labels_of
from app.http.ids import Ids
from app.http.lists import RecordList
from app.http.page_parameters import ListParameters
from app.http.pagination import address
from app.http.parameters import DATES
from app.http.problems import ParameterError
from app.http.routing import Sent
from app.http.values import Groups
from app.pages.query_params import DATE_FIELDS, SHAPES, pairs_of
from app.pages.template_filters import in_words, language
from app.resources.titles import titles
from app.timeline.dates import InvalidDate
from app.timeline.record_types import RecordType

_NOT_IN_FORM = SHAPES | {"cursor", "limit"}
_FACETS = frozenset({"kind", "topic", "place", "status", "confidence", "collection", "role", "actor"})
"""Filters whose values are counted, where the list can count them."""
UNCOUNTED = -1
_ACTORS = frozenset({"actor", "asserted_by"})
_TITLED = frozenset({"about", "event", "document", "asserted_in", "part_of"})
_SUGGESTED = _ACTORS | _TITLED
"""Filters that may have too many values for a select."""

_LABELS = {
    "q": "Words",
    "actor": "Actor",
    "date": "Date",
    "kind": "Kind",
    "topic": "Topic",
    "place": "Place",
    "status": "Status",
    "sort": "Order",
    "asserted_by": "Asserted by",
    "role": "Role",
    "actor_scope": "Actor counts",
    "date_from": "From",
    "date_to": "To",
    "date_match": "Date must",
    "confidence": "Confidence",
    "stance": "Has evidence",
    "language": "Language",
    "collection": "Collection",
    "about": "About",
    "asserted_in": "Asserted in",
    "event": "Event",
    "document": "Document",
    "part_of": "Part of",
    "bbox": "Area",
    "updated_since": "Changed since",
    "match": "Words must",
}
"""The labels of fields, in the order of the form."""
_MAIN = ("q", "actor", "date", "kind", "topic", "place", "status", "asserted_by", "sort")
"""The fields that are always open."""
_HINTS = {
    "q": 'Words, "a phrase", -not, begin*',
    "date": "February 1954, 26.03.1954",
    "date_from": "10 February 1954",
    "date_to": "7 May 1954",
    "updated_since": "1 January 2024",
    "actor": "A name, such as Molotov",
    "asserted_by": "A name, such as Dulles",
    "bbox": "West, south, east, north, such as 13, 52, 14, 53",
    "about": "Choose a title",
    "asserted_in": "Choose a title",
    "event": "Choose a title",
    "document": "Choose a title",
    "part_of": "Choose a title; none: of no other",
    "language": "A code, such as ru",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sort": {
        Sort.DATE: "Oldest first",
        Sort.DATE_REVERSED: "Newest first",
        Sort.TITLE: "Alphabet",
        Sort.RELEVANCE: "Best match first",
    },
    "date_match": {
        DateMatch.OVERLAPS: "Touch it",
        DateMatch.WITHIN: "Lie inside it for certain",
        DateMatch.COVERS: "Last all of it for certain",
    },
    "actor_scope": {"self": "Alone", "representatives": "With those who act for it"},
    "match": {"all": "All occur", "most": "Mostly occur"},
}
"""The words of closed choices that have no labels in the API."""
_FIRST_FORMATS = {alias: place for place, alias in enumerate(("csv", "xlsx", "ics", "atom"))}
"""The places of the formats that readers use most; the others follow, by name."""
_USUAL = {"date_match": DateMatch.OVERLAPS, "actor_scope": "self", "match": "all"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a field can have. `count` is the total of the list with it, None where that is not counted."""

    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form. One with `choices` is a select, or with `suggests` a text with suggestions."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    suggests: bool = False
    errors: tuple[ParameterError, ...] = ()
    main: bool = True

    @property
    def has_usual(self) -> bool:
        """Whether one of the choices is in force without a value."""
        return any(not choice.value for choice in self.choices)

    @property
    def faults(self) -> list[str]:
        """The ids of the elements with its messages."""
        return [f"fault-{self.name}-{place}" for place, _ in enumerate(self.errors, start=1)]


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter; `path` is the list without it."""

    label: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The form of a list: its fields, and the filters that are kept without a field of their own."""

    path: str
    fields: tuple[FormField, ...]
    hidden: tuple[tuple[str, str], ...] = ()

    @property
    def main(self) -> list[FormField]:
        """The fields that are always open."""
        return [field for field in self.fields if field.main]

    @property
    def further(self) -> list[FormField]:
        """The fields that can be folded away."""
        return [field for field in self.fields if not field.main]

    @property
    def further_used(self) -> bool:
        """Whether a field that can be folded away has a value or a message."""
        return any(field.value or field.errors for field in self.further)


@dataclass(frozen=True, slots=True)
class Labels:
    """Words for people of the values of filters on records of a type."""

    catalogue: Catalogue
    type: RecordType

    def of(self, name: str, value: str) -> str:
        """One value of a filter in words."""
        if name in DATE_FIELDS:
            words = _date_in_words(value)
        elif name in _WORDS:
            words = _WORDS[name].get(value, value)
        elif name == "language":
            words = language(value)
        elif name in _ACTORS:
            words = self._actor(value)
        elif name in _TITLED:
            words = "no other" if value == NO_WHOLE else self._title(value)
        else:
            current = self._current(value, RecordType(name)) if name in {"topic", "place"} else value
            words = self._of_facet(name, current)
        return words

    def all_of(self, name: str, value: str) -> str:
        """The values of a filter between commas in words."""
        if name in DATE_FIELDS or name in {"q", "bbox"}:
            return self.of(name, value) if name in DATE_FIELDS else value
        return " or ".join(self.of(name, each) for each in value.split(","))

    def of_many(self, name: str, values: list[str]) -> Mapping[str, str]:
        """Words for many values of a filter, each a current id where it is one; some may be left out."""
        if name in _TITLED:
            return {id_: found.title for id_, found in titles(self.catalogue.reader, values).items()}
        words = labels_of(self.catalogue, self.type, "actor" if name in _ACTORS else name, values)
        return {value: _short(name, label) for value, label in words.items()}

    def _of_facet(self, name: str, value: str) -> str:
        return _short(name, labels_of(self.catalogue, self.type, name, [value]).get(value, value))

    def _current(self, value: str, type_: RecordType) -> str:
        return self.catalogue.current_id(type_, value) or value

    def _title(self, value: str) -> str:
        types = (RecordType.EVENT, RecordType.DOCUMENT, RecordType.ACTOR, RecordType.CLAIM)
        known = (self.catalogue.current_id(type_, value) for type_ in types)
        current = next((each for each in known if each is not None), value)
        titled = titles(self.catalogue.reader, [current]).get(current)
        return titled.title if titled else value

    def _actor(self, value: str) -> str:
        actor, _, role = value.partition(":")
        words = self._of_facet("actor", self._current(actor, RecordType.ACTOR))
        return f"{words} ({self._of_facet('role', role).lower()})" if role else words


def _short(name: str, label: str) -> str:
    """The label of a value for a narrow place: that of a confidence goes on to explain it."""
    return label.partition(":")[0] if name == "confidence" else label


def _date_in_words(value: str) -> str:
    if value == UNDATED:
        return "without a date"
    try:
        return in_words(value)
    except InvalidDate:
        return value


def parameter_names(model: type[ListParameters]) -> list[str]:
    """The parameters that have a field in the form of a list, in the order of the form."""
    known = [name for name in model.model_fields if name not in _NOT_IN_FORM]
    order = list(_LABELS)
    return sorted(known, key=lambda name: order.index(name) if name in order else len(order))


def filter_form(
    path: str, params: ListParameters, sent: Sent, records: RecordList, *, counted: bool = True
) -> FilterForm:
    """The form of a list with the filters in force; `sent` are the parameters as the API takes them.

    With `counted` its choices are counted, which takes the search index.
    """
    labels = Labels(records.catalogue, records.query.types[0])
    fields, hidden = [], []
    for name in parameter_names(type(params)):
        values = sent.get(name, [])
        # Actors add up, so that each stays and the field is for a further one. Of other filters the last one stays in
        # its field.
        kept, shown = (values, "") if name in _ACTORS else (values[:-1], values[-1] if values else "")
        hidden += [(name, value) for value in kept]
        field = _field(name, params, shown)
        if field.choices:
            fields.append(field)
            continue
        facet = _counted(name, params, records) if counted else None
        if facet is not None:
            field = replace(field, choices=_choices(labels, name, shown, facet), suggests=name in _SUGGESTED)
        fields.append(field)
    return FilterForm(path, tuple(fields), tuple(hidden))


def mistaken_form(
    path: str, model: type[ListParameters], typed: Sent, errors: Sequence[ParameterError], catalogue: Catalogue | None
) -> FilterForm:
    """The form of a list that was sent with mistakes: the values as they were typed, with their messages.

    Its choices are those of the list without filters, and not counted. Without a catalogue it has none.
    """
    params = model.model_validate({})
    fields, hidden = [], []
    for name in parameter_names(model):
        values = [value.strip() for value in typed.get(name, []) if value.strip()]
        hidden += [(name, value) for value in values[:-1]]
        wrong = tuple(error for error in errors if error.parameter == name)
        shown = values[-1] if values else ""
        field = replace(_field(name, params, shown), errors=wrong)
        if catalogue is not None and not field.choices and not wrong:
            with Ids(catalogue) as ids:
                records = RecordList(catalogue, params.query(ids), None)
            facet = _counted(name, params, records)
            if facet is not None:
                labels = Labels(catalogue, records.query.types[0])
                choices = _choices(labels, name, shown, facet)
                choices = tuple(replace(choice, count=None) for choice in choices)
                field = replace(field, choices=choices, suggests=name in _SUGGESTED)
        fields.append(field)
    return FilterForm(path, tuple(fields), tuple(hidden))


def _field(name: str, params: ListParameters, value: str) -> FormField:
    """The field of a parameter; one with a closed vocabulary without counts has its choices."""
    main = name in _MAIN
    label = _LABELS.get(name, name.replace("_", " ").capitalize())
    words = _closed(name, params)
    # What is in force without the parameter has no value, so that the address of the list stays short.
    usual = _usual(name, params)
    choices = tuple(Choice("" if word == usual else word, label) for word, label in words.items())
    value = "" if value == usual else value
    return FormField(name, label, value, _HINTS.get(name, ""), choices, main=main)


def _usual(name: str, params: ListParameters) -> str | None:
    """The word that a closed parameter has without a value; None where it then has none."""
    if name == "sort":
        return params.default_sort if getattr(params, "q", None) is None else Sort.RELEVANCE
    return _USUAL.get(name)


def _closed(name: str, params: ListParameters) -> Mapping[str, str]:
    """The values and labels of a parameter that takes one word of a closed vocabulary."""
    if name == "sort":
        searched = getattr(params, "q", None) is not None
        return {sort: _WORDS["sort"][sort] for sort in params.sorts if searched or sort is not Sort.RELEVANCE}
    vocabulary = _enumeration(type(params).model_fields[name].annotation)
    if vocabulary is None:
        return {}
    words = _WORDS.get(name, {})
    return {member.value: words.get(member.value, getattr(member, "label", member.value)) for member in vocabulary}


def _enumeration(annotation: Any) -> type[StrEnum] | None:  # what pydantic keeps of a field is untyped
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return annotation
    if get_origin(annotation) in {Union, UnionType}:
        return next((found for each in get_args(annotation) if (found := _enumeration(each))), None)
    return _enumeration(get_args(annotation)[0]) if hasattr(annotation, "__metadata__") else None


def _counted(name: str, params: ListParameters, records: RecordList) -> Facet | None:
    """The values of a filter with the totals that its field would give, as far as they are counted; None: any text."""
    facets: tuple[str, ...] = getattr(params, "facets", ())
    roles: tuple[str, ...] = getattr(params, "known_roles", ())
    if name not in _FACETS or name not in facets:
        mark = params.filters.get(name)
        if mark is None:
            return None
        values = records.catalogue.values_of(records.query.types[0], mark.axis)
        return Facet([Count(value, UNCOUNTED) for value in values], len(values))
    if name not in _ACTORS and name in params.model_fields_set:
        value = getattr(params, name)
        without = params.model_copy(update={name: Groups(value[:-1]) if isinstance(value, Groups) else None})
        with Ids(records.catalogue) as ids:
            records = replace(records, query=without.query(ids))
    return count_facet(records.catalogue, records.query, records.search, name, roles)


def _choices(labels: Labels, name: str, value: str, facet: Facet) -> tuple[Choice, ...]:
    """The values of a facet, the one in force among them."""
    counts = facet.counts
    if value and value not in {count.value for count in counts}:
        counts = [*counts, Count(value, UNCOUNTED)]
    values = [count.value for count in counts]
    known = labels.of_many(name, values)
    return tuple(
        Choice(
            count.value,
            known.get(count.value) or labels.all_of(name, count.value),
            None if count.records == UNCOUNTED else count.records,
        )
        for count in counts
    )


def chips(path: str, sent: Sent, labels: Labels) -> list[Chip]:
    """The active filters of a list, each with the list without it."""
    return [
        Chip(_LABELS.get(name, name), labels.all_of(name, value), address(path, _without(sent, name, place)))
        for name, values in sent.items()
        if name not in _NOT_IN_FORM | {"sort"}
        for place, value in enumerate(values)
        if (name, value) != ("actor_scope", "self")
    ]


def _without(sent: Sent, name: str, place: int) -> Iterator[tuple[str, str]]:
    """The parameters without one value, and without those that mean nothing then."""
    left = {each: list(values) for each, values in sent.items() if each != "cursor"}
    del left[name][place]
    dated = any(left.get(each) for each in DATES - {"date_match"})
    for each, value in pairs_of(left):
        without_words = (each, value) == ("sort", Sort.RELEVANCE) and not left.get("q")
        meaningless = without_words or (each == "date_match" and not dated)
        if not meaningless:
            yield each, value


def formats(type_: RecordType, sent: Sent) -> list[tuple[str, str]]:
    """The result in other formats: names and paths."""
    pairs = [(name, value) for name, value in pairs_of(sent) if name not in {"cursor", "limit"}]
    path = f"/v1/{type_.plural}"
    others = sorted(of_list(type_), key=lambda each: (_FIRST_FORMATS.get(each.alias, len(_FIRST_FORMATS)), each.name))
    return [
        ("JSON", address(path, pairs)),
        *((each.name, address(path, [*pairs, ("format", each.alias)])) for each in others),
    ]
