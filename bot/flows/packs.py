"""The operator's starter packs in, or ours where those are broken; the packs out. Reads one file at every look."""

import asyncio
import logging

from bot.catalogue import say
from bot.errors import PromptsInvalid, Refused
from bot.feeds.packs import read_packs
from bot.flows.app import App
from bot.model.outline import Listed, Pack
from bot.rendering.templates import Templates

log = logging.getLogger(__name__)

PACKS = "packs.toml"


async def all_packs(*, app: App) -> tuple[Pack, ...]:
    """Every pack, the one that newcomers are offered first. Raises `PromptsInvalid` where even ours is broken."""
    return await asyncio.to_thread(_read, app.voice.templates)


async def pack_named(name: str, *, app: App) -> Pack:
    """The pack of this name or title. Raises `Refused` where there is none."""
    packs = await all_packs(app=app)
    wanted = name.strip().casefold()
    for each in packs:
        if wanted in {each.name, each.title.casefold()}:
            return each
    raise Refused(why=say("There is no such pack; there are: {packs}.", packs=", ".join(each.name for each in packs)))


def listed(pack: Pack) -> Listed:
    """A pack as a list of feeds. Pure."""
    return Listed(outlines=pack.feeds, unreadable=0)


def _read(templates: Templates) -> tuple[Pack, ...]:
    try:
        text, file = templates.read(PACKS)
        return read_packs(text, file=file)
    except PromptsInvalid as error:
        log.error("packs broken, ours used", extra={"file": error.file, "line": error.line, "problem": error.problem})  # noqa: TRY400  its line says enough
    text, file = Templates(voice="plain").read(PACKS)
    return read_packs(text, file=file)
