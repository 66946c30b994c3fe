"""What a press under a post tells: its takeaways' sources, the rest of them, and nothing of other channels' posts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from bot.errors import Refused
from bot.flows.digest import digest_due
from bot.flows.pressed import found_by
from bot.flows.receipts import more, receipts
from bot.flows.retention import drop_old
from bot.flows.schedule import show_schedule
from bot.flows.subscribe import Wish, subscribe
from bot.flows.vote import less
from bot.model.delivery import EditState, Panel
from bot.model.subscription import CONSOLE, Mode
from bot.model.takeaways import Method
from bot.rendering.frozen import freeze, thaw
from bot.store.tables import articles, channels, digest_stories, edits, feeds, posts, takeaways, votes
from tests.fakes.http_server import Answer
from tests.integration.presses import posted, press
from tests.integration.steps import XML, condense
from tests.worlds import NOW, article, rss


async def test_each_takeaway_shown_has_its_sentence_and_a_link_to_it(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")

    (told,) = await receipts(press(code), app=app)

    assert (told.title, told.source, len(told.receipts), told.kept) == ("Alpha releases version 3.0", "Made-up News", 2, True)
    for each in told.receipts:
        assert each.link.startswith(f"{web.url('/Alpha')}#:~:text=")
        assert each.words.split(". ")[0].rstrip(".") in article("Alpha")
        assert each.bullet.rstrip(".")[:40] in each.words


async def test_more_tells_what_the_card_left_out_and_who_else_told_the_story(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")
    same = rss("Alpha", base=web.url("/other"), title="Second Source")
    web.answers |= {"/second": Answer(same, content_type=XML), "/other/Alpha": web.answers["/Alpha"]}
    await subscribe(web.url("/second"), target=CONSOLE, wish=Wish(backfill=5), app=app, now=NOW)
    await condense(app)
    await digest_due(app=app, now=NOW)

    (rest,) = await more(press(code), app=app)
    (told,) = await receipts(press(code), app=app)

    shown = {each.bullet for each in told.receipts}
    assert len(rest.told.receipts) == 1
    assert shown.isdisjoint(each.bullet for each in rest.told.receipts)
    assert [(each.source, each.link) for each in rest.others] == [("Second Source", web.url("/other/Alpha"))]


async def test_a_digest_tells_of_each_of_its_stories_in_its_order(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha", "Beta", "Gamma", mode=Mode.DIGEST)

    told = await receipts(press(code), app=app)

    titles = [panel.title.split(" ", 1)[1] for panel in outlet.posts[-1].panels if panel.url]
    assert [each.title for each in told] == titles
    assert len(titles) == 3
    with pytest.raises(Refused, match="several stories"):
        await less(press(code), app=app, now=NOW)


async def test_panels_that_name_their_article_are_found_by_it_and_by_what_was_edited_since(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha", "Beta", mode=Mode.DIGEST)
    async with app.db.transaction() as tx:
        story, number = (await tx.execute(select(digest_stories.c.story_id, digest_stories.c.article_id).limit(1))).one()
        row = (await tx.execute(select(posts.c.id, posts.c.payload).where(posts.c.code == code))).one()
        panel = Panel(title="as corrected", body="x", story=story, article=number)
        payload = freeze(replace(thaw(row.payload), panels=(panel,)))
        await tx.execute(insert(edits).values(post_id=row.id, payload=payload, state=EditState.DONE, attempts=0, next_at=NOW))

    (told,) = await receipts(press(code), app=app)

    async with app.db.reading() as tx:
        title = await tx.scalar(select(articles.c.title).where(articles.c.id == number))
        found = await found_by(tx, press(code))
    assert told.title == title
    assert found.panels == (panel,)


@pytest.mark.parametrize(
    "wrong",
    [{"channels": (3002,)}, {"channels": ()}, {"code": "BB-000000"}, {"code": "BB-' OR 1"}],
    ids=["another channel", "nowhere", "no such post", "no code"],
)
async def test_a_foreign_post_is_refused_whatever_the_button(app, web, outlet, wrong):
    code = await posted(app, web, outlet, "Alpha")
    theirs = replace(press(code), **wrong)

    for deed in (receipts(theirs, app=app), more(theirs, app=app), less(theirs, app=app, now=NOW)):
        with pytest.raises(Refused, match="no such post in this channel"):
            await deed


async def test_another_guild_is_refused_and_a_thread_of_the_channel_is_not(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")
    async with app.db.transaction() as tx:
        await tx.execute(update(channels).values(guild_id=2001, external_id=3001))
        await tx.execute(update(posts).values(thread_id="777"))

    for channels_seen in ((3001,), (888, 3001), (777,)):
        assert await receipts(press(code, channels=channels_seen, guild=2001), app=app)
    for guild in (None, 2002):
        with pytest.raises(Refused):
            await receipts(press(code, channels=(3001,), guild=guild), app=app)


async def test_where_the_text_was_dropped_the_takeaway_stands_for_itself(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")
    await drop_old(app=app, now=NOW + timedelta(days=400))

    (told,) = await receipts(press(code), app=app)
    (rest,) = await more(press(code), app=app)

    assert not told.kept
    assert len(told.receipts) == 3  # what the post showed is not kept either, so it is all of them
    assert all(each.words == "" and each.bullet and "#:~:text=" in each.link for each in told.receipts)
    assert len(rest.told.receipts) == 1


async def test_a_model_s_words_are_not_taken_for_the_article_s(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")
    async with app.db.transaction() as tx:
        await tx.execute(update(takeaways).values(method=Method.LLM))
        await tx.execute(update(articles).values(text=""))

    (told,) = await receipts(press(code), app=app)

    assert told.method is Method.LLM
    assert {each.link for each in told.receipts} == {web.url("/Alpha")}


async def test_a_post_outlives_its_feed(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")
    async with app.db.transaction() as tx:
        await tx.execute(delete(feeds))

    (told,) = await receipts(press(code), app=app)

    assert told.title == "Alpha releases version 3.0"
    assert told.source.startswith("127.0.0.1")
    assert len(told.receipts) == 2


async def test_less_votes_once_a_person_and_is_taken_back_by_a_second_press_or_undo(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")

    async def cast():
        async with app.db.reading() as tx:
            return [(row.user_id, row.value) for row in await tx.execute(select(votes).order_by(votes.c.user_id))]

    first = await less(press(code), app=app, now=NOW)
    assert first is not None
    assert (first.topic, first.source, first.value) == ("release", "Made-up News", -1)
    await less(press(code, user=2), app=app, now=NOW)
    assert await cast() == [(1, -1), (2, -1)]
    assert await less(press(code), app=app, now=NOW) is None
    assert await cast() == [(2, -1)]
    for _ in range(2):
        assert await less(press(code, user=2), app=app, now=NOW, undo=True) is None
    assert await cast() == []


async def test_votes_show_beside_the_channel_s_schedule(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")
    before = await show_schedule(target=CONSOLE, app=app, now=NOW)
    for user in range(3):
        await less(press(code, user=user), app=app, now=NOW)

    after = await show_schedule(target=CONSOLE, app=app, now=NOW)

    assert before.leanings == ()
    assert [(each.kind, each.name) for each in after.leanings] == [("source", "Made-up News"), ("topic", "release")]
    assert all(each.weight < 1 for each in after.leanings)
