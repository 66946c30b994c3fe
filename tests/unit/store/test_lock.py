"""One bot a database: the second is told so in one line; a killed one locks nobody out."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StoreFailed, StoreTrouble
from bot.settings import StoreSettings
from bot.store.lock import alone

_HOLD = """
import sys, time
from bot.settings import StoreSettings
from bot.store.lock import alone
with alone(StoreSettings(url=sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def _url(path: Path, more: str = "") -> str:
    return f"sqlite+aiosqlite:///{path}{more}"


def _holder(url: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen([sys.executable, "-c", _HOLD, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_bot_on_one_database_is_refused_in_one_line(tmp_path):
    settings = StoreSettings(url=_url(tmp_path / "a.db"))

    with alone(settings), pytest.raises(StoreFailed) as caught, alone(settings):
        pass

    assert caught.value.trouble is StoreTrouble.IN_USE
    assert "Another ByteBot runs" in caught.value.said
    assert "\n" not in caught.value.said


def test_the_lock_is_free_again_afterwards(tmp_path):
    settings = StoreSettings(url=_url(tmp_path / "a.db"))

    with alone(settings):
        pass
    with alone(settings):
        pass


def test_a_bot_in_another_process_holds_the_lock_until_it_is_killed(tmp_path):
    settings = StoreSettings(url=_url(tmp_path / "a.db"))

    with _holder(settings.url) as process:
        with pytest.raises(StoreFailed), alone(settings):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()

    with alone(settings):
        pass


def test_two_spellings_of_one_file_are_one_database(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    plain = StoreSettings(url=_url(tmp_path / "folder" / "a.db"))
    others = [
        _url(tmp_path / "link" / "a.db"),
        _url(tmp_path / "folder" / ".." / "folder" / "a.db"),
        f"{plain.url.replace('///', '///file:')}?uri=true",
    ]

    with alone(plain):
        for url in others:
            with pytest.raises(StoreFailed), alone(StoreSettings(url=url)):
                pass


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:///file::memory:?uri=true", "sqlite+aiosqlite:///file:a?mode=memory&uri=true"])
def test_a_database_in_memory_is_nobody_elses(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with alone(StoreSettings(url=url)), alone(StoreSettings(url=url)):
        pass

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_is_told(tmp_path):
    with pytest.raises(StoreFailed) as caught, alone(StoreSettings(url=_url(tmp_path / "none" / "a.db"))):
        pass

    assert caught.value.trouble is StoreTrouble.CANNOT_OPEN
