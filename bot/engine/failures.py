"""A job's failure in, what becomes of it out: another try after a pause, or quarantine. Pure, but for its lines in the log."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.errors import BotError, StoreFailed
from bot.settings import EngineSettings

log = logging.getLogger(__name__)

_LONGEST_PAUSE_S: Final = 300.0
_LONGEST_REASON: Final = 500
_SAY_AGAIN_S: Final = 60.0
_REMEMBERED: Final = 1_000
_MORE_DEATHS: Final = 3  # workers die of other things than their jobs, and then all jobs under way bear it


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a job that failed. `again_in_s` None: it goes to quarantine, with that reason."""

    reason: str
    again_in_s: float | None


class Failures:
    """What every engine makes of failures, so that all of them do the same.

    The database's own failures never bring a job to quarantine: a disk that was full for a minute would put every job there.
    """

    def __init__(self, settings: EngineSettings) -> None:
        self._tries = settings.tries
        self._first_s = settings.retry_s
        self._said: dict[str, datetime] = {}

    def verdict(self, job: str, error: BaseException, *, failures: int) -> Verdict:
        """For the job of that name, which has now failed so many times. Says it in the log: a named failure in a line, a bug with its
        traceback, and the same one of the same job once a minute."""
        given_up = failures >= self._tries and not isinstance(error, StoreFailed)
        pause_s = None if given_up else min(self._first_s * 2.0 ** min(failures - 1, 30), _LONGEST_PAUSE_S)
        found = Verdict(reason=reason_of(error), again_in_s=pause_s)
        if given_up or self._is_news(f"{job} {found.reason}", now=datetime.now(UTC)):
            event = "job put in quarantine" if given_up else "job failed" if isinstance(error, BotError) else "job met a bug"
            log.error(
                event,
                extra={"job": job, "why": found.reason, "failures": failures, "again_in_s": pause_s},
                exc_info=None if isinstance(error, BotError) else error,
            )
        return found

    def of_workers(self, job: str, *, deaths: int) -> str | None:
        """The reason for quarantine of a job over which so many workers died or froze; None: another may try it."""
        if deaths < self._tries + _MORE_DEATHS:
            return None
        reason = f"its worker died or froze {deaths} times while it did this"
        log.error("job put in quarantine", extra={"job": job, "why": reason, "failures": deaths, "again_in_s": None})
        return reason

    def _is_news(self, what: str, *, now: datetime) -> bool:
        said = self._said.get(what)
        if said and abs((now - said).total_seconds()) < _SAY_AGAIN_S:
            return False
        if len(self._said) >= _REMEMBERED:
            self._said.clear()
        self._said[what] = now
        return True


def reason_of(error: BaseException) -> str:
    """One line that a database takes: Postgres' JSON knows no character 0, and UTF-8 no half of a pair."""
    words = str(error) if isinstance(error, BotError) else f"{type(error).__name__}: {error}"
    sound = words.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return " ".join(sound.split()).rstrip(":")[:_LONGEST_REASON]
