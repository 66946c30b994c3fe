"""The operator's templates and rules in, a notice for each file that cannot be used out; it ends when the file is mended."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.digests.rules import load_rules
from bot.errors import PromptsInvalid
from bot.feeds.packs import read_packs
from bot.flows.app import App, Voice
from bot.flows.packs import PACKS
from bot.flows.voice import RULES
from bot.model.notice import Notice, NoticeKind
from bot.store import notices
from bot.store.database import Transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Notices to open, and subjects of notices to end."""

    broken: Sequence[Notice] = ()
    mended: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.broken or self.mended)

    async def store(self, tx: Transaction) -> None:
        """Raises `StoreFailed`."""
        for notice in self.broken:
            await notices.raise_one(tx, notice)
        if self.mended:
            await notices.end(tx, self.mended, kind=NoticeKind.PROMPTS)


class PromptsWatch:
    """Reads the files again only when they changed: a whole check takes a tenth of a second of a thread's time."""

    def __init__(self, app: App) -> None:
        self._voice = app.voice
        self._looks: object = None
        self._broken: dict[str, str] = {}

    async def look(self, known: Collection[Notice], *, now: datetime) -> Changed:
        """What differs between the files and the notices that are open."""
        looks = await asyncio.to_thread(_looks, self._voice)
        if looks != self._looks:
            self._broken = await asyncio.to_thread(_faults, self._voice)
            self._looks = looks
        told = {each.subject: each.text for each in known if each.kind is NoticeKind.PROMPTS}
        broken = [
            Notice(kind=NoticeKind.PROMPTS, subject=file, text=text, created_at=now)
            for file, text in self._broken.items()
            if file not in told
        ]
        return Changed(broken=broken, mended=[file for file in told if file not in self._broken])


def _looks(voice: Voice) -> object:
    """Something that is another when a file changed; None: a file vanished under our eyes, look again."""
    try:
        return voice.templates.looks()
    except OSError:
        return None


def _faults(voice: Voice) -> dict[str, str]:
    """The first thing that is wrong with each file, and what stands in for it."""
    found = {each.file: f"{each.said} Until it is mended, ours is used." for each in reversed(voice.templates.check(cards=None))}
    try:
        text, file = voice.templates.read(RULES)
        load_rules(text, file=file)
    except PromptsInvalid as error:
        found[error.file] = f"{error.said} Until it is mended, the last good rules are used."
    try:
        text, file = voice.templates.read(PACKS)
        read_packs(text, file=file)
    except PromptsInvalid as error:
        found[error.file] = f"{error.said} Until it is mended, ours are used."
    return found
