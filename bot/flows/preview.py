"""A feed's or page's address, or a file, in; the posts that would come of its newest entries out. Nothing is stored or posted."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.digests.rank import build_stories
from bot.errors import ReadTrouble, Unreadable
from bot.flows import jobs
from bot.flows.app import Readers, Voice
from bot.flows.condense import UNREAD, bare_article
from bot.flows.digest import unit_code
from bot.flows.read import condense_article, read_entry, read_feed, read_page
from bot.flows.subscribe import newest
from bot.flows.tldr import read_file
from bot.model.article import Article, ArticleId
from bot.model.delivery import Post, Style
from bot.model.digest import Coverage, Digest, DigestKind, Ready, StoryId
from bot.model.feed import EntryId, EntryKeys, FeedId, KeyedEntry, ParsedFeed, StoredEntry
from bot.model.subscription import Mode
from bot.model.takeaways import Takeaways
from bot.rendering.post import render_posts

_AT_FIRST: Final = Style()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be posted. `title` is the feed's, or the page's; `entries` how many the feed shows, 0 for a page.

    `made`: what each of `posts` came of, in their order.
    """

    title: str
    entries: int
    posts: tuple[Post, ...]
    made: tuple["Made", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An entry's article and coverage, and what the entry is known by; `keys` None: a page or text, which is no entry."""

    article: Article
    coverage: Coverage
    keys: EntryKeys | None


async def preview_url(url: str, *, readers: Readers, voice: Voice, most: int, bullets: int, now: datetime) -> Preview:
    """Preview a feed, a page that links to one, or else the page itself. Raises `FetchFailed` or `Unreadable`."""
    try:
        found = await read_feed(url, readers=readers)
    except Unreadable as error:
        if error.trouble is not ReadTrouble.NOT_A_FEED:
            raise
        page = await read_page(url, title="", readers=readers)
        return await _preview_article(page, readers=readers, voice=voice, bullets=bullets, now=now)
    return await preview_feed(found.parsed, readers=readers, voice=voice, most=most, bullets=bullets, now=now)


async def preview_file(body: bytes, *, name: str, readers: Readers, voice: Voice, most: int, bullets: int, now: datetime) -> Preview:
    """Preview a file: a feed, a page or a text. Raises `Unreadable`."""
    try:
        parsed = await readers.pool.run(name, jobs.parse_feed, body, url=name, content_type=None)
    except Unreadable as error:
        if error.trouble is not ReadTrouble.NOT_A_FEED:
            raise
        page = await read_file(body, name=name, readers=readers)
        return await _preview_article(replace(page, site=page.site or name), readers=readers, voice=voice, bullets=bullets, now=now)
    return await preview_feed(parsed, readers=readers, voice=voice, most=most, bullets=bullets, now=now)


async def preview_feed(
    parsed: ParsedFeed,
    *,
    readers: Readers,
    voice: Voice,
    most: int,
    bullets: int,
    now: datetime,
    kind: DigestKind = DigestKind.CARD,
    style: Style = _AT_FIRST,
) -> Preview:
    """Preview the newest entries of a feed that was read: a card each, or a digest each, in a channel's `style`."""
    keyed = newest(parsed.entries, most)
    stored = [_as_stored(each, number, parsed=parsed, now=now) for number, each in enumerate(reversed(keyed), start=1)]
    covered = await asyncio.gather(*(_cover(each, readers=readers) for each in stored))
    made = tuple(
        Made(article=article, coverage=coverage, keys=each.keys) for (article, coverage), each in zip(covered, reversed(keyed), strict=True)
    )
    posts = _cards([each.coverage for each in made], voice=voice, bullets=bullets, now=now, kind=kind, style=style)
    return Preview(title=parsed.title, entries=len(parsed.entries), posts=posts, made=made)


def _as_stored(keyed: KeyedEntry, number: int, *, parsed: ParsedFeed, now: datetime) -> StoredEntry:
    return StoredEntry(
        id=EntryId(number),
        feed_id=FeedId(0),
        feed_title=parsed.title,
        entry=keyed.entry,
        seen_at=now,
        own_link=keyed.keys.link is not None,
        attempts=0,
    )


async def _cover(stored: StoredEntry, *, readers: Readers) -> tuple[Article, Coverage]:
    """The entry's article and coverage; where no worker can read it, its title and link."""
    try:
        article = (await read_entry(stored, readers=readers)).article
        takeaways = await condense_article(article, readers=readers)
    except Unreadable:
        article, takeaways = bare_article(stored), UNREAD
    entry = stored.entry
    coverage = coverage_of(
        article,
        takeaways,
        number=stored.id,
        source=stored.feed_title,
        title=entry.title,
        link=entry.link or "",
        tags=entry.tags,
        published_at=entry.published_at or stored.seen_at,
    )
    return article, coverage


async def _preview_article(article: Article, *, readers: Readers, voice: Voice, bullets: int, now: datetime) -> Preview:
    takeaways = await condense_article(article, readers=readers)
    coverage = coverage_of(
        article,
        takeaways,
        number=1,
        source=article.site or "",
        title=article.title,
        link=article.url,
        tags=(),
        published_at=article.published_at or now,
    )
    posts = _cards([coverage], voice=voice, bullets=bullets, now=now)
    return Preview(title=article.title, entries=0, posts=posts, made=(Made(article=article, coverage=coverage, keys=None),))


def coverage_of(
    article: Article,
    takeaways: Takeaways,
    *,
    number: int,
    source: str,
    title: str,
    link: str,
    tags: tuple[str, ...],
    published_at: datetime,
) -> Coverage:
    """An article that is in no database as if it were: `number` stands for its ids. Pure."""
    return Coverage(
        article_id=ArticleId(number),
        story_id=StoryId(number),
        source=source,
        title=title or article.title,
        link=link,
        tags=tags,
        published_at=published_at,
        words=article.words,
        text=article.text,
        takeaways=takeaways,
        image=article.image_url or "",
    )


def _cards(
    coverage: Sequence[Coverage],
    *,
    voice: Voice,
    bullets: int,
    now: datetime,
    kind: DigestKind = DigestKind.CARD,
    style: Style = _AT_FIRST,
) -> tuple[Post, ...]:
    """One message each, in the order given. Pure but for the unit codes."""
    posts: list[Post] = []
    for each in coverage:
        ready = Ready(delivery_id=0, coverage=each, mode=Mode.INSTANT, bullets=bullets)
        stories = build_stories([ready], rules=voice.rules, now=now)
        posts += render_posts(Digest(kind=kind, stories=stories), templates=voice.templates, codes=unit_code, now=now, style=style)
    return tuple(posts)
