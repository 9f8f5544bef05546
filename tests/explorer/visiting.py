"""The explorer in a browser, with what tests do and look for in it."""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Response, expect

from tests.browsing import WatchedPage

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Visit(WatchedPage):
    """The explorer; `own` is the origin of its files and the address of the API that it shows."""

    expected: tuple[str, ...] = ()  # what complaints may say, where a test provokes them
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.page.on("response", self._note_answer)

    @property
    def origin(self) -> str:
        return self.own[0]

    @property
    def api(self) -> str:
        return self.own[1]

    def open(self, query: str = "") -> Self:
        """Go to a view, and wait until what it asked for is there."""
        self.page.goto(f"{self.origin}/?api={self.api}&{query}".rstrip("&"))
        self.settled()
        return self

    def settled(self) -> Self:
        """Wait until all that was asked for is there."""
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        return self

    def asked(self) -> dict[str, list[str]]:
        """What the address bar holds, without the API's address."""
        pairs = parse_qs(urlsplit(self.page.url).query)
        return {name: values for name, values in pairs.items() if name != "api"}

    def event(self, words: str) -> Locator:
        """The mark of an event in the drawing, by words of its name."""
        return self.page.locator("svg.lanes").get_by_role("button", name=words).first

    def panel(self) -> Locator:
        return self.page.locator("#panel")

    def heading(self) -> Locator:
        return self.panel().get_by_role("heading", level=2)

    def focused(self) -> Locator:
        return self.page.locator(":focus")

    def titles(self) -> list[str]:
        """The titles of the events in the table."""
        return self.page.locator("#table tbody button").all_text_contents()

    def open_table(self) -> None:
        """Show the table of the events, which is folded at first."""
        self.page.locator("#table summary").click()

    def unexpected(self) -> list[str]:
        """Complaints that the test did not provoke."""
        return [said for said in self.complaints if not any(part in said for part in self.expected)]

    def _note_answer(self, answer: Response) -> None:
        self.answers.append(answer)
