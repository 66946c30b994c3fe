"""The bot's own door for machines: what works and what is counted in, /healthz, /readyz and /metrics out. I/O: listens on one port."""

from bot.http.door import serve
from bot.http.health import Health, health_of

__all__ = ["Health", "health_of", "serve"]
