"""The addresses of an operator's services in, reports to them until the block ends out. I/O: loads a library only where it is wanted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.errors import Refused
from bot.log import Scrubber
from bot.telemetry.spans import TRACER


@asynccontextmanager
async def reporting(*, otlp_endpoint: str, sentry_dsn: str, role: str, version: str, scrub: Scrubber) -> AsyncIterator[None]:
    """Report what is done inside, also in tasks begun there; "" names no service. What is left at the end is sent, for some seconds.

    Raises `Refused` where a service is named and its library is missing, or its address cannot be used.
    """
    async with AsyncExitStack() as stack:
        if otlp_endpoint:
            await _trace(stack, otlp_endpoint, role=role, version=version)
        if sentry_dsn:
            await _tell_of_failures(stack, sentry_dsn, role=role, version=version, scrub=scrub)
        yield


async def _trace(stack: AsyncExitStack, endpoint: str, *, role: str, version: str) -> None:
    try:
        from bot.telemetry.otel import OtelTracer  # noqa: PLC0415  an extra, loaded where it is wanted
    except ModuleNotFoundError as error:
        raise _missing("otlp_endpoint", "otel") from error
    tracer = OtelTracer(endpoint, role=role, version=version)
    stack.push_async_callback(asyncio.to_thread, tracer.close)
    stack.callback(TRACER.reset, TRACER.set(tracer))


async def _tell_of_failures(stack: AsyncExitStack, dsn: str, *, role: str, version: str, scrub: Scrubber) -> None:
    try:
        from bot.telemetry.sentry import Sentry  # noqa: PLC0415  the same
    except ModuleNotFoundError as error:
        raise _missing("sentry_dsn", "sentry") from error
    stack.push_async_callback(asyncio.to_thread, Sentry(dsn, role=role, version=version, scrub=scrub).close)


def _missing(setting: str, extra: str) -> Refused:
    return Refused(why=f"[telemetry] {setting} is set, but its library is missing: pip install 'bytebot[{extra}]', or empty {setting}.")
