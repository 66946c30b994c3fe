"""A database of the first version with rows in every table, brought to this one: the bot goes on where it was."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b

from bot.flows.deliver import release_leases
from bot.flows.digest import digest_due
from bot.flows.latest import latest
from bot.flows.poller import poll_due
from bot.flows.recall import begin
from bot.flows.status import status
from bot.model.delivery import Panel, Post
from bot.model.subscription import CONSOLE
from bot.rendering.frozen import freeze
from bot.store.keys import url_key
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.text.urls import canonical
from tests.fakes.http_server import Answer
from tests.integration.steps import XML, condense, post
from tests.worlds import NOW, article, page, rss

MS = int(NOW.timestamp() * 1000)
DAY_MS = 86_400_000


def _fill(path, base):
    """As version 0001 left it: Alpha was posted, Beta is condensed and waits, Gamma waits to be read, a post of Delta is half-way out.

    Returns the tables that got no row.
    """
    delta = freeze(Post(code="BB-DELTA1", panels=(Panel(title="🔧 Delta", url=f"{base}/Delta", footer="unit BB-DELTA1"),)))
    rows: dict[str, list[tuple[object, ...]]] = {
        "notes": [("alive_at", NOW.isoformat())],
        "channels": [(1, "console", 0, None, MS + DAY_MS, None)],
        "feeds": [(1, f"{base}/feed", url_key(f"{base}/feed"), "Made-up News", None, "active", None, None, None, MS, MS, 0, None, MS)],
        "stories": [(1, "Alpha", MS), (2, "Beta", MS), (4, "Delta", MS)],
        "articles": [_article(1, "Alpha", base), _article(2, "Beta", base), _article(4, "Delta", base)],
        "digests": [(1, 1, "card", MS), (4, 1, "card", MS)],
        "subscriptions": [(1, 1, 1, "instant", 3, "active", MS)],
        "digest_stories": [(1, 1, 1, 1, 0), (1, 4, 4, 4, 0)],
        "entries": [_entry(place, name, base) for place, name in ((1, "Alpha"), (2, "Beta"), (3, "Gamma"), (4, "Delta"))],
        "posts": [
            (1, 1, 0, 1, "{}", "BB-ALPHA1", "BB-ALPHA1-0", "sent", 1, MS, MS, None, None, "m1", None, MS),
            (4, 4, 0, 1, delta, "BB-DELTA1", "BB-DELTA1-0", "sending", 1, MS, MS, "dead", MS + 60_000, None, None, None),
        ],
        "takeaways": [(place, "none", "a teaser", "[]", MS) for place in (1, 2, 4)],
        "deliveries": [(place, 1, place, "instant", 3, {1: 1, 4: 4}.get(place), MS) for place in (1, 2, 3, 4)],
    }
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table, values in rows.items():
            for row in values:
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if name not in rows]


def _article(place, name, base):
    text = re.sub("<[^>]+>", " ", article(name))
    key = url_key(f"{base}/{name}")
    return (place, key, place, f"{base}/{name}", name, text, None, None, "en", MS, None, "page", "full", "", 160, MS)


def _entry(place, name, base):
    guid, link = _key("guid", f"tag:{name}"), _key("link", canonical(f"{base}/{name}"))
    read = None if name == "Gamma" else place
    kept = "" if read else article(name)
    title = f"{name} makes news"
    return (place, 1, guid, guid, link, guid, f"tag:{name}", f"{base}/{name}", title, None, MS, kept, "", "[]", MS, read, 0, MS, None)


def _key(*parts):
    """As version 0001 made it: were it made otherwise now, every old entry would come again."""
    return blake2b("\0".join(parts).encode(), digest_size=16).digest()


async def test_a_database_of_the_first_version_goes_on_where_it_was(app, settings, web, outlet, tmp_path):
    base = web.url("")
    old = settings.store.model_copy(update={"url": f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"})
    db = open_database(old)
    await migrate(db, revision="0001")
    empty = _fill(tmp_path / "old.db", base)
    web.answers["/feed"] = Answer(rss("Alpha", "Beta", "Gamma", "Delta", "Epsilon", base=base), content_type=XML)
    web.answers |= {f"/{name}": Answer(page(name)) for name in ("Gamma", "Epsilon")}

    await migrate(db)
    upgraded, later = replace(app, db=db), NOW + timedelta(minutes=10)
    await release_leases(app=upgraded, now=later)
    await begin(app=upgraded, now=later)
    for minutes in (0, 1, 60 * 25):
        now = later + timedelta(minutes=minutes)
        await poll_due(app=upgraded, now=now)
        await condense(upgraded, now=now)
        await digest_due(app=upgraded, now=now, at_once=True)
        await post(upgraded, now=now)
    stories, counts = await latest(target=CONSOLE, most=10, app=upgraded), (await status(db=db, now=later)).counts
    await db.close()

    assert empty == ["alembic_version"]
    assert sorted(title.split()[0] for title in outlet.titles) == ["Beta", "Delta", "Epsilon", "Gamma"]
    assert outlet.looked_for == ["BB-DELTA1"]
    assert (len(stories), counts.entries, counts.told) == (5, 5, 5)
