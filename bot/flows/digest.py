"""Condensed entries that wait for channels in; digests, and their posts in the outbox, out, in one transaction a channel."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digests.clock import next_digest_at
from bot.digests.rank import build_stories, plan_posts
from bot.errors import StoreFailed
from bot.flows.app import App
from bot.flows.recall import not_posted_yet, recall_channels
from bot.model.delivery import NewPost
from bot.model.digest import Digest, Ready
from bot.model.subscription import Channel, ChannelId, Mode
from bot.rendering.frozen import freeze
from bot.rendering.post import render_posts
from bot.store import digests, posts, subscriptions
from bot.store.database import Transaction

log = logging.getLogger(__name__)

_WAIT_FOR_OTHERS = timedelta(seconds=60)  # for a story's other sources to be read
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that reads as a digit


@dataclass(frozen=True, slots=True, kw_only=True)
class Digested:
    """What one channel got in one look: how many stories, in how many posts."""

    channel: ChannelId
    stories: int
    posts: int


async def digest_due(*, app: App, now: datetime, at_once: bool = False) -> tuple[Digested, ...]:
    """Build what is due for every channel that posts can go to; `at_once` does not wait for the digest's hour.

    Raises `StoreFailed`.
    """
    async with app.db.reading() as tx:
        ready = await digests.settled(tx, since=now - _WAIT_FOR_OTHERS)
        channels = [each for name in app.outlets for each in await subscriptions.channels_of(tx, name)]
    known = await recall_channels([each for each in channels if each.id in ready], app=app, now=now)
    done = [await _safely_digest(each, app=app, now=now, at_once=at_once) for each in known]
    return tuple(each for each in done if each and each.posts)


async def _safely_digest(channel: Channel, *, app: App, now: datetime, at_once: bool) -> Digested | None:
    """None: a bug, logged; the other channels get theirs. Raises `StoreFailed`."""
    try:
        return await _digest(channel, app=app, now=now, at_once=at_once)
    except StoreFailed:
        raise
    except Exception:
        log.exception("digest met a bug", extra={"channel_id": channel.id})
        return None


async def _digest(channel: Channel, *, app: App, now: datetime, at_once: bool) -> Digested:
    """One channel, in one transaction: two builders at once cannot both take the same entries."""
    limits = app.settings.digests
    due = at_once or channel.next_digest_at <= now
    made: list[Digest] = []
    many = 0
    async with app.db.transaction() as tx:
        waiting = await not_posted_yet(tx, await _not_told_yet(tx, channel.id), channel=channel, now=now)
        for mode in [Mode.INSTANT, Mode.DIGEST] if due else [Mode.INSTANT]:
            mine = [each for each in waiting if each.mode is mode]
            stories = build_stories(mine, rules=app.voice.rules, now=now)
            planned = plan_posts(stories, mode=mode, cards_at_once=limits.cards_at_once, most=limits.stories)
            for digest in planned:
                many += await _put_in_outbox(tx, digest, mine, channel=channel.id, app=app, now=now)
            made += planned
            told = {story.id for digest in planned for story in digest.stories}
            waiting = [each for each in waiting if each.coverage.story_id not in told]
        await digests.postpone(tx, [each.delivery_id for each in waiting if each.mode is Mode.INSTANT])
        if due:
            next_at = next_digest_at(now, every_s=limits.every_s, offset_s=limits.offset_s)
            await subscriptions.set_next_digest(tx, channel.id, next_at)
    if made:
        log.info("digests built", extra={"channel_id": channel.id, "digests": len(made), "posts": many})
    return Digested(channel=channel.id, stories=sum(len(each.stories) for each in made), posts=many)


async def _not_told_yet(tx: Transaction, channel: ChannelId) -> list[Ready]:
    """What is ready, less what only adds a source to a story that the channel had before: that waits no more."""
    ready = await digests.ready(tx, channel)
    told = await digests.already_posted(tx, channel, [each.coverage.story_id for each in ready])
    for story, digest in told.items():
        await digests.mark_told(tx, [each.delivery_id for each in ready if each.coverage.story_id == story], digest)
    return [each for each in ready if each.coverage.story_id not in told]


async def _put_in_outbox(tx: Transaction, digest: Digest, ready: Sequence[Ready], *, channel: ChannelId, app: App, now: datetime) -> int:
    rendered = render_posts(digest, templates=app.voice.templates, codes=unit_code, now=now)
    stored = await digests.add(tx, digest, channel=channel, now=now)
    new = [NewPost(code=post.code, payload=freeze(post), nonce=f"{post.code}-0") for post in rendered]
    await posts.add(tx, new, digest=stored, channel=channel, now=now)
    told = {story.id for story in digest.stories}
    await digests.mark_told(tx, [each.delivery_id for each in ready if each.coverage.story_id in told], stored)
    return len(new)


def unit_code() -> str:
    """A short code such as `BB-7F3K2Q` by which a post is known in its channel: 30 random bits, unique by the table's own key."""
    return "BB-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))
