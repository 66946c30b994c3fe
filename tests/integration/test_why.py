"""Why something was posted, or wasn't, told from the database."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.digests.schedule_text import parse_schedule
from bot.errors import ChannelClosed, Refused, SendRefused
from bot.flows.condense import condense_waiting
from bot.flows.digest import digest_due
from bot.flows.schedule import set_schedule
from bot.flows.subscribe import Wish, subscribe
from bot.flows.why import explain, recent
from bot.model.article import Confidence
from bot.model.decision import Fate
from bot.model.schedule import Quiet
from bot.model.subscription import CONSOLE, Mode
from bot.rendering.decisions import Look, decision_lines
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, follow, post
from tests.worlds import NOW, page, rss

LOOK = Look(when=lambda at: f"{at:%H:%M}", where=lambda target: f"channel {target.channel}", text=str)


async def why(app, item, *, within=None):
    (decision,) = await explain(item, within=within, app=app)
    return decision


async def test_a_posted_entry_is_explained_by_link_code_number_and_title(app, web, outlet):
    await follow(app, web, "Alpha", "Beta")
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)

    told = await why(app, "ALPHA releases")
    (channel,) = told.channels

    assert (channel.fate, channel.at) == (Fate.POSTED, NOW)
    assert channel.messages == tuple(f"message-{code}" for code in channel.codes)
    assert told.reading is not None
    assert (told.reading.confidence, told.reading.bullets, told.topic) == (Confidence.FULL, 3, "release")
    for item in (web.url("/Alpha"), f"{web.url('/Alpha')}?utm_source=x", channel.codes[0], channel.codes[0].lower(), f"#{told.entry}"):
        assert await why(app, item) == told


async def test_what_nobody_knows_is_refused_in_one_line(app, web):
    await follow(app, web, "Alpha")

    for item in ("BB-000000", "https://nobody.example/x", "#999", "no such title", "", "%"):
        with pytest.raises(Refused, match="know nothing of that"):
            await explain(item, within=None, app=app)


async def test_each_station_on_the_way_has_its_name(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST, pages=False)
    web.answers["/Alpha"] = Answer(status=503)
    await condense_waiting(app=app, now=NOW)
    unread = await why(app, "Alpha")
    await condense(app, now=NOW + timedelta(seconds=61))
    await digest_due(app=app, now=NOW + timedelta(seconds=61))
    waiting = await why(app, "Alpha")
    await digest_due(app=app, now=NOW, at_once=True)
    queued = await why(app, "Alpha")

    assert (unread.channels[0].fate, unread.tries) == (Fate.UNREAD, 1)
    assert "answered 503" in unread.channels[0].why
    assert (waiting.channels[0].fate, waiting.channels[0].why) == (Fate.WAITING, "no filter stands against it")
    assert waiting.channels[0].at is not None
    assert queued.channels[0].fate is Fate.QUEUED


async def test_what_waits_for_digests_that_were_stopped_or_for_the_end_of_quiet_hours_says_so(app, web, outlet):
    await follow(app, web, "Alpha", mode=Mode.DIGEST)
    await condense(app)
    await set_schedule(parse_schedule("never"), target=CONSOLE, app=app, now=NOW)
    (stopped,) = (await why(app, "Alpha")).channels
    quiet = replace(parse_schedule("daily 12:00"), quiet=Quiet(start=time(11), end=time(20)))
    await set_schedule(quiet, target=CONSOLE, app=app, now=NOW)
    (decision,) = await explain("Alpha", within=None, app=app, now=NOW)

    assert ("when digests come again" in stopped.why, stopped.at) == (True, None)
    assert "quiet hours" in decision.channels[0].why
    assert f"{decision.channels[0].at:%H:%M}" == "20:00"


@pytest.mark.parametrize(
    ("error", "told"),
    [(ChannelClosed(detail="50013"), (Fate.HELD, "check my permissions")), (SendRefused(detail="too long"), (Fate.REFUSED, "too long"))],
)
async def test_a_post_that_did_not_arrive_says_why(app, web, outlet, error, told):
    await follow(app, web, "Alpha")
    await condense(app)
    await digest_due(app=app, now=NOW)
    outlet.errors = [error]
    await post(app)

    (channel,) = (await why(app, "Alpha")).channels

    fate, said = told
    assert channel.fate is fate
    assert said in channel.why


async def test_what_was_there_before_a_channel_followed_is_told(app, web, outlet):
    await follow(app, web, "Alpha")
    await subscribe(web.url("/feed"), target=replace(CONSOLE, channel=1), wish=Wish(), app=app, now=NOW)

    decision = await why(app, "Alpha", within=replace(CONSOLE, channel=1))

    assert [each.fate for each in decision.channels] == [Fate.OLD]


async def test_another_source_of_a_story_is_told_as_that(app, web, outlet):
    web.answers["/second"] = Answer(rss("Alpha", base=web.url("/other"), title="Second Source"), content_type=XML)
    web.answers["/other/Alpha"] = Answer(page("Alpha"))
    await follow(app, web, "Alpha")
    await subscribe(web.url("/second"), target=CONSOLE, wish=Wish(backfill=5), app=app, now=NOW)
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)

    first, second = await why(app, web.url("/Alpha")), await why(app, web.url("/other/Alpha"))

    assert [each.source for each in first.others] == ["Second Source"]
    assert {first.channels[0].fate, second.channels[0].fate} == {Fate.POSTED}
    assert sorted(each.channels[0].why for each in (first, second)) == ["", "as another source of a story that this channel got"]


async def test_the_lines_tell_the_whole_way(app, web, outlet):
    await follow(app, web, "Alpha")
    before = decision_lines(await why(app, "Alpha"), look=LOOK)
    await condense(app)
    await digest_due(app=app, now=NOW)
    await post(app)

    lines = decision_lines(await why(app, "Alpha"), look=LOOK)

    assert before[1] == "article: not read yet"
    assert before[-1] == "channel 0: waits to be read until 12:00"
    assert lines[0] == "seen 12:00 in Made-up News"
    assert lines[1].startswith("article: from ")
    assert lines[2] == "takeaways: 3, sentences of the article"
    assert lines[3:5] == ("topic: release", "story: Alpha releases version 3.0; no other source so far")
    assert lines[5].startswith("channel 0: posted 12:00 as BB-")


async def test_recent_entries_are_offered_by_a_part_of_their_title(app, web):
    await follow(app, web, "Alpha", "Beta")

    assert [title for _, title in await recent("WIND", within=CONSOLE, most=5, app=app)] == ["Beta opens a wind tunnel for drones in hail"]
    assert len(await recent("", within=CONSOLE, most=5, app=app)) == 2
    assert await recent("", within=replace(CONSOLE, channel=9), most=5, app=app) == ()
