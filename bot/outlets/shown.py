"""A message of ours as Discord shows it in; its unit code and its links out. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import discord

from bot.model.delivery import OwnMessage
from bot.model.subscription import Look

_CODE: Final = re.compile(r"\bunit (BB-[0-9A-Z]{6,})")
_LINK: Final = re.compile(r"\]\((https?://[^\s()]+)\)")


def as_told(message: discord.Message) -> OwnMessage | None:
    """None: it is no post of the news, such as an answer to a command. The code stands last: what looks like one before is a headline's."""
    texts = [*_texts_of(message.embeds), *_texts_in(message.components)]
    codes = [code for text in texts for code in _CODE.findall(text)]
    if not codes:
        return None
    links = [embed.url for embed in message.embeds if embed.url] + [link for text in texts for link in _LINK.findall(text)]
    return OwnMessage(message_id=str(message.id), code=codes[-1], links=tuple(dict.fromkeys(links)), look=look_of(message))


def look_of(message: discord.Message) -> Look:
    """How the message shows what it shows."""
    return Look.CARDS if message.flags.components_v2 else Look.EMBEDS


def shows(message: discord.Message, code: str) -> bool:
    """Whether the message is the post with this unit code: a footer holds it, or the small last line of its components."""
    footers = [embed.footer.text or "" for embed in message.embeds]
    lines = [line for text in _texts_in(message.components) for line in text.split("\n") if line.startswith("-# ")]
    return any(code in line for line in (*footers, *lines))


def _texts_of(embeds: Iterable[discord.Embed]) -> Iterator[str]:
    for embed in embeds:
        yield embed.description or ""
        yield embed.footer.text or ""


def _texts_in(components: Iterable[object]) -> Iterator[str]:
    """Every text of a message that is laid out in components, however deep; a button's address as a link of its own."""
    for each in components:
        yield str(getattr(each, "content", None) or "")
        yield f"[]({getattr(each, 'url', None)})"
        yield from _texts_in(getattr(each, "children", ()))
        accessory = getattr(each, "accessory", None)
        yield from _texts_in((accessory,) if accessory else ())
