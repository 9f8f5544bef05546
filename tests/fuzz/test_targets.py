"""Fuzzing by hypothesis: the seeds, changed at random. `make fuzz` does more, led by the code that is reached."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import SEEDS, TARGETS, seeds

EXAMPLES = int(os.environ.get("TIMELINE_FUZZ_EXAMPLES", "60"))
"""Inputs that each target is tried with."""
PIECES = (
    *(b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\n", b"\t", b"\x85", "\u2028".encode()),
    *(b"e\xcc\x81", b"\xcc\x96" * 40, b"-", b"--", b"9" * 30, b"-1", b"1e999", b"NaN", b"null", b"~", b"[]", b"{}"),
    *(b'"', b"'", b": ", b"- ", b"&a ", b"*a", b"!!x ", b"? ", b"[", b"{", b"]]>", b"&#0;", b"&x;", b"<", b"<!--"),
    *(b"../", b"X", b"Y1E9", b"Y-17E7", b"?", b"%", b"[..", b"}", b"1954-13", b"1954/..", b"id", b"type", b"x" * 300),
)
"""What has broken programs like this one."""


@st.composite
def changed(draw: st.DrawFn, target: str) -> bytes:
    """A seed in which a few places hold something else."""
    known = seeds(target)
    data = draw(st.sampled_from(known))
    for _ in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, len(data)))
        end = place + draw(st.integers(0, 30))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=8) | st.text(max_size=8).map(_encoded))
        if draw(st.booleans()):
            other = draw(st.sampled_from(known))
            first = draw(st.integers(0, len(other)))
            piece = other[first : first + draw(st.integers(0, 60))]
        data = data[:place] + piece + data[end:]
    return data


def _encoded(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_are_read_or_refused(target: str) -> None:
    assert seeds(target)
    for data in seeds(target):
        TARGETS[target](data)


def test_each_folder_of_seeds_belongs_to_a_target() -> None:
    assert {path.name for path in SEEDS.iterdir()} == TARGETS.keys()


@pytest.mark.parametrize("target", TARGETS)
def test_anything_else_is_read_or_refused_too(target: str) -> None:
    @settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(changed(target) | st.binary(max_size=300))
    def read(data: bytes) -> None:
        TARGETS[target](data)

    read()
