"""A message as Discord gives it in, the links that stand in it out, in the order a reader meets them. Pure."""

from collections.abc import Iterable, Iterator

import discord

from bot.text.links import links_in


def links_of(message: discord.Message) -> tuple[str, ...]:
    """Of its text, its embeds, its components, and of what it forwards."""
    return tuple(_links(message))


def _links(message: discord.Message | discord.MessageSnapshot) -> Iterator[str]:
    yield from links_in(message.content)
    for embed in message.embeds:
        yield from filter(None, (embed.url, embed.author.url))
        texts = (embed.description, *(field.value for field in embed.fields))
        yield from (link for text in texts for link in links_in(text or ""))
    yield from _in_components(message.components)
    for snapshot in getattr(message, "message_snapshots", ()):
        yield from _links(snapshot)


def _in_components(components: Iterable[object]) -> Iterator[str]:
    """However deep."""
    for each in components:
        yield from links_in(str(getattr(each, "content", None) or ""))
        if isinstance(each, discord.Button) and each.url:
            yield each.url
        yield from _in_components(getattr(each, "children", ()))
        accessory = getattr(each, "accessory", None)
        yield from _in_components((accessory,) if accessory else ())
