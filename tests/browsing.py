"""A page in a browser that notes what it asks of others and what its console complains about."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request


@dataclass
class WatchedPage:
    """A page, with the addresses it asked for outside `own`, and the errors and warnings of its console."""

    page: Page
    own: tuple[str, ...]
    """Origins (`http://127.0.0.1:1234`) that it may ask."""
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((*(f"{origin}/" for origin in self.own), "data:", "blob:")):
            self.outside.append(request.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)
