"""Words in, the articles that have them and that the asker may see out, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.catalogue import say
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.narrow import about, feeds_named, since_named, topic_named
from bot.flows.places import places_of
from bot.model.digest import Coverage, Topic
from bot.model.search import Leaf, Match, Narrowed, Sight
from bot.store import seen
from bot.store.search import search_of
from bot.text.query import Query, parse
from bot.text.snippet import snippet

MOST = 300
"""The newest matches that are ranked; what is older is not found by words as usual as that."""

_MOST_OF_TOPIC = 150  # of the best, for a topic is told anew for each: 0.3 ms
_FRESH = timedelta(days=14)
_SNIPPET = 220  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for. `feed`, `topic`, `since`: as typed, "" where not; they win over those that stand in `text`."""

    text: str
    feed: str = ""
    topic: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article found. `snippet` has each hit between `bot.text.snippet.OPEN` and `CLOSE`. `place` "": it was not posted there."""

    coverage: Coverage
    snippet: str
    place: str


async def search(wish: Wish, *, sight: Sight, number: int = 0, size: int = 5, app: App, now: datetime) -> Leaf[Hit]:
    """One page of what is found, the best first. Raises `Refused` where nothing is asked for, `StoreFailed`."""
    asked = await narrowed(wish, sight=sight, app=app, now=now)
    topic = topic_named(wish.topic or asked.query.topic, rules=app.voice.rules)
    matches = await search_of(app.db).matches(asked, sight=sight, most=MOST)
    ranked = sorted(matches, key=lambda match: score(match, now=now), reverse=True)
    capped = len(matches) == MOST or (topic is not None and len(matches) > _MOST_OF_TOPIC)
    kept = await _of_topic(ranked[:_MOST_OF_TOPIC], topic, app=app) if topic else ranked
    return await _opened(Leaf.of(kept, number=number, size=size, capped=capped), asked.query, sight=sight, app=app)


async def narrowed(wish: Wish, *, sight: Sight, app: App, now: datetime) -> Narrowed:
    """What is asked for, but for its topic. Raises `Refused` where nothing is, or a feed or a time that is none; `StoreFailed`."""
    query = parse(wish.text)
    if query.says_nothing:
        raise Refused(why=say("Give me a word to look for that not every article has, such as “chips” or “data breach”."))
    since = since_named(wish.since or query.since, now=now)
    async with app.db.reading() as tx:
        feeds = await feeds_named(tx, wish.feed or query.feed, sight=sight)
    return Narrowed(query=query, feeds=feeds, since=since)


def score(match: Match, *, now: datetime) -> float:
    """How far up an article stands: how well it fits, and up to as much again while it is fresh (half of that after two weeks). Pure."""
    age = max(now - match.at, timedelta())
    return match.weight * (1 + _FRESH / (_FRESH + age))


async def _of_topic(matches: Sequence[Match], topic: Topic, *, app: App) -> tuple[Match, ...]:
    async with app.db.reading() as tx:
        found = await seen.coverages(tx, [match.entry for match in matches])
    told = [match for match in matches if match.entry in found]
    fits = await about(topic, [found[match.entry] for match in told], rules=app.voice.rules)
    return tuple(match for match, fit in zip(told, fits, strict=True) if fit)


async def _opened(leaf: Leaf[Match], query: Query, *, sight: Sight, app: App) -> Leaf[Hit]:
    async with app.db.reading() as tx:
        found = await seen.coverages(tx, [match.entry for match in leaf.items])
        places = await places_of(tx, list(found.values()), sight=sight)
    hits = tuple(
        Hit(coverage=one, snippet=_snippet(one, query), place=places.get(one.story_id, ""))
        for one in (found[match.entry] for match in leaf.items if match.entry in found)
    )
    return Leaf(items=hits, number=leaf.number, pages=leaf.pages, total=leaf.total, capped=leaf.capped)


def _snippet(one: Coverage, query: Query) -> str:
    return snippet([*(bullet.text for bullet in one.takeaways.bullets), one.text], query.terms, room=_SNIPPET)
