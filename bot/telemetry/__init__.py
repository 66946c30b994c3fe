"""What the bot does in; spans and failures told to services of the operator's out. Nothing is loaded or sent where none is named."""

from bot.telemetry.reporting import reporting
from bot.telemetry.spans import traced, watched

__all__ = ["reporting", "traced", "watched"]
