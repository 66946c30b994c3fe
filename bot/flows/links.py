"""A message's links in, the takeaways of one of them out, with the others to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urldefrag

from bot.catalogue import say
from bot.errors import FetchFailed, Refused, Unreadable
from bot.flows.app import App
from bot.flows.tldr import Tldr, ask
from bot.store import offered
from bot.text.urls import host_of, web_link

MOST: Final = 25
"""Links of one message that are looked at; Discord's lists hold no more."""

_NOT_READ: Final = frozenset({"discord.com", "discord.gg", "discordapp.com", "discordapp.net", "tenor.com", "giphy.com"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A link that was not read, and the key to ask for it by."""

    link: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a link came to, and the message's other links. `tldr` None: it could not be read, and `trouble` says why."""

    tldr: Tldr | None
    trouble: str
    others: tuple[Offered, ...]


async def ask_message(links: Sequence[str], *, user: int, app: App, now: datetime) -> Answered:
    """The takeaways of the first link that may lead to an article; the others can be asked for within a day.

    Raises `Refused`, `StoreFailed`; where it is the only link, all that `ask` raises.
    """
    wanted = readable(links)
    if not wanted:
        raise Refused(why=say("I see no link to an article in that message."))
    first, *others = wanted
    if others:
        async with app.db.transaction() as tx:
            await offered.keep(tx, wanted, now=now)
    return await _answered(first, others, user=user, app=app, now=now)


async def ask_other(key: str, *, among: Sequence[str], user: int, app: App, now: datetime) -> Answered:
    """The takeaways of a link that was offered; `among` are the keys of all that were offered with it. Raises as `ask_message`."""
    async with app.db.reading() as tx:
        known = [(each, await offered.find(tx, each)) for each in dict.fromkeys([key, *among])]
    links = {each: link for each, link in known if link is not None}
    if key not in links:
        raise Refused(why=say("That list is too old; ask for the message's takeaways again."))
    wanted = links.pop(key)
    return await _answered(wanted, list(links.values()), user=user, app=app, now=now)


async def _answered(link: str, others: Sequence[str], *, user: int, app: App, now: datetime) -> Answered:
    offers = tuple(Offered(link=each, key=offered.key_of(each)) for each in others)
    try:
        return Answered(tldr=await ask(link, user=user, app=app, now=now), trouble="", others=offers)
    except (FetchFailed, Unreadable) as error:
        if not offers:
            raise
        return Answered(tldr=None, trouble=error.said, others=offers)


def readable(links: Sequence[str]) -> tuple[str, ...]:
    """Those that may lead to an article, each page once, in order. Pure."""
    safe = [link for each in links if (link := web_link(urldefrag(each).url)) and not _is_discords(link)]
    return tuple({offered.key_of(each): each for each in reversed(safe)}.values())[::-1][:MOST]


def _is_discords(link: str) -> bool:
    host = host_of(link)
    return any(host == each or host.endswith(f".{each}") for each in _NOT_READ)
