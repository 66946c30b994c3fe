"""`bytebot feeds import`, `export`, `packs` and `check` as an operator uses them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.fakes.http_server import Answer, Loopback
from tests.worlds import rss


@pytest.fixture(autouse=True)
def _settings(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BYTEBOT_WEB__ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("BYTEBOT_WORKERS__PROCESSES", "1")


@pytest.fixture
def web():
    with Loopback({}) as web:
        web.answers["/one"] = Answer(rss("Alpha", base=web.url(""), title="One"), content_type="application/rss+xml")
        lines = "".join(f'<outline text="{name}" xmlUrl="{web.url(name)}"/>' for name in ("/one", "/gone"))
        Path("mine.opml").write_text(f"<opml><body>{lines}</body></opml>")
        yield web


def _bytebot(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_a_file_goes_in_and_comes_out_again(web):
    first = _bytebot("feeds", "import", "mine.opml", "--json")
    again = _bytebot("feeds", "import", "mine.opml")
    out = _bytebot("feeds", "export")
    _bytebot("feeds", "export", "out.opml", "--channel", "0")

    assert first.exit_code == 1
    told = json.loads(first.stdout)
    assert (told["new"], told["followed_before"], [each["title"] for each in told["failed"]]) == (1, 0, ["/gone"])
    assert "New: 0. Followed before: 1." in again.stdout
    assert f'xmlUrl="{web.url("/one")}"' in out.stdout
    assert web.url("/one") in Path("out.opml").read_text()


def test_feeds_are_checked_now(web):
    bad = _bytebot("feeds", "check", web.url("/one"), web.url("/gone"))
    told = json.loads(_bytebot("feeds", "check", web.url("/one"), "--json").stdout)
    none = _bytebot("feeds", "check")

    assert bad.exit_code == 1
    assert "One: 1 entries, the newest of 2026-03-04" in bad.stdout
    assert "404" in bad.stdout
    assert (told[0]["title"], told[0]["error"]) == ("One", None)
    assert (none.exit_code, none.stdout) == (0, "Nothing is followed yet; begin with `bytebot feeds add URL`.\n")


def test_packs_are_shown_and_an_unknown_one_is_refused_in_a_line():
    shown = _bytebot("feeds", "packs")
    unknown = _bytebot("feeds", "packs", "gardening")
    missing = _bytebot("feeds", "import", "nowhere.opml")

    assert "tech-news: " in shown.stdout
    assert "https://lwn.net/headlines/rss" in shown.stdout
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (1, 1)
    assert "there are: tech-news" in unknown.stderr
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 1)
