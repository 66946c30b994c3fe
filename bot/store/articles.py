"""Articles with their takeaways, and the stories they belong to. SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.article import Article, ArticleId
from bot.model.digest import StoryId
from bot.model.takeaways import Method, Takeaway, Takeaways
from bot.store import search_index
from bot.store.keys import url_key
from bot.store.tables import articles, takeaways


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article that was condensed before. `story_id` None: somebody asked for it, no feed brought it."""

    id: ArticleId
    story_id: StoryId | None
    url: str
    title: str
    text: str
    site: str | None
    published_at: datetime | None
    words: int
    takeaways: Takeaways


async def find(tx: AsyncConnection, key: str) -> StoredArticle | None:
    """The article stored under this address; None: not known."""
    row = (await tx.execute(_condensed().where(articles.c.url_key == url_key(key)))).first()
    return _row_to_article(row) if row else None


async def by_id(tx: AsyncConnection, article: ArticleId) -> StoredArticle:
    """An article that is known to be there."""
    return _row_to_article((await tx.execute(_condensed().where(articles.c.id == article))).one())


async def by_number(tx: AsyncConnection, article: ArticleId) -> StoredArticle | None:
    """An article that was there once; None: it is no more."""
    row = (await tx.execute(_condensed().where(articles.c.id == article))).first()
    return _row_to_article(row) if row else None


async def by_key(tx: AsyncConnection, key: bytes) -> StoredArticle | None:
    """The article under the key of an address; None: not known."""
    row = (await tx.execute(_condensed().where(articles.c.url_key == key))).first()
    return _row_to_article(row) if row else None


def _row_to_article(row: Row[Any]) -> StoredArticle:
    return StoredArticle(
        id=ArticleId(row.id),
        story_id=StoryId(row.story_id) if row.story_id is not None else None,
        url=row.url,
        title=row.title,
        text=row.text,
        site=row.site,
        published_at=row.published_at,
        words=row.words,
        takeaways=row_to_takeaways(row),
    )


async def add(
    tx: AsyncConnection, key: str, article: Article, made: Takeaways, *, story: StoryId | None, now: datetime, headline: str = ""
) -> ArticleId:
    """Store an article and its takeaways under an address that is not known yet; `headline` is its title as a feed words it."""
    headline = "" if headline == article.title else headline
    values = _article_to_row(article) | {"url_key": url_key(key), "story_id": story, "created_at": now, "headline": headline}
    added = ArticleId((await tx.execute(insert(articles).values(values).returning(articles.c.id))).scalar_one())
    await tx.execute(insert(takeaways).values(_takeaways_to_row(made) | {"article_id": added, "created_at": now}))
    await _index(tx, added, article, made, headline=headline)
    return added


async def replace(tx: AsyncConnection, article_id: ArticleId, article: Article, made: Takeaways, *, now: datetime) -> None:
    """The article was read again, and better; its address and its story stay."""
    await search_index.forget(tx, [article_id])
    changed = update(articles).where(articles.c.id == article_id).values(_article_to_row(article)).returning(articles.c.headline)
    headline = (await tx.execute(changed)).scalar_one()
    row = _takeaways_to_row(made) | {"created_at": now}
    await tx.execute(update(takeaways).where(takeaways.c.article_id == article_id).values(row))
    await _index(tx, article_id, article, made, headline=headline)


async def set_story(tx: AsyncConnection, article: ArticleId, story: StoryId) -> None:
    """A feed brought an article that somebody had asked for before."""
    await tx.execute(update(articles).where(articles.c.id == article).values(story_id=story))


async def _index(tx: AsyncConnection, article_id: ArticleId, article: Article, made: Takeaways, *, headline: str) -> None:
    bullets = [each.text for each in made.bullets]
    await search_index.add(tx, article_id, titles=(article.title, headline), bullets=bullets, body=article.text)


def _condensed() -> Any:  # noqa: ANN401  SQLAlchemy's own name for it says only how many columns there are
    made = (takeaways.c.method, takeaways.c.reason.label("why_none"), takeaways.c.bullets)
    return select(articles, *made).join(takeaways, takeaways.c.article_id == articles.c.id)


def _article_to_row(article: Article) -> dict[str, object]:
    return {
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "site": article.site,
        "author": article.author,
        "language": article.language,
        "published_at": article.published_at,
        "image_url": article.image_url,
        "source": article.source,
        "confidence": article.confidence,
        "reason": article.reason,
        "words": article.words,
    }


def _takeaways_to_row(made: Takeaways) -> dict[str, object]:
    bullets = [[each.text, each.start, each.end] for each in made.bullets]
    return {"method": made.method, "reason": made.reason, "bullets": bullets}


def row_to_takeaways(row: Row[Any]) -> Takeaways:
    """From the columns `method`, `why_none` and `bullets`."""
    bullets = tuple(Takeaway(text=text, start=start, end=end) for text, start, end in row.bullets)
    return Takeaways(bullets=bullets, method=Method(row.method), reason=row.why_none)
