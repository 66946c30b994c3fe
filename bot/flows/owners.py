"""What goes wrong in, the owners told in messages of their own: a few an hour, several things in one. Never in a news channel."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.engine.loops import Trouble
from bot.errors import BotError, SendFailed, StoreFailed, StoreTrouble
from bot.flows.app import App
from bot.flows.prompts import PromptsWatch
from bot.flows.tally import end_rest
from bot.model.job import Quarantined
from bot.model.notice import Notice, NoticeKind
from bot.ports import Owners
from bot.store import notes, notices
from bot.text.clip import clip
from bot.text.markdown import escape

log = logging.getLogger(__name__)

LOOK_S: Final = 5.0
_SETTLES = timedelta(seconds=10)  # what happens together is told together
_APART = timedelta(minutes=20)
_AFTER_A_FAILURE = timedelta(hours=1)
_AFTER_A_REFUSAL = timedelta(days=1)  # each try may be an invalid request
_LASTS = timedelta(minutes=5)
_REFUSED_FOR = timedelta(days=7)
_WITHIN_S: Final = 45.0
_ROOM: Final = 1800  # characters, of Discord's 2000
_LONGEST: Final = 400

_STORE: Final = "store"
_QUEUE: Final = "queue"
_KEY: Final = "owners_again_at"


class OwnersWatch:
    """Opens and ends notices of what nobody else looks after, and tells of all. `owners` None: nobody is told, `bytebot status` shows them.

    `troubles` gives what the loops fail at.
    """

    def __init__(self, app: App, *, owners: Owners | None, troubles: Callable[[], Iterable[Trouble]]) -> None:
        self._app = app
        self._owners = owners
        self._troubles = troubles
        self._prompts = PromptsWatch(app)
        self._again_at: datetime | None = None
        self._failed = ""
        self._said: StoreTrouble | None = None

    async def step(self, now: datetime) -> float:
        """One look; the seconds until the next. Raises `StoreFailed`."""
        trouble = self._lasting(now)
        try:
            await self._note(trouble, now=now)
            await self._tell_notices(now=now)
        except StoreFailed:
            if trouble is not None:
                await self._tell_unstored(trouble, now=now)
            raise
        if trouble is None:
            self._said = None
        return LOOK_S

    def _lasting(self, now: datetime) -> StoreFailed | None:
        """A failure of the database that goes on; of a damaged one nobody hopes that it stops."""
        for each in self._troubles():
            damaged = isinstance(each.error, StoreFailed) and each.error.trouble is StoreTrouble.DAMAGED
            if isinstance(each.error, StoreFailed) and (damaged or now - each.since >= _LASTS):
                return each.error
        return None

    async def _note(self, trouble: StoreFailed | None, *, now: datetime) -> None:
        """Writes only where something changed."""
        async with self._app.db.reading() as tx:
            known = await notices.still_open(tx)
        broken = await self._prompts.look(known, now=now)
        held = await self._app.engine.quarantined()
        kinds = {each.kind for each in known}
        storing = trouble is not None or NoticeKind.STORE in kinds
        if not (storing or broken or bool(held) != (NoticeKind.HELD in kinds) or kinds & {NoticeKind.RESTING, NoticeKind.REFUSED}):
            return
        async with self._app.db.transaction() as tx:
            await broken.store(tx)
            await end_rest(tx, now=now)
            await notices.end_old(tx, NoticeKind.REFUSED, before=now - _REFUSED_FOR)
            if held:
                await notices.raise_one(tx, Notice(kind=NoticeKind.HELD, subject=_QUEUE, text=self._held(held[-1]), created_at=now))
            else:
                await notices.end(tx, [_QUEUE])
            if trouble is None:
                await notices.end(tx, [_STORE])
            elif await notices.raise_one(tx, Notice(kind=NoticeKind.STORE, subject=_STORE, text=trouble.said, created_at=now)):
                log.error("notice", extra={"kind": NoticeKind.STORE.value, "why": str(trouble)})

    def _held(self, first: Quarantined) -> str:
        again = (
            "`bytebot jobs list` shows all, `bytebot jobs release` lets them try again"
            if self._app.engine.shared
            else "They try again at the next start"
        )
        what = clip(f"{first.task} {first.key}: {first.reason}", _LONGEST // 2)
        return f"Jobs failed every time and are set aside; the first: {what}. {again}."

    async def _tell_notices(self, *, now: datetime) -> None:
        if self._owners is None:
            return
        async with self._app.db.reading() as tx:
            waiting = await notices.untold(tx, before=now - _SETTLES)
            if not waiting or not await self._may_tell(waiting_for=await notes.read(tx, _KEY), now=now):
                return
        await self._rest(now + _APART)  # before it is sent: a crash after that must not make a second message at once
        if await self._send(letter([each.text for each in waiting]), now=now):
            async with self._app.db.transaction() as tx:
                await notices.mark_told(tx, waiting, now=now)
        elif self._again_at:
            await self._rest(self._again_at)

    async def _may_tell(self, *, waiting_for: str | None, now: datetime) -> bool:
        """Not before the pause is over that this run or an earlier one left; one from a clock that was wrong does not count."""
        if self._again_at is None and waiting_for:
            self._again_at = min(datetime.fromisoformat(waiting_for), now + _AFTER_A_REFUSAL)
        return self._again_at is None or self._again_at <= now

    async def _tell_unstored(self, trouble: StoreFailed, *, now: datetime) -> None:
        """The database cannot even take the notice: said once for each kind of trouble."""
        if self._owners is None or self._said is trouble.trouble or (self._again_at and self._again_at > now):
            return
        self._again_at = now + _APART
        if await self._send(letter([trouble.said]), now=now):
            self._said = trouble.trouble

    async def _send(self, text: str, *, now: datetime) -> bool:
        """Whether it was told. A failure is logged once and not tried again soon."""
        assert self._owners is not None  # noqa: S101  both who call have looked
        try:
            async with asyncio.timeout(_WITHIN_S):
                await self._owners.tell(text)
        except (BotError, TimeoutError) as error:
            passing = isinstance(error, SendFailed | TimeoutError)
            self._again_at = now + (_AFTER_A_FAILURE if passing else _AFTER_A_REFUSAL)
            if str(error) != self._failed:
                log.warning("owners not told, `bytebot status` shows what is wrong", extra={"why": str(error) or "timed out"})
                self._failed = str(error)
            return False
        self._failed = ""
        log.info("owners told")
        return True

    async def _rest(self, until: datetime) -> None:
        self._again_at = until
        async with self._app.db.transaction() as tx:
            await notes.write(tx, _KEY, until.astimezone(UTC).isoformat())


def letter(texts: Sequence[str]) -> str:
    """One message of at most 2000 characters that lists them, as far as there is room. Pure."""
    lines = ["**This needs your attention:**"]
    for number, text in enumerate(texts):
        line = f"- {clip(escape(text), _LONGEST)}"
        if sum(map(len, lines)) + len(lines) + len(line) > _ROOM:
            lines.append(f"and {len(texts) - number} more: `bytebot status` lists them all.")
            break
        lines.append(line)
    return "\n".join(lines)
