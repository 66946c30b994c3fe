"""Condensed entries that wait for channels in; digests, and their posts in the outbox, out, in one transaction a channel."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.digests.clock import day_began, last_run, quiet_until
from bot.digests.plan import plan_posts
from bot.digests.rank import build_stories, is_news
from bot.digests.taste import Taste
from bot.errors import StoreFailed
from bot.flows.app import App
from bot.flows.judge import judge_waiting
from bot.flows.recall import not_posted_yet, recall_channels
from bot.flows.recard import recard
from bot.flows.schedule import next_due
from bot.model.delivery import NewPost, Style, message_url
from bot.model.digest import Digest, DigestKind, Ready, Story, StoryId, Told
from bot.model.job import Job, TaskName
from bot.model.schedule import Cadence
from bot.model.subscription import Channel, ChannelId, Mode
from bot.rendering.frozen import freeze
from bot.rendering.letter import as_letter
from bot.rendering.panels import is_framed
from bot.rendering.post import render_posts
from bot.store import corrections, digests, follows, posts, subscriptions, votes
from bot.store.database import Transaction

log = logging.getLogger(__name__)

_WAIT_FOR_OTHERS = timedelta(seconds=60)  # for a story's other sources to be read
_MANY = 1_000_000
_VOTES = 1000  # the newest; older ones hardly count any more
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that reads as a digit


@dataclass(frozen=True, slots=True, kw_only=True)
class Digested:
    """What one channel got in one look: how many stories, in how many posts."""

    channel: ChannelId
    stories: int
    posts: int


async def digest_due(*, app: App, now: datetime, at_once: bool = False) -> tuple[Digested, ...]:
    """Build what is due for every channel that posts can go to; `at_once` does not wait for the digest's hour.

    A channel that takes no posts now gets none built: what waits for it comes together when it does. Raises `StoreFailed`.
    """
    async with app.db.reading() as tx:
        waiting = await digests.waiting(tx, since=now - _WAIT_FOR_OTHERS)
        held = await posts.held(tx)
        channels = [each for name in app.outlets for each in await subscriptions.channels_of(tx, name) if each.id not in held]
    look_at = [each for each in channels if each.id in waiting.settled or (each.next_digest_at <= now and each.id not in waiting.unsettled)]
    known = await recall_channels(look_at, app=app, now=now)
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
    """One channel, in one transaction: two builders at once cannot both take the same entries.

    Its filters speak first, for they may take their time in a worker.
    """
    wishes, usual = channel.schedule, app.settings.digests
    if wishes and not at_once and quiet_until(wishes.quiet, zone=wishes.zone, now=now):
        return Digested(channel=channel.id, stories=0, posts=0)
    await judge_waiting(channel.id, app=app, now=now)
    due = at_once or channel.next_digest_at <= now
    async with app.db.transaction() as tx:
        news = await _news(tx, channel, app=app, now=now)
        taste = Taste(await votes.of_channel(tx, channel.id, most=_VOTES))
        stories = build_stories(news.ready, rules=app.voice.rules, now=now, taste=taste)
        plan = plan_posts(
            [_as_told(story, news, channel=channel) for story in stories],
            instant={each.coverage.story_id for each in news.ready if each.mode is Mode.INSTANT},
            cards=min(usual.cards_at_once, await _cards_left(tx, channel, now=now)),
            due=due,
            most=(wishes and wishes.stories) or usual.stories,
            say_when_empty=due and await _had_nothing(tx, channel, now=now),
        )
        many = sum([await _put_in_outbox(tx, digest, news.ready, channel=channel, app=app, now=now) for digest in plan.digests])
        if not (wishes and wishes.cadence is Cadence.NEVER):  # without digests the rest comes singly too, a little later
            await digests.postpone(tx, [each.delivery_id for each in news.ready if each.coverage.story_id in plan.later])
        if due:
            await subscriptions.set_next_digest(tx, channel.id, next_due(wishes, settings=usual, after=now))
    if many:
        log.info("digests built", extra={"channel_id": channel.id, "digests": len(plan.digests), "posts": many})
    return Digested(channel=channel.id, stories=sum(len(each.stories) for each in plan.digests), posts=many)


async def _cards_left(tx: Transaction, channel: Channel, *, now: datetime) -> int:
    """How many stories may still come singly today, by the channel's own clock."""
    if channel.schedule is None or channel.schedule.daily_cards is None:
        return _MANY
    today = day_began(zone=channel.schedule.zone, now=now)
    return channel.schedule.daily_cards - await digests.cards_since(tx, channel.id, since=today)


async def _had_nothing(tx: Transaction, channel: Channel, *, now: datetime) -> bool:
    """Whether the channel wants to hear that there is nothing new, and got no card since its digest hour before this one."""
    wishes = channel.schedule
    if wishes is None or not wishes.say_when_empty:
        return False
    since = last_run(wishes, before=min(channel.next_digest_at, now))
    return not await digests.cards_since(tx, channel.id, since=since)


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What waits for a channel, and the newest cards of the stories among it that the channel had before."""

    ready: list[Ready]
    told: dict[StoryId, Told]


async def _news(tx: Transaction, channel: Channel, *, app: App, now: datetime) -> _News:
    """What is ready, less what only adds a source to a story that the channel had lately: that waits no more, its card names it."""
    ready = await not_posted_yet(tx, await digests.ready(tx, channel.id), channel=channel, now=now)
    told = await digests.already_posted(tx, channel.id, [each.coverage.story_id for each in ready])
    new = [each for each in ready if is_news(each, told=told.get(each.coverage.story_id), now=now)]
    for story, card in told.items():
        old = [each.delivery_id for each in ready if each.coverage.story_id == story and each not in new]
        if old:
            await digests.mark_told(tx, old, card.digest)
            await recard(tx, card.digest, app=app, now=now)
    return _News(ready=new, told=told)


def _as_told(story: Story, news: _News, *, channel: Channel) -> Story:
    """An update where the channel had the story before."""
    card = news.told.get(story.id)
    return story if card is None else replace(story, part=card.part + 1, earlier=message_url(channel.target, card.message))


async def _put_in_outbox(tx: Transaction, digest: Digest, ready: Sequence[Ready], *, channel: Channel, app: App, now: datetime) -> int:
    style = await _style_of(tx, digest, channel=channel)
    rendered = render_posts(digest, templates=app.voice.templates, codes=unit_code, now=now, style=style)
    if await follows.is_letters(tx, channel.id):
        rendered = tuple(as_letter(post) for post in rendered)
    stored = await digests.add(tx, digest, channel=channel.id, now=now)
    new = [NewPost(code=post.code, payload=freeze(post), nonce=f"{post.code}-0") for post in rendered]
    await posts.add(tx, new, digest=stored, channel=channel.id, now=now)
    await app.engine.enqueue([Job(task=TaskName.DELIVER, key=str(channel.id))], tx=tx)
    told = {story.id for story in (*digest.stories, *digest.more)}
    await digests.mark_told(tx, [each.delivery_id for each in ready if each.coverage.story_id in told], stored)
    recheck_s = app.settings.articles.recheck_s
    if digest.kind is DigestKind.CARD and recheck_s:
        leads = [story.lead.article_id for story in digest.stories]
        await corrections.watch(tx, leads, until=now + timedelta(seconds=recheck_s))
    return len(new)


async def _style_of(tx: Transaction, digest: Digest, *, channel: Channel) -> Style:
    """How the channel wants it; what says something in ByteBot's voice takes the channel's next turn."""
    card = digest.kind is DigestKind.CARD
    framed = not card or any(is_framed(story) for story in digest.stories)
    turn = await subscriptions.take_turn(tx, channel.id, card=card) if framed else 0
    return Style(look=channel.look, language=channel.language, voice=channel.voice, turn=turn)


def unit_code() -> str:
    """A short code such as `BB-7F3K2Q` by which a post is known in its channel: 30 random bits, unique by the table's own key."""
    return "BB-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))
