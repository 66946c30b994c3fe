"""A feed, a topic or a time as a person names it in, what is meant out; and what there is to choose from."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.catalogue import say
from bot.digests.rules import Rules
from bot.errors import Refused
from bot.flows.app import App
from bot.model.digest import Coverage, Topic
from bot.model.feed import FeedId
from bot.model.search import Sight
from bot.store import seen
from bot.store.database import Transaction
from bot.store.seen import SeenFeed
from bot.text.clip import clip
from bot.text.since import since_of

_SHOWN = 60  # characters of what was typed, where it is repeated


async def feeds_named(tx: Transaction, typed: str, *, sight: Sight) -> frozenset[FeedId] | None:
    """The feeds meant by `#12`, as the list to choose from gives it, or by a part of their titles; None: any. Raises `Refused`."""
    wanted = typed.strip().casefold()
    if not wanted:
        return None
    known = await seen.feeds_of(tx, sight, posted=True)
    found = frozenset(each.id for each in known if wanted == f"#{each.id}")
    found = found or frozenset(each.id for each in known if wanted in each.title.casefold())
    if not found:
        raise Refused(why=say("No feed here is called “{name}”; choose one of the list.", name=_shown(typed)))
    return found


async def feeds_to_choose(part: str, *, sight: Sight, most: int, app: App) -> tuple[SeenFeed, ...]:
    """Feeds that are followed there whose titles have `part`. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        known = await seen.feeds_of(tx, sight, posted=False)
    wanted = part.strip().casefold()
    return tuple(each for each in known if wanted in each.title.casefold())[:most]


def topic_named(typed: str, *, rules: Rules) -> Topic | None:
    """The topic of that tag; None: any. Raises `Refused`."""
    wanted = typed.strip().casefold()
    if not wanted:
        return None
    for topic in rules.topics:
        if topic.tag.casefold() == wanted:
            return topic
    tags = ", ".join(topic.tag for topic in rules.topics)
    raise Refused(why=say("No topic is called “{name}”; there are: {topics}.", name=_shown(typed), topics=tags))


def topics_to_choose(part: str, *, most: int, rules: Rules) -> tuple[Topic, ...]:
    """Topics whose tags have `part`."""
    return tuple(topic for topic in rules.topics if part.strip().casefold() in topic.tag.casefold())[:most]


def since_named(typed: str, *, now: datetime) -> datetime | None:
    """The moment meant; None: any. Raises `Refused`."""
    if not typed.strip():
        return None
    moment = since_of(typed, now=now)
    if moment is None:
        raise Refused(why=say("I can't read “{typed}” as a time; write 24h, 7d, 3 months or 2026-11-01.", typed=_shown(typed)))
    return moment


async def about(topic: Topic, stories: Sequence[Coverage], *, rules: Rules) -> tuple[bool, ...]:
    """Which of the stories are of the topic. In a thread: 0.3 ms each."""

    def ask() -> tuple[bool, ...]:
        topics = (rules.topic_of(title=each.title, text=each.text, tags=each.tags, source=each.source) for each in stories)
        return tuple(found.tag == topic.tag for found in topics)

    return await asyncio.to_thread(ask)


def _shown(typed: str) -> str:
    return clip(" ".join(typed.split()), _SHOWN)
