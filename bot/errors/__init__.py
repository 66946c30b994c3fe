"""Everything that can go wrong and has a name: one file a place where it goes wrong. Pure.

A `BotError` is expected: it is caught once per item, in a flow, kept as a value on that item's row, and the work goes on.
Anything else is a bug.
"""

from bot.errors.asked import PromptsInvalid, Refused, SettingsInvalid
from bot.errors.model import ModelFailed, ModelTrouble
from bot.errors.reading import FetchFailed, FetchTrouble, ReadTrouble, Unreadable
from bot.errors.root import BotError, place
from bot.errors.sending import ChannelClosed, HistoryHidden, MessageGone, SendFailed, SendRefused
from bot.errors.store import StoreFailed, StoreTrouble

__all__ = [
    "BotError",
    "ChannelClosed",
    "FetchFailed",
    "FetchTrouble",
    "HistoryHidden",
    "MessageGone",
    "ModelFailed",
    "ModelTrouble",
    "PromptsInvalid",
    "ReadTrouble",
    "Refused",
    "SendFailed",
    "SendRefused",
    "SettingsInvalid",
    "StoreFailed",
    "StoreTrouble",
    "Unreadable",
    "place",
]
