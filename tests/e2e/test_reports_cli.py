"""`bytebot reports` as an operator uses it."""

import json
import sqlite3

import pytest
from click.testing import CliRunner

from bot.cli import main


@pytest.fixture(autouse=True)
def _two_reports(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["db", "migrate"]).exit_code == 0
    with sqlite3.connect("bytebot.db") as db:
        columns = "user_id, code, url, title, bullet, reason, created_at"
        new = f"INSERT INTO reports ({columns}) VALUES (?, ?, 'https://a.example/x', 'Alpha', ?, ?, ?)"
        db.executemany(new, [(1, "BB-000001", "It costs \x1b[31m40 crowns.", "It is 14.", 0), (2, "BB-000002", "", "", 1000)])
        db.execute("INSERT INTO notices (kind, subject, text, created_at) VALUES ('bullet_reported', 'post:BB-000001', 'told', 0)")


def bytebot(*words, code=0):
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result.output


def test_reports_are_listed_and_closed():
    listed = bytebot("reports", "list")
    attention = bytebot("status")
    closed = json.loads(bytebot("reports", "close", "1", "--json"))
    left = json.loads(bytebot("reports", "list", "--json"))

    assert "1: BB-000001, 1970-01-01 00:00 UTC" in listed
    assert "wrong: It costs [31m40 crowns." in listed
    assert "why: It is 14." in listed
    assert "wrong: its headline, link or picture" in listed
    assert "1 thing needs your attention" in attention
    assert [each["id"] for each in closed] == [1]
    assert [each["id"] for each in left] == [2]
    assert "Nothing needs your attention" in bytebot("status")
    assert "closed" in bytebot("reports", "list", "--all")
    assert "no open report" in bytebot("reports", "close", "1", code=1)
    assert "2: BB-000002" in bytebot("reports", "close", "--all")
    assert "No report is open" in bytebot("reports", "close", "--all")
    assert "No report is open" in bytebot("reports", "list")
    assert "numbers of reports, or --all" in bytebot("reports", "close", code=2)
