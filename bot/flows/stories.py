"""A new article in; the story it belongs to, found among the recent ones, and the article in their index out, in the caller's transaction.

Reading a stranger's text is the worker processes' part and linear in it; the comparing here is of hashes alone, with at most
`_CANDIDATES` articles, however many the window holds.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digests.gather import Known, Usage, nearest, possible
from bot.digests.keys import counts, having, index_keys, usage_keys
from bot.errors import Unreadable
from bot.flows.app import App
from bot.model.article import ArticleId
from bot.model.digest import StoryId
from bot.store import stories
from bot.store.database import Transaction
from bot.text.fingerprint import Fingerprint, fingerprint

log = logging.getLogger(__name__)

_CANDIDATES = 6
_PRUNED_AT_ONCE = 2  # for each article that comes: the index never grows while the news keep their pace
_CAUGHT_UP_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where an article belongs. `story` None: it starts one. `repeats`: its text is that of an article that the story has already."""

    story: StoryId | None
    repeats: bool
    usage: Usage


async def fingerprint_of(title: str, text: str, *, link: str, app: App) -> Fingerprint | None:
    """What the article is compared by. None: its text was too hard to read, and it will find no story."""
    try:
        return await app.readers.pool.run(link, fingerprint, title, text, link=link)
    except Unreadable as error:
        log.warning("story not looked for", extra={"why": str(error)})
        return None


async def find(tx: Transaction, one: Fingerprint) -> Found:
    """The story that an article belongs to. Raises `StoreFailed`."""
    uses = await stories.uses(tx, usage_keys(one) | {stories.TOTAL})
    usage = _usage(uses)
    ids = having(index_keys(one, usage=usage), {key: use.found_by for key, use in uses.items()}, most=_CANDIDATES)
    likely = await stories.indexed(tx, [ArticleId(number) for number in ids])
    near = [each for each in likely if possible(one, each.fingerprint, usage=usage)]
    others = frozenset(key for each in near for key in each.fingerprint.words) - usage.found.keys()
    whole = Usage(articles=usage.articles, found={**usage.found, **await stories.usage(tx, others)})
    best = nearest(one, [Known(story=each.story, fingerprint=each.fingerprint) for each in likely], usage=whole)
    return Found(story=best.story if best else None, repeats=bool(best and best.same_text), usage=usage)


async def usage_of(tx: Transaction, one: Fingerprint) -> Usage:
    """How usual the article's own words are in the window. Raises `StoreFailed`."""
    return _usage(await stories.uses(tx, usage_keys(one) | {stories.TOTAL}))


def _usage(uses: Mapping[int, stories.KeyUse]) -> Usage:
    found = {key: use.articles for key, use in uses.items()}
    return Usage(articles=found.get(stories.TOTAL, 0), found=found)


async def keep(tx: Transaction, article: ArticleId, story: StoryId, one: Fingerprint, found: Found, *, app: App, now: datetime) -> None:
    """Put the article into the index, and take out what the window has left behind. Raises `StoreFailed`."""
    since = now - timedelta(days=app.settings.digests.story_days)
    postings, grown = index_keys(one, usage=found.usage), counts(one, number=article, usage=found.usage)
    await stories.add(tx, article, story, one, counts=grown, postings=postings, repeats=found.repeats, now=now)
    await stories.prune(tx, before=since, most=_PRUNED_AT_ONCE)


async def catch_up(*, app: App, now: datetime) -> int:
    """Index some of the recent articles that an earlier version stored; how many, 0 when all are there. Raises `StoreFailed`."""
    since = now - timedelta(days=app.settings.digests.story_days)
    async with app.db.reading() as tx:
        missing = await stories.unindexed(tx, since=since, most=_CAUGHT_UP_AT_ONCE)
    for each in missing:
        one = await fingerprint_of(each.title, each.text, link=each.url, app=app) or fingerprint(each.title, "", link=each.url)
        async with app.db.transaction() as tx:
            found = Found(story=each.story, repeats=False, usage=await usage_of(tx, one))
            await keep(tx, each.article, each.story, one, found, app=app, now=each.seen_at)
    return len(missing)
