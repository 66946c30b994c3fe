"""Discord's refusals in, what they mean for a post out. Pure.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from typing import Final

import discord

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
    10003: "there is no such channel",
    10004: "I am not on that server",
    40067: "its posts need a tag",
    50001: "I can't see it",
    50007: "that person takes no messages from me",
    50008: "it takes no messages",
    50013: "I lack a permission",
    50024: "it is of a kind that takes no posts",
    50083: "the thread is archived and locked",
    160005: "the thread is locked",
}


def meaning(error: discord.HTTPException) -> BotError:
    """What an answer of Discord's means."""
    code, detail = error.code, f"{error.status}, code {error.code}"
    if code == _MESSAGE_GONE:
        return MessageGone(detail=detail)
    if code in _CLOSED:
        return ChannelClosed(detail=f"{_CLOSED[code]}: {detail}", gone=code == _CHANNEL_GONE)
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
