"""How tests wait: for a condition, never for a number of seconds.

The limits only end a test that would never end. They are far above what a busy machine needs, and no test that passes
waits for one. The limit of a whole test (`timeout` in pyproject.toml) lies above them.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")

SECONDS_TO_WAIT = 240
"""The limit for one condition, one response or one step in a browser."""
SECONDS_TO_RUN = 900
"""The limit for a program that is run to its end."""


def wait_until(condition: Callable[[], T], failure: str | Callable[[], str]) -> T:
    """Call `condition` until it returns a true value, and return that.

    After `SECONDS_TO_WAIT` the test fails with `failure`, or with what `failure()` returns.
    """
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not (value := condition()):
        if time.monotonic() > deadline:
            pytest.fail(failure if isinstance(failure, str) else failure())
        time.sleep(0.02)
    return value
