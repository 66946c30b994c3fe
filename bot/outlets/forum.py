"""A post in, a thread in a forum out, found again by the unit code in its first message. Talks to Discord's REST door.

A forum's post takes no nonce: so the outbox notes its intent first, looks here before it tries again, and what was made twice all
the same is made one again.
"""

import itertools
import logging
import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final

import discord

from bot.model.delivery import Post, Sent
from bot.outlets.shape import Shaped
from bot.outlets.shown import shows
from bot.text.clip import clip

log = logging.getLogger(__name__)

TITLE: Final = 100
"""Characters of a thread's name: https://discord.com/developers/docs/resources/channel#channel-object"""
TAGS: Final = 5
"""Tags of one thread."""
LOOKED_AT: Final = 100
"""Threads of ours whose first message is read, newest first; archived ones are listed as far."""


_MARKDOWN: Final = re.compile(r"\\([^\w\s]|_)|\*\*|__")


def title_of(post: Post) -> str:
    """The first panel's title, or what stands for it, without Markdown. Pure."""
    texts = (text for panel in post.panels for text in (panel.title, panel.body.partition("\n")[0]))
    return clip(next((shown for text in texts if (shown := _MARKDOWN.sub(r"\1", text).strip())), post.code), TITLE)


async def start(forum: discord.ForumChannel, post: Post, *, made: Shaped) -> Sent:
    """A thread of its own for `post`, with the forum's tags that fit it. Raises what discord.py raises."""
    tags = tags_for(post.tags, available=forum.available_tags, required=forum.flags.require_tag)
    started = await forum.create_thread(name=title_of(post), applied_tags=tags, **made.as_new)
    return Sent(message=str(started.message.id), thread=str(started.thread.id))


def tags_for(wanted: Sequence[str], *, available: Sequence[discord.ForumTag], required: bool) -> list[discord.ForumTag]:
    """The forum's tags of the names `wanted`, best first, at most five; where one is `required` and none fits, the first that we may use.

    A moderated tag is for moderators to set. Pure.
    """
    by_name = {tag.name.strip().casefold(): tag for tag in reversed(available) if not tag.moderated}
    fitting = list(dict.fromkeys(tag for name in wanted if (tag := by_name.get(name.strip().casefold()))))
    if not fitting and required:
        fitting = [tag for tag in available if not tag.moderated][:1]
    return fitting[:TAGS]


async def find(forum: discord.ForumChannel, *, code: str, after: datetime, me: int) -> Sent | None:
    """Our thread with `code` in its first message; where there are several, the oldest, and the others are deleted.

    None: there is none. Raises what discord.py raises.
    """
    found = [thread async for thread in _ours(forum, after=after, me=me) if await _starts_with(thread, code)]
    if not found:
        return None
    kept, *doubles = sorted(found, key=lambda thread: thread.id)
    for double in doubles:
        try:
            await double.delete()
        except discord.Forbidden:
            log.warning("a thread was made twice and I may not delete it", extra={"thread_id": double.id, "code": code})
    return Sent(message=str(kept.id), thread=str(kept.id))


async def _ours(forum: discord.ForumChannel, *, after: datetime, me: int) -> AsyncIterator[discord.Thread]:
    active = [thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id]
    archived = [thread async for thread in forum.archived_threads(limit=LOOKED_AT)]
    young = {thread.id: thread for thread in (*active, *archived) if thread.owner_id == me and _made_at(thread) > after}
    for number in itertools.islice(sorted(young, reverse=True), LOOKED_AT):
        yield young[number]


def _made_at(thread: discord.Thread) -> datetime:
    return discord.utils.snowflake_time(thread.id)


async def firsts(forum: discord.ForumChannel, *, after: datetime, me: int) -> AsyncIterator[discord.Message]:
    """The first message of each of our threads made since, newest first. Raises what discord.py raises."""
    async for thread in _ours(forum, after=after, me=me):
        if (first := await _first_of(thread)) is not None:
            yield first


async def _first_of(thread: discord.Thread) -> discord.Message | None:
    """The thread's first message, which has the thread's own id; None: somebody deleted it."""
    try:
        return await thread.fetch_message(thread.id)
    except discord.NotFound:
        return None


async def _starts_with(thread: discord.Thread, code: str) -> bool:
    first = await _first_of(thread)
    return first is not None and shows(first, code)
