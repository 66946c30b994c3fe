"""Any link or file in, its takeaways out. What a link comes down to is remembered, so that a second asker waits for nothing."""

import asyncio
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.errors import FetchFailed, FetchTrouble, ReadTrouble, Unreadable
from bot.flows import jobs
from bot.flows.app import App, Readers
from bot.flows.read import condense_article, read_page
from bot.model.article import Article
from bot.model.takeaways import Method, Takeaways
from bot.store import articles
from bot.store.keys import url_key

_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tldr:
    """An article and what it comes down to. `words` is the article's length.

    `key`: what it can be saved by; "" where nothing is remembered of it.
    """

    title: str
    url: str
    words: int
    takeaways: Takeaways
    key: str = ""


async def ask(url: str, *, user: int, app: App, now: datetime) -> Tldr:
    """The takeaways of the page at `url` for a person, within a minute; who asks for the same meanwhile waits for the same reading.

    Raises `Refused` where that person asks too often, `FetchFailed` (TIMEOUT after a minute), `Unreadable`, `StoreFailed`.
    """
    most = app.settings.discord
    app.asking.count("tldr", user=user, minute=most.tldr_per_minute, hour=most.tldr_per_hour, now=now)

    async def reading() -> Tldr:
        try:
            async with asyncio.timeout(_WITHIN_S):
                return await tldr(url, app=app, now=now)
        except TimeoutError as error:
            raise FetchFailed(url=url, trouble=FetchTrouble.TIMEOUT, detail=f"over {_WITHIN_S:g} s") from error

    return await app.asking.once(url_key(url).hex(), reading)


async def tldr(url: str, *, app: App, now: datetime) -> Tldr:
    """The takeaways of the page at `url`, from memory where it gave some before. Raises `FetchFailed`, `Unreadable`, `StoreFailed`."""
    async with app.db.reading() as tx:
        known = await articles.find(tx, url)
    if known and known.takeaways.method is not Method.NONE:
        return Tldr(title=known.title, url=known.url or url, words=known.words, takeaways=known.takeaways, key=url_key(url).hex())
    article = await read_page(url, title="", readers=app.readers)
    made = await condense_article(article, readers=app.readers)
    async with app.db.transaction() as tx:
        known = await articles.find(tx, url)
        if known is None:
            await articles.add(tx, url, article, made, story=None, now=now)
        elif made.bullets:
            await articles.replace(tx, known.id, article, made, now=now)
    return replace(_tldr(article, made), key=url_key(url).hex())


async def tldr_of_page(url: str, *, readers: Readers) -> Tldr:
    """The same, with nothing remembered. Raises `FetchFailed`, `Unreadable`."""
    article = await read_page(url, title="", readers=readers)
    return _tldr(article, await condense_article(article, readers=readers))


async def tldr_of_file(body: bytes, *, name: str, readers: Readers) -> Tldr:
    """The takeaways of a file: an HTML page or a plain text. Raises `Unreadable`."""
    article = await read_file(body, name=name, readers=readers)
    return _tldr(article, await condense_article(article, readers=readers))


async def read_file(body: bytes, *, name: str, readers: Readers) -> Article:
    """A page or a text as an article. Raises `Unreadable`, with the file's name."""
    try:
        return await _read_file(body, name=name, readers=readers)
    except Unreadable as error:
        raise Unreadable(source=name, trouble=error.trouble, detail=error.detail) from error


async def _read_file(body: bytes, *, name: str, readers: Readers) -> Article:
    if looks_like_html(body):
        return await readers.pool.run(name, jobs.extract_page, body, url="", content_type=None, title="")
    wide = body.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    if not wide and b"\0" in body[:4096]:
        raise Unreadable(source=name, trouble=ReadTrouble.NOT_A_PAGE)
    text = body.decode("utf-16" if wide else "utf-8", errors="replace")
    return await readers.pool.run(name, jobs.extract_text, text, url="", title="")


def looks_like_html(body: bytes) -> bool:
    """The first tag within the first kilobyte, in whatever encoding. Pure."""
    head = body[:1024].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return head.startswith(b"<") or b"<html" in head or b"<body" in head


def _tldr(article: Article, made: Takeaways) -> Tldr:
    return Tldr(title=article.title, url=article.url, words=article.words, takeaways=made)
