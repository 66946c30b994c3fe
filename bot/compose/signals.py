"""SIGTERM and SIGINT in, an event set out."""

import asyncio
import signal


def stop_on_signals(stop: asyncio.Event) -> None:
    """The first SIGTERM or SIGINT sets `stop`: what is under way is finished. The second ends the program at once."""
    loop = asyncio.get_running_loop()
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}

    def first(*_: object) -> None:
        for number, handler in before.items():
            signal.signal(number, handler)
        loop.call_soon_threadsafe(stop.set)

    for number in before:
        signal.signal(number, first)
