"""Schemathesis over the whole description: no 5xx, and no failure of any of its checks.

`make fuzz` sets TIMELINE_FUZZ_CASES for more cases. TIMELINE_FUZZ_URL is the address of a running service that is asked
in place of one of the test's own, such as one on another database.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import SECONDS_TO_RUN

CONFIGURATION = """\
[checks]
# An unknown id or crossed dates are valid for a schema and still refused.
positive_data_acceptance.expected-statuses = [200, 308, 404, 410, 422]
# Made-up values may be longer than an address can be (414).
negative_data_rejection.expected-statuses = [400, 404, 405, 406, 414, 422]
"""
HOOKS = """\
import schemathesis
from schemathesis.specs.openapi.checks import response_schema_conformance


@schemathesis.check
def answers_with_all_keys_conform(context, response, case):
    # `fields` leaves keys out of items, as its description says.
    if "fields" not in (case.query or {}):
        return response_schema_conformance(context, response, case)
"""


CASES = int(os.environ.get("TIMELINE_FUZZ_CASES", "1000"))
"""As many cases at least."""


@pytest.mark.slow
def test_schemathesis_finds_no_fault(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    server = os.environ.get("TIMELINE_FUZZ_URL") or request.getfixturevalue("server")
    (tmp_path / "schemathesis.toml").write_text('hooks = "checks_of_ours"\n' + CONFIGURATION, encoding="utf-8")
    (tmp_path / "checks_of_ours.py").write_text(HOOKS, encoding="utf-8")
    done = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{server}/openapi.json",
            "--checks=all",
            "--exclude-checks=response_schema_conformance",
            "--phases=examples,coverage,fuzzing,stateful",
            f"--max-examples={max(25, CASES // 30)}",
            "--seed=1954",
            "--workers=1",
            "--no-color",
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=None if CASES > 1000 else SECONDS_TO_RUN,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "Stateful (not applicable)" not in done.stdout
    made = re.search(r"([0-9,]+) generated", done.stdout)
    assert made is not None, done.stdout[-2000:]
    assert int(made[1].replace(",", "")) >= CASES
