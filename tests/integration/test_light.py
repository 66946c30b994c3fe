"""What a bot's main process loads: no reader of foreign bytes, and of the rest only what it uses."""

import json
import subprocess
import sys

from tests.fakes.http_server import Answer
from tests.integration.polling.steps import XML

READERS = ("feedparser", "lxml", "trafilatura", "bot.feeds.parse", "bot.articles.extract")
ELSEWHERE = ("alembic", "discord", "openai", "rich")  # loaded where something is migrated, posted to Discord or shown on a terminal

# Follows a feed with an article behind it, polls it, reads both; `sys.modules` at the end are the last line.
LIFE = """
import asyncio, json, sys
from datetime import UTC, datetime, timedelta
from bot.compose import open_app
from bot.flows.condense import Condenser
from bot.flows.poller import poll_due
from bot.flows.subscribe import Wish, subscribe
from bot.flows.worker import Worker
from bot.model.subscription import CONSOLE
from bot.settings import Settings, StoreSettings, WebSettings, WorkersSettings

async def live(database, url):
    web = WebSettings(allow_networks=("127.0.0.0/8",))
    store, workers = StoreSettings(url=database), WorkersSettings(processes=1)
    settings = Settings.model_construct(store=store, web=web, workers=workers)
    now = datetime.now(UTC)
    async with open_app(settings, outlets={}) as app:
        Worker(app)
        await subscribe(url, target=CONSOLE, wish=Wish(backfill=1), app=app, now=now)
        (polled,) = await poll_due(app=app, now=now + timedelta(days=2))
        (condensed,) = await Condenser(app).step(now=now + timedelta(days=2), patience_s=None)
    return [polled.outcome, condensed.error]

if __name__ == "__main__":
    found = asyncio.run(live(*sys.argv[1:]))
    print(json.dumps([found, sorted(sys.modules)]))
"""


def _loaded(code: str, *arguments: str) -> tuple[list[object], set[str]]:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=True, text=True)
    found, modules = json.loads(done.stdout.splitlines()[-1])
    return found, set(modules)


def test_what_a_running_bot_imports_holds_no_reader_and_no_library_of_elsewhere():
    code = "import json, sys, bot.compose, bot.flows.worker, bot.flows.preview; print(json.dumps([[], list(sys.modules)]))"

    _, modules = _loaded(code)

    assert not modules & {*READERS, *ELSEWHERE}


def test_a_bot_that_follows_polls_and_reads_still_holds_none(app, web, store_url):
    item = f"<item><title>A kettle</title><link>{web.url('/page')}</link><description>It boils.</description></item>"
    page = f"<title>A kettle</title><article>{'<p>The kettle of the town hall boils in forty seconds, says its maker.</p>' * 40}</article>"
    feed = f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>"
    web.answers |= {"/feed": Answer(feed.encode(), content_type=XML), "/page": Answer(page.encode())}

    found, modules = _loaded(LIFE, store_url, web.url("/feed"))

    assert found == ["same", None]
    assert "/page" in [path for path, _ in web.asked]
    assert not modules & {*READERS, *ELSEWHERE}


def test_discords_front_door_holds_no_reader():
    _, modules = _loaded("import json, sys, bot.compose, bot.cogs.client; print(json.dumps([[], list(sys.modules)]))")

    assert not modules & {*READERS, "alembic", "openai"}
