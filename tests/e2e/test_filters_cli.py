"""`bytebot filters`, `why` and `preview --why` as an operator uses them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.fakes.http_server import Answer, Loopback
from tests.worlds import page, rss


@pytest.fixture(autouse=True)
def _settings(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BYTEBOT_WEB__ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("BYTEBOT_WORKERS__PROCESSES", "1")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def feed():
    with Loopback({}) as web:
        web.answers |= {f"/{name}": Answer(page(name)) for name in ("Alpha", "Beta")}
        web.answers["/feed"] = Answer(rss("Alpha", "Beta", base=web.url("")), content_type="application/rss+xml")
        yield web.url("/feed")


def _bytebot(*words: str) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.stderr
    return result.output


def _refused(*words: str) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1, result.output
    (line,) = result.stderr.strip().splitlines()
    return line


def test_filters_are_added_listed_tried_and_removed(feed):
    _bytebot("feeds", "add", feed)
    added = _bytebot("filters", "add", "deny", "wind tunnel", "--in", "title")
    _bytebot("filters", "add", "deny", r"\bspam\b", "--kind", "pattern", "--feed", feed)
    listed = _bytebot("filters", "list")
    records = json.loads(_bytebot("filters", "list", "--json"))
    tested = _bytebot("filters", "test")
    why = _bytebot("why", "wind tunnel")
    removed = _bytebot("filters", "remove", "1")

    assert added.startswith("Filter 1: deny the phrase “wind tunnel” in the title.\n")
    assert "2: deny the pattern “\\bspam\\b” in title, text, author and tags, from Made-up News, in every channel" in listed
    assert [(each["id"], each["kind"], each["feed"]) for each in records] == [(1, "phrase", None), (2, "pattern", feed)]
    assert "DROP  Beta opens a wind tunnel" in tested
    assert "1 of 2 would be dropped." in tested
    assert "the console: never handed over" in why
    assert removed.startswith("Removed filter 1")


def test_mistakes_get_one_line(feed):
    assert "follows nothing yet" in _refused("filters", "add", "deny", "x")
    _bytebot("feeds", "add", feed)
    assert "no look-around" in _refused("filters", "add", "deny", "(?=x)", "--kind", "pattern")
    assert "too costly" in _refused("filters", "add", "deny", "(.?){900}", "--kind", "pattern")
    assert "No topic is called" in _refused("filters", "add", "deny", "cheese", "--in", "topic")
    assert "is not followed by that channel" in _refused("filters", "add", "deny", "x", "--subscription", "https://nobody.example/")
    assert "no filter 5" in _refused("filters", "remove", "5")
    assert "know nothing of that" in _refused("why", "BB-000000")
    assert json.loads(_bytebot("why", "Alpha", "--json"))[0]["channels"][0]["fate"] == "old"


def test_preview_tells_why(feed):
    Path("page.html").write_bytes(page("Alpha"))

    shown = _bytebot("preview", feed, "--entries", "2", "--why")
    of_page = _bytebot("preview", "page.html", "--why")

    assert shown.count("known by: its guid") == 2
    assert "topic: release, for " in shown
    assert "article: from " in shown
    assert "sentences by score:" in shown
    assert "known by" not in of_page
    assert "story: starts one of its own" in of_page
