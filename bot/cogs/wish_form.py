"""How a channel reads a feed in, a form with that filled in out; what was sent goes to whoever opened it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import discord

from bot.catalogue import count, say
from bot.cogs.parts import Form
from bot.cogs.places import KINDS
from bot.errors import Refused
from bot.model.subscription import Mode

MOST_BACKFILL = 25
_MOST_TAKEAWAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form's fields. `channel` and `role` are ids, role 0: none. `backfill` None: the form does not ask for it."""

    mode: Mode
    takeaways: int
    channel: int
    role: int
    backfill: int | None = None


Then = Callable[[discord.Interaction, Filled], Awaitable[None]]


class WishForm(Form):
    """Asks for mode, takeaways, channel, the role to mention and, where it is filled in, the backfill."""

    def __init__(self, title: str, filled: Filled, *, then: Then) -> None:
        super().__init__(title=title, timeout=900)
        self._then, self._before = then, filled
        self._mode = _choice("mode", _modes(filled.mode))
        self._takeaways = _choice("takeaways", _numbers(filled.takeaways))
        self._backfill = discord.ui.TextInput[discord.ui.View](custom_id="backfill", default=str(filled.backfill or 0), max_length=2)
        self._channel = discord.ui.ChannelSelect[discord.ui.View](
            custom_id="channel", channel_types=KINDS, required=True, default_values=[_default(filled.channel, role=False)]
        )
        mentioned = [_default(filled.role, role=True)] if filled.role else []
        self._role = discord.ui.RoleSelect[discord.ui.View](custom_id="mention", min_values=0, default_values=mentioned)
        self.add_item(discord.ui.Label(text=say("When its stories come"), component=self._mode))
        self.add_item(discord.ui.Label(text=say("Key Takeaways a story"), component=self._takeaways))
        if filled.backfill is not None:
            self.add_item(discord.ui.Label(text=say("Newest entries to post now, 0 to 25"), component=self._backfill))
        self.add_item(discord.ui.Label(text=say("Where they go"), component=self._channel))
        self.add_item(discord.ui.Label(text=say("Role to mention, or none"), component=self._role))

    async def sent(self, interaction: discord.Interaction) -> None:
        """Hand on what was filled in. Raises `Refused` where a field can't be read."""
        before = self._before
        filled = Filled(
            mode=_mode_of(self._mode.values, else_=before.mode),
            takeaways=_number_of(self._takeaways.values, else_=before.takeaways),
            channel=_id_of(self._channel.values, else_=before.channel),
            role=_id_of(self._role.values, else_=0),
            backfill=None if before.backfill is None else _backfill_of(self._backfill.value),
        )
        await self._then(interaction, filled)


def _choice(name: str, options: list[discord.SelectOption]) -> discord.ui.Select[discord.ui.View]:
    return discord.ui.Select(custom_id=name, options=options)


def _modes(now: Mode) -> list[discord.SelectOption]:
    shown = {Mode.INSTANT: say("Each story as it comes"), Mode.DIGEST: say("Together in the digest")}
    return [discord.SelectOption(label=label, value=mode.value, default=mode is now) for mode, label in shown.items()]


def _numbers(now: int) -> list[discord.SelectOption]:
    numbers = range(1, _MOST_TAKEAWAYS + 1)
    return [
        discord.SelectOption(label=count("{n} Takeaway", "{n} Takeaways", each), value=str(each), default=each == now) for each in numbers
    ]


def _default(number: int, *, role: bool) -> discord.SelectDefaultValue:
    kind = discord.SelectDefaultValueType.role if role else discord.SelectDefaultValueType.channel
    return discord.SelectDefaultValue(id=number, type=kind)


def _mode_of(values: list[str], *, else_: Mode) -> Mode:
    return Mode(values[0]) if values and values[0] in set(Mode) else else_


def _number_of(values: list[str], *, else_: int) -> int:
    return int(values[0]) if values and values[0] in {str(each) for each in range(1, _MOST_TAKEAWAYS + 1)} else else_


def _id_of(values: Sequence[object], *, else_: int) -> int:
    """What Discord resolves comes as an object, what it does not as its bare id."""
    found = str(getattr(values[0], "id", values[0])) if values else ""
    return int(found) if found.isascii() and found.isdigit() else else_


def _backfill_of(text: str) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit() and int(typed) <= MOST_BACKFILL):
        raise Refused(why=say("Newest entries to post now: write a number from 0 to 25."))
    return int(typed)
