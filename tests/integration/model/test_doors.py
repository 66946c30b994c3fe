"""The model behind the bot's own doors: the loops and the command line."""

import json

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.errors import StoreFailed, StoreTrouble
from bot.flows.condense import condense_waiting
from bot.flows.subscribe import Wish, subscribe
from bot.flows.tldr import tldr
from bot.model.subscription import CONSOLE, Mode
from bot.model.takeaways import Method
from bot.settings import LlmSettings, load_settings
from tests.fakes.http_server import Answer
from tests.fakes.llm_server import LlmServer, Said, takeaways
from tests.integration.model.conftest import KEY
from tests.unit.takeaways.made import REPORT
from tests.worlds import NOW, page, rss

SAID = takeaways(
    (1, "Alpha released version 3.0 of its storage engine on Monday, which halves the memory that a node needs."),
    (3, "Engineers at Alpha rewrote the compaction code in three months and removed a lock that had slowed every write since 2021."),
    (4, "A node with 64 gigabytes of memory now serves 180,000 requests a second, up from 95,000 before."),
)


def _with_model(app, engine):
    return app.__class__(
        settings=app.settings,
        db=app.db,
        readers=app.readers.__class__(settings=app.settings, web=app.readers.web, pool=app.readers.pool, model=engine),
        voice=app.voice,
        outlets=app.outlets,
    )


async def _follow(app, web):
    web.answers["/feed"] = Answer(rss("Alpha", base=web.url("")), content_type="application/rss+xml")
    web.answers["/Alpha"] = Answer(page("Alpha"))
    await subscribe(web.url("/feed"), target=CONSOLE, wish=Wish(mode=Mode.INSTANT, backfill=5), app=app, now=NOW)


async def test_what_a_feed_brings_is_condensed_by_the_model(app, web, open_engine):
    with LlmServer(Said(SAID)) as server:
        async with open_engine(server, on=app.db) as engine:
            await _follow(app, web)
            (done,) = await condense_waiting(app=_with_model(app, engine), now=NOW)

    assert done.error is None
    assert (await tldr(web.url("/Alpha"), app=app, now=NOW)).takeaways.method is Method.LLM


async def test_a_model_that_only_fails_costs_a_feed_nothing(app, web, open_engine):
    with LlmServer(Said(status=500)) as server:
        async with open_engine(server, on=app.db) as engine:
            await _follow(app, web)
            (done,) = await condense_waiting(app=_with_model(app, engine), now=NOW)

    assert done.error is None
    assert (await tldr(web.url("/Alpha"), app=app, now=NOW)).takeaways.method is Method.EXTRACTIVE


class BrokenStore:
    """An engine whose database fails while it counts."""

    async def condense(self, article):
        raise StoreFailed(where="bot.db", trouble=StoreTrouble.LOCKED)


async def test_a_store_that_fails_meanwhile_costs_the_article_nothing_either(app, web):
    await _follow(app, web)

    with pytest.raises(StoreFailed):
        await condense_waiting(app=_with_model(app, BrokenStore()), now=NOW)
    (done,) = await condense_waiting(app=app, now=NOW)

    assert done.error is None
    assert (await tldr(web.url("/Alpha"), app=app, now=NOW)).takeaways.method is Method.EXTRACTIVE


def _config(tmp_path, server):
    path = tmp_path / "config.toml"
    store = f'[store]\nurl = "sqlite+aiosqlite:///{tmp_path / "bot.db"}"\n'
    path.write_text(f'{store}[llm]\nbase_url = "{server.url}"\nmodel = "made-up"\napi_key = "{KEY}"\nprice_in = 2\nprice_out = 8\n')
    return str(path)


def test_the_command_line_condenses_by_the_model_and_shows_what_it_cost(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.txt").write_text("Kestrel 4.2 is out\n\n" + "\n\n".join(REPORT))
    said = takeaways(
        (3, "Halden rewrote the write path in Rust and removed 60,000 lines of older code from the Kestrel repository."),
        (7, "A cluster of twelve machines took 410,000 writes a second in the company's own test, against 230,000 for version 4.1."),
        (10, "Kestrel's licence stays the same for at least three years, chief executive Mara Lindqvist promised customers in a call."),
    )
    with LlmServer(Said(said, usage={"prompt_tokens": 900, "completion_tokens": 150})) as server:
        config = _config(tmp_path, server)
        told = CliRunner().invoke(main, ["tldr", "report.txt", "--config", config])
        shown = CliRunner().invoke(main, ["status", "--config", config])
        record = json.loads(CliRunner().invoke(main, ["status", "--json", "--config", config]).output)

    assert told.exit_code == 0, told.output
    assert "written by a language model, checked against the article" in told.output
    assert "1 of 500 requests, 1050 of 2000000 tokens, 0.0030 of 1 in money" in shown.output
    assert "Not running; last sign of life: never." in shown.output
    assert record["model"]["today"] == {"requests": 1, "tokens_in": 900, "tokens_out": 150, "cost": 0.003}
    assert KEY not in told.output + shown.output


def test_status_without_a_model_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, ["status"])

    assert result.exit_code == 0
    assert "No language model" in result.output


def test_checking_the_settings_shows_no_key(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with LlmServer(Said("")) as server:
        config = _config(tmp_path, server)

    result = CliRunner().invoke(main, ["config", "check", "--json", "--config", config])

    assert KEY not in result.output
    assert json.loads(result.output)["llm"]["model"] == "made-up"


def test_the_key_can_come_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BYTEBOT_LLM__API_KEY", KEY)

    settings = load_settings()

    assert settings.llm.api_key.get_secret_value() == KEY
    assert KEY not in repr(settings)
    assert not LlmSettings().configured
