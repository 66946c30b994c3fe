"""An article and who wants to keep it in; what each person keeps out. Nobody sees what another one keeps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.catalogue import say
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.pressed import Press, one_by
from bot.model.delivery import Panel
from bot.model.people import Saved, SavedId
from bot.store import articles, saved
from bot.store.database import Transaction
from bot.store.saved import NewSaved
from bot.text.urls import host_of

MOST: Final = 1000
"""Articles that one person can keep."""
PAGE: Final = 10

_COPIES_A_MINUTE: Final = 5
_COPIES_AN_HOUR: Final = 20  # each to somebody who takes no messages is an invalid request, of which Discord counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a person keeps now. `new` False: it was kept already."""

    saved: Saved
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A page of what a person keeps, the newest first; `number` is counted from 0, of `pages` (at least 1). `whole`: how many in all."""

    saved: tuple[Saved, ...]
    number: int
    pages: int
    whole: int


async def save(press: Press, *, app: App, now: datetime) -> Kept:
    """Keep the post's article for who pressed. Raises `Refused` (also where there is no room left), `StoreFailed`."""
    async with app.db.transaction() as tx:
        _, piece = await one_by(tx, press)
        lead = piece.lead
        new = NewSaved(user=press.user, article=lead.article_id, guild=press.guild, url=lead.link, title=lead.title, source=lead.source)
        return await _keep(tx, new, now=now)


async def save_read(key: str, *, user: int, guild: int | None, app: App, now: datetime) -> Kept:
    """Keep an article that somebody asked the takeaways of; `key` is `Tldr.key`. Raises `Refused`, `StoreFailed`."""
    async with app.db.transaction() as tx:
        found = await articles.by_key(tx, bytes.fromhex(key))
        if found is None:
            raise Refused(why=say("I don't know that article any more; ask for its takeaways again, then save it."))
        source = found.site or host_of(found.url)
        return await _keep(tx, NewSaved(user=user, article=found.id, guild=guild, url=found.url, title=found.title, source=source), now=now)


async def _keep(tx: Transaction, new: NewSaved, *, now: datetime) -> Kept:
    if await saved.count(tx, user=new.user) >= MOST and not await saved.by_url(tx, new.url, user=new.user):
        raise Refused(why=say("You keep {n} articles, more than that I can't hold: remove some with /saved.", n=MOST))
    is_new = await saved.add(tx, new, now=now)
    kept = await saved.by_url(tx, new.url, user=new.user)
    assert kept is not None  # noqa: S101  it was just stored
    return Kept(saved=kept, new=is_new)


async def shelf(*, user: int, number: int, app: App) -> Shelf:
    """The page of this number, the last one where there are fewer. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        whole = await saved.count(tx, user=user)
        pages = max(1, -(-whole // PAGE))
        number = min(number, pages - 1)
        return Shelf(saved=await saved.page(tx, user=user, skip=number * PAGE, most=PAGE), number=number, pages=pages, whole=whole)


async def unsave(one: SavedId, *, user: int, app: App) -> bool:
    """Keep it no more; False: it was not kept. Raises `StoreFailed`."""
    async with app.db.transaction() as tx:
        return await saved.remove(tx, one, user=user)


async def copy_of(press: Press, *, app: App, now: datetime) -> tuple[Panel, ...]:
    """What the post shows, to be sent to who pressed. Raises `Refused` (also where that is asked too often), `StoreFailed`."""
    async with app.db.reading() as tx:
        found, _ = await one_by(tx, press)
    if not found.panels:
        raise Refused(why=say("I no longer keep what this post shows; open the article instead."))
    app.asking.count("copy", user=press.user, minute=_COPIES_A_MINUTE, hour=_COPIES_AN_HOUR, now=now)
    return found.panels
