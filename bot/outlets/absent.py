"""The place that posts go to, in a process that does not talk to it: its posts are another process's work."""

from datetime import datetime
from typing import NoReturn

from bot.errors import SendFailed
from bot.model.delivery import OwnMessage, Post, Sent
from bot.model.subscription import Target


class AbsentOutlet:
    """An `Outlet` that says so. Nothing of it is ever asked where roles are given out rightly."""

    async def send(self, target: Target, post: Post, *, nonce: str) -> Sent:  # noqa: ARG002  the port's signature, here and below
        """Raises `SendFailed`: it surely was not made."""
        _refuse()

    async def find(self, target: Target, *, code: str, since: datetime) -> Sent | None:  # noqa: ARG002  the same
        """Raises `SendFailed`."""
        _refuse()

    async def edit(self, target: Target, sent: Sent, post: Post) -> None:  # noqa: ARG002  the same
        """Raises `SendFailed`."""
        _refuse()

    async def told(self, target: Target, *, since: datetime, until: datetime) -> tuple[OwnMessage, ...]:  # noqa: ARG002  the same
        """Raises `SendFailed`."""
        _refuse()


def _refuse() -> NoReturn:
    raise SendFailed(detail="this process does not post; the sender does", uncertain=False)
