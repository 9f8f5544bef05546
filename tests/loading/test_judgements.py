"""The file in which a curator judges who is who: written by imports, edited, read again."""

from pathlib import Path

import pytest
import yaml

from app.database.engine import writing_engine
from app.loading.check import rendered
from app.loading.identities import Judgement
from app.loading.judgements import Pair, judgements_in, pairs, write
from app.loading.release import load
from app.timeline.vocabulary import Verdict
from tests.catalogue.corpus import actor, loaded
from tests.loading.test_identities import DULLES, curated, imported

ENTRY = "who_is_who:\n- {imported: x-1, actor: dulles, verdict: same}\n"


def listed(url: str) -> list[Pair]:
    engine = writing_engine(url)
    with engine.begin() as connection:
        found = pairs(connection)
    engine.dispose()
    return found


def archive(tmp_path: Path) -> str:
    url = loaded(tmp_path, curated(identities=[{"actor": "utopia", "same_as": ["x-utopia"]}]))
    actors = [actor("x-1", **DULLES), actor("x-2", name="Dulles"), actor("x-utopia", "state", name="Utopia")]
    load(url, imported(*actors), by="import")
    return url


def test_the_file_lists_what_the_matcher_found_with_names_score_and_reasons(tmp_path: Path) -> None:
    write(tmp_path / "file.yaml", listed(archive(tmp_path)))
    text = (tmp_path / "file.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Who is who")
    dulles = {"actor": "dulles", "actor_name": "John Foster Dulles, 1888-1959"}
    assert yaml.safe_load(text)["who_is_who"] == [
        {
            "imported": "x-2",
            "name": "Dulles",
            "collection": "archive",
            **dulles,
            "verdict": "possible",
            "score": 81.1,
            "reasons": ["same family name", "no given name to compare"],
        },
        {
            "imported": "x-1",
            "name": "John Foster Dulles, 1888-1959",
            "collection": "archive",
            **dulles,
            "verdict": "certain",
            "score": 100.0,
            "reasons": ["same name", "same years of life"],
        },
    ]
    assert judgements_in(tmp_path / "file.yaml") == ([], ())


def test_what_the_curator_writes_is_read_obeyed_and_written_again(tmp_path: Path) -> None:
    url, path = archive(tmp_path), tmp_path / "file.yaml"
    write(path, listed(url))
    text = path.read_text(encoding="utf-8").replace("verdict: possible", "verdict: same")
    path.write_text(text.replace("verdict: certain", "verdict: not the same"), encoding="utf-8")
    given, findings = judgements_in(path)
    assert findings == ()
    assert given == [Judgement("x-2", "dulles", Verdict.SAME), Judgement("x-1", "dulles", Verdict.NOT_SAME)]
    load(url, [], judgements=given)
    found = listed(url)
    assert [(pair.imported, pair.verdict.value, pair.joined) for pair in found] == [
        ("x-2", "same", True),
        ("x-1", "not the same", False),
    ]
    assert found[1].reasons == ("same name", "same years of life")
    write(path, found)
    assert judgements_in(path) == (given, ())


def test_a_judgement_of_who_is_not_loaded_stays_in_the_file_and_waits(tmp_path: Path) -> None:
    url = archive(tmp_path)
    load(url, [], judgements=[Judgement("y-1", "dulles", Verdict.SAME)])
    (waiting,) = [pair for pair in listed(url) if pair.waits]
    assert (waiting.imported, waiting.name, waiting.actor_name) == ("y-1", None, "John Foster Dulles, 1888-1959")
    assert not waiting.joined
    write(tmp_path / "file.yaml", listed(url))
    assert judgements_in(tmp_path / "file.yaml")[0] == [Judgement("y-1", "dulles", Verdict.SAME)]


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert judgements_in(tmp_path / "file.yaml") == (None, ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTRY.replace("same}", "sme}"), ":2:43: x-1: verdict 'sme' is not known; expected certain, possible, same or"),
        (ENTRY.replace("actor: dulles, ", ""), ":2:3: x-1: 'actor' is missing"),
        (ENTRY.replace("x-1", "X 1"), ":2:14: X 1: imported 'X 1' does not fit; expected a slug"),
        (ENTRY + ENTRY.partition("\n")[2], ":3:26: x-1: 'x-1' and 'dulles' are listed twice; expected each pair once"),
        (ENTRY + ENTRY.partition("\n")[2].replace("dulles", "eden"), ":3:41: x-1: 'x-1' is the same as two actors"),
        (ENTRY.replace("who_is_who", "who_is"), ":1:1: 'who_is' is not a known key; expected one of who_is_who"),
        ("who_is_who: none\n", ":1:13: who_is_who is not a list"),
        ("who_is_who:\n- x-1\n", ":2:3: an entry is not a record"),
        ("who_is_who: [\n", ":2:1: is not YAML"),
    ],
    ids=["verdict", "missing", "id", "twice", "two", "key", "no list", "no record", "no yaml"],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    given, findings = judgements_in(path)
    assert given is None
    assert f"file.yaml{message}" in next(rendered(findings))
