"""The one place where parts are joined: `Settings` in, a bot that works out."""

from bot.compose.parts import console_outlet, open_app, open_engine, open_model, open_queue, open_readers, open_store, open_voice
from bot.compose.running import run_on_console, run_on_discord
from bot.compose.signals import stop_on_signals

__all__ = [
    "console_outlet",
    "open_app",
    "open_engine",
    "open_model",
    "open_queue",
    "open_readers",
    "open_store",
    "open_voice",
    "run_on_console",
    "run_on_discord",
    "stop_on_signals",
]
