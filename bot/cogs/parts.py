"""What a person presses or fills in, in; a flow's answer out. The base of every button and form, so that none fails silently. I/O."""

import logging
from collections.abc import Mapping, MutableMapping
from typing import Protocol, cast

import discord

from bot.catalogue import say, speaking
from bot.cogs.answers import say_failure
from bot.errors import Refused
from bot.flows.app import App

log = logging.getLogger(__name__)


class Host(Protocol):
    """The client as buttons and forms see it: they are made anew after a restart and find the bot's parts by it."""

    @property
    def app(self) -> App:
        """The whole bot."""
        ...

    @property
    def forms(self) -> MutableMapping[str, "Form"]:
        """Those that stand open, by their custom ids."""
        ...

    def look(self) -> None:
        """Tell the loops that something came in."""
        ...


def host_of(interaction: discord.Interaction) -> Host:
    """The bot that was asked."""
    return cast("Host", interaction.client)


class Pressed(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template="bytebot:never"):
    """A button that works after a restart too: what it needs stands in its custom id. A subclass says what a press does in `press`."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Answer. What it raises is told to the asker alone."""
        raise NotImplementedError

    async def callback(self, interaction: discord.Interaction) -> None:
        """Called by the library, which would only log what went wrong."""
        with speaking(str(interaction.locale)):
            try:
                await self.press(interaction)
            except Exception as error:  # noqa: BLE001  `say_failure` tells a bug from a refusal, and logs it
                await say_failure(interaction, error, templates=host_of(interaction).app.voice.templates)


class Chosen(discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template="bytebot:none"):
    """A list to choose from that works after a restart too. A subclass says what a choice does in `chosen`."""

    async def chosen(self, interaction: discord.Interaction, value: str) -> None:
        """Answer. What it raises is told to the asker alone."""
        raise NotImplementedError

    async def callback(self, interaction: discord.Interaction) -> None:
        """Called by the library, as for `Pressed`."""
        with speaking(str(interaction.locale)):
            try:
                await self.chosen(interaction, self.item.values[0] if self.item.values else "")
            except Exception as error:  # noqa: BLE001  the same
                await say_failure(interaction, error, templates=host_of(interaction).app.voice.templates)


class Form(discord.ui.Modal):
    """A form that a person fills in. A subclass says what becomes of it in `sent`.

    Unlike a button it does not outlive a restart, nor its time; `lost` answers what is sent then. Open it with `open_form`.
    """

    over = False

    async def on_timeout(self) -> None:
        """Called by the library, which forgets the form."""
        self.over = True

    async def sent(self, interaction: discord.Interaction) -> None:
        """Answer. What it raises is told to the asker alone."""
        raise NotImplementedError

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Called by the library."""
        with speaking(str(interaction.locale)):
            try:
                await self.sent(interaction)
            except Exception as error:  # noqa: BLE001  the same
                await say_failure(interaction, error, templates=host_of(interaction).app.voice.templates)
            finally:
                self.over = True


async def open_form(interaction: discord.Interaction, form: Form) -> None:
    """Show it to the asker."""
    host_of(interaction).forms[form.custom_id] = form
    await interaction.response.send_modal(form)


async def lost(interaction: discord.Interaction) -> None:
    """Tell who sent a form that nobody here knows any more; the library would leave them without an answer."""
    if interaction.type is not discord.InteractionType.modal_submit or interaction.response.is_done():
        return
    sent = cast("Mapping[str, object]", interaction.data or {})
    form = host_of(interaction).forms.get(str(sent.get("custom_id", "")))
    if form is not None and not form.over:
        return
    with speaking(str(interaction.locale)):
        why = say("That form is closed: I was restarted meanwhile, or it stood open for too long. Open it again.")
        await say_failure(interaction, Refused(why=why), templates=host_of(interaction).app.voice.templates)
