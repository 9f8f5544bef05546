import pytest

from app.http.compression import Choice, choose


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("deflate, compress", None),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("*", "zstd"),
        ("gzip;q=1.0, *;q=0.5", "gzip"),
        ("zstd;q=0, *", "br"),
        ("br;q=0", None),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("br ; q=0.9 , gzip ; q=0.1", "br"),
        ("gzip;q=0.5, identity", None),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("identity;q=0.1, *;q=0", None),
        ("*;q=0", None),
        ("identity;q=0, gzip;q=0", None),
        ("gzip;q=x, br", "br"),
        ("gzip;q=2", None),
        (",,;q=1,gzip", "gzip"),
    ],
)
def test_the_coding_wished_for_most_is_chosen(accepted: str | None, coding: str | None) -> None:
    assert choose(accepted).coding == coding


@pytest.mark.parametrize("accepted", ["gzip, identity;q=0", "gzip, *;q=0"])
def test_who_refuses_the_plain_body_is_always_given_a_coding(accepted: str) -> None:
    assert choose(accepted) == Choice("gzip", always=True)


def test_a_plain_body_is_otherwise_not_refused() -> None:
    assert choose("gzip") == Choice("gzip", always=False)
