"""The model's library: loaded only where a model is configured, and missed with a sentence that says what to do."""

import subprocess
import sys

import pytest

from bot.compose import open_readers
from bot.errors import Refused
from bot.settings import LlmSettings, Settings, StoreSettings


def test_a_bot_without_a_model_never_loads_the_library():
    code = "import sys, bot.compose, bot.cogs.client; print('openai' in sys.modules, 'httpx2' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert done.stdout.strip() == "False False"


async def test_a_missing_library_is_told_at_the_start(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openai", None)
    monkeypatch.delitem(sys.modules, "bot.takeaways.llm.client", raising=False)
    settings = Settings.model_construct(
        llm=LlmSettings(base_url="http://127.0.0.1:9/v1", model="m"), store=StoreSettings(url=f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    )

    with pytest.raises(Refused) as caught:
        async with open_readers(settings):
            pass

    assert "pip install 'bytebot[llm]'" in caught.value.said
