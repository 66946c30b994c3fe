"""A followed feed in, its newest entry as it would be posted out, and what would become of it. Nothing is stored or posted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.catalogue import say
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.judge import verdicts_of
from bot.flows.preview import Made, preview_feed
from bot.flows.read import parse
from bot.flows.style import style_at
from bot.flows.why import explain
from bot.model.decision import ChannelDecision
from bot.model.delivery import Post
from bot.model.filters import Subject, Verdict
from bot.model.subscription import SubscriptionId, Target
from bot.store import entries, filters, followed
from bot.store.followed import Followed
from bot.text.urls import host_of
from bot.web.client import Accept

_PASSED: Final = Verdict(passed=True, why="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """`post` None: the feed shows no entries. `verdict`: what the channel's filters of now say. `known`: what became of the entry in the
    channel, None where it was not seen yet.
    """

    of: Followed
    post: Post | None = None
    verdict: Verdict = _PASSED
    known: ChannelDecision | None = None


async def rehearse(subscription: SubscriptionId, *, within: Target, app: App, now: datetime) -> Rehearsal:
    """Read a feed of the guild's as a poll does, and its newest entry as the bot does for a card.

    Raises `Refused` where the guild does not follow it, `FetchFailed` or `Unreadable` where the feed cannot be read, `StoreFailed`.
    """
    async with app.db.reading() as tx:
        one = await followed.one(tx, subscription, within=within)
    if one is None:
        raise Refused(why=say("That feed is not followed here; choose one of the list."))
    fetched = await app.readers.web.fetch(one.feed.url, accept=Accept.FEED)
    parsed = await parse(fetched, readers=app.readers)
    style = await style_at(one.target, app=app)
    seen = await preview_feed(parsed, readers=app.readers, voice=app.voice, most=1, bullets=one.takeaways, now=now, style=style)
    if not seen.made:
        return Rehearsal(of=one)
    made = seen.made[-1]
    async with app.db.reading() as tx:
        applied = await filters.applying(tx, one.channel)
        shown = [each for each in parsed.entries if each.keys == made.keys][:1]
        stored = await entries.ids_of(tx, one.feed.id, shown)
    (verdict,) = await verdicts_of([_subject(made, one=one)], applied, app=app)
    known = await _known(f"#{stored[0]}", one=one, app=app, now=now) if stored else None
    return Rehearsal(of=one, post=seen.posts[-1], verdict=verdict, known=known)


async def _known(item: str, *, one: Followed, app: App, now: datetime) -> ChannelDecision | None:
    try:
        found = await explain(item, within=one.target, app=app, now=now)
    except Refused:
        return None
    return next((each for each in found[0].channels if each.target.channel == one.target.channel), None)


def _subject(made: Made, *, one: Followed) -> Subject:
    article, coverage = made.article, made.coverage
    names = (article.site, host_of(coverage.link), host_of(article.url))
    return Subject(
        feed=one.feed.id,
        title=coverage.title,
        text=article.text,
        author=article.author or "",
        tags=coverage.tags,
        feed_title=one.feed.title,
        sources=tuple(dict.fromkeys(filter(None, names))),
        language=article.language or "",
    )
