"""Servers that asked for a pause in, whether they may be asked again out. Pure: seconds of any steady clock are handed in."""

from typing import Final

_MOST: Final = 10_000


class Rests:
    """Which servers rest, and for how long."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def add(self, server: str, *, until_s: float, now_s: float) -> None:
        """Leave this server alone until then; a longer pause that it asked for before stays."""
        if len(self._until) >= _MOST:
            self._until = {name: until for name, until in self._until.items() if until > now_s}
        if until_s > now_s:
            self._until[server] = max(until_s, self._until.get(server, until_s))

    def left_s(self, server: str, *, now_s: float) -> float:
        """Seconds that this server still rests; 0: it may be asked."""
        until = self._until.get(server)
        if until is None:
            return 0.0
        if until <= now_s:
            del self._until[server]
            return 0.0
        return until - now_s
