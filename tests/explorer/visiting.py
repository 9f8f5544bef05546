"""A page of the explorer that notes what it asks for and what it complains about."""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, expect

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Visit:
    """The explorer at `origin`, fed by `api`."""

    page: Page
    origin: str
    api: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()  # what complaints may say, where a test provokes them
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_answer)
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

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
        return self.page.locator("#timeline").get_by_role("button", name=words).first

    def panel(self) -> Locator:
        return self.page.locator("#panel")

    def heading(self) -> Locator:
        return self.panel().get_by_role("heading", level=2)

    def focused(self) -> Locator:
        return self.page.locator(":focus")

    def titles(self) -> list[str]:
        """The titles of the events in the table."""
        return self.page.locator("#table tbody button").all_text_contents()

    def unexpected(self) -> list[str]:
        """Complaints that the test did not provoke."""
        return [said for said in self.complaints if not any(part in said for part in self.expected)]

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", f"{self.api}/")):
            self.outside.append(request.url)

    def _note_answer(self, answer: Response) -> None:
        self.answers.append(answer)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)
