"""Who reads what: channels and their subscriptions to feeds. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.model.feed import FeedId
from bot.model.schedule import Schedule

SubscriptionId = NewType("SubscriptionId", int)
ChannelId = NewType("ChannelId", int)


class OutletName(StrEnum):
    """The kinds of place that posts go to."""

    DISCORD = "discord"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place outside: for Discord the channel's and the guild's snowflake (guild None: a direct message); for the console 0."""

    outlet: OutletName
    channel: int
    guild: int | None = None


CONSOLE = Target(outlet=OutletName.CONSOLE, channel=0)


class Look(StrEnum):
    """How Discord shows a post. CARDS: laid out in components (V2). EMBEDS: in embeds, as older clients and some servers want it.

    A message keeps its look for good: Discord does not take the mark of components off a message again.
    """

    CARDS = "cards"
    EMBEDS = "embeds"


class Mode(StrEnum):
    """When a subscription's stories are posted: each as it comes, or together in the channel's digest."""

    INSTANT = "instant"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A target that has subscriptions, as the store knows it. `next_digest_at` is when its digest is due.

    `schedule` None: it follows the settings. `error`: why it takes no posts now, None where it does. `language` "": English; `voice` "":
    the settings'. `said`: digests that it got so far.
    """

    id: ChannelId
    target: Target
    next_digest_at: datetime
    schedule: Schedule | None = None
    error: str | None = None
    look: Look = Look.CARDS
    language: str = ""
    voice: str = ""
    said: int = 0


class SubscriptionState(StrEnum):
    """Whether a subscription gets new entries. PAUSED: a person paused it."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One channel's subscription to one feed. `takeaways` is the bullets wanted per story, 1 to 5.

    `error`: why the channel takes no posts now, None where it does. `role`: the one role that its stories mention, None for none.
    `paused_at`: since when it is paused, None where it is not (or was before that was kept).
    """

    id: SubscriptionId
    feed_id: FeedId
    target: Target
    mode: Mode
    takeaways: int
    state: SubscriptionState
    error: str | None = None
    role: int | None = None
    paused_at: datetime | None = None
