"""Caps, breaker, ladder and memory of the language model: across articles, side by side, and across a restart."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import StoreFailed
from bot.model.takeaways import Method
from bot.model.usage import Usage
from bot.settings import StoreSettings
from bot.store import usage
from bot.store.opened import open_database
from tests.fakes.llm_server import LlmServer, Said, takeaways
from tests.integration.model.conftest import KEY, Clock
from tests.integration.model.scripts import ARTICLE, GOOD, OK


def articles(count):
    """So many articles that the memory takes for different ones."""
    return [replace(ARTICLE, title=f"Kestrel 4.2 is out, part {number}") for number in range(count)]


async def condense_all(engine, wanted):
    return [made.method for made in await asyncio.gather(*(engine.condense(each) for each in wanted))]


async def spent(db, clock=None):
    async with db.reading() as tx:
        return await usage.of_day(tx, (clock or Clock())())


async def test_the_cap_in_requests_holds_side_by_side_and_the_rest_is_condensed_all_the_same(open_engine, db):
    with LlmServer(OK) as server:
        async with open_engine(server, daily_requests=5, at_once=8) as engine:
            methods = await condense_all(engine, articles(12))

    assert len(server.asked) == 5
    assert methods.count(Method.LLM) == 5
    assert methods.count(Method.EXTRACTIVE) == 7
    assert (await spent(db)).requests == 5


async def test_the_cap_in_tokens_holds_even_where_every_request_costs_the_most_it_can(open_engine, db):
    cap = 12_000
    with LlmServer(Said(OK.text, usage=None)) as server:
        async with open_engine(server, daily_tokens=cap, at_once=8) as engine:
            await condense_all(engine, articles(12))

    assert 1 <= len(server.asked) < 12
    assert (await spent(db)).tokens <= cap


async def test_the_cap_in_tokens_counts_what_the_server_counts(open_engine, db):
    with LlmServer(Said(OK.text, usage={"prompt_tokens": 2000, "completion_tokens": 500})) as server:
        async with open_engine(server, daily_tokens=9_000, at_once=8) as engine:
            for each in articles(8):
                await engine.condense(each)

    assert (await spent(db)).tokens == 2500 * len(server.asked) <= 9_000
    assert len(server.asked) >= 2


async def test_the_cap_in_money_holds(open_engine, db):
    counted = Said(OK.text, usage={"prompt_tokens": 1000, "completion_tokens": 100})
    with LlmServer(counted) as server:
        async with open_engine(server, daily_cost=0.02, price_in=1.0, price_out=4.0, at_once=8) as engine:
            await condense_all(engine, articles(30))

        today = await spent(db)
    assert 0 < today.cost <= 0.02
    assert today.micros == len(server.asked) * 1400


async def test_the_caps_hold_across_a_restart_and_between_two_programs(open_engine, db, store_url):
    other = open_database(StoreSettings(url=store_url))
    wanted = articles(9)
    with LlmServer(OK) as server:
        async with open_engine(server, daily_requests=4) as engine:
            await engine.condense(wanted[0])
        async with open_engine(server, daily_requests=4) as one, open_engine(server, daily_requests=4, on=other) as two:
            await asyncio.gather(condense_all(one, wanted[1:5]), condense_all(two, wanted[5:]))

    assert len(server.asked) == 4
    await other.close()


async def test_a_request_that_a_crash_cut_off_stays_counted(open_engine, db):
    with LlmServer(Said("late", wait_s=5)) as server:
        async with open_engine(server, timeout_s=10) as engine:
            asking = asyncio.create_task(engine.condense(ARTICLE))
            while not server.asked:
                await asyncio.sleep(0.01)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

        today = await spent(db)
    assert today.requests == 1
    assert today.tokens > 1000


async def test_after_midnight_the_model_is_asked_again(open_engine, db):
    clock = Clock()
    one, two, three = articles(3)
    with LlmServer(OK) as server:
        async with open_engine(server, daily_requests=1, clock=clock) as engine:
            before = [(await engine.condense(each)).method for each in (one, two)]
            clock.ahead += timedelta(days=1)
            after = (await engine.condense(three)).method

    assert before == [Method.LLM, Method.EXTRACTIVE]
    assert after is Method.LLM


async def test_a_refused_request_counts_as_a_request_but_not_its_tokens(open_engine, db):
    with LlmServer(Said(status=401)) as server:
        async with open_engine(server) as engine:
            await engine.condense(ARTICLE)

    assert await spent(db) == Usage(requests=1)


async def test_five_failures_open_the_breaker_and_one_probe_closes_it(open_engine):
    clock = Clock()
    with LlmServer(*[Said(status=503)] * 5, OK) as server:
        async with open_engine(server, clock=clock, at_once=4) as engine:
            for each in articles(4):
                await engine.condense(each)
            failed = len(server.asked)
            clock.ahead += timedelta(minutes=6)
            methods = await condense_all(engine, articles(9)[4:])

    assert failed == 5
    assert methods.count(Method.LLM) >= 1
    assert len(server.asked) == 5 + methods.count(Method.LLM)


async def test_a_probe_may_go_down_the_ladder(open_engine):
    clock = Clock()
    refused = Said(status=400, text="response_format is not supported")
    with LlmServer(*[Said(status=503)] * 5, refused, OK) as server:
        async with open_engine(server, clock=clock) as engine:
            for each in articles(3):
                await engine.condense(each)
            clock.ahead += timedelta(minutes=6)
            made = await engine.condense(ARTICLE)

    assert made.method is Method.LLM


async def test_while_a_probe_is_under_way_no_other_request_is_made(open_engine):
    clock = Clock()
    with LlmServer(*[Said(status=503)] * 5, Said(OK.text, wait_s=0.5)) as server:
        async with open_engine(server, clock=clock, at_once=4) as engine:
            for each in articles(3):
                await engine.condense(each)
            clock.ahead += timedelta(minutes=6)
            methods = await condense_all(engine, articles(7)[3:])

    assert methods.count(Method.LLM) == 1
    assert len(server.asked) == 6


async def test_a_pause_that_the_server_asks_for_is_kept(open_engine):
    with LlmServer(Said(status=429, headers={"Retry-After": "1"}), OK) as server:
        async with open_engine(server, timeout_s=3) as engine:
            made = await engine.condense(ARTICLE)

    assert made.method is Method.LLM
    assert server.times[1] - server.times[0] >= 1.0


async def test_what_a_server_can_do_is_remembered_over_a_restart(open_engine):
    one, two, three = articles(3)
    refused = Said(status=400, text="response_format is not supported")
    with LlmServer(refused, refused, OK) as server:
        async with open_engine(server) as engine:
            await engine.condense(one)
            await engine.condense(two)
        async with open_engine(server) as engine:
            await engine.condense(three)

    assert server.formats() == ["json_schema", "json_object", None, None, None]


async def test_after_a_week_the_best_way_is_tried_again(open_engine):
    clock = Clock()
    one, two = articles(2)
    with LlmServer(Said(status=400, text="response_format is not supported"), OK) as server:
        async with open_engine(server, clock=clock) as engine:
            await engine.condense(one)
            clock.ahead += timedelta(days=8)
            await engine.condense(two)

    assert server.formats() == ["json_schema", "json_object", "json_schema"]


async def test_one_bad_answer_of_a_server_that_can_do_better_changes_nothing(open_engine):
    one, two, three = articles(3)
    with LlmServer(OK, Said("{]"), OK) as server:
        async with open_engine(server) as engine:
            methods = [(await engine.condense(each)).method for each in (one, two, three)]

    assert methods == [Method.LLM] * 3
    assert server.formats() == ["json_schema", "json_schema", None, "json_schema"]


async def test_an_article_is_paid_for_once(open_engine):
    with LlmServer(OK) as server:
        async with open_engine(server) as engine:
            first = await engine.condense(ARTICLE)
        async with open_engine(server) as engine:
            second = await engine.condense(ARTICLE)

    assert first == second
    assert len(server.asked) == 1


async def test_an_answer_from_memory_is_checked_like_a_new_one(open_engine):
    made_up = Said(takeaways(*((source, f"Oracle bought Halden Labs for {source} billion dollars.") for source, _ in GOOD)))
    with LlmServer(made_up) as server:
        async with open_engine(server) as engine:
            methods = [(await engine.condense(ARTICLE)).method for _ in range(2)]

    assert methods == [Method.EXTRACTIVE] * 2
    assert len(server.asked) == 1


async def test_no_more_requests_run_at_once_than_are_allowed(open_engine):
    with LlmServer(Said(OK.text, wait_s=0.1)) as server:
        async with open_engine(server, at_once=2, timeout_s=5) as engine:
            await condense_all(engine, articles(6))

    assert server.at_once == 2


async def test_the_key_goes_to_the_server_and_into_no_log(open_engine, caplog):
    caplog.set_level(logging.DEBUG, logger="bot")
    with LlmServer(Said(status=500, text=f"key {KEY} is wrong"), Said(status=401, text=KEY)) as server:
        async with open_engine(server, url=f"{server.url}") as engine:
            await engine.condense(ARTICLE)

    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert caplog.records
    assert KEY not in caplog.text
    assert KEY not in "".join(str(vars(record)) for record in caplog.records)
    assert "127.0.0.1" in "".join(str(vars(record)) for record in caplog.records)


async def test_nothing_follows_a_redirect_with_the_key(open_engine):
    with LlmServer(OK) as elsewhere, LlmServer(Said(status=308, headers={"Location": f"{elsewhere.url}/chat/completions"})) as server:
        async with open_engine(server) as engine:
            made = await engine.condense(ARTICLE)

    assert made.method is Method.EXTRACTIVE
    assert elsewhere.asked == []


async def test_a_proxy_of_the_environment_is_not_used(open_engine, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with LlmServer(OK) as server:
        async with open_engine(server) as engine:
            made = await engine.condense(ARTICLE)

    assert made.method is Method.LLM


async def test_a_server_that_is_not_there_costs_an_article_nothing(open_engine):
    with LlmServer(OK) as server:
        url = server.url
    async with open_engine(None, url=url) as engine:
        made = await engine.condense(ARTICLE)

    assert made.method is Method.EXTRACTIVE


@pytest.mark.parametrize("short", [True, False], ids=["too short", "with the author's own list"])
async def test_the_model_is_not_asked_where_it_has_nothing_to_add(short, open_engine):
    from tests.unit.takeaways.made import REPORT, article  # noqa: PLC0415  beside its only use

    plain = article(REPORT[0]) if short else article("- Kestrel 4.2 is out now.", "- It halves the memory needed.", *REPORT, own=(0, 1))
    with LlmServer(OK) as server:
        async with open_engine(server) as engine:
            made = await engine.condense(plain)

    assert made.method is (Method.NONE if short else Method.OWN)
    assert server.asked == []


async def test_a_store_that_fails_is_told_and_not_taken_for_a_bad_article(open_engine, db):
    with LlmServer(OK) as server:
        async with open_engine(server) as engine:
            async with db.transaction() as tx:
                await tx.exec_driver_sql("ALTER TABLE model_usage RENAME TO lost")
            with pytest.raises(StoreFailed):
                await engine.condense(ARTICLE)

    assert server.asked == []
