"""What was erased, in counts. Pure."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Rows that are gone. `untied`: kept, but without the server that they came from. `waiting`: entries that waited for channels.

    `unread`: feeds that nobody follows any more, which are not polled from now on.
    """

    saved: int = 0
    reports: int = 0
    votes: int = 0
    follows: int = 0
    channels: int = 0
    subscriptions: int = 0
    filters: int = 0
    digests: int = 0
    posts: int = 0
    waiting: int = 0
    untied: int = 0
    unread: int = 0

    def __bool__(self) -> bool:
        """Whether there was anything."""
        return any(astuple(self))
