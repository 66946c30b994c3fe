"""Takeaways that readers report as wrong: stored, told to the operators once a post, and closed by them."""

from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.flows.owners import letter
from bot.flows.reports import close_reports, explain_report, list_reports, report, suspects
from bot.model.notice import NoticeKind
from bot.store import notices
from tests.integration.presses import posted, press
from tests.worlds import NOW


async def told(app):
    async with app.db.reading() as tx:
        return [each.text for each in await notices.untold(tx, before=NOW + timedelta(days=1)) if each.kind is NoticeKind.REPORTED]


async def test_a_report_names_the_takeaway_and_the_operators_hear_of_a_post_once(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")
    first, *_, rest = await suspects(press(code), app=app)

    made = await report(press(code), first.key, app=app, now=NOW)
    again = await report(press(code), first.key, app=app, now=NOW)
    other = await report(press(code, user=2), rest.key, app=app, now=NOW)

    assert made.report is not None
    assert again.report is None
    assert other.report is not None
    assert rest.bullet == ""
    assert [(each.user, each.bullet, each.code) for each in await list_reports(closed_too=False, app=app)] == [
        (1, first.bullet, code),
        (2, "", code),
    ]
    (text,) = await told(app)
    assert first.bullet in text
    assert code in text
    assert "bytebot reports list" in letter([text])


async def test_a_reason_is_added_by_its_reporter_while_the_report_is_open(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")
    key = (await suspects(press(code), app=app))[0].key
    made = (await report(press(code), key, app=app, now=NOW)).report
    assert made is not None

    await explain_report(made, " It is 40\u202e crowns,\nnot 14. ", user=1, app=app)

    assert [each.reason for each in await list_reports(closed_too=False, app=app)] == ["It is 40 crowns, not 14."]
    with pytest.raises(Refused):
        await explain_report(made, "I was never here", user=2, app=app)


async def test_a_closed_report_ends_the_notice_and_can_be_made_anew(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")
    one, two, *_ = [each.key for each in await suspects(press(code), app=app)]
    first = (await report(press(code), one, app=app, now=NOW)).report
    await report(press(code), two, app=app, now=NOW)
    assert first is not None

    assert len(await close_reports([first], app=app, now=NOW)) == 1
    assert len(await told(app)) == 1  # the other one is open
    with pytest.raises(Refused, match="no open report"):
        await close_reports([first], app=app, now=NOW)
    await close_reports(None, app=app, now=NOW)
    assert await told(app) == []
    assert len(await list_reports(closed_too=True, app=app)) == 2

    assert (await report(press(code), one, app=app, now=NOW)).report == first
    assert len(await told(app)) == 1


async def test_what_is_not_in_the_post_cannot_be_reported(app, web, outlet):
    code = await posted(app, web, outlet, "Alpha")

    with pytest.raises(Refused, match="changed meanwhile"):
        await report(press(code), "0" * 16, app=app, now=NOW)
    with pytest.raises(Refused, match="no such post"):
        await suspects(press(code, channels=(5,)), app=app)
