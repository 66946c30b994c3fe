"""A post in, boxes on a terminal out. Writes to one stream and to a transcript, which keeps a post from being shown twice."""

import asyncio
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

from rich.console import Console

from bot.errors import SendFailed, SendRefused
from bot.model.delivery import OwnMessage, Post, Sent
from bot.model.subscription import Target
from bot.outlets.terminal import box, markdown
from bot.outlets.transcript import Transcript

_Colours = Literal["standard", "256", "truecolor"] | None


class ConsoleOutlet:
    """The `Outlet` of a terminal. A post's id is its unit code.

    The transcript is written just before the stream, each in one write: a process killed between the two has not shown a post that it
    will not show again, but none is ever shown twice.
    """

    def __init__(self, console: Console, *, transcript: Path, clock: Callable[[], datetime]) -> None:
        """`transcript` is made where it is absent, its folder must be there. `clock` gives the time that ages are told from."""
        self._console = console
        self._transcript = Transcript(transcript)
        self._clock = clock
        self._turn = asyncio.Lock()

    async def send(self, target: Target, post: Post, *, nonce: str) -> Sent:  # noqa: ARG002  a terminal has one place and no nonces
        """Show `post` unless the transcript holds its code. Raises `SendFailed` where transcript or stream cannot be written."""
        async with self._turn:
            try:
                # In a thread, since a stopped terminal or pipe would hold up the loop.
                await asyncio.to_thread(self._show, post)
            except OSError as error:
                raise SendFailed(detail=f"console: {error}") from error
        return Sent(message=post.code)

    async def find(self, target: Target, *, code: str, since: datetime) -> Sent | None:  # noqa: ARG002  codes are unique here
        """`code` where the transcript holds it, whenever it was shown. Raises `SendFailed` where the transcript cannot be read."""
        try:
            return Sent(message=code) if await asyncio.to_thread(self._transcript.holds, code) else None
        except OSError as error:
            raise SendFailed(detail=f"transcript: {error}") from error

    async def told(self, target: Target, *, since: datetime, until: datetime) -> tuple[OwnMessage, ...]:  # noqa: ARG002  there is one place
        """What the transcript says was shown in that time. Raises `SendFailed` where it cannot be read."""
        try:
            shown = await asyncio.to_thread(self._transcript.between, since, until)
        except OSError as error:
            raise SendFailed(detail=f"transcript: {error}") from error
        return tuple(OwnMessage(message_id=each.code, code=each.code, links=each.links) for each in shown)

    async def edit(self, target: Target, sent: Sent, post: Post) -> None:  # noqa: ARG002  the outlets' common signature
        """Always raises `SendRefused`: what stands on a terminal stays."""
        raise SendRefused(detail="a terminal's lines cannot be changed")

    def _show(self, post: Post) -> None:
        if self._transcript.holds(post.code):
            return
        now = self._clock()
        text = self._drawn(post, now=now)
        stream = self._console.file
        titles = [markdown(panel.title, now=now).plain for panel in post.panels]
        self._transcript.add(post.code, titles=titles, links=[panel.url for panel in post.panels if panel.url], at=now)
        stream.write(text)
        stream.flush()

    def _drawn(self, post: Post, *, now: datetime) -> str:
        """`post` as one string that the stream can take: what its encoding lacks becomes a question mark."""
        encoding = getattr(self._console.file, "encoding", None) or "utf-8"
        sheet = io.BytesIO()
        page = io.TextIOWrapper(sheet, encoding=encoding, errors="replace", newline="")
        pen = Console(
            file=page,
            width=self._console.width,
            force_terminal=self._console.is_terminal,
            color_system=cast("_Colours", self._console.color_system),
            legacy_windows=False,
        )
        for panel in post.panels:
            pen.print(box(panel, now=now))
        page.flush()
        return sheet.getvalue().decode(encoding)
