"""How a channel's posts look and sound: its own wishes, kept by what was posted, and plain where a joke would hurt."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update

from bot.digests.rules import load_rules
from bot.errors import Refused
from bot.flows.digest import digest_due
from bot.flows.edit import edit_due
from bot.flows.recard import recard
from bot.flows.schedule import show_schedule
from bot.flows.style import StyleWish, set_style, style_said
from bot.flows.subscribe import Wish, subscribe
from bot.model.delivery import CARD_BUTTONS, Style
from bot.model.digest import DigestId
from bot.model.subscription import CONSOLE, Look, Mode
from bot.store.tables import articles, channels, posts, subscriptions
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, page, rss

HOUR = timedelta(hours=1)


async def digested(app, web, outlet, *names, at=NOW, at_once=True):
    """What came of these new entries of the feed."""
    await condense(app, now=at)
    before = len(outlet.posts)
    await digest_due(app=app, now=at, at_once=at_once)
    await post(app, now=at)
    return outlet.posts[before:]


async def test_a_channel_gets_cards_unless_it_wishes_for_embeds(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    wished = await set_style(StyleWish(look="EMBEDS", language="de", voice="plain"), target=CONSOLE, app=app)
    (first, _) = await digested(app, web, outlet)
    back = await set_style(StyleWish(look="cards", voice="settings"), target=CONSOLE, app=app)

    assert (first.look, first.language, first.voice, first.buttons) == (Look.EMBEDS, "de", "plain", CARD_BUTTONS)
    assert wished == Style(look=Look.EMBEDS, language="de", voice="plain")
    assert back == (await show_schedule(target=CONSOLE, app=app, now=NOW)).style == Style(look=Look.CARDS, language="de")
    assert style_said(wished) == "Posts are embeds, in Deutsch, in plain words."


@pytest.mark.parametrize("wish", [StyleWish(look="tables"), StyleWish(language="tlh"), StyleWish(voice="angry")])
async def test_what_there_is_not_cannot_be_chosen(app, web, wish):
    await follow(app, web, "Alpha")

    with pytest.raises(Refused, match="choose one of"):
        await set_style(wish, target=CONSOLE, app=app)


async def test_a_channel_without_feeds_has_no_style(app):
    with pytest.raises(Refused, match="follows no feed"):
        await set_style(StyleWish(look="cards"), target=CONSOLE, app=app)


async def test_a_card_shows_its_picture_tags_and_the_role_of_its_subscription(app, web, outlet):
    await follow(app, web, "Alpha")
    await condense(app)
    async with app.db.transaction() as tx:
        await tx.execute(update(subscriptions).values(role_id=77))
        await tx.execute(update(articles).values(image_url="https://alpha.example/engine.png"))
    (card,) = await digested(app, web, outlet)

    assert card.role == 77
    assert card.panels[0].image == "https://alpha.example/engine.png"
    assert card.panels[0].article == card.panels[0].story == 1
    assert card.tags[0] == "release"


async def test_an_edited_card_keeps_the_look_that_it_was_posted_in(app, web, outlet):
    await follow(app, web, "Alpha")
    (card,) = await digested(app, web, outlet)
    await set_style(StyleWish(look="embeds", language="es"), target=CONSOLE, app=app)
    async with app.db.transaction() as tx:
        same = await recard(tx, DigestId(1), app=app, now=NOW)
        await tx.execute(update(articles).values(correction="The headline was another."))
        changed = await recard(tx, DigestId(1), app=app, now=NOW)
    await edit_due(app=app, now=NOW + HOUR)

    (edited,) = outlet.edits.values()
    assert (same, changed) == (False, True)
    assert edited.style == card.style == Style(look=Look.CARDS)
    assert "The headline was another" in edited.panels[0].body


async def test_a_card_whose_row_is_damaged_is_left_as_it_is(app, web, outlet):
    await follow(app, web, "Alpha")
    await digested(app, web, outlet)
    async with app.db.transaction() as tx:
        await tx.execute(update(posts).values(payload="{"))

        assert not await recard(tx, DigestId(1), app=app, now=NOW)


async def test_no_greeting_comes_twice_in_a_row(app, web, outlet):
    names = ("Beta", "Gamma", "Delta", "Epsilon")
    await follow(app, web, names[0], mode=Mode.DIGEST)
    said = []
    for number, name in enumerate(names):
        at = NOW + number * HOUR
        if number:
            await follow(app, web, name, path=f"/feed{number}", mode=Mode.DIGEST)
        (made,) = await digested(app, web, outlet, at=at)
        said.append((made.panels[0].body.split("\n")[0], made.panels[-1].footer.split(" · ")[0]))

    openings, closings = zip(*said, strict=True)
    assert len(set(openings)) == 4
    assert all(one != two for one, two in pairwise(closings))
    assert openings[0].startswith("**Beep boop, fresh bytes!** I chewed through 1 story from 1 source")


async def test_turns_of_digests_and_of_cards_are_counted_apart_and_with_the_posts(app, web, outlet):
    await follow(app, web, "Alpha")
    await digested(app, web, outlet)
    await follow(app, web, "Beta", path="/other", mode=Mode.DIGEST)
    await digested(app, web, outlet)

    async with app.db.reading() as tx:
        row = (await tx.execute(channels.select())).one()
    assert (row.said, row.carded) == (1, 0)  # a card of plain bullets has no frame line, so it takes no turn


async def test_nothing_is_said_in_bytebots_voice_beside_a_disaster(app, web, outlet):
    await follow(app, web, "Beta", mode=Mode.DIGEST)
    sad = (b"must pay a fine of 12 million crowns", b"lost three engineers, who were killed in a wildfire,")
    web.answers["/sad"] = Answer(rss("Gamma", base=web.url("")).replace(*sad), content_type=XML)
    web.answers["/Gamma"] = Answer(page("Gamma").replace(*sad))
    await subscribe(web.url("/sad"), target=CONSOLE, wish=Wish(mode=Mode.DIGEST, backfill=1), app=app, now=NOW)
    (made,) = await digested(app, web, outlet)

    assert made.panels[0].body.startswith("**2 stories from 1 source**")
    assert made.panels[-1].footer == f"unit {made.code}"


async def test_a_topic_can_ask_for_plain_words(app, web, outlet):
    rules = load_rules('[[topics]]\ntag = "x"\nemoji = "📰"\ncolour = "#111111"\nvoice = "plain"\n', file="rules.toml")
    app = replace(app, voice=replace(app.voice, rules=rules))
    await follow(app, web, "Beta", mode=Mode.DIGEST)
    (made,) = await digested(app, web, outlet)

    assert made.panels[0].body.startswith("**1 story from 1 source**")


async def test_a_plain_channel_hears_plain_words(app, web, outlet):
    await follow(app, web, "Beta", mode=Mode.DIGEST)
    await set_style(StyleWish(voice="plain"), target=CONSOLE, app=app)
    (made,) = await digested(app, web, outlet)

    assert made.panels[0].body.startswith("**1 story from 1 source**")
    assert made.panels[-1].footer == f"unit {made.code}"
