"""A span of time in, the stories that several feeds told in it out, the most told first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.flows.app import App
from bot.flows.narrow import since_named
from bot.model.search import Leaf, Sight
from bot.store import seen
from bot.store.seen import SeenArticle

_LEAST_SOURCES = 2
_USUAL = timedelta(hours=24)
_MOST_ARTICLES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A story, by the first article that told it. `sources`: the feeds that have it, the earliest first. `at`: when the newest came."""

    title: str
    link: str
    sources: tuple[str, ...]
    at: datetime


async def trending(since: str = "", *, sight: Sight, number: int = 0, size: int = 5, app: App, now: datetime) -> Leaf[Trend]:
    """One page of what at least two of the feeds that the asker sees told since then (a day, where nothing is said).

    Raises `Refused` where `since` is no time, `StoreFailed`.
    """
    begun = since_named(since, now=now) or now - _USUAL
    async with app.db.reading() as tx:
        came = await seen.articles_since(tx, sight, since=begun, most=_MOST_ARTICLES)
    stories: defaultdict[int, list[SeenArticle]] = defaultdict(list)
    for article in came:
        stories[article.story].append(article)
    trends = [trend for told in stories.values() if len((trend := _trend(told[::-1])).sources) >= _LEAST_SOURCES]
    trends.sort(key=lambda trend: (len(trend.sources), trend.at), reverse=True)
    return Leaf.of(trends, number=number, size=size, capped=len(came) == _MOST_ARTICLES)


def _trend(told: Sequence[SeenArticle]) -> Trend:
    """`told` has the earliest first."""
    sources = dict.fromkeys(article.feed for article in told)
    names = {article.feed: article.source for article in told}
    first = told[0]
    return Trend(title=first.title, link=first.link, sources=tuple(names[feed] for feed in sources), at=max(article.at for article in told))
