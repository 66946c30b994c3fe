"""Why the database cannot be used. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.catalogue import mark, say
from bot.errors.root import BotError


class StoreTrouble(StrEnum):
    """Why the database cannot be used."""

    LOCKED = "locked"
    IN_USE = "in_use"
    READ_ONLY = "read_only"
    CANNOT_OPEN = "cannot_open"
    FULL = "full"
    DISK = "disk"
    DAMAGED = "damaged"
    NEWER = "newer"
    FOREIGN = "foreign"
    EMPTY = "empty"
    BAD_URL = "bad_url"
    UNREACHABLE = "unreachable"
    NOT_LET_IN = "not_let_in"
    MISSING = "missing"
    HALF_COPIED = "half_copied"


_STORE_SAID: Mapping[StoreTrouble, str] = {
    StoreTrouble.LOCKED: mark("The database {where} is in use by another program; stop that one, or wait, and try again."),
    StoreTrouble.IN_USE: mark(
        "Another ByteBot runs on the database {where}; stop that one first, or give this one its own under [store] url."
    ),
    StoreTrouble.READ_ONLY: mark("The database {where} cannot be written; check its owner, its folder's permissions and the mount."),
    StoreTrouble.CANNOT_OPEN: mark("The database {where} cannot be opened; check that its folder exists and can be written."),
    StoreTrouble.FULL: mark("The disk of the database {where} is full; make room and start again: nothing was lost."),
    StoreTrouble.DISK: mark("The disk of the database {where} cannot be read or written; check the disk and its mount, then start again."),
    StoreTrouble.DAMAGED: mark(
        "The file {where} is not a sound SQLite database; restore a backup with `bytebot db restore FILE`, "
        "or name another file under [store] url."
    ),
    StoreTrouble.NEWER: mark("The database {where} was made by a newer ByteBot; install that version. I have not touched it."),
    StoreTrouble.FOREIGN: mark(
        "The database {where} belongs to another program; name another file under [store] url. I have not touched it."
    ),
    StoreTrouble.EMPTY: mark("The database {where} is not set up yet; run `bytebot db migrate`."),
    StoreTrouble.BAD_URL: mark("[store] url is {where}, which I can't use; give one such as sqlite+aiosqlite:///bytebot.db."),
    StoreTrouble.UNREACHABLE: mark("The database {where} does not answer; check that Postgres runs and can be reached; I go on trying."),
    StoreTrouble.NOT_LET_IN: mark(
        "The database {where} does not let me in; check user, password (BYTEBOT_STORE__PASSWORD) and what the user may do there."
    ),
    StoreTrouble.MISSING: mark("There is no database {where}; create it, for example with `createdb --encoding UTF8`, and start again."),
    StoreTrouble.HALF_COPIED: mark(
        "The database {where} is a copy that is not complete; run the same `bytebot db copy` again, it goes on where it stopped."
    ),
}


@dataclass(kw_only=True, eq=False)
class StoreFailed(BotError):
    """The database cannot be used. `where` is its file or address, without a password."""

    where: str
    trouble: StoreTrouble
    detail: str = ""

    @property
    def said(self) -> str:
        return say(_STORE_SAID[self.trouble], where=self.where)

    def __str__(self) -> str:
        return f"store {self.trouble} {self.where} {self.detail}".strip()
