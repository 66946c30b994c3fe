"""A link, a unit code or a part of a title in; all that was decided about what it names out. From the database alone."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.catalogue import mark
from bot.digests.clock import next_run, quiet_until
from bot.errors import Refused
from bot.feeds.decide import key_entries
from bot.flows.app import App
from bot.model.decision import ChannelDecision, Decision, Fate, OtherSource
from bot.model.delivery import PostState
from bot.model.feed import Entry, EntryId
from bot.model.schedule import Cadence
from bot.model.subscription import Mode, Target
from bot.rendering.frozen import thaw
from bot.store import decisions
from bot.store.database import Transaction
from bot.store.decisions import Handed, Known, Sent
from bot.text.markdown import link_target

_MOST: Final = 5
_MOST_OF_A_DIGEST: Final = 25
_MOST_OTHERS: Final = 10
_TITLES: Final = 2000
_CODE: Final = re.compile(r"(?:BB-)?[0-9A-Z]{6}", re.IGNORECASE)
_NUMBER: Final = re.compile(r"#(\d{1,18})")


async def explain(item: str, *, within: Target | None, app: App, now: datetime | None = None) -> tuple[Decision, ...]:
    """The decisions about what `item` names: an address, a post's unit code (`BB-7F3K2Q`), an entry's number (`#12`) or a part of a title.

    `within`: as far as this target's guild, or this very channel where it has none, may know; None: all of it. Several where it
    names several, the newest first, a digest's in its order. `now`: for quiet hours; None: they are not told.
    Raises `Refused` where nothing fits, `StoreFailed`.
    """
    async with app.db.reading() as tx:
        found = await _find(tx, item.strip(), within=within)
        if not found:
            raise Refused.of("I know nothing of that here; give a link, a unit code such as BB-7F3K2Q, or a part of a title.")
        return tuple([await _explain(tx, entry, within=within, app=app, now=now) for entry in found])


async def recent(part: str, *, within: Target, most: int, app: App) -> tuple[tuple[EntryId, str], ...]:
    """The newest entries whose title has `part`, with their titles, to choose from. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        known = await decisions.titles(tx, within=within, most=_TITLES)
    wanted = part.strip().casefold()
    return tuple((entry, title) for entry, title in known if wanted in title.casefold())[:most]


async def _find(tx: Transaction, item: str, *, within: Target | None) -> tuple[EntryId, ...]:
    if number := _NUMBER.fullmatch(item):
        return await decisions.by_number(tx, int(number[1]), within=within)
    if "://" in item:
        return await decisions.by_link(tx, item, link_key=_link_key(item), within=within, most=_MOST)
    if _CODE.fullmatch(item):
        code = f"BB-{item.upper().removeprefix('BB-')}"
        if told := await decisions.by_code(tx, code, within=within, most=_MOST_OF_A_DIGEST):
            return told
    part = item.casefold()
    titles = await decisions.titles(tx, within=within, most=_TITLES) if part else ()
    return tuple(entry for entry, title in titles if part in title.casefold())[:_MOST]


def _link_key(url: str) -> bytes | None:
    alone = Entry(guid=None, link=url, title="", author=None, published_at=None, summary_html="", content_html="", tags=())
    return key_entries([alone], site_url=None)[0].keys.link


async def _explain(tx: Transaction, entry: EntryId, *, within: Target | None, app: App, now: datetime | None) -> Decision:
    known = await decisions.known(tx, entry)
    topic = app.voice.rules.topic_of(title=known.title, text=known.text, tags=known.tags, source=known.feed_title)
    others = await decisions.others(tx, known.story, entry, within=within, most=_MOST_OTHERS) if known.story is not None else ()
    handed = await decisions.handed(tx, entry, within=within)
    fates = [await _fate(tx, known, each, now=now) for each in handed]
    fates += [_old(target) for target in await decisions.not_handed(tx, entry, known.feed, within=within)]
    return Decision(
        entry=entry,
        title=known.title,
        link=known.link,
        feed_title=known.feed_title,
        feed_url=known.feed_url,
        seen_at=known.seen_at,
        published_at=known.published_at,
        reading=known.reading,
        tries=known.tries,
        error=known.error,
        topic=topic.tag if known.reading else "",
        story=_story_title(known, others, within=within),
        others=others,
        channels=tuple(fates),
    )


def _story_title(known: Known, others: tuple[OtherSource, ...], *, within: Target | None) -> str:
    """ "" until it is read. A story may be called after an article that only other guilds got: then by this entry's own title. Pure."""
    if known.reading is None:
        return ""
    seen = {known.title, *(each.title for each in others)}
    return known.story_title if within is None or known.story_title in seen else known.title


async def _fate(tx: Transaction, known: Known, handed: Handed, *, now: datetime | None) -> ChannelDecision:
    if handed.digest is None:
        return _waiting(known, handed, now=now)
    posts = await decisions.sent(tx, handed.digest)
    return _told(handed, posts, [each for each in posts if _tells(each, handed.lead_links)])


def _old(target: Target) -> ChannelDecision:
    return ChannelDecision(
        target=target, fate=Fate.OLD, why=mark("the feed showed it before this channel followed it, or while that was paused")
    )


def _waiting(known: Known, handed: Handed, *, now: datetime | None) -> ChannelDecision:
    """What is in no digest: dropped, or still on its way there. Pure."""
    if handed.dropped is not None:
        return ChannelDecision(target=handed.target, fate=Fate.DROPPED, why=handed.dropped, at=handed.decided_at)
    if known.reading is None:
        return ChannelDecision(target=handed.target, fate=Fate.UNREAD, why=known.error, at=known.next_at)
    if handed.channel_error:
        return ChannelDecision(target=handed.target, fate=Fate.HELD, why=handed.channel_error)
    judged = mark("no filter stands against it") if handed.decided_at else mark("its filters have not been asked yet")
    at = handed.next_digest_at if handed.mode is Mode.DIGEST else None
    wishes = handed.schedule
    if at is not None and wishes and wishes.cadence is Cadence.NEVER and at >= next_run(wishes, after=at):
        return ChannelDecision(
            target=handed.target, fate=Fate.WAITING, why=mark("{judged}; it comes when digests come again").format(judged=judged)
        )
    if wishes and now and (quiet_end := quiet_until(wishes.quiet, zone=wishes.zone, now=max(now, at or now))):
        why, at = mark("{judged}; it waits for the end of quiet hours").format(judged=judged), quiet_end
        return ChannelDecision(target=handed.target, fate=Fate.WAITING, why=why, at=at)
    return ChannelDecision(target=handed.target, fate=Fate.WAITING, why=judged, at=at)


def _told(handed: Handed, whole: Sequence[Sent], shown: Sequence[Sent]) -> ChannelDecision:
    """What a digest tells, in the posts `shown` of the `whole`; a story that is only counted there is in none of them. Pure."""
    posts = shown or whole
    codes = tuple(each.code for each in posts)
    messages = tuple(each.message_id for each in posts if each.message_id)
    unsent = [each for each in posts if each.state in {PostState.READY, PostState.SENDING}]
    refused = next((each.error or "" for each in posts if each.state is PostState.DEAD), None)
    fate, why = Fate.POSTED, "" if handed.lead else mark("as another source of a story that this channel got")
    if not shown and any(map(link_target, handed.lead_links)):
        why = mark("among those that the digest had no room for and only counts")
    at: datetime | None = max((each.sent_at for each in posts if each.sent_at), default=handed.told_at)
    if refused is not None and not messages:
        fate, why, at = Fate.REFUSED, refused, None
    elif unsent:
        trouble = handed.channel_error or next((each.error for each in unsent if each.error), None)
        fate, why, at = (Fate.HELD, trouble, unsent[0].next_at) if trouble else (Fate.QUEUED, why, unsent[0].next_at)
    return ChannelDecision(target=handed.target, fate=fate, why=why, at=at, codes=codes, messages=messages)


def _tells(post: Sent, links: tuple[str, ...]) -> bool:
    """Whether one of the post's panels links one of these. Pure."""
    wanted = {link_target(link) for link in links} - {""}
    return any(panel.url in wanted for panel in thaw(post.payload).panels)
