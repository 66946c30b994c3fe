"""A message of ours as Discord shows it in; its unit code and its links out. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import discord

from bot.model.delivery import OwnMessage

_CODE: Final = re.compile(r"\bunit (BB-[0-9A-Z]{6,})")
_LINK: Final = re.compile(r"\]\((https?://[^\s()]+)\)")


def as_told(message: discord.Message) -> OwnMessage | None:
    """None: it is no post of the news, such as an answer to a command."""
    texts = [*_texts_of(message.embeds), *_texts_in(message.components)]
    code = next((found[1] for text in texts if (found := _CODE.search(text))), None)
    if code is None:
        return None
    links = [embed.url for embed in message.embeds if embed.url] + [link for text in texts for link in _LINK.findall(text)]
    return OwnMessage(message_id=str(message.id), code=code, links=tuple(dict.fromkeys(links)))


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
