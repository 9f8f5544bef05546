"""The benchmark of names counts what it says it counts."""

from pathlib import Path

import pytest

from bench.names import false_alarms, main, measure, people

LINES = """\
{"id": "1", "preferred": "Dulles, John Foster", "forms": ["John F. Dulles", "Qqqq"], "born": null, "died": null}
{"id": "2", "preferred": "Hull, Cordell", "forms": ["Roosevelt, Mr. Franklin Delano"], "born": null, "died": null}
{"id": "3", "preferred": "Roosevelt, Franklin Delano", "forms": [], "born": 1882, "died": 1945}
"""


def test_right_wrong_and_missing_answers_are_counted_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "names.ndjson"
    file.write_text(LINES, encoding="utf-8")
    persons = list(people([file]))
    result = measure(persons)
    assert (result.asked, result.right, result.wrong, result.missing) == (3, 1, 1, 1)
    assert (result.certain, result.certain_right) == (2, 1)
    assert (result.recall, result.precision) == (pytest.approx(1 / 3), 0.5)
    assert false_alarms(persons) == (0, 3)
    monkeypatch.setattr("sys.argv", ["names", str(file), "--faults"])
    main()
    printed = capsys.readouterr().out
    assert "recall 0.3333" in printed
    assert "none    Qqqq" in printed
