"""Who asks, and when, in; whether that is too often out, and one answer for all who ask the same at the same time. In memory alone."""

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar, cast

from bot.catalogue import count
from bot.errors import Refused

T = TypeVar("T")

_MINUTE_S: Final = 60.0
_PEOPLE: Final = 10_000
"""Of whom is remembered how often they asked; those who asked longest ago are forgotten first."""


@dataclass(slots=True)
class Asking:
    """What is asked right now, and how often each person asked lately."""

    _times: OrderedDict[tuple[str, int], deque[datetime]] = field(default_factory=OrderedDict)
    _under_way: dict[str, "asyncio.Task[Any]"] = field(default_factory=dict)

    def count(self, what: str, *, user: int, minute: int, hour: int, now: datetime) -> None:
        """Note that `user` asks for `what`. Raises `Refused` where that is more than so often in a minute or an hour."""
        times = self._times.setdefault((what, user), deque())
        self._times.move_to_end((what, user))
        while len(self._times) > _PEOPLE:
            self._times.popitem(last=False)
        while times and now - times[0] >= timedelta(hours=1):
            times.popleft()
        late = [each for each in times if now - each < timedelta(minutes=1)]
        if len(late) >= minute or len(times) >= hour:
            again_at = times[0] + timedelta(hours=1) if len(times) >= hour else late[0] + timedelta(minutes=1)
            raise Refused(why=_later((again_at - now).total_seconds()))
        times.append(now)

    async def once(self, what: str, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` gives; those who ask for `what` meanwhile get the same, or the same failure. Raises what `make` raises.

        It goes on where an asker goes away: the others still wait.
        """
        doing = self._under_way.get(what)
        if doing is None:
            doing = asyncio.ensure_future(cast("Any", make()))
            self._under_way[what] = doing
            doing.add_done_callback(lambda done: self._end(what, done))
        return cast("T", await asyncio.shield(doing))

    def _end(self, what: str, done: "asyncio.Task[Any]") -> None:
        del self._under_way[what]
        if not done.cancelled():
            done.exception()  # looked at, so that nobody is told of a failure that all who asked went away from


def _later(wait_s: float) -> str:
    if wait_s > _MINUTE_S:
        minutes = math.ceil(wait_s / _MINUTE_S)
        return count("That was a lot at once; ask me again in {n} minute.", "That was a lot at once; ask me again in {n} minutes.", minutes)
    seconds = max(1, math.ceil(wait_s))
    return count("That was a lot at once; ask me again in {n} second.", "That was a lot at once; ask me again in {n} seconds.", seconds)
