"""Everything that can go wrong and has a name. Pure: an error carries facts, says them to a person and to the log.

A `BotError` is expected: it is caught once per item, in a flow, kept as a value on that item's row, and the work goes on.
Anything else is a bug.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit


def place(url: str) -> str:
    """Host and path of an address, the only part fit for a log or a reply: userinfo and query may hold secrets."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an address that cannot be read"
    return f"{host}{port}{parts.path}"[:200] or "an empty address"


def _rebuild(kind: type["BotError"], facts: Mapping[str, Any]) -> "BotError":
    error = kind.__new__(kind)
    error.__dict__.update(facts)
    return error


@dataclass(kw_only=True, eq=False)
class BotError(Exception):
    """The root. `str(error)` is the line for the log, `said` the sentence for a person; neither holds a secret."""

    retry_after_s: float | None = None

    @property
    def said(self) -> str:
        """One sentence that says what happened and what to do next."""
        return "Something went wrong; the log has the details."

    def __str__(self) -> str:
        return self.said

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross from the worker process; the built-in way would lose keyword-only facts."""
        return _rebuild, (type(self), dict(self.__dict__))


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


_FETCH_SAID: Mapping[FetchTrouble, str] = {
    FetchTrouble.BAD_URL: "{place} is not a web address I can open: use a full http:// or https:// address on a usual port.",
    FetchTrouble.PRIVATE: "{place} is on a private network; the operator can allow it under [web] allow_networks.",
    FetchTrouble.DEAD_HOST: "I can't reach {place}: check the address, or try again later.",
    FetchTrouble.TIMEOUT: "{place} took too long to answer; try again later.",
    FetchTrouble.TOO_LARGE: "{place} sends more than I am allowed to read; use a smaller feed or page.",
    FetchTrouble.REDIRECTS: "{place} sends me round in circles; use the address it should end at.",
    FetchTrouble.BROKEN: "{place} broke off or sent something unreadable; try again later.",
}


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
        return self.trouble in (FetchTrouble.DEAD_HOST, FetchTrouble.TIMEOUT, FetchTrouble.BROKEN)

    @property
    def said(self) -> str:
        if self.trouble is FetchTrouble.STATUS:
            return f"{place(self.url)} answered {self.status} ({self._meaning()})."
        return _FETCH_SAID[self.trouble].format(place=place(self.url))

    def _meaning(self) -> str:
        known = {
            401: "it wants a login; use a public address",
            403: "it refuses me; use another address",
            404: "not found; check the address",
            410: "gone for good; remove it",
            429: "too many requests; I will wait",
        }
        return known.get(self.status or 0, "a server's failure; try again later")

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
    ReadTrouble.NOT_A_FEED: "{place} is not a feed: give the address of an RSS, Atom or JSON feed, or of a page that links to one.",
    ReadTrouble.EMPTY: "I find nothing to read at {place}; check the address, or try again later.",
    ReadTrouble.BROKEN: "{place} is too broken to read; tell its publisher, or use another address.",
    ReadTrouble.HOSTILE: "{place} contains something no honest feed needs, so I left it alone.",
    ReadTrouble.NOT_A_PAGE: "{place} is not an article page; give the address of an HTML page or a text file.",
    ReadTrouble.TOO_HARD: "{place} takes too much time or memory to read, so I stopped.",
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
        return _READ_SAID[self.trouble].format(place=shown)

    def __str__(self) -> str:
        return f"{self.trouble} {place(self.source)} {self.detail}".strip()


class ModelTrouble(StrEnum):
    """Why a language model gave no answer that could be used."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


@dataclass(kw_only=True, eq=False)
class ModelFailed(BotError):
    """A request to a language model came to nothing. `said_there` is the server's own complaint: for decisions, never for a log."""

    url: str
    trouble: ModelTrouble
    status: int | None = None
    said_there: str = ""

    @property
    def passing(self) -> bool:
        """True: it may go away by itself, so another try is worth it."""
        if self.trouble is ModelTrouble.STATUS:
            return self.status in (408, 409, 429) or (self.status or 0) >= 500  # noqa: PLR2004  HTTP's own numbers
        return self.trouble is not ModelTrouble.TOO_LARGE

    @property
    def said(self) -> str:
        return f"The language model at {place(self.url)} gave no answer ({self.trouble} {self.status or ''}".rstrip() + ")."

    def __str__(self) -> str:
        return f"model {self.trouble} {self.status or ''} {place(self.url)}".replace("  ", " ")


class StoreTrouble(StrEnum):
    """Why the database cannot be used."""

    LOCKED = "locked"
    READ_ONLY = "read_only"
    CANNOT_OPEN = "cannot_open"
    FULL = "full"
    DAMAGED = "damaged"
    NEWER = "newer"
    FOREIGN = "foreign"
    EMPTY = "empty"
    BAD_URL = "bad_url"


_STORE_SAID: Mapping[StoreTrouble, str] = {
    StoreTrouble.LOCKED: "The database {where} is in use by another program; stop that one, or wait, and try again.",
    StoreTrouble.READ_ONLY: "The database {where} cannot be written; check its owner, its folder's permissions and the mount.",
    StoreTrouble.CANNOT_OPEN: "The database {where} cannot be opened; check that its folder exists and can be written.",
    StoreTrouble.FULL: "The disk of the database {where} is full; make room and start again: nothing was lost.",
    StoreTrouble.DAMAGED: "The file {where} is not a sound SQLite database; restore a backup or name another file under [store] url.",
    StoreTrouble.NEWER: "The database {where} was made by a newer ByteBot; install that version. I have not touched it.",
    StoreTrouble.FOREIGN: "The database {where} belongs to another program; name another file under [store] url. I have not touched it.",
    StoreTrouble.EMPTY: "The database {where} is not set up yet; run `bytebot db migrate`.",
    StoreTrouble.BAD_URL: "[store] url is {where}, which I can't use; give one such as sqlite+aiosqlite:///bytebot.db.",
}


@dataclass(kw_only=True, eq=False)
class StoreFailed(BotError):
    """The database cannot be used. `where` is its file or address, without a password."""

    where: str
    trouble: StoreTrouble
    detail: str = ""

    @property
    def said(self) -> str:
        return _STORE_SAID[self.trouble].format(where=self.where)

    def __str__(self) -> str:
        return f"store {self.trouble} {self.where} {self.detail}".strip()


@dataclass(kw_only=True, eq=False)
class SettingsInvalid(BotError):
    """The settings cannot be used. `problems` are whole lines, each with the key, its line where known, and the value expected."""

    problems: tuple[str, ...]

    @property
    def said(self) -> str:
        return "\n".join(self.problems)


@dataclass(kw_only=True, eq=False)
class PromptsInvalid(BotError):
    """A template or rules file cannot be used. `line` is 1-based; 0 where unknown."""

    file: str
    line: int
    problem: str

    @property
    def said(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.problem}"


@dataclass(kw_only=True, eq=False)
class SendFailed(BotError):
    """A post may not have arrived and is worth another try. `uncertain`: the other side may have taken it."""

    detail: str
    uncertain: bool = True

    def __str__(self) -> str:
        return f"send failed ({'uncertain' if self.uncertain else 'not taken'}): {self.detail}"


@dataclass(kw_only=True, eq=False)
class SendRefused(BotError):
    """The other side will never take this post; trying again would only annoy it."""

    detail: str

    @property
    def said(self) -> str:
        return f"Discord does not take this post ({self.detail}); the others go on."

    def __str__(self) -> str:
        return f"send refused: {self.detail}"


@dataclass(kw_only=True, eq=False)
class ChannelClosed(BotError):
    """A channel takes no post of ours now: it is gone, or we lack a right there. The post may be taken later."""

    detail: str

    @property
    def said(self) -> str:
        return f"Discord refuses my posts in that channel ({self.detail}); check my permissions there, then use /feed add there again."

    def __str__(self) -> str:
        return f"channel closed: {self.detail}"


@dataclass(kw_only=True, eq=False)
class Refused(BotError):
    """What a person asked for cannot be done; `why` is the whole sentence to say."""

    why: str

    @property
    def said(self) -> str:
        return self.why
