"""Why a post did not arrive. Pure."""

from dataclasses import dataclass

from bot.catalogue import say
from bot.errors.root import BotError


@dataclass(kw_only=True, eq=False)
class SendFailed(BotError):
    """A post may not have arrived and is worth another try. `uncertain`: the other side may have taken it."""

    detail: str
    uncertain: bool = True

    def __str__(self) -> str:
        return f"send failed ({'uncertain' if self.uncertain else 'not taken'}): {self.detail}"


@dataclass(kw_only=True, eq=False)
class SendRefused(BotError):
    """The other side will never take this post; trying again would only annoy it."""

    detail: str

    @property
    def said(self) -> str:
        return say("Discord does not take this post ({detail}); the others go on.", detail=self.detail)

    def __str__(self) -> str:
        return f"send refused: {self.detail}"


@dataclass(kw_only=True, eq=False)
class ChannelClosed(BotError):
    """A channel takes no post of ours now: it is gone, or we lack a right there. The post may be taken later.

    `gone`: it was deleted, as Discord says (10003). `asked`: Discord was asked, which counts against us; else we knew without.
    """

    detail: str
    gone: bool = False
    asked: bool = True

    @property
    def said(self) -> str:
        return say(
            "Discord refuses my posts in that channel ({detail}); check my permissions there, then use /feed add there again.",
            detail=self.detail,
        )

    def __str__(self) -> str:
        return f"channel closed: {self.detail}"


@dataclass(kw_only=True, eq=False)
class HistoryHidden(ChannelClosed):
    """A channel that we may post in but not look back at, so that nobody can say whether a post arrived there."""

    @property
    def said(self) -> str:
        return say("I may not read that channel's history, so I can't tell whether a post arrived; give me Read Message History there.")


@dataclass(kw_only=True, eq=False)
class MessageGone(BotError):
    """The message was made, and somebody deleted it since: it is not made again."""

    detail: str

    @property
    def said(self) -> str:
        return say("Somebody deleted that post, so I leave it alone.")

    def __str__(self) -> str:
        return f"message gone: {self.detail}"
