"""A post in, the same as a direct message out: it makes no sound, and says how to end such messages. Pure."""

from dataclasses import replace

from bot.catalogue import say
from bot.model.delivery import Post


def as_letter(post: Post) -> Post:
    """`post` with a way out before the unit code in its last footer, where the renderer leaves room for it."""
    *others, last = post.panels
    way_out = say("Stop these messages: {command}", command="/bytebot unfollow")
    return replace(post, silent=True, panels=(*others, replace(last, footer=f"{way_out} · {last.footer}")))
