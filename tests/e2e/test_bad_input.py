"""Bad input gets one clear line and an exit code, on the command line that a person uses; nothing is lost."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.fakes.http_server import Answer, Loopback
from tests.worlds import page, rss

XML = "application/rss+xml"


@pytest.fixture(autouse=True)
def _settings(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BYTEBOT_WEB__ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("BYTEBOT_WEB__TOTAL_TIMEOUT_S", "1")
    monkeypatch.setenv("BYTEBOT_STORE__BUSY_TIMEOUT_S", "0.2")
    monkeypatch.setenv("BYTEBOT_WORKERS__PROCESSES", "1")


@pytest.fixture
def web():
    answers = {
        "/feed": Answer(rss("Alpha", "Beta"), content_type=XML),
        "/empty": Answer(rss(), content_type=XML),
        "/nothing": Answer(b"", content_type=XML),
        "/cut": Answer(rss("Alpha", "Beta")[:2300], content_type=XML),
        "/broken": Answer(b"<rss><channel><title>x", content_type=XML),
        "/latin": Answer(rss("Café").decode().encode("latin-1"), content_type=f"{XML}; charset=utf-8"),
        "/page": Answer(page("Alpha")),
        "/picture": Answer(b"\x89PNG\r\n\x1a\n" + bytes(500), content_type="image/png"),
        "/slow": Answer(rss("Alpha"), wait_s=3),
        "/huge": Answer(b"x" * 1_000_000, repeat=50),
    }
    with Loopback(answers) as web:
        yield web


def _bytebot(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def _one_line(result: Result) -> str:
    """What was said on standard error: one line, no traceback, exit code 1."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("Error: ")
    return lines[0]


@pytest.mark.parametrize("verb", ["preview", "tldr"])
def test_no_such_file(verb):
    assert "nowhere.xml: No such file" in _one_line(_bytebot(verb, "nowhere.xml"))


@pytest.mark.parametrize("verb", ["preview", "tldr"])
def test_a_file_that_is_neither_feed_nor_page(verb, tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))

    assert "is not an article page" in _one_line(_bytebot(verb, "picture.png"))


@pytest.mark.parametrize("verb", ["preview", "tldr"])
@pytest.mark.parametrize("content", [b"", b"<html></html>", "\ufeff".encode("utf-16-le")])
def test_a_file_with_nothing_in_it_is_named(verb, content):
    Path("empty.html").write_bytes(content)

    assert "nothing to read at empty.html" in _one_line(_bytebot(verb, "empty.html"))


@pytest.mark.parametrize("verb", ["preview", "tldr"])
def test_a_page_in_utf_16_is_read(verb):
    Path("wide.html").write_bytes(page("Beta").decode().encode("utf-16"))

    result = _bytebot(verb, "wide.html")

    assert result.exit_code == 0
    assert "Beta opens a wind tunnel" in result.output


def test_not_a_feed(web):
    del web.answers["/feed"]

    assert "is not a feed" in _one_line(_bytebot("feeds", "add", web.url("/page")))


def test_a_page_that_is_not_html(web):
    assert "is not an article page" in _one_line(_bytebot("tldr", web.url("/picture")))


@pytest.mark.parametrize("words", [("feeds", "add"), ("preview",), ("tldr",)])
def test_a_dead_host(words):
    assert "can't reach 127.0.0.1:1/feed" in _one_line(_bytebot(*words, "http://127.0.0.1:1/feed?key=secret"))


@pytest.mark.parametrize("words", [("feeds", "add"), ("tldr",)])
def test_a_time_out(words, web):
    assert "took too long" in _one_line(_bytebot(*words, web.url("/slow")))


@pytest.mark.parametrize("words", [("feeds", "add"), ("preview",), ("tldr",)])
def test_not_found(words, web):
    assert "answered 404 (not found" in _one_line(_bytebot(*words, web.url("/gone")))


@pytest.mark.parametrize("words", [("feeds", "add"), ("tldr",)])
def test_a_body_of_fifty_megabytes(words, web):
    assert "more than I am allowed to read" in _one_line(_bytebot(*words, web.url("/huge")))


def test_an_empty_body(web):
    assert "nothing to read" in _one_line(_bytebot("feeds", "add", web.url("/nothing")))


def test_a_private_address_that_nobody_allowed(monkeypatch, web):
    monkeypatch.delenv("BYTEBOT_WEB__ALLOW_NETWORKS")

    assert "allow_networks" in _one_line(_bytebot("feeds", "add", web.url("/feed")))


def test_broken_xml_gives_what_can_be_read(web):
    result = _bytebot("preview", web.url("/cut"))

    assert result.exit_code == 0
    assert "Alpha releases version 3.0" in result.output


def test_broken_xml_with_nothing_to_read(web):
    assert "too broken to read" in _one_line(_bytebot("feeds", "add", web.url("/broken")))


def test_a_wrong_encoding_gives_readable_text(web):
    result = _bytebot("preview", web.url("/latin"))

    assert result.exit_code == 0
    assert "Café releases version 3.0" in result.output


def test_an_empty_feed_can_be_followed(web):
    assert "shows no entries yet" in _bytebot("preview", web.url("/empty")).output
    assert _bytebot("feeds", "add", web.url("/empty")).exit_code == 0


def test_an_unreadable_config():
    Path("config.toml").write_text("[feeds\n")

    assert "config.toml: is not TOML" in _one_line(_bytebot("config", "check"))
    assert "config.toml: is not TOML" in _one_line(_bytebot("feeds", "list"))


def test_a_locked_database_loses_nothing(web):
    assert _bytebot("feeds", "add", web.url("/feed")).exit_code == 0
    other = sqlite3.connect("bytebot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    said = _one_line(_bytebot("feeds", "add", web.url("/empty")))
    other.execute("ROLLBACK")
    other.close()

    assert "in use by another program" in said
    assert web.url("/feed") in _bytebot("feeds", "list").output


def test_a_read_only_database_is_told_and_can_still_be_read(monkeypatch, tmp_path, web):
    assert _bytebot("feeds", "add", web.url("/feed")).exit_code == 0
    monkeypatch.setenv("BYTEBOT_STORE__URL", f"sqlite+aiosqlite:///file:{tmp_path}/bytebot.db?mode=ro&uri=true")

    assert "cannot be written" in _one_line(_bytebot("feeds", "add", web.url("/empty")))
    assert "Made-up News" in _bytebot("feeds", "list").output


def test_a_database_in_a_folder_that_is_not_there(monkeypatch):
    monkeypatch.setenv("BYTEBOT_STORE__URL", "sqlite+aiosqlite:///nowhere/bytebot.db")

    assert "check that its folder exists" in _one_line(_bytebot("feeds", "list"))


def test_a_file_that_is_no_database():
    Path("bytebot.db").write_text("Dear diary, " * 200)

    assert "not a sound SQLite database" in _one_line(_bytebot("feeds", "list"))


@pytest.mark.parametrize(
    "url", ["mysql://x:pa55@h/y", "nonsense", "sqlite+aiosqlite:///:memory:", "sqlite+aiosqlite://", "postgresql+psycopg://u:pa55@h/db"]
)
def test_a_store_that_cannot_be_used(url, monkeypatch):
    monkeypatch.setenv("BYTEBOT_STORE__URL", url)

    said = _one_line(_bytebot("feeds", "list"))

    assert "[store] url" in said
    assert "pa55" not in said


@pytest.mark.parametrize("scheme", ["postgresql+asyncpg", "postgresql", "postgres"])
def test_a_postgres_that_does_not_answer(scheme, monkeypatch):
    monkeypatch.setenv("BYTEBOT_STORE__URL", f"{scheme}://u:pa55@127.0.0.1:1/db")

    for words in (("feeds", "list"), ("healthcheck",), ("db", "migrate")):
        said = _one_line(_bytebot(*words))
        assert "127.0.0.1:1/db does not answer" in said
        assert "pa55" not in said


def test_a_postgres_is_backed_up_and_restored_by_its_own_programs(monkeypatch):
    monkeypatch.setenv("BYTEBOT_STORE__URL", "postgresql+asyncpg://u:pa55@127.0.0.1:1/db")
    Path("x.dump").write_bytes(b"")

    for words in (("db", "backup"), ("db", "restore", "x.dump")):
        said = _one_line(_bytebot(*words))
        assert "pg_dump" in said
        assert "pg_restore" in said
        assert "pa55" not in said


def test_the_database_of_another_program_is_refused_and_not_touched():
    with sqlite3.connect("bytebot.db") as other:
        other.execute("CREATE TABLE feeds (id INTEGER)")
    other.close()
    before = Path("bytebot.db").read_bytes()

    for words in (("feeds", "list"), ("db", "migrate")):
        assert "belongs to another program" in _one_line(_bytebot(*words))
    assert Path("bytebot.db").read_bytes() == before


def test_a_health_check_makes_no_database():
    assert "No sign of life" in _one_line(_bytebot("healthcheck"))
    assert not Path("bytebot.db").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BYTEBOT_FEEDS__INTERVAL_S", "1e400", "finite"),
        ("BYTEBOT_FEEDS__INTERVAL_S", "1e15", "less than or equal"),
        ("BYTEBOT_DIGESTS__EVERY_S", "1e15", "less than or equal"),
        ("BYTEBOT_WEB__ALLOW_NETWORKS", "10.0.0.0/33", "neither a network"),
        ("BYTEBOT_WEB__ALLOW_NETWORKS", "a b", "neither a network"),
        ("BYTEBOT_PROMPTS__FOLDER", "/nowhere/at/all", "there is no such folder"),
    ],
)
def test_a_setting_out_of_bounds(name, value, said, monkeypatch, web):
    monkeypatch.setenv(name, value)

    assert said in _one_line(_bytebot("feeds", "add", web.url("/feed")))


def test_a_whole_section_in_the_environment_is_named(monkeypatch):
    monkeypatch.setenv("BYTEBOT_FEEDS", "5")

    assert "BYTEBOT_FEEDS" in CliRunner().invoke(main, ["config", "check"]).stderr


@pytest.mark.parametrize("source", ["ftp://example.org/x", "file:///etc/passwd", "https://user:pa55@example.org/"])
def test_an_address_that_is_none(source):
    said = _one_line(_bytebot("tldr", source))

    assert "not a web address" in said
    assert "pa55" not in said


def test_a_channel_that_is_no_number_of_discords(web):
    assert _bytebot("feeds", "add", web.url("/feed"), "--channel", "9" * 25).exit_code == 2


def test_a_full_disk_behind_the_output_is_told_in_one_line(tmp_path):
    (tmp_path / "page.html").write_bytes(page("Alpha"))
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}

    with open("/dev/full", "w") as full:  # noqa: PTH123  a device
        command = [sys.executable, "-m", "bot", "tldr", "page.html"]
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True, env=env)

    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_removing_what_is_not_followed(web):
    assert "no subscription" in _one_line(_bytebot("feeds", "remove", web.url("/feed")))
