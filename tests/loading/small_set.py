"""A small data set without a fault, for tests that put one fault into it."""

from pathlib import Path

from app.loading.check import Checked, check

FILES = {
    "collection.yaml": """\
collection:
  id: small
  title: A small set
  language: en
  version: '1'
  source: Made up for tests
  licence:
    name: Creative Commons Zero
    url: https://creativecommons.org/publicdomain/zero/1.0/
  attribution: Nobody
  cite_as: A small set
kinds:
  actor: {person: Person, state: State, ministry: Ministry, party: Party}
  event: {note: Note, conference: Conference, session: Session}
  document: {note: Note}
  claim: {thesis: Thesis}
""",
    "actors.yaml": """\
actors:
- id: molotov
  kind: person
  name: Vyacheslav Molotov
  born: '1890-03-09'
  died: '1986-11-08'
  summary: Foreign minister.
  offices:
  - office: Minister
    of: mid-ussr
    from: '1953-03-05'
    to: '1956-06-01'
    capacity: state
    sole: true
  verification: checked
  sources:
  - title: A handbook
- id: vyshinsky
  kind: person
  name: Andrey Vyshinsky
  died: '1954-11-22'
  summary: Foreign minister before.
  offices:
  - office: Minister
    of: mid-ussr
    from: '1949-03-04'
    to: '1953-03-05'
    capacity: state
    sole: true
  verification: unchecked
- id: mid-ussr
  kind: ministry
  name: Foreign Ministry of the USSR
  summary: Foreign ministry.
  member_of:
  - group: ussr
    kind: organ
    from: '1946'
    to: '1991'
  verification: unchecked
- id: ussr
  kind: state
  name: Soviet Union
  aliases:
  - soviet-union
  founded: '1922-12-30'
  dissolved: '1991-12-26'
  summary: A state.
  verification: unchecked
- id: cpsu
  kind: party
  name: Communist Party
  summary: A party.
  member_of:
  - group: ussr
    kind: organ
    capacity: ruling party
    sources:
    - title: Constitution of 1936
      locator: article 126
  verification: unchecked
""",
    "deep/events.yml": """\
# Events of two months
events:
- id: berlin-conference
  title: Berlin Conference
  kind: conference
  date: 1954-01-25/1954-02-18
  place: berlin
  topics: [german-question]
  summary: Four ministers met.
  actors:
  - actor: molotov
    role: participant
    on_behalf_of: ussr
  responds_to: []
  documents: []
  sources:
  - title: An edition
    url: https://example.org/edition
  confidence: high
- id: first-session
  title: First session
  kind: session
  date: '1954-01-25'
  part_of: berlin-conference
  topics: [german-question]
  summary: They met.
  actors:
  - actor: ussr
    role: subject
  responds_to: []
  documents: []
  sources:
  - title: An edition
  confidence: high
- id: note
  title: A note
  kind: note
  date: '1954-03-31'
  topics: [german-question]
  summary: A note was sent.
  actors:
  - actor: molotov
    role: sender
  responds_to:
  - event: berlin-conference
    manner: takes_up
  documents:
  - document: doc-note
    relation: produced
  sources:
  - title: An edition
  confidence: high
- id: reply
  title: A reply
  kind: note
  date: 1954-05
  topics: [german-question]
  summary: A reply was sent.
  actors:
  - actor: molotov
    role: recipient
  responds_to:
  - event: note
    manner: rejects
  documents: []
  sources:
  - title: An edition
  confidence: high
""",
    "documents.yaml": """\
documents:
- id: doc-note
  title: The note
  kind: note
  date: '1954-03-31'
  language: ru
  languages: [ru, en]
  actors:
  - actor: molotov
    role: sender
  repository: An archive
  signature: f. 6
  rights: Official document
  topics: [german-question]
  abstract: It proposes a treaty.
  confidence: high
  paragraphs:
  - n: 1
    abstract: Greeting.
    key_phrases: [a greeting]
    seen: seen
  - n: 2
    abstract: Proposal.
    key_phrases: []
    seen: not-seen
  sources:
  - title: An edition
claims:
- id: thesis-1
  kind: thesis
  statement: It was meant.
  status: disputed
  assessment: Some say so.
  about: [note, ussr, doc-note]
  asserted_by: [molotov]
  asserted_in:
    document: doc-note
    paragraph: 2
  evidence:
  - document: doc-note
    locator: p. 3
    stance: qualifies
    note: It says so.
""",
    "vocabularies.yaml": """\
places:
- id: berlin
  name: Berlin
  country: DE
  lat: 52.52
  lon: 13.405
  precision: city
topics:
- id: german-question
  name: German question
  description: All about it.
- id: ussr
  name: The USSR
  description: A topic with an actor's id.
""",
}


def written(folder: Path, files: dict[str, str] = FILES) -> Path:
    """The folder, with the files in it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def changed(name: str, old: str, new: str, files: dict[str, str] = FILES) -> dict[str, str]:
    """The files with one text in one of them replaced; it must stand there once."""
    assert files[name].count(old) == 1, f"{old!r} stands {files[name].count(old)} times in {name}"
    return files | {name: files[name].replace(old, new)}


def checked(folder: Path, files: dict[str, str] = FILES) -> Checked:
    """What the check says of the files, written into the folder."""
    return check(written(folder, files))
