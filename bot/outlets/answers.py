"""Discord's refusals in, what they mean for a post out. Pure.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from typing import Final

import discord

from bot.catalogue import mark
from bot.errors import BotError, ChannelClosed, MessageGone, SendFailed, SendRefused

_WAIT_S: Final = 60.0
_LATER_S: Final = 900.0
_HOUR_S: Final = 3600.0

NOT_A_TEXT_CHANNEL: Final = 50008
_MESSAGE_GONE: Final = 10008
_CHANNEL_GONE: Final = 10003
_NOT_NOW: Final = frozenset({20016, 20022, 20028, 20029, 30046, 160006, 160007})
"""Slow mode, write limits of channel and server, edits of old messages, threads that are active at once."""
_CLOSED: Final = {
    10003: mark("there is no such channel: {answer}"),
    10004: mark("I am not on that server: {answer}"),
    40067: mark("its posts need a tag: {answer}"),
    50001: mark("I can't see it: {answer}"),
    50007: mark("that person takes no messages from me: {answer}"),
    50008: mark("it takes no messages: {answer}"),
    50013: mark("I lack a permission: {answer}"),
    50024: mark("it is of a kind that takes no posts: {answer}"),
    50083: mark("the thread is archived and locked: {answer}"),
    160005: mark("the thread is locked: {answer}"),
}


def meaning(error: discord.HTTPException) -> BotError:
    """What an answer of Discord's means."""
    code, detail = error.code, f"{error.status}, code {error.code}"
    if code == _MESSAGE_GONE:
        return MessageGone(detail=detail)
    if code in _CLOSED:
        return ChannelClosed(detail=_CLOSED[code].format(answer=detail), gone=code == _CHANNEL_GONE)
    if code in _NOT_NOW:
        return SendFailed(detail=detail, uncertain=False, retry_after_s=_retry_after_s(error, otherwise=_LATER_S))
    return _by_status(error, detail=detail)


def _by_status(error: discord.HTTPException, *, detail: str) -> BotError:
    match error.status:
        case 429:  # Too Many Requests, RFC 6585
            return SendFailed(detail=detail, uncertain=False, retry_after_s=_retry_after_s(error, otherwise=_WAIT_S))
        case 401:  # the token is wrong, not the channel
            return SendFailed(detail=f"{detail}: Discord does not accept the token", uncertain=False, retry_after_s=_WAIT_S)
        case 403 | 404:  # no right, or no such channel
            return ChannelClosed(detail=detail)
        case status if status < 500 and error.code:  # noqa: PLR2004  client errors, RFC 9110: Discord names what is wrong with this post
            return SendRefused(detail=detail)
        case status:  # without a code it was a proxy that answered: the post is not to blame
            return SendFailed(detail=detail, uncertain=status >= 500)  # noqa: PLR2004  server errors, RFC 9110


def _retry_after_s(error: discord.HTTPException, *, otherwise: float) -> float:
    """The header's seconds, at most an hour."""
    try:
        told = float(error.response.headers.get("Retry-After", otherwise))
    except ValueError:
        return otherwise
    return min(told, _HOUR_S) if told >= 0 else otherwise
