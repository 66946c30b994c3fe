"""Errors of the log in, events for the operator's Sentry out, without secrets. Imported only where a DSN is given: the extra `sentry`.

Of the SDK's own gathering nothing is used: local variables, arguments and request bodies hold tokens, feeds and what people wrote.
"""

import logging
from typing import Final, TypeVar, cast

import sentry_sdk
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint
from sentry_sdk.utils import BadDsn

from bot.errors import Refused
from bot.log import Scrubber
from bot.log.scrub import places_only

T = TypeVar("T")

_SEND_WITHIN_S: Final = 3.0


class Sentry:
    """Sends every error that is logged, with the warnings and events before it, until it is closed."""

    def __init__(self, dsn: str, *, role: str, version: str, scrub: Scrubber) -> None:
        """Raises `Refused` where the DSN is none."""

        def clean(event: Event, _hint: Hint) -> Event:
            return _cleaned(event, scrub=scrub)

        try:
            sentry_sdk.init(
                dsn,
                release=f"bytebot@{version}",
                server_name=role,
                before_send=clean,
                include_local_variables=False,
                max_request_body_size="never",
                default_integrations=False,
                auto_enabling_integrations=False,
                integrations=[LoggingIntegration(level=logging.INFO, event_level=logging.ERROR), DedupeIntegration()],
                shutdown_timeout=_SEND_WITHIN_S,
            )
        except BadDsn as error:
            raise Refused(why="[telemetry] sentry_dsn is none that Sentry gave out; copy it anew, or empty it.") from error

    def close(self) -> None:
        """Send what is left, and end."""
        sentry_sdk.get_client().close(timeout=_SEND_WITHIN_S)


def _cleaned(value: T, *, scrub: Scrubber) -> T:
    """The same, every text in it without secrets, and its addresses cut to host and path. Pure."""
    if isinstance(value, str):
        return cast("T", scrub(places_only(value)))
    if isinstance(value, dict):
        return cast("T", {scrub(str(key)): _cleaned(each, scrub=scrub) for key, each in value.items()})
    if isinstance(value, list | tuple):
        return cast("T", [_cleaned(each, scrub=scrub) for each in value])
    return value
