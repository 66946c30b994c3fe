"""Stories over days: an index that remembers the window and no more, updates that link the earlier card, disagreements on it."""

from dataclasses import replace
from datetime import timedelta
from xml.sax.saxutils import escape

import pytest
from sqlalchemy import delete, func, select

from bot.flows import stories
from bot.flows.digest import digest_due
from bot.flows.subscribe import Wish, subscribe
from bot.model.article import ArticleId
from bot.model.delivery import message_url
from bot.model.digest import StoryId
from bot.model.subscription import CONSOLE, Mode, OutletName, Target
from bot.store import stories as index
from bot.store.tables import articles, story_articles, story_keys
from bot.text.fingerprint import fingerprint
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, article, rss

FOLLOW_UP = (
    "<p>Alpha has withdrawn version 3.0 of its storage engine after 4,300 customers who ran the release lost writes in the new compaction "
    "code. A node with 64 gigabytes of memory could drop the last second of requests, engineers at Alpha say.</p><p>Analysts at Sable Reef "
    "call it a setback for the storage company and its hosted service at 40 dollars a month. Customers on the old storage format are not "
    "touched; whoever upgraded to the new engine needs the full export of the data. It had halved the memory that a node needs.</p>"
)


async def _second_source(app, web, *, text=FOLLOW_UP, now=NOW, title="Alpha withdraws storage engine release 3.0"):
    feed = rss("Alpha", base=web.url("/other"), title="Second Source", now=now).decode()
    feed = feed.replace("Alpha releases version 3.0", title).replace(article("Alpha"), text).replace(escape(article("Alpha")), escape(text))
    web.answers["/second"] = Answer(feed.encode(), content_type=XML)
    page = (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
    )
    web.answers["/other/Alpha"] = Answer(page.encode())
    await subscribe(web.url("/second"), target=CONSOLE, wish=Wish(mode=Mode.INSTANT, backfill=5), app=app, now=now)
    await condense(app, now=now)
    await digest_due(app=app, now=now)
    await post(app, now=now)


async def _first_card(app, web):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)


async def test_news_of_a_story_a_day_later_are_an_update(app, web, outlet):
    await _first_card(app, web)

    await _second_source(app, web, now=NOW + timedelta(hours=26))

    titles = [panel.title for each in outlet.posts for panel in each.panels if panel.title]
    assert len(titles) == 2
    assert ["Update: " in title for title in titles] == [False, True]
    async with app.db.reading() as tx:
        assert await tx.scalar(select(func.count(func.distinct(story_articles.c.story_id)))) == 1


@pytest.mark.parametrize("hours", [0, 5, 19])
async def test_news_of_a_story_on_the_same_day_are_not_posted_again(hours, app, web, outlet):
    await _first_card(app, web)

    await _second_source(app, web, now=NOW + timedelta(hours=hours))

    assert len(outlet.posts) == 1


async def test_a_copy_a_day_later_is_no_update(app, web, outlet):
    await _first_card(app, web)

    await _second_source(app, web, text=article("Alpha"), now=NOW + timedelta(hours=26))

    assert len(outlet.posts) == 1


async def test_a_story_with_another_part_stays_closed_though_the_part_itself_is_nothing_like(app):
    told = "Pebblo shows a phone with a screen of paper. Nia Holm of Pebblo says that a charge of the paper phone lasts a week."
    review = fingerprint(
        "Pebblo 5 review", f"After a year: {told[:60]} Nia Holm of Pebblo says a charge lasts a week.", link="https://c.example/1"
    )
    async with app.db.transaction() as tx:
        await _kept(tx, 1, "Pebblo's paper phone", told, app=app)
        alone = await stories.find(tx, review)
        await _kept(tx, 2, "Pebblo 6: pages to scroll", "Nia Holm brings pages that one scrolls to shops in Oslo next spring.", app=app)
        closed = await stories.find(tx, review)

    assert alone.story == 1
    assert closed.story is None


async def _kept(tx, number, title, text, *, app):
    """An article of story 1."""
    one = fingerprint(title, text, link=f"https://s{number}.example/{number}")
    if number == 1:
        assert await index.start(tx, title, now=NOW) == 1
    await tx.execute(
        articles.insert().values(
            id=number, url_key=bytes([number]), url="", title="", text="", source="page", confidence="full", reason="", words=1,
            created_at=NOW,
        )
    )  # fmt: skip
    found = stories.Found(story=None, repeats=False, usage=await stories.usage_of(tx, one))
    await stories.keep(tx, ArticleId(number), StoryId(1), one, found, app=app, now=NOW)


async def test_the_index_forgets_what_the_window_left_behind(app):
    async with app.db.transaction() as tx:
        for number in range(4):
            one = fingerprint(f"Title {number}", f"Words of article number{number} stand here alone", link=f"https://a.example/{number}")
            story = await index.start(tx, "A story", now=NOW)
            await tx.execute(
                articles.insert().values(
                    id=number + 1, url_key=bytes([number]), url="", title="", text="", source="page", confidence="full", reason="",
                    words=1, created_at=NOW,
                )
            )  # fmt: skip
            found = stories.Found(story=None, repeats=False, usage=await stories.usage_of(tx, one))
            await stories.keep(tx, ArticleId(number + 1), story, one, found, app=app, now=NOW)
        pruned = [await index.prune(tx, before=NOW + timedelta(seconds=1), most=3) for _ in range(3)]

        assert pruned == [3, 1, 0]
        assert await tx.scalar(select(func.count()).select_from(story_articles)) == 0
        assert (await tx.execute(select(story_keys))).all() == [(index.TOTAL, 0, "")]


async def test_articles_of_an_earlier_version_are_indexed_at_the_start(app, web, outlet):
    await _first_card(app, web)
    async with app.db.transaction() as tx:
        await tx.execute(delete(story_articles))
        await tx.execute(delete(story_keys).where(story_keys.c.key != index.TOTAL))

    done = [await stories.catch_up(app=app, now=NOW) for _ in range(2)]
    await _second_source(app, web, now=NOW + timedelta(hours=1))

    assert done == [1, 0]
    assert len(outlet.posts) == 1


def test_only_discord_has_addresses_of_messages():
    target = Target(outlet=OutletName.DISCORD, channel=5, guild=6)

    assert message_url(target, "7") == "https://discord.com/channels/6/5/7"
    assert message_url(replace(target, guild=None), "7") == "https://discord.com/channels/@me/5/7"
    assert message_url(target, None) == message_url(CONSOLE, "7") == ""
