"""Links in stored records, and the root path before them."""

from app.formats.links import rooted

STORED = (
    b'{"note":"see /v1/events and \\"html\\":\\"/x\\"","links":{"self":"/v1/events/a","html":"/events/a","parts":null}}'
)


def test_a_root_path_stands_before_every_link_and_nothing_else() -> None:
    assert rooted(STORED, "/timeline") == (
        b'{"note":"see /v1/events and \\"html\\":\\"/x\\"","links":{"self":"/timeline/v1/events/a",'
        b'"html":"/timeline/events/a","parts":null}}'
    )


def test_without_a_root_path_records_stay_as_they_are() -> None:
    assert rooted(STORED, "") is STORED


def test_a_missing_page_stays_missing() -> None:
    assert rooted(b'{"html":null}', "/timeline") == b'{"html":null}'
