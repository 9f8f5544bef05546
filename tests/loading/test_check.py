"""What the check says of a data set with a fault: where it is, what it is, and what was meant."""

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from app.loading.check import check, rendered
from app.loading.findings import Finding
from app.loading.reading import LARGEST_FILE
from app.timeline.record_types import RecordType
from tests.loading.small_set import FILES, changed, checked, written

ACTORS, EVENTS, DOCUMENTS, VOCABULARIES = "actors.yaml", "deep/events.yml", "documents.yaml", "vocabularies.yaml"


class Fault(NamedTuple):
    """A text replaced by another, the text that begins the line then pointed at, and what the finding says."""

    file: str
    old: str
    new: str
    points_at: str
    record: str | None
    says: str
    meant: str | None = None


def where(text: str, points_at: str) -> tuple[int, int]:
    """Line and column, from 1, of the only place of a text in another."""
    assert text.count(points_at) == 1, f"{points_at!r} stands {text.count(points_at)} times"
    before = text[: text.index(points_at)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


FAULTS = {
    # Names
    "an_unknown_actor_is_named_with_the_nearest_known": Fault(
        EVENTS,
        "actor: molotov\n    role: sender",
        "actor: moltov\n    role: sender",
        "moltov",
        "note",
        "actor 'moltov' is not a known actor",
        "molotov",
    ),
    "an_id_in_capitals_is_told_once_with_what_was_meant": Fault(
        EVENTS,
        "actor: molotov\n    role: sender",
        "actor: Molotov\n    role: sender",
        "Molotov",
        "note",
        "actor 'Molotov' is not a known actor",
        "molotov",
    ),
    "an_unknown_topic": Fault(
        DOCUMENTS,
        "topics: [german-question]",
        "topics: [germany-question]",
        "germany-question",
        "doc-note",
        "topics 'germany-question' is not a known topic",
        "german-question",
    ),
    "an_unknown_place": Fault(
        EVENTS, "place: berlin", "place: berlim", "berlim", "berlin-conference", "is not a known place", "berlin"
    ),
    "an_unknown_whole": Fault(
        EVENTS,
        "part_of: berlin-conference",
        "part_of: berlin-conferense",
        "berlin-conferense",
        "first-session",
        "part_of 'berlin-conferense' is not a known event",
        "berlin-conference",
    ),
    "an_unknown_body": Fault(
        ACTORS,
        "of: mid-ussr\n    from: '1953-03-05'",
        "of: mid-usssr\n    from: '1953-03-05'",
        "mid-usssr",
        "molotov",
        "of 'mid-usssr' is not a known actor",
        "mid-ussr",
    ),
    "an_alias_is_no_id": Fault(
        EVENTS,
        "on_behalf_of: ussr",
        "on_behalf_of: soviet-union",
        "soviet-union",
        "berlin-conference",
        "on_behalf_of 'soviet-union' is an alias of 'ussr'",
        "ussr",
    ),
    "a_record_of_another_type_is_told_by_its_type": Fault(
        EVENTS,
        "document: doc-note",
        "document: note",
        "note\n    relation",
        "note",
        "document 'note' is an event, not a document",
        "doc-note",
    ),
    "a_place_is_no_actor": Fault(
        DOCUMENTS, "asserted_by: [molotov]", "asserted_by: [berlin]", "berlin", "thesis-1", "is a place, not an actor"
    ),
    "the_same_id_twice_across_types": Fault(
        DOCUMENTS, "id: thesis-1", "id: molotov", "molotov\n  kind: thesis", "molotov", "id 'molotov' is taken by actor"
    ),
    "an_alias_that_is_another_records_id": Fault(
        ACTORS, "- soviet-union", "- reply", "reply", "ussr", "alias 'reply' is taken by event 'reply'"
    ),
    "an_alias_that_is_the_id_of_a_later_actor": Fault(
        ACTORS,
        "name: Vyacheslav Molotov",
        "name: Vyacheslav Molotov\n  aliases: [ussr]",
        "ussr]",
        "molotov",
        "alias 'ussr' is taken by actor 'ussr'",
    ),
    "a_reserved_id": Fault(VOCABULARIES, "id: ussr", "id: undated", "undated", "undated", "id 'undated' is reserved"),
    "an_id_that_is_no_slug": Fault(
        VOCABULARIES, "id: ussr", "id: The USSR", "The USSR\n  name", "The USSR", "id 'The USSR' does not fit"
    ),
    "an_id_that_is_too_long": Fault(VOCABULARIES, "id: ussr", f"id: {'a' * 101}", "a" * 101, "a" * 101, "does not fit"),
    "a_kind_without_a_label": Fault(
        EVENTS, "kind: conference", "kind: confernce", "confernce", "berlin-conference", "has no label", "conference"
    ),
    # Dates
    "a_date_in_words": Fault(
        EVENTS,
        "date: '1954-03-31'",
        "date: 31 March 1954",
        "31 March",
        "note",
        "a date is written in figures, as in 1954-03-15",
        "1954-03-31",
    ),
    "a_date_in_typographic_quotes": Fault(
        EVENTS,
        "date: '1954-03-31'",
        "date: \u20181954-03-31\u2019",
        "\u20181954",
        "note",
        "write straight quotes, or none",
        "1954-03-31",
    ),
    "a_date_of_a_draft_of_edtf": Fault(
        EVENTS, "date: '1954-03-31'", "date: 1954-uu", "1954-uu", "note", "is not an EDTF date", "1954-XX"
    ),
    "a_set_of_dates_in_brackets_without_quotes": Fault(
        EVENTS,
        "date: '1954-03-31'",
        "date: [1954-02-10..1954-03-26]",
        "[1954-02-10",
        "note",
        "date is a list",
        "[1954-02-10..1954-03-26]",
    ),
    "a_set_of_dates_in_braces_without_quotes": Fault(
        EVENTS,
        "date: '1954-03-31'",
        "date: {1954-03-30, 1954-03-31}",
        "{1954-03-30",
        None,
        "date is a table of keys",
        "{1954-03-30,1954-03-31}",
    ),
    # Keys and values
    "an_unknown_key": Fault(
        EVENTS, "summary: Four", "sumary: Four", "sumary", "berlin-conference", "'sumary' is not a known key", "summary"
    ),
    "an_unknown_key_of_a_participation": Fault(
        EVENTS,
        "    on_behalf_of: ussr",
        "    on_behalf: ussr",
        "on_behalf",
        "berlin-conference",
        "'on_behalf' is not a known key",
        "on_behalf_of",
    ),
    "an_unknown_list": Fault(
        VOCABULARIES, "places:", "place: []\nplaces:", "place:", None, "'place' is not a known key", "places"
    ),
    "a_missing_key": Fault(EVENTS, "  date: 1954-05\n", "", "id: reply", "reply", "'date' is missing"),
    "a_key_without_a_value": Fault(
        EVENTS, "date: 1954-05", "date:", "\n  topics: [german-question]\n  summary: A reply", None, "no value"
    ),
    "an_unknown_role": Fault(
        EVENTS, "role: recipient", "role: recipent", "recipent", "reply", "role 'recipent' is not known", "recipient"
    ),
    "an_unknown_manner": Fault(
        EVENTS, "manner: rejects", "manner: rejected", "rejected", "reply", "manner 'rejected'", "rejects"
    ),
    "a_bad_date": Fault(EVENTS, "date: 1954-05", "date: 1954-13", "1954-13", "reply", "month 13 does not exist"),
    "an_event_without_beginning_or_end": Fault(
        EVENTS, "date: 1954-05", "date: ../..", "../..", "reply", "date '../..' says nothing: it may be any day"
    ),
    "an_event_of_no_known_year": Fault(EVENTS, "date: 1954-05", "date: XXXX", "XXXX", "reply", "may be any day"),
    "an_event_that_goes_on_from_nobody_knows_when": Fault(
        EVENTS, "date: 1954-05", "date: /..", "/..", "reply", "may be any day"
    ),
    "a_document_without_beginning_or_end": Fault(
        DOCUMENTS, "date: '1954-03-31'", "date: ../..", "../..", "doc-note", "date '../..' says nothing"
    ),
    "a_claim_without_beginning_or_end": Fault(
        DOCUMENTS, "  status: disputed", "  status: disputed\n  date: ../..", "../..", "thesis-1", "says nothing"
    ),
    "a_tenure_without_beginning_or_end": Fault(
        ACTORS,
        "from: '1946'\n    to: '1991'",
        "from: ..\n    to: '..'",
        "..\n    to: '..'",
        "mid-ussr",
        "from .. and to ..: nothing is known of when",
    ),
    "an_existence_without_beginning_or_end": Fault(
        ACTORS,
        "founded: '1922-12-30'\n  dissolved: '1991-12-26'",
        "founded: ..\n  dissolved: '..'",
        "..\n  dissolved",
        "ussr",
        "founded .. and dissolved ..: nothing is known of when",
    ),
    "a_death_in_no_known_year": Fault(
        ACTORS, "died: '1954-11-22'", "died: XXXX", "XXXX", "vyshinsky", "died XXXX: nothing is known of when"
    ),
    "a_span_as_one_end_of_a_tenure": Fault(
        ACTORS, "to: '1956-06-01'", "to: 1956/1957", "1956/1957", "molotov", "is one end of a span"
    ),
    "a_truth_value_that_is_none": Fault(
        ACTORS,
        "sole: true\n  verification: checked",
        "sole: yes\n  verification: checked",
        "yes",
        "molotov",
        "neither true nor false",
    ),
    "a_number_out_of_range": Fault(
        VOCABULARIES, "lat: 52.52", "lat: 152.52", "152.52", "berlin", "lat '152.52' does not fit"
    ),
    "a_number_that_is_none": Fault(
        VOCABULARIES, "lon: 13.405", "lon: 13,405", "13,405", "berlin", "lon: '13,405' is not a number of degrees"
    ),
    "a_country_that_there_is_not": Fault(
        VOCABULARIES, "country: DE", "country: XX", "XX", "berlin", "country 'XX' is no country of today"
    ),
    "a_country_of_the_past": Fault(
        VOCABULARIES, "country: DE", "country: DD", "DD", "berlin", "country 'DD' is no country of today"
    ),
    "a_country_by_its_name": Fault(
        VOCABULARIES, "country: DE", "country: Germany", "Germany", "berlin", "country 'Germany' does not fit"
    ),
    "an_address_without_http": Fault(
        EVENTS, "https://example.org/edition", "www.example.org", "www.", "berlin-conference", "url 'www.example.org'"
    ),
    "an_address_of_another_scheme": Fault(
        EVENTS, "https://example.org/edition", "javascript:alert(1)", "javascript", "berlin-conference", "url 'java"
    ),
    "a_list_where_a_text_should_be": Fault(
        EVENTS, "title: A note", "title: [A note]", "[A note]", "note", "title is a list"
    ),
    "a_text_where_a_list_should_be": Fault(
        DOCUMENTS, "languages: [ru, en]", "languages: ru", "ru\n  actors", "doc-note", "languages 'ru' does not fit"
    ),
    "a_text_where_a_record_should_be": Fault(
        EVENTS, "  - event: note\n    manner: rejects", "  - note", "note\n  documents: []", "reply", "does not fit"
    ),
    # Rules within a record
    "an_event_without_a_source": Fault(
        EVENTS,
        "sources:\n  - title: An edition\n    url: https://example.org/edition",
        "sources: []",
        "[]\n  confidence",
        "berlin-conference",
        "sources is an empty list",
    ),
    "an_event_without_a_topic": Fault(
        EVENTS,
        "topics: [german-question]\n  summary: A reply",
        "topics: []\n  summary: A reply",
        "[]\n  summary",
        "reply",
        "no topic",
    ),
    "an_event_without_anybody": Fault(
        EVENTS,
        "actors:\n  - actor: molotov\n    role: recipient",
        "actors: []",
        "[]\n  responds_to:\n  - event: note",
        "reply",
        "nobody takes part",
    ),
    "somebody_spoken_of_acts_for_nobody": Fault(
        EVENTS,
        "actor: ussr\n    role: subject",
        "actor: ussr\n    on_behalf_of: cpsu\n    role: subject",
        "cpsu",
        "first-session",
        "a subject does not act",
    ),
    "somebody_acting_for_itself": Fault(
        EVENTS, "on_behalf_of: ussr", "on_behalf_of: molotov", "molotov\n  resp", "berlin-conference", "of itself"
    ),
    "the_same_role_twice": Fault(
        EVENTS,
        "    role: recipient",
        "    role: recipient\n  - {actor: molotov, role: recipient}",
        "{actor",
        "reply",
        "participation twice: molotov, recipient",
    ),
    "the_same_answer_twice": Fault(
        EVENTS,
        "    manner: rejects",
        "    manner: rejects\n  - {event: note, manner: asks}",
        "note, manner",
        "reply",
        "answer twice: note",
    ),
    "a_long_quotation": Fault(
        EVENTS,
        "summary: A reply was sent.",
        f'summary: He said "{"so " * 13}".',
        "He said",
        "reply",
        "quotes 13 words",
    ),
    "a_long_quotation_in_curly_quotes": Fault(
        DOCUMENTS,
        "abstract: Proposal.",
        f"abstract: They said “{'so ' * 13}” then.",
        "They said",
        "doc-note",
        "quotes 13 words",
    ),
    "a_long_key_phrase": Fault(
        DOCUMENTS,
        "key_phrases: [a greeting]",
        f"key_phrases: [{'so ' * 12}so]",
        "so " * 12,
        "doc-note",
        "a key phrase of 13 words",
    ),
    "a_checked_actor_without_a_source": Fault(
        ACTORS, "  sources:\n  - title: A handbook\n", "", "checked\n- id: vyshinsky", "molotov", "without a source"
    ),
    "a_state_is_not_born": Fault(
        ACTORS, "founded: '1922-12-30'", "born: '1922-12-30'", "'1922-12-30'", "ussr", "a state is not born"
    ),
    "a_life_that_ends_before_it_begins": Fault(
        ACTORS, "dissolved: '1991-12-26'", "dissolved: '1921'", "'1921'", "ussr", "make no span"
    ),
    "a_tenure_that_ends_before_it_begins": Fault(
        ACTORS, "to: '1956-06-01'", "to: '1952'", "'1952'", "molotov", "from 1953-03-05 and to 1952 make no span"
    ),
    "a_tenure_that_goes_on_after_the_holders_death": Fault(
        ACTORS, "to: '1956-06-01'", "to: '1987'", "'1987'", "molotov", "goes on after the death (1986-11-08)"
    ),
    "a_tenure_that_goes_on_for_ever": Fault(
        ACTORS, "to: '1956-06-01'", "to: ..", "..", "molotov", "'Minister' goes on after the death (1986-11-08)"
    ),
    "a_tenure_that_begins_after_the_holders_death": Fault(
        ACTORS,
        "from: '1953-03-05'\n    to: '1956-06-01'",
        "from: '1987-03-05'",
        "'1987-03-05'",
        "molotov",
        "begins after the death (1986-11-08)",
    ),
    "a_tenure_that_begins_before_the_holders_birth": Fault(
        ACTORS,
        "from: '1953-03-05'\n    to: '1956-06-01'",
        "from: '1890-03-08'\n    to: '1892'",
        "'1890-03-08'",
        "molotov",
        "begins before the birth (1890-03-09)",
    ),
    "a_tenure_that_ends_before_the_holders_birth": Fault(
        ACTORS,
        "from: '1953-03-05'\n    to: '1956-06-01'",
        "to: '1889'",
        "'1889'",
        "molotov",
        "ends before the birth (1890-03-09)",
    ),
    "a_tenure_both_sole_and_jointly": Fault(
        ACTORS,
        "sole: true\n  verification: checked",
        "sole: true\n    jointly: true\n  verification: checked",
        "true\n  verification: checked",
        "molotov",
        "both sole and jointly",
    ),
    "a_state_is_no_organ": Fault(
        ACTORS,
        "  summary: A state.",
        "  summary: A state.\n  member_of:\n  - {group: molotov, kind: organ, note: So}",
        "organ, note",
        "ussr",
        "a state is no organ",
    ),
    "a_party_is_an_organ_only_with_a_source": Fault(
        ACTORS,
        "    sources:\n    - title: Constitution of 1936\n      locator: article 126\n",
        "",
        "group: ussr\n    kind: organ\n    capacity",
        "cpsu",
        "only on the word of a source",
    ),
    "languages_begin_with_that_of_the_original": Fault(
        DOCUMENTS, "languages: [ru, en]", "languages: [en, ru]", "en, ru", "doc-note", "begin with 'en'"
    ),
    "a_repository_without_a_signature": Fault(
        DOCUMENTS, "  signature: f. 6\n", "", "An archive", "doc-note", "a repository without a signature"
    ),
    "a_signature_without_a_repository": Fault(
        DOCUMENTS, "  repository: An archive\n", "", "f. 6", "doc-note", "a signature without a repository"
    ),
    "paragraphs_with_a_gap": Fault(
        DOCUMENTS,
        "- n: 2",
        "- n: 3",
        "3\n    abstract",
        "doc-note",
        "paragraph 3 stands where 2 should",
    ),
    "a_verdict_without_evidence": Fault(
        DOCUMENTS,
        "evidence:\n  - document: doc-note\n    locator: p. 3\n    stance: qualifies\n    note: It says so.",
        "evidence: []",
        "disputed",
        "thesis-1",
        "disputed without evidence",
    ),
    "evidence_without_a_place_in_the_document": Fault(
        DOCUMENTS,
        "    locator: p. 3\n",
        "",
        "document: doc-note\n    stance",
        "thesis-1",
        "needs a paragraph or a locator, and not both",
    ),
    "an_assertion_with_two_places": Fault(
        DOCUMENTS,
        "    paragraph: 2\n",
        "    paragraph: 2\n    locator: p. 1\n",
        "document: doc-note\n    paragraph",
        "thesis-1",
        "needs a paragraph or a locator, and not both",
    ),
    # Rules between records
    "an_answer_before_what_it_answers": Fault(
        EVENTS, "date: 1954-05", "date: 1954-02", "note\n    manner: rejects", "reply", "certainly began after it ended"
    ),
    "a_part_outside_the_time_of_its_whole": Fault(
        EVENTS,
        "date: '1954-01-25'",
        "date: '1954-01-24'",
        "berlin-conference\n  topics",
        "first-session",
        "lies outside the time of 'berlin-conference'",
    ),
    "two_certain_holders_of_an_office": Fault(
        ACTORS,
        "from: '1953-03-05'",
        "from: '1953-03-04'",
        "office: Minister\n    of: mid-ussr\n    from: '1949",
        "vyshinsky",
        "'Minister' of 'mid-ussr' was certainly held by 'molotov' too",
    ),
    "two_certain_holders_of_an_office_written_otherwise": Fault(
        ACTORS,
        "office: Minister\n    of: mid-ussr\n    from: '1949-03-04'\n    to: '1953-03-05'",
        "office: MÍNISTER\n    of: mid-ussr\n    from: '1949-03-04'\n    to: '1953-03-06'",
        "office: MÍNISTER",
        "vyshinsky",
        "'MÍNISTER' of 'mid-ussr' was certainly held by 'molotov' too",
    ),
    "a_paragraph_that_the_document_lacks": Fault(
        DOCUMENTS, "    paragraph: 2\n", "    paragraph: 5\n", "5\n", "thesis-1", "'doc-note' has no paragraph 5"
    ),
    "an_event_that_answers_itself": Fault(
        EVENTS, "- event: note", "- event: reply", "reply\n    manner", "reply", "runs in a loop: reply -> reply"
    ),
    "a_body_that_belongs_to_itself": Fault(
        ACTORS,
        "  member_of:\n  - group: ussr\n    kind: organ\n    from: '1946'",
        "  member_of:\n  - group: mid-ussr\n    kind: member\n    from: '1946'",
        "mid-ussr\n    kind: member",
        "mid-ussr",
        "belongs to itself",
    ),
    "an_actor_that_may_be_itself": Fault(
        ACTORS, "founded: '1922", "maybe_same_as: [ussr]\n  founded: '1922", "ussr]", "ussr", "is itself"
    ),
    # The collection, the kinds, the identities
    "a_second_collection": Fault(
        VOCABULARIES,
        "places:",
        FILES["collection.yaml"].split("kinds:")[0] + "places:",
        "id: small",
        "small",
        "a second collection",
    ),
    "a_second_label_of_a_kind": Fault(
        VOCABULARIES, "places:", "kinds: {event: {note: Notes}}\nplaces:", "Notes", "kinds", "a label elsewhere too"
    ),
    "an_imported_actor_that_is_none": Fault(
        VOCABULARIES,
        "places:",
        "identities:\n- {actor: molotov, same_as: [ussr]}\nplaces:",
        "ussr]",
        "identities",
        "'ussr' is an actor of these files",
    ),
    "an_identity_that_judges_nobody": Fault(
        VOCABULARIES,
        "places:",
        "identities:\n- {actor: molotov}\nplaces:",
        "{actor",
        "identities",
        "judges nobody",
    ),
    "an_identity_that_is_and_is_not": Fault(
        VOCABULARIES,
        "places:",
        "identities:\n- {actor: molotov, same_as: [m-1], not_same_as: [m-1]}\nplaces:",
        "m-1]}",
        "identities",
        "'m-1' is listed twice",
    ),
    "an_imported_actor_who_is_two": Fault(
        VOCABULARIES,
        "places:",
        "identities:\n- {actor: molotov, same_as: [m-1]}\n- {actor: ussr, same_as: [m-1]}\nplaces:",
        "m-1]}\nplaces",
        "identities",
        "'m-1' is listed twice",
    ),
    "an_identity_of_nobody_known": Fault(
        VOCABULARIES,
        "places:",
        "identities:\n- {actor: moltov, same_as: [frus-molotov]}\nplaces:",
        "moltov,",
        "identities",
        "actor 'moltov' is not a known actor",
        "molotov",
    ),
}


def test_the_small_set_has_no_fault(tmp_path: Path) -> None:
    done = checked(tmp_path)
    assert list(rendered([*done.findings, *done.notes])) == []
    assert done.data is not None


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_place_and_alone(tmp_path: Path, fault: Fault) -> None:
    files = changed(fault.file, fault.old, fault.new)
    done = checked(tmp_path, files)
    assert done.data is None
    lines = list(rendered(done.findings))
    assert len(lines) == 1, lines
    found = done.findings[0]
    assert found.file == (tmp_path / fault.file).as_posix()
    if fault.points_at.startswith("\n"):  # a value that is not there stands at the end of its line
        assert found.line == where(files[fault.file], fault.points_at)[0]
    else:
        assert (found.line, found.column) == where(files[fault.file], fault.points_at)
    assert fault.says in found.message
    assert found.record == fault.record
    if fault.meant is not None:
        assert found.did_you_mean == fault.meant


def test_every_fault_is_told_at_once_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    files = changed(ACTORS, "to: '1956-06-01'", "to: '1987'")
    files = changed(EVENTS, "place: berlin", "place: berlim", files)
    files = changed(EVENTS, "date: 1954-05", "date: 1954-13", files)
    files = changed(EVENTS, "manner: rejects", "manner: rejected", files)
    files = changed(EVENTS, "- event: berlin-conference", "- event: reply", files)
    files = changed(DOCUMENTS, "status: disputed", "status: doubtful", files)
    files = changed(VOCABULARIES, "lat: 52.52", "lat: north", files)
    done = checked(tmp_path, files)
    assert [line.split(": ", 1)[1].split(";")[0] for line in rendered(done.findings)] == [
        "molotov: 'Minister' goes on after the death (1986-11-08)",
        "berlin-conference: place 'berlim' is not a known place",
        "reply: date: '1954-13' is not an EDTF date: month 13 does not exist",
        "reply: responds_to runs in a loop: reply -> note -> reply",
        "reply: manner 'rejected' is not known",
        "thesis-1: status 'doubtful' is not known",
        "berlin: lat: 'north' is not a number of degrees",
    ]
    places = [(one.file, one.line, one.column) for one in done.findings]
    assert places == sorted(places)


def test_all_faults_of_one_record_are_told_at_once(tmp_path: Path) -> None:
    files = changed(EVENTS, "title: A reply", "titel: A reply")
    files = changed(EVENTS, "date: 1954-05", "date: 1954-02", files)
    files = changed(EVENTS, "actor: molotov\n    role: recipient", "actor: moltov\n    role: recipent", files)
    done = checked(tmp_path, files)
    assert [one.message for one in done.findings] == [
        "'titel' is not a known key",
        "actor 'moltov' is not a known actor",
        "role 'recipent' is not known",
        "answers 'note' (1954-03-31), which certainly began after it ended (1954-02)",
    ]


def test_what_is_lost_of_a_list_does_not_make_another_fault(tmp_path: Path) -> None:
    files = changed(DOCUMENTS, "stance: qualifies", "stance: qualified")  # the only evidence
    files = changed(DOCUMENTS, "seen: seen", "seen: yes", files)  # the first of two paragraphs
    files = changed(EVENTS, "role: recipient", "role: nobody", files)  # the only participation
    assert [one.message for one in checked(tmp_path, files).findings] == [
        "role 'nobody' is not known",
        "seen 'yes' is not known",
        "stance 'qualified' is not known",
    ]


def test_ids_in_a_file_that_is_no_yaml_are_not_called_unknown(tmp_path: Path) -> None:
    files = changed(ACTORS, "summary: Foreign minister.", "summary: Foreign: minister.")
    files = changed(EVENTS, "place: berlin", "place: berlim", files)
    told = [one.message for one in checked(tmp_path, files).findings]
    assert told == [
        "is not YAML: mapping values are not allowed in this context",
        "place 'berlim' is not a known place",
    ]


def test_all_faults_of_a_file_are_told_though_some_records_are_no_yaml(tmp_path: Path) -> None:
    files = changed(EVENTS, "title: Berlin Conference", "title: 'Bohlen's call'")
    files = changed(EVENTS, "title: A note", "title: A note: sent", files)
    files = changed(EVENTS, "manner: rejects", "manner: rejcts", files)
    files = changed(EVENTS, "date: '1954-01-25'", "date: '1954-13'", files)
    done = checked(tmp_path, files)
    assert done.data is None
    assert [(one.line, one.message) for one in done.findings] == [
        (where(files[EVENTS], told)[0], message)
        for told, message in (
            ("Bohlen's", "is not YAML: an apostrophe inside single quotes ends the text"),
            ("'1954-13'", "date: '1954-13' is not an EDTF date: month 13 does not exist"),
            ("A note: sent", "is not YAML: mapping values are not allowed in this context"),
            ("rejcts", "manner 'rejcts' is not known"),
        )
    ]


def test_an_event_with_the_id_of_an_actor_takes_it_from_nobody(tmp_path: Path) -> None:
    files = changed(EVENTS, "- id: first-session", "- id: ussr")
    assert [one.message.split(" (")[0] for one in checked(tmp_path, files).findings] == [
        "id 'ussr' is taken by event 'ussr'"
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (FILES[ACTORS].replace("\n", "\r").encode(), "contains a carriage return"),
        (FILES[ACTORS].encode("utf-16"), "is not UTF-8: invalid start byte"),
        (FILES[ACTORS].encode("utf-16-le"), "is not UTF-8: it seems to be UTF-16"),
        (FILES[ACTORS].encode("utf-16-be"), "is not UTF-8: it seems to be UTF-16"),
        (f"# caf\xe9\n{FILES[ACTORS]}".encode("latin-1"), "is not UTF-8: invalid continuation byte"),
        (f"{FILES[ACTORS]}#{' ' * LARGEST_FILE}".encode(), f"is larger than {LARGEST_FILE:,} bytes"),
        (
            b'actors: [{id: molotov, a: b}, {a: b,id: vyshinsky}, {"id": "mid-ussr"},\n{\n"id" : "ussr"}, {id: cpsu}',
            "is not YAML: did not find expected ',' or ']'",
        ),
    ],
    ids=["old Mac lines", "UTF-16", "UTF-16LE", "UTF-16BE", "Latin-1", "too large", "flow style"],
)
def test_a_file_that_cannot_be_read_is_told_alone(tmp_path: Path, content: bytes, message: str) -> None:
    (written(tmp_path) / ACTORS).write_bytes(content)
    assert [one.message for one in check(tmp_path).findings] == [message]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_told_alone(tmp_path: Path) -> None:
    (written(tmp_path) / ACTORS).unlink()
    os.mkfifo(tmp_path / ACTORS)
    assert [one.message for one in check(tmp_path).findings] == ["is not a regular file"]


def test_a_link_to_a_file_that_is_gone_is_told_alone(tmp_path: Path) -> None:
    (written(tmp_path) / ACTORS).unlink()
    (tmp_path / ACTORS).symlink_to(tmp_path / "gone.yaml")
    assert [one.message for one in check(tmp_path).findings] == [f"cannot be read: {os.strerror(2)}"]


def test_ids_in_a_file_of_utf_16_are_known_and_others_are_not(tmp_path: Path) -> None:
    files = changed(EVENTS, "on_behalf_of: ussr", "on_behalf_of: usssr")
    (written(tmp_path, files) / ACTORS).write_bytes(FILES[ACTORS].encode("utf-16"))
    assert [one.message for one in check(tmp_path).findings][1:] == ["on_behalf_of 'usssr' is not a known actor"]


def test_a_finding_is_written_as_compilers_write_it(tmp_path: Path) -> None:
    files = changed(EVENTS, "actor: molotov\n    role: sender", "actor: moltov\n    role: sender")
    written(tmp_path, files)
    line = next(rendered(check(tmp_path / "deep" / "..").findings))
    at = ":".join(str(number) for number in where(files[EVENTS], "moltov"))
    path = (tmp_path / "deep" / ".." / EVENTS).as_posix()
    assert line == f"{path}:{at}: note: actor 'moltov' is not a known actor; did you mean 'molotov'?"


def test_expectations_follow_the_message() -> None:
    finding = Finding("a.yaml", 3, 1, None, "is wrong", "the right thing", "right")
    assert list(rendered([finding])) == ["a.yaml:3:1: is wrong; expected the right thing; did you mean 'right'?"]
    assert list(rendered([Finding("a", 0, 0, None, "is missing")])) == ["a: is missing"]


def test_no_sign_in_a_file_can_move_the_cursor_of_a_terminal() -> None:
    (line,) = rendered([Finding("a.yaml", 1, 1, "x", "holds \u202e and \x1b[2J")])
    assert line == "a.yaml:1:1: x: holds \\u202e and \\x1b[2J"


@pytest.mark.parametrize("day", ["1953-03-05", "1953-03", "1953", "1953-03-05~"])
def test_a_handover_and_a_day_not_known_exactly_contend_for_nothing(tmp_path: Path, day: str) -> None:
    assert checked(tmp_path, changed(ACTORS, "from: '1953-03-05'", f"from: '{day}'")).findings == ()


@pytest.mark.parametrize("title", ["First Minister", "first  Minister", "FIRST\u00a0 MINISTER"])
def test_white_space_and_case_make_no_other_office(tmp_path: Path, title: str) -> None:
    files = changed(
        ACTORS,
        "office: Minister\n    of: mid-ussr\n    from: '1953-03-05'",
        "office: First Minister\n    of: mid-ussr\n    from: '1953-03-04'",
    )
    files = changed(ACTORS, "office: Minister\n", f"office: {title}\n", files)
    assert ["certainly held" in one.message for one in checked(tmp_path, files).findings] == [True]


@pytest.mark.parametrize("date", ["1954/..", "../1954", "[..1954]", "19XX", "XXXX-12-25", "-0386/..", "-0386/"])
def test_a_date_that_leaves_much_open_says_something(tmp_path: Path, date: str) -> None:
    assert checked(tmp_path, changed(DOCUMENTS, "date: '1954-03-31'", f"date: '{date}'")).findings == ()


@pytest.mark.parametrize("dissolved", ["", "  dissolved: '..'\n"])
def test_a_state_may_have_been_founded_before_our_era(tmp_path: Path, dissolved: str) -> None:
    lived = "  founded: '1922-12-30'\n  dissolved: '1991-12-26'\n"
    files = changed(ACTORS, lived, f"  founded: '-0752-04-21'\n{dissolved}")
    assert checked(tmp_path, files).findings == ()


def test_who_lives_and_what_goes_on_may_have_no_known_beginning(tmp_path: Path) -> None:
    files = changed(ACTORS, "died: '1954-11-22'", "died: ..")
    files = changed(ACTORS, "    from: '1946'\n    to: '1991'", "    to: '..'", files)
    assert checked(tmp_path, files).findings == ()


def test_several_may_hold_an_office_jointly(tmp_path: Path) -> None:
    files = changed(ACTORS, "from: '1953-03-05'", "from: '1950'")
    jointly = files | {ACTORS: files[ACTORS].replace("sole: true", "jointly: true")}
    assert len(checked(tmp_path, files).findings) == 1
    assert checked(tmp_path, jointly).findings == ()


def test_a_certain_day_within_anothers_tenure_is_no_handover(tmp_path: Path) -> None:
    files = changed(ACTORS, "from: '1953-03-05'\n    to: '1956-06-01'", "from: '1952-03-05'\n    to: '1952-03-05'")
    assert ["certainly held" in one.message for one in checked(tmp_path, files).findings] == [True]


@pytest.mark.parametrize(
    ("links", "way"),
    [
        ({"berlin-conference": "first-session"}, "part_of runs in a loop"),
        ({"berlin-conference": "note", "note": "berlin-conference"}, "part_of runs in a loop"),
    ],
)
def test_wholes_that_are_parts_of_their_parts_are_a_loop(tmp_path: Path, links: dict[str, str], way: str) -> None:
    files = FILES
    for part, whole in links.items():
        files = changed(EVENTS, f"- id: {part}\n", f"- id: {part}\n  part_of: {whole}\n", files)
    told = [one.message for one in checked(tmp_path, files).findings if "loop" in one.message]
    assert len(told) == 1
    assert all(message.startswith(way) for message in told)


def test_bodies_that_are_organs_of_each_other_are_a_loop_and_members_are_not(tmp_path: Path) -> None:
    mutual = changed(ACTORS, "kind: party", "kind: ministry")
    mutual = changed(
        ACTORS, "group: ussr\n    kind: organ\n    capacity", "group: mid-ussr\n    kind: organ\n    capacity", mutual
    )
    mutual = changed(ACTORS, "group: ussr\n    kind: organ", "group: cpsu\n    kind: organ", mutual)
    told = [one.message for one in checked(tmp_path, mutual).findings]
    assert told == [
        "organ of runs in a loop: cpsu -> mid-ussr -> cpsu",
    ]
    members = mutual | {ACTORS: mutual[ACTORS].replace("kind: organ", "kind: member")}
    assert checked(tmp_path, members).findings == ()


def test_the_topic_and_the_actor_of_one_id_are_two_things(tmp_path: Path) -> None:
    data = checked(tmp_path).data
    assert data is not None
    assert "ussr" in {actor.id for actor in data.of(RecordType.ACTOR)}
    assert "ussr" in {topic.id for topic in data.of(RecordType.TOPIC)}


def test_records_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    data = checked(tmp_path).data
    assert data is not None
    assert [event.id for event in data.of(RecordType.EVENT)] == ["berlin-conference", "first-session", "note", "reply"]
    assert [actor.id for actor in data.of(RecordType.ACTOR)] == ["cpsu", "mid-ussr", "molotov", "ussr", "vyshinsky"]


def test_a_data_set_may_be_one_file(tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    path.write_text("\n".join(FILES.values()).replace("\n# Events of two months", ""), encoding="utf-8")
    done = check(path)
    assert done.findings == ()
    assert done.data is not None


def test_without_a_collection_there_is_no_data_set(tmp_path: Path) -> None:
    files = changed("collection.yaml", FILES["collection.yaml"].split("kinds:")[0], "")
    assert list(rendered(checked(tmp_path, files).findings)) == [
        f"{tmp_path.as_posix()}: no file holds the collection; expected the key collection: in one of them"
    ]


def test_a_folder_without_data_files_says_so(tmp_path: Path) -> None:
    assert list(rendered(check(tmp_path).findings)) == [
        f"{tmp_path.as_posix()}: holds no data files; expected files named *.yaml or *.ndjson"
    ]


def test_a_path_that_leads_nowhere_says_so(tmp_path: Path) -> None:
    done = check(tmp_path / "nowhere")
    assert [one.message for one in done.findings] == [f"cannot be read: {os.strerror(2)}"]


class TestNotes:
    def test_pairs_that_nobody_has_judged_are_no_errors(self, tmp_path: Path) -> None:
        done = checked(tmp_path, changed(ACTORS, "  died: '1954-11-22'", "  maybe_same_as: [molotov]"))
        assert done.findings == ()
        assert [(one.record, one.message) for one in done.notes] == [
            ("vyshinsky", "may be the same as 'molotov'; nobody has judged")
        ]

    def test_a_pair_named_from_both_sides_is_one(self, tmp_path: Path) -> None:
        files = changed(ACTORS, "  died: '1954-11-22'", "  maybe_same_as: [molotov]")
        files = changed(ACTORS, "  died: '1986-11-08'", "  maybe_same_as: [vyshinsky]", files)
        assert len(checked(tmp_path, files).notes) == 1

    def test_namesakes_are_found_whatever_the_accents(self, tmp_path: Path) -> None:
        files = changed(ACTORS, "name: Andrey Vyshinsky", "name: VYÁCHESLAV Mólotov")
        assert [one.message for one in checked(tmp_path, files).notes] == [
            "bears the same name as 'molotov'; nobody has judged whether they are the same"
        ]

    def test_namesakes_of_different_kinds_are_two(self, tmp_path: Path) -> None:
        files = changed(ACTORS, "name: Communist Party", "name: Soviet Union")
        assert checked(tmp_path, files).notes == ()


class TestWarnings:
    """What is probably wrong is told, and does not keep a data set from being loaded."""

    @staticmethod
    def told(folder: Path, files: dict[str, str]) -> list[str]:
        done = checked(folder, files)
        assert done.findings == ()
        assert done.data is not None
        return [line.split(": ", 1)[1] for line in rendered(done.notes, "warning")]

    @pytest.mark.parametrize("role", ["participant", "sender", "chair", "signatory", "recipient"])
    def test_an_actor_acts_after_its_death(self, tmp_path: Path, role: str) -> None:
        files = changed(ACTORS, "died: '1986-11-08'", "died: '1954-03-05'")
        files = changed(ACTORS, "    to: '1956-06-01'\n", "    to: '1954-03-05'\n", files)
        files = changed(EVENTS, "actor: molotov\n    role: recipient", "actor: ussr\n    role: recipient", files)
        files = changed(EVENTS, "role: sender", f"role: {role}", files)
        files = changed(DOCUMENTS, "  actors:\n  - actor: molotov\n    role: sender\n", "", files)
        assert self.told(tmp_path, files) == [
            (
                "warning: note: 'molotov' acts on 1954-03-31, after the death (1954-03-05); "
                "expected a role that does not act, or other dates"
            )
        ]

    @pytest.mark.parametrize("role", ["subject", "target"])
    def test_who_is_only_spoken_of_may_be_dead(self, tmp_path: Path, role: str) -> None:
        files = changed(ACTORS, "founded: '1922-12-30'\n  dissolved: '1991-12-26'", "dissolved: '1922-12-30'")
        files = changed(EVENTS, "role: subject", f"role: {role}", files)
        files = changed(EVENTS, "\n    on_behalf_of: ussr", "", files)
        assert self.told(tmp_path, files) == []

    def test_nor_does_anybody_act_for_what_is_not_founded(self, tmp_path: Path) -> None:
        files = changed(ACTORS, "founded: '1922-12-30'", "founded: '1960'")
        assert self.told(tmp_path, files) == [
            (
                "warning: berlin-conference: 'ussr' acts on 1954-01-25/1954-02-18, before the founding (1960); "
                "expected a role that does not act, or other dates"
            )
        ]

    @pytest.mark.parametrize("died", ["1954", "1954-03", "1954-03-31", "1954-03~", ".."])
    def test_a_death_that_may_come_later_is_no_contradiction(self, tmp_path: Path, died: str) -> None:
        files = changed(ACTORS, "died: '1986-11-08'", f"died: '{died}'")
        files = changed(ACTORS, "    to: '1956-06-01'\n", "    to: '1954'\n", files)
        files = changed(EVENTS, "date: 1954-05", "date: '1954-03-31'", files)
        assert self.told(tmp_path, files) == []

    def test_the_sender_of_a_document_is_dead(self, tmp_path: Path) -> None:
        files = changed(DOCUMENTS, "  actors:\n  - actor: molotov", "  actors:\n  - actor: vyshinsky")
        files = changed(DOCUMENTS, "date: '1954-03-31'", "date: '1955'", files)
        assert self.told(tmp_path, files) == [
            (
                "warning: doc-note: 'vyshinsky' is its sender on 1955, after the death (1954-11-22); "
                "expected another role, or other dates"
            )
        ]

    @pytest.mark.parametrize("text", ["Four <b>ministers</b> met.", "Four<br/>ministers.", "Ministers &amp; others."])
    def test_html_in_a_text(self, tmp_path: Path, text: str) -> None:
        (line,) = self.told(tmp_path, changed(EVENTS, "summary: Four ministers met.", f"summary: {text}"))
        assert line.startswith("warning: berlin-conference: contains HTML: ")

    @pytest.mark.parametrize("text", ["1 < 2 > 0", "R&D; and so on", "AT&T", "a <- b"])
    def test_other_signs_are_text(self, tmp_path: Path, text: str) -> None:
        assert self.told(tmp_path, changed(EVENTS, "summary: Four ministers met.", f"summary: {text}")) == []

    def test_a_date_in_the_future(self, tmp_path: Path) -> None:
        files = changed(EVENTS, "date: 1954-05\n", "date: '2954-05'\n")
        files = changed(ACTORS, "died: '1986-11-08'", "died: '2986-11-08'", files)
        assert self.told(tmp_path, files) == [
            "warning: molotov: died '2986-11-08' lies in the future",
            "warning: reply: date '2954-05' lies in the future",
        ]
