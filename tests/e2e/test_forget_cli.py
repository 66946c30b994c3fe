"""`bytebot forget` on the command line."""

import json

import pytest
from click.testing import CliRunner

from bot.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("BYTEBOT_STORE__URL", f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.chdir(tmp_path)
    return lambda *words, **more: CliRunner().invoke(main, [*words], **more)


def test_it_asks_first_and_says_what_it_erased(run):
    refused = run("forget", "--user", "7", input="n\n")
    nothing = run("forget", "--guild", "70", input="y\n")
    as_json = run("forget", "--user", "7", "--yes", "--json")

    assert refused.exit_code == 1
    assert "Erase all that is kept of the person 7?" in refused.output
    assert "nothing to erase" in nothing.output
    assert json.loads(as_json.stdout)["saved"] == 0


@pytest.mark.parametrize("words", [(), ("--user", "7", "--guild", "70")], ids=["nobody", "both"])
def test_it_wants_to_know_whom(run, words):
    assert run("forget", *words).exit_code == 2
