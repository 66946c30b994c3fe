"""A post in, the same as a direct message out: it makes no sound, and says how to end such messages. Pure."""

from dataclasses import replace
from typing import Final

from bot.catalogue import say
from bot.model.delivery import Post
from bot.rendering.limits import units

_COMMAND: Final = "/bytebot unfollow"
_ROOM: Final = 256
"""What the renderer leaves free for the last footer, whatever stands in it."""


def as_letter(post: Post) -> Post:
    """`post` with a way out before the unit code in its last footer; the command alone where a sentence has no room."""
    *others, last = post.panels
    way_out = say("Stop these messages: {command}", command=_COMMAND)
    footer = f"{way_out} · {last.footer}"
    if units(footer) > _ROOM:
        footer = f"{_COMMAND} · {last.footer}"
    return replace(post, silent=True, panels=(*others, replace(last, footer=footer)))
