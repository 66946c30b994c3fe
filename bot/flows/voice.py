"""The rules that the operator may change while the bot runs in, the rules to use now out. Reads one file at every look."""

import asyncio
import logging
from dataclasses import replace

from bot.digests.rules import load_rules
from bot.errors import PromptsInvalid
from bot.flows.app import Voice

log = logging.getLogger(__name__)

RULES = "rules.toml"


class Watch:
    """Over one `Voice`. Its templates look after themselves: they are read anew when their files change."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._read: str | None = None  # None: not looked yet
        self._told: str | None = None

    async def look(self) -> Voice:
        """The voice with the rules as the file has them now. A broken file is told in the log, once; the last good rules stay
        until it is mended. By the text and not by its time: a file put back with its old time is a change too."""
        try:
            text, file = await asyncio.to_thread(self._voice.templates.read, RULES)
            if text != self._read:
                rules = await asyncio.to_thread(load_rules, text, file=file)
                if self._read is not None or self._told is not None:
                    log.info("rules read anew", extra={"file": file})
                self._voice, self._read = replace(self._voice, rules=rules), text
        except PromptsInvalid as error:
            if error.said != self._told:
                log.error("rules broken, the last good ones stay", extra={"file": error.file, "line": error.line, "problem": error.problem})  # noqa: TRY400  its line says enough
                self._told = error.said
        else:
            self._told = None
        return self._voice
