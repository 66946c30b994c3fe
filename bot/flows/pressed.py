"""A press under a post in, what the post tells out: its stories with all their coverage. Nothing is told of another channel's post."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.catalogue import say
from bot.errors import Refused
from bot.model.article import ArticleId
from bot.model.delivery import Panel
from bot.model.digest import Coverage, StoryId
from bot.model.subscription import ChannelId, Target
from bot.rendering.frozen import thaw
from bot.store import articles, digests, pressed
from bot.store.articles import StoredArticle
from bot.store.database import Transaction
from bot.store.pressed import Posted
from bot.text.markdown import link_target
from bot.text.urls import host_of

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Who pressed a button of the post `code`, and where: `channels` are the channel and, for a thread, what it is a thread of.

    `guild` None: in direct messages.
    """

    code: str
    user: int
    channels: tuple[int, ...]
    guild: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One story of a post: the article that leads it, its other coverage, and the `panel` that shows it.

    `panel` None: what the post shows is not kept any more.
    """

    lead: Coverage
    others: tuple[Coverage, ...]
    panel: Panel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A post's channel, and its stories in its order; there is at least one."""

    channel: ChannelId
    target: Target
    pieces: tuple[Piece, ...]
    panels: tuple[Panel, ...]


async def found_by(tx: Transaction, press: Press) -> Found:
    """What the post tells. Raises `Refused` where it is no post of the place where the press was made, `StoreFailed`."""
    posted = await pressed.by_code(tx, press.code)
    if posted is None or not _is_there(posted, press):
        raise Refused(why=say("I know no such post in this channel, so I can't tell anything about it."))
    panels = thaw(posted.payload).panels
    told = [each.coverage for each in await digests.told_by(tx, posted.digest)]
    places = _named(panels) or _linked(await pressed.leads(tx, posted.digest), told, panels)
    pieces = [piece for story, article, panel in places if (piece := await _piece(tx, story, article, panel=panel, told=told))]
    if not pieces:
        raise Refused(why=say("This post tells no story, so there is nothing more to it."))
    return Found(channel=posted.channel, target=posted.target, pieces=tuple(pieces), panels=panels)


async def one_by(tx: Transaction, press: Press) -> tuple[Found, Piece]:
    """The same of a post with one story. Raises `Refused` where it has several."""
    found = await found_by(tx, press)
    if len(found.pieces) > 1:
        raise Refused(why=say("That post tells several stories; I can do this with one alone."))
    return found, found.pieces[0]


def _is_there(posted: Posted, press: Press) -> bool:
    """A channel that the command line made known has no guild yet: then its id alone tells."""
    if posted.target.guild is not None and posted.target.guild != press.guild:
        return False
    return posted.target.channel in press.channels or any(str(each) in posted.places for each in press.channels)


_Place = tuple[StoryId, ArticleId, Panel | None]


def _named(panels: Iterable[Panel]) -> list[_Place]:
    return [(StoryId(each.story), ArticleId(each.article), each) for each in panels if each.article]


def _linked(leads: Sequence[tuple[StoryId, ArticleId]], told: Iterable[Coverage], panels: Iterable[Panel]) -> list[_Place]:
    """For posts whose panels name no articles: those that they link; all of the digest's where nothing is linked any more."""
    shown = {panel.url: panel for panel in panels if panel.url}
    if len(leads) == len(shown) == 1:
        (story, article), (panel,) = leads[0], shown.values()
        return [(story, article, panel)]
    links = {each.article_id: link_target(each.link) for each in told}
    places = [(story, article, shown.get(links.get(article, ""))) for story, article in leads]
    return [place for place in places if place[2]] or places


async def _piece(tx: Transaction, story: StoryId, article: ArticleId, *, panel: Panel | None, told: Iterable[Coverage]) -> Piece | None:
    """None: the article is gone."""
    same = {each.article_id: each for each in told if each.story_id == story or each.article_id == article}
    lead = same.pop(article, None)
    if lead is None:  # its feed was removed since
        stored = await articles.by_number(tx, article)
        lead = _coverage(stored, story, panel=panel) if stored else None
    return Piece(lead=lead, others=tuple(same.values()), panel=panel) if lead else None


def _coverage(stored: StoredArticle, story: StoryId, *, panel: Panel | None) -> Coverage:
    link = (panel and panel.url) or stored.url
    return Coverage(
        article_id=stored.id,
        story_id=story,
        source=stored.site or host_of(link),
        title=stored.title,
        link=link,
        tags=(),
        published_at=stored.published_at or _LONG_AGO,
        words=stored.words,
        text=stored.text,
        takeaways=stored.takeaways,
    )
