"""Posts and their way out. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from bot.model.schedule import Schedule
from bot.model.subscription import ChannelId, Look, OutletName, Target

PostId = NewType("PostId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One box of a post, in Discord's Markdown, already safe and within an embed's limits. `url` links the title; "" where absent.

    `image` is the address of the article's lead image. `article` and `story` are what it tells of, 0 where it tells of none: a button
    below finds by them what it was pressed for.
    """

    title: str = ""
    url: str = ""
    body: str = ""
    colour: int | None = None
    footer: str = ""
    image: str = ""
    article: int = 0
    story: int = 0


class Button(StrEnum):
    """What a reader can do with a post. Its name stands in the button's custom id, so it is never changed."""

    RECEIPTS = "receipts"
    MORE = "more"
    SAVE = "save"
    LESS = "less"
    REPORT = "report"


CARD_BUTTONS: Final = (Button.RECEIPTS, Button.MORE, Button.SAVE, Button.LESS, Button.REPORT)
DIGEST_BUTTONS: Final = (Button.RECEIPTS,)


def custom_id(button: Button, *, code: str) -> str:
    """By what a press is known: the button and the post's unit code, with which the store finds the rest. At most 100 characters."""
    return f"bytebot:{button.value}:{code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a channel wants its posts. `language` "": English; `voice` "": the settings'. `turn` picks among a frame line's variants."""

    look: Look = Look.CARDS
    language: str = ""
    voice: str = ""
    turn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message, frozen: what is shown again after a crash is what was shown before. `code` stands in its footer.

    `role` is the one role that it may mention, None for none. `tags` are the names of a forum's tags that fit it, best first. `silent`:
    nobody's device makes a sound at it. The rest is the `Style` that it was made in, so that it is made anew in the same.
    """

    code: str
    panels: tuple[Panel, ...]
    look: Look = Look.EMBEDS
    buttons: tuple[Button, ...] = ()
    role: int | None = None
    tags: tuple[str, ...] = ()
    silent: bool = False
    language: str = ""
    voice: str = ""
    turn: int = 0

    @property
    def style(self) -> Style:
        """What it was made in."""
        return Style(look=self.look, language=self.language, voice=self.voice, turn=self.turn)


def message_url(target: Target, message: str | None) -> str:
    """Where a message can be opened; "" where the outlet has no addresses. Discord's own form, `@me` for direct messages."""
    if message is None or target.outlet is not OutletName.DISCORD:
        return ""
    return f"https://discord.com/channels/{target.guild or '@me'}/{target.channel}/{message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMessage:
    """A message of ours as its channel shows it: the unit code of its post, every address that it links to, and its look."""

    message_id: str
    code: str
    links: tuple[str, ...]
    look: Look = Look.EMBEDS


class PostState(StrEnum):
    """READY waits; SENDING is under a lease; SENT arrived; DEAD was refused for good."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post to store: its unit code, its frozen `payload`, and the nonce of its first tries."""

    code: str
    payload: str
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A post taken for delivery until `lease_until`; `payload` is its `Post`, frozen.

    `first_try_at` is None where no try of its nonce can have arrived; `attempts` counts this one. `due_at` is when it was to go.
    `held`: its channel refused us before; this is a trial. `schedule`: its channel's wishes; None: it has none of its own.
    """

    id: PostId
    channel_id: ChannelId
    target: Target
    code: str
    payload: str
    nonce: str
    attempts: int
    due_at: datetime
    first_try_at: datetime | None
    lease_until: datetime
    held: bool = False
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was made outside: the message's id and, where a forum got a thread of its own for it, the thread's."""

    message: str
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedEdit:
    """What an arrived post is to become: its frozen `payload`. `attempts` were made before this one."""

    post_id: PostId
    channel_id: ChannelId
    target: Target
    sent: Sent
    payload: str
    attempts: int


class EditState(StrEnum):
    """WANTED waits; DONE is shown; DEAD will never be."""

    WANTED = "wanted"
    DONE = "done"
    DEAD = "dead"


class Outcome(StrEnum):
    """What became of one try to deliver. FOUND: an earlier try had arrived after all."""

    SENT = "sent"
    FOUND = "found"
    LATER = "later"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAttempt:
    """One try to deliver one post. `error` is for the owners, None where it arrived."""

    post_id: PostId
    outcome: Outcome
    error: str | None = None
