"""What was read is found by its words, the best first, by those alone who may see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.flows.digest import digest_due
from bot.flows.filters import FilterWish, Place, add_filter
from bot.flows.latest import latest, latest_page
from bot.flows.meant import meant
from bot.flows.narrow import feeds_to_choose, topics_to_choose
from bot.flows.retention import drop_old
from bot.flows.search import Wish, search
from bot.flows.shorten import in_full, shortened
from bot.flows.subscribe import Wish as Following
from bot.flows.subscribe import subscribe
from bot.flows.trending import trending
from bot.flows.unsubscribe import unsubscribe
from bot.model.article import Article, Confidence, Source
from bot.model.filters import FilterAction
from bot.model.search import Sight
from bot.model.subscription import CONSOLE, Mode, OutletName, Target
from bot.model.takeaways import Method, Takeaways
from bot.store import articles, retention
from bot.store.backup import back_up
from bot.store.opened import open_database
from bot.text.snippet import CLOSE, OPEN
from tests.fakes.http_server import Answer
from tests.fakes.outlet import MemoryOutlet
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, page, rss

HERE = Target(outlet=OutletName.DISCORD, channel=3001, guild=2001)
ELSEWHERE = Target(outlet=OutletName.DISCORD, channel=3901, guild=2901)
OPERATOR = Sight(target=None)
LATER = NOW + timedelta(minutes=5)


def _posting(app):
    return replace(app, outlets={OutletName.DISCORD: MemoryOutlet()})


def _page(title, text):
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>".encode()


async def _alpha(app):
    """The stored article."""
    (hit,) = (await search(Wish(text="compaction"), sight=OPERATOR, app=app, now=LATER)).items
    async with app.db.reading() as tx:
        return await articles.by_id(tx, hit.coverage.article_id)


def _article(url, *, title, text):
    return Article(
        url=url,
        title=title,
        text=text,
        blocks=(),
        own=(),
        site=None,
        author=None,
        language="en",
        published_at=NOW,
        image_url=None,
        source=Source.PAGE,
        confidence=Confidence.FULL,
        reason="",
    )


async def found(app, text, *, sight=OPERATOR, now=LATER, **narrowed):
    leaf = await search(Wish(text=text, **narrowed), sight=sight, app=app, now=now)
    return [hit.coverage.title.split()[0] for hit in leaf.items]


@pytest.fixture
async def read(app, web):
    """Alpha and Beta came through one feed, Gamma and Beta through another that only elsewhere is followed."""
    web.answers |= {f"/{name}": Answer(page(name)) for name in ("Alpha", "Beta", "Gamma")}
    web.answers["/one"] = Answer(rss("Alpha", "Beta", base=web.url(""), title="First Feed"), content_type=XML)
    web.answers["/two"] = Answer(rss("Gamma", "Beta", base=web.url(""), title="Second Feed"), content_type=XML)
    for path, target in (("/one", HERE), ("/two", ELSEWHERE)):
        await subscribe(web.url(path), target=target, wish=Following(mode=Mode.INSTANT, backfill=5), app=app, now=NOW)
    await condense(app)
    return app


async def test_words_phrases_beginnings_and_what_must_not_be_there(read):
    assert await found(read, "wind tunnel") == ["Beta"]
    assert await found(read, "tunnel wind") == ["Beta"]
    assert await found(read, '"tunnel wind"') == []
    assert await found(read, "hailst*") == ["Beta"]
    assert await found(read, "hailst") == []
    assert sorted(await found(read, "tuesday OR monday")) == ["Alpha", "Beta"]
    assert await found(read, "million -crowns") == []
    assert await found(read, "MILLION") == ["Gamma"]


async def test_nobody_sees_what_only_another_server_follows(read):
    here, elsewhere = Sight(target=HERE), Sight(target=ELSEWHERE)

    assert await found(read, "crowns", sight=here) == []
    assert await found(read, "crowns", sight=elsewhere) == ["Gamma"]
    assert await found(read, "memory", sight=elsewhere) == []
    assert (await search(Wish(text="tunnel OR crowns"), sight=here, app=read, now=LATER)).total == 1
    (hit,) = (await search(Wish(text="tunnel"), sight=here, app=read, now=LATER)).items
    assert hit.coverage.source == "First Feed"
    (hit,) = (await search(Wish(text="tunnel"), sight=elsewhere, app=read, now=LATER)).items
    assert hit.coverage.source == "Second Feed"
    assert [each.title for each in await feeds_to_choose("", sight=here, most=25, app=read)] == ["First Feed"]
    assert await feeds_to_choose("second", sight=here, most=25, app=read) == ()
    for foreign in ("Second", "#2"):
        with pytest.raises(Refused, match="No feed here is called"):
            await found(read, "tunnel", sight=here, feed=foreign)
    assert await found(read, "tunnel", sight=Sight(target=HERE, hidden=frozenset({HERE.channel}))) == []


async def test_a_mistyped_word_is_put_right_by_what_the_asker_may_see(read):
    async def right(text, *, sight=OPERATOR, **more):
        return await meant(Wish(text=text, **more), sight=sight, app=read, now=LATER)

    assert await right("tunel") == "tunnel"
    assert await right('wimd Tunel -"cheese cake"') == 'wind tunnel -"cheese cake"'
    assert await right("feed:first tunel") == "feed:first tunnel"
    assert await right("tunel", feed="first") == "tunnel"
    assert await right("tunel -wind") == ""  # nothing would be found
    assert await right("tunnel") == await right('"wimd tunel"') == await right("walruses") == ""
    assert await right("crwons") == await right("crwons", sight=Sight(target=ELSEWHERE)) == "crowns"
    assert await right("crwons", sight=Sight(target=HERE)) == ""


async def test_what_was_posted_stays_visible_after_its_feed_was_removed_and_what_was_not_goes(read, web):
    app = _posting(read)
    await digest_due(app=app, now=NOW + timedelta(minutes=2))
    await post(app, now=NOW + timedelta(minutes=2))
    web.answers["/one"] = Answer(rss("Alpha", "Beta", "Delta", base=web.url(""), title="First Feed"), content_type=XML)

    await unsubscribe(web.url("/one"), within=HERE, app=app, now=LATER)
    posted = await search(Wish(text="storage engine"), sight=Sight(target=HERE), app=app, now=LATER)

    assert [hit.coverage.title.split()[0] for hit in posted.items] == ["Alpha"]
    assert posted.items[0].place.startswith("https://discord.com/channels/2001/3001/message-BB-")
    assert await found(app, "storage engine", sight=Sight(target=HERE), feed="first") == ["Alpha"]
    assert await found(app, "storage engine", sight=Sight(target=ELSEWHERE)) == []


async def test_what_was_never_posted_is_out_of_sight_once_its_feed_is_removed(read, web):
    await unsubscribe(web.url("/one"), within=HERE, app=read, now=LATER)

    assert await found(read, "tunnel", sight=Sight(target=HERE)) == []


async def test_what_a_servers_filters_dropped_is_not_shown_to_it(read):
    await add_filter(FilterWish(action=FilterAction.DENY, value="tunnel"), at=Place(target=HERE), app=read, now=NOW)
    await digest_due(app=_posting(read), now=NOW + timedelta(minutes=2))

    assert await found(read, "tunnel", sight=Sight(target=HERE)) == []
    assert await found(read, "tunnel", sight=Sight(target=ELSEWHERE)) == ["Beta"]


async def test_filters_by_feed_topic_and_time(read):
    assert await found(read, "tunnel feed:first") == ["Beta"]
    assert await found(read, "crowns", feed="first") == []
    of_topics = [await found(read, f'crowns topic:"{topic.tag}"') for topic in read.voice.rules.topics]
    assert sorted(of_topics)[-2:] == [[], ["Gamma"]]
    assert await found(read, "tunnel since:1d") == ["Beta"]
    assert await found(read, "tunnel", since="2026-03-05") == []
    for wrong in ({"topic": "cheese"}, {"since": "soon"}, {"feed": "nobody's"}):
        with pytest.raises(Refused):
            await found(read, "tunnel", **wrong)
    assert [topic.tag for topic in topics_to_choose("secu", most=25, rules=read.voice.rules)] == ["security"]


async def test_a_query_without_a_telling_word_is_refused_in_one_line(read):
    for empty in ("", "  ", "***", "the", "of the", "-tunnel", "feed:first", '""'):
        with pytest.raises(Refused, match="Give me a word"):
            await found(read, empty)


async def test_hits_are_marked_and_pages_end(read):
    leaf = await search(Wish(text="drones OR storage"), sight=OPERATOR, number=7, size=1, app=read, now=LATER)

    assert (leaf.number, leaf.pages, leaf.total) == (1, 2, 2)
    assert OPEN in leaf.items[0].snippet
    assert leaf.items[0].snippet.count(OPEN) == leaf.items[0].snippet.count(CLOSE)


async def test_an_article_that_is_read_again_is_found_by_its_new_words_alone(read):
    old = await _alpha(read)
    new = _article(old.url, title="Alpha corrects itself", text="The figure was a walrus all along.")
    async with read.db.transaction() as tx:
        await articles.replace(tx, old.id, new, Takeaways(bullets=(), method=Method.NONE), now=NOW)

    assert await found(read, "walrus") == ["Alpha"]
    assert await found(read, "compaction") == []


async def test_an_article_whose_text_was_dropped_is_found_by_title_and_takeaways(read):
    old = await _alpha(read)
    async with read.db.transaction() as tx:
        await retention.drop_texts(tx, [old.id])
        await retention.drop_texts(tx, [old.id])

    assert await found(read, f'"{old.takeaways.bullets[0].text}"') == ["Alpha"]
    assert await found(read, "customers Alpha Sable Reef September") == []


async def test_a_headline_is_found_as_the_feed_words_it_and_as_the_page_does(read, web):
    web.answers["/Eta"] = Answer(_page("A quiet page", "The text has a walrus in it. " * 30))
    web.answers["/odd"] = Answer(rss("Eta", base=web.url(""), title="Odd").replace(b"<title>Eta", b"<title>Marmalade"), content_type=XML)
    await subscribe(web.url("/odd"), target=HERE, wish=Following(mode=Mode.INSTANT, backfill=5), app=read, now=NOW)
    await condense(read)

    assert await found(read, "marmalade walrus") == await found(read, "quiet walrus") == ["Marmalade"]


async def test_scripts_without_spaces_are_found_by_one_letter_two_or_ten(read, web):
    text = "昨日、新型の宇宙望遠鏡が打ち上げられた。サウル社は来年の発売日を発表した。" * 8
    korean = "서울에서 새로운 반도체 공장이 문을 열었다. " * 12
    web.answers["/Zeta"] = Answer(_page("新型iPhoneの発売", text))
    web.answers["/Eta"] = Answer(_page("서울 공장", korean))
    web.answers["/cjk"] = Answer(rss("Zeta", "Eta", base=web.url(""), title="東京"), content_type=XML)
    await subscribe(web.url("/cjk"), target=HERE, wish=Following(mode=Mode.INSTANT, backfill=5), app=read, now=NOW)
    await condense(read)

    for words in ("望遠鏡", "望遠", "鏡", "宇宙望遠鏡が打ち上げられ", "発売日 発表", "望*", "ｉＰｈｏｎｅ発売 OR 宇宙"):
        assert await found(read, words) == ["Zeta"], words
    assert await found(read, "서울") == await found(read, "반도체") == ["Eta"]
    assert await found(read, "遠望") == []


async def test_trending_is_what_several_of_a_servers_own_feeds_tell(read, web):
    assert (await trending(sight=Sight(target=HERE), app=read, now=LATER)).total == 0
    (beta,) = (await trending(sight=OPERATOR, app=read, now=LATER)).items
    await subscribe(web.url("/two"), target=HERE, wish=Following(), app=read, now=NOW)

    (here,) = (await trending("24h", sight=Sight(target=HERE), app=read, now=LATER)).items
    later = await trending(sight=Sight(target=HERE), app=read, now=LATER + timedelta(days=2))

    assert beta.title.startswith("Beta")
    assert set(here.sources) == {"First Feed", "Second Feed"}
    assert later.total == 0
    with pytest.raises(Refused, match="as a time"):
        await trending("whenever", sight=OPERATOR, app=read, now=LATER)


async def test_latest_has_pages_and_can_be_narrowed(app, web, outlet):
    await follow(app, web, "Alpha", "Beta", "Gamma", mode=Mode.DIGEST)
    await condense(app)
    await digest_due(app=app, now=LATER, at_once=True)
    sight = Sight(target=CONSOLE)

    first, last = [await latest_page(feed="", topic="", sight=sight, number=number, size=2, app=app) for number in (0, 9)]
    tags = [(await latest_page(feed="", topic=topic.tag, sight=sight, number=0, size=5, app=app)).total for topic in app.voice.rules.topics]

    assert (first.total, first.pages, len(first.items), last.number, len(last.items)) == (3, 2, 2, 1, 1)
    assert (await latest_page(feed="made-up", topic="", sight=sight, number=0, size=5, app=app)).total == 3
    assert sum(tags) == 3
    assert len(await latest(target=CONSOLE, most=10, app=app)) == 3


async def test_what_is_too_long_for_a_button_is_kept_for_a_day(app):
    asked = "x" * 71

    key = await shortened(asked, most=70, app=app, now=NOW)

    assert len(key) <= 70
    assert await in_full(key, app=app) == asked
    assert await shortened("x" * 70, most=70, app=app, now=NOW) == "x" * 70
    await drop_old(app=app, now=NOW + timedelta(hours=23))
    assert await in_full(key, app=app) == asked
    await drop_old(app=app, now=NOW + timedelta(hours=25))
    with pytest.raises(Refused, match="too long ago"):
        await in_full(key, app=app)


@pytest.mark.sqlite
async def test_a_backup_finds_what_the_database_found(read, settings, tmp_path):
    copy = back_up(settings.store, tmp_path / "copy.db", force=False, now=NOW)
    db = open_database(settings.store.model_copy(update={"url": f"sqlite+aiosqlite:///{copy.path}"}))

    assert await found(replace(read, db=db), "wind tunnel", sight=Sight(target=HERE)) == ["Beta"]
    await db.close()
