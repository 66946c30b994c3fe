"""What one process of a bot does. Pure."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """A part of the bot's work. One process may have several, and several processes may have the same."""

    GATEWAY = "gateway"  # hears Discord: commands, buttons, servers that come and go; any number, each with shards of its own
    WORKER = "worker"  # polls, reads and condenses, builds digests; any number; needs no token
    SENDER = "sender"  # posts and edits; one at a time works, the others wait to take over
    SCHEDULER = "scheduler"  # looks for what is due and asks for it; any number; needs no token


EVERY_ROLE: Final = frozenset(Role)
