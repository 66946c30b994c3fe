"""Why an address or its bytes could not be read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.catalogue import mark, say
from bot.errors.root import BotError, place


class FetchTrouble(StrEnum):
    """Why an address could not be fetched."""

    BAD_URL = "bad_url"
    PRIVATE = "private"
    DEAD_HOST = "dead_host"
    TIMEOUT = "timeout"
    STATUS = "status"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    BROKEN = "broken"
    RESTING = "resting"


_FETCH_SAID: Mapping[FetchTrouble, str] = {
    FetchTrouble.BAD_URL: mark("{place} is not a web address I can open: use a full http:// or https:// address on a usual port."),
    FetchTrouble.PRIVATE: mark("{place} is on a private network; the operator can allow it under [web] allow_networks."),
    FetchTrouble.DEAD_HOST: mark("I can't reach {place}: check the address, or try again later."),
    FetchTrouble.TIMEOUT: mark("{place} took too long to answer; try again later."),
    FetchTrouble.TOO_LARGE: mark("{place} sends more than I am allowed to read; use a smaller feed or page."),
    FetchTrouble.REDIRECTS: mark("{place} sends me round in circles; use the address it should end at."),
    FetchTrouble.BROKEN: mark("{place} broke off or sent something unreadable; try again later."),
    FetchTrouble.RESTING: mark("{place} asked me to leave it alone for a while; I will try again later."),
}


_OF_SERVER = frozenset({429, 503})


@dataclass(kw_only=True, eq=False)
class FetchFailed(BotError):
    """An address was not fetched. `status` is the HTTP status where there was one."""

    url: str
    trouble: FetchTrouble
    status: int | None = None
    detail: str = ""

    @property
    def passing(self) -> bool:
        """True: it may go away by itself, so another try is worth it."""
        if self.trouble is FetchTrouble.STATUS:
            return self.status == 429 or (self.status or 0) >= 500  # noqa: PLR2004  HTTP's own numbers
        return self.trouble in (FetchTrouble.DEAD_HOST, FetchTrouble.TIMEOUT, FetchTrouble.BROKEN, FetchTrouble.RESTING)

    @property
    def of_server(self) -> bool:
        """True: the whole server has too much to do (RFC 6585, 4; RFC 9110, 15.6.4), so that a pause it asks for holds for all on it."""
        return self.trouble is FetchTrouble.STATUS and self.status in _OF_SERVER

    @property
    def said(self) -> str:
        if self.trouble is FetchTrouble.STATUS:
            return say("{place} answered {status} ({meaning}).", place=place(self.url), status=self.status, meaning=self._meaning())
        return say(_FETCH_SAID[self.trouble], place=place(self.url))

    def _meaning(self) -> str:
        known = {
            401: say("it wants a login; use a public address"),
            403: say("it refuses me; use another address"),
            404: say("not found; check the address"),
            410: say("gone for good; remove it"),
            429: say("too many requests; I will wait"),
        }
        return known.get(self.status or 0, say("a server's failure; try again later"))

    def __str__(self) -> str:
        return f"{self.trouble} {self.status or ''} {place(self.url)} {self.detail}".strip()


class ReadTrouble(StrEnum):
    """Why bytes could not be read as what was asked for."""

    NOT_A_FEED = "not_a_feed"
    EMPTY = "empty"
    BROKEN = "broken"
    HOSTILE = "hostile"
    NOT_A_PAGE = "not_a_page"
    TOO_HARD = "too_hard"


_READ_SAID: Mapping[ReadTrouble, str] = {
    ReadTrouble.NOT_A_FEED: mark("{place} is not a feed: give the address of an RSS, Atom or JSON feed, or of a page that links to one."),
    ReadTrouble.EMPTY: mark("I find nothing to read at {place}; check the address, or try again later."),
    ReadTrouble.BROKEN: mark("{place} is too broken to read; tell its publisher, or use another address."),
    ReadTrouble.HOSTILE: mark("{place} contains something no honest feed needs, so I left it alone."),
    ReadTrouble.NOT_A_PAGE: mark("{place} is not an article page; give the address of an HTML page or a text file."),
    ReadTrouble.TOO_HARD: mark("{place} takes too much time or memory to read, so I stopped."),
}


@dataclass(kw_only=True, eq=False)
class Unreadable(BotError):
    """Bytes were fetched but are not what was asked for. `source` is an address or a file's name."""

    source: str
    trouble: ReadTrouble
    detail: str = ""

    @property
    def said(self) -> str:
        shown = place(self.source) if "://" in self.source else self.source
        return say(_READ_SAID[self.trouble], place=shown)

    def __str__(self) -> str:
        return f"{self.trouble} {place(self.source)} {self.detail}".strip()
