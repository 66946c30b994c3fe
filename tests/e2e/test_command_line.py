"""The verbs as a person uses them, on real files, a real database and a loopback web."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.fakes.http_server import Answer, Loopback
from tests.worlds import article, page, rss

XML = "application/rss+xml"
TOKEN = "MTAwMQ.very-secret.token"


@pytest.fixture(autouse=True)
def _settings(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BYTEBOT_WEB__ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("BYTEBOT_WORKERS__PROCESSES", "1")
    monkeypatch.setenv("BYTEBOT_FEEDS__TICK_S", "0.1")
    monkeypatch.setenv("BYTEBOT_DELIVERY__TICK_S", "0.1")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def web():
    with Loopback({}) as web:
        web.answers |= {f"/{name}": Answer(page(name)) for name in ("Alpha", "Beta", "Gamma")}
        web.answers["/feed"] = Answer(rss("Alpha", "Beta", "Gamma", base=web.url("")), content_type=XML)
        yield web


def _bytebot(*words: str) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.stderr
    return result


def test_good_settings_are_fine_and_a_missing_token_is_told():
    assert "The settings are fine.\nThere is no Discord token yet" in _bytebot("config", "check").output


def test_the_token_is_never_printed(monkeypatch):
    monkeypatch.setenv("BYTEBOT_DISCORD__TOKEN", TOKEN)

    shown = _bytebot("config", "check", "--json").output

    assert json.loads(shown)["discord"]["token"] == "*" * 10
    assert "very-secret" not in shown + _bytebot("config", "check").output


def test_migrating_tells_what_it_did():
    first, second = _bytebot("db", "migrate").output, _bytebot("db", "migrate").output

    newest = re.search(r"from nothing to (\d{4})", first)
    assert newest is not None
    assert f"at {newest[1]} already" in second


def test_feeds_are_followed_listed_and_let_go(web):
    added = _bytebot("feeds", "add", web.url("/feed"), "--backfill", "2", "--mode", "digest").output
    listed = _bytebot("feeds", "list").output
    (record,) = json.loads(_bytebot("feeds", "list", "--json").output)
    removed = _bytebot("feeds", "remove", web.url("/feed")).output

    assert "Following: Made-up News" in added
    assert "2 of its newest entries follow now." in added
    assert "digest, 3 takeaways, next look" in listed
    assert (record["url"], record["mode"], record["error"]) == (web.url("/feed"), "digest", None)
    assert "No longer following Made-up News" in removed
    assert "Nothing is followed yet" in _bytebot("feeds", "list").output


def test_a_feed_is_foreseen_shown_edited_paused_and_resumed(web):
    foreseen = _bytebot("feeds", "add", web.url("/feed"), "--dry-run", "--backfill", "1").output
    nothing = _bytebot("feeds", "list").output
    _bytebot("feeds", "add", web.url("/feed"), "--backfill", "2")
    edited = _bytebot("feeds", "edit", "made-up", "--mode", "digest", "--takeaways", "5").output
    paused = json.loads(_bytebot("feeds", "pause", "1", "--json").output)
    resumed = _bytebot("feeds", "resume", web.url("/feed")).output
    shown = json.loads(_bytebot("feeds", "show", "1", "--json").output)

    assert "Found: Made-up News" in foreseen
    assert "1 of its newest entries would follow now." in foreseen
    assert "Nothing is followed yet" in nothing
    assert "Changed: Made-up News\n  digest, 5 takeaways" in edited
    assert (paused["state"], paused["passed"]) == ("paused", 2)
    assert "Goes on: Made-up News" in resumed
    assert (shown["mode"], shown["state"], shown["waiting"], shown["posted"]) == ("digest", "active", 0, 0)


def test_a_channel_of_discords_is_kept_apart_from_the_console(web):
    _bytebot("feeds", "add", web.url("/feed"), "--channel", "42")

    assert "Nothing is followed yet" in _bytebot("feeds", "list").output
    assert "Made-up News" in _bytebot("feeds", "list", "--channel", "42").output


def test_preview_shows_a_feeds_newest_entries(web):
    shown = _bytebot("preview", web.url("/feed"), "--entries", "2").output

    assert "Alpha releases version 3.0" in shown
    assert "Gamma" not in shown
    assert "2 of 3 entries of Made-up News. Nothing was stored or posted." in shown
    assert not Path("bytebot.db").exists()


def test_preview_of_a_page_shows_its_card(web):
    shown = _bytebot("preview", web.url("/Beta")).output

    assert "Beta opens a wind tunnel" in shown
    assert "That is a page, not a feed." in shown


def test_preview_of_files(web):
    Path("feed.xml").write_bytes(rss("Alpha", base=web.url("")))
    Path("page.html").write_bytes(page("Beta"))

    assert "Alpha releases version 3.0" in _bytebot("preview", "feed.xml").output
    assert "Beta opens a wind tunnel" in _bytebot("preview", "page.html").output


def test_tldr_of_a_page(web):
    shown = _bytebot("tldr", web.url("/Alpha")).output

    assert shown.startswith("Alpha releases version 3.0\n")
    assert shown.count("  • ") >= 3


def test_tldr_of_a_text_as_json_ties_each_bullet_to_its_words():
    text = "A made-up headline\n\n" + re.sub(r"</?p>", "\n\n", article("Gamma"))
    Path("article.txt").write_text(text)

    found = json.loads(_bytebot("tldr", "article.txt", "--json").output)

    assert found["method"] == "extractive"
    assert 3 <= len(found["takeaways"]) <= 5
    assert all(each["end"] > each["start"] for each in found["takeaways"])


def test_tldr_says_why_there_is_nothing():
    Path("short.html").write_text("<html><body><p>Subscribe to continue reading this story.</p></body></html>")

    assert "No takeaways: " in _bytebot("tldr", "short.html").output


def test_nobody_is_alive_before_anything_ran():
    _bytebot("db", "migrate")

    result = CliRunner().invoke(main, ["healthcheck"])

    assert result.exit_code == 1
    assert "No sign of life yet" in result.stderr


def test_the_console_bot_posts_lives_and_stops_when_told(web):
    _bytebot("feeds", "add", web.url("/feed"), "--backfill", "2")
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--no-discord"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as bot:
        assert bot.stdout is not None
        shown = ""
        while shown.count("unit BB-") < 2:
            shown += bot.stdout.readline()
        alive = _bytebot("healthcheck").output
        started = time.monotonic()
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(20) == 0

    assert "Alpha releases version 3.0" in shown
    assert alive == "Alive.\n"
    assert time.monotonic() - started < 10


def test_a_channels_digests_are_scheduled_shown_stopped_and_reset(web):
    _bytebot("feeds", "add", web.url("/feed"), "--mode", "digest")

    wished = _bytebot("digest", "schedule", "daily", "8am", "18:30", "--zone", "europe/berlin", "--quiet", "22-7", "--stories", "5").output
    shown = json.loads(_bytebot("digest", "show", "--json").output)
    stopped = _bytebot("digest", "stop").output
    reset = _bytebot("digest", "reset").output

    assert "daily at 08:00 and 18:30 (Europe/Berlin), quiet from 22:00 to 07:00, at most 5 stories. The next: " in wished
    assert shown["schedule"].startswith("daily at 08:00 and 18:30")
    assert "No more digests here." in stopped
    assert "as the settings say" in reset
    assert _bytebot("digest", "now").output == "Nothing waits for this channel.\n"


@pytest.mark.parametrize("words", [["sometimes"], ["daily", "25:00"], ["daily", "8", "--zone", "Mars"], ["daily", "8", "--quiet", "late"]])
def test_a_schedule_that_is_not_understood_gets_one_line(web, words):
    _bytebot("feeds", "add", web.url("/feed"))

    result = CliRunner().invoke(main, ["digest", "schedule", *words])

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
