"""`/saved` and the buttons around it: what a person keeps, copies to their direct messages, and keeps no more."""

import re
from typing import Final, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import say
from bot.cogs import answers, told
from bot.cogs.pages import Page, open_book, turn_to
from bot.cogs.parts import Chosen, Pressed, host_of
from bot.cogs.press import press_of
from bot.errors import Refused
from bot.flows.saved import Shelf, copy_of, save_read, shelf, unsave
from bot.model.people import Saved, SavedId
from bot.outlets.discord_channel import as_embed
from bot.rendering.post import render_empty
from bot.text.clip import clip
from bot.text.unseen import seen

_LABEL = 100  # characters, Discord's limit


class SavedCog(commands.Cog):
    """One method a command."""

    @app_commands.command(name="saved", description="The articles that you saved; only you see them")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def saved(self, interaction: discord.Interaction) -> None:
        """Show them to the asker, the newest first."""
        await open_book(interaction, "saved")


async def saved_book(interaction: discord.Interaction, _: str, number: int) -> Page:
    """A page of what the asker keeps."""
    app = host_of(interaction).app
    found = await shelf(user=interaction.user.id, number=number, app=app)
    if not found.saved:
        line = say("You keep nothing yet: press Save under a story, and it waits for you here.")
        return Page(embed=as_embed(render_empty(app.voice.templates, line)), number=0, pages=1)
    return Page(embed=told.shelf(found), number=found.number, pages=found.pages, rows=(_dropper(found),))


def saved_view(saved: SavedId, *, code: str = "") -> discord.ui.View:
    """What can be done with something just saved; `code`: of the post that a copy can be made of, "" for none."""
    view = discord.ui.View(timeout=None)
    if code:
        copy = discord.ui.Button[discord.ui.View](label=say("Send me a copy"), custom_id=f"bytebot:copy:{code}")
        view.add_item(CopyButton(copy, code))
    remove = discord.ui.Button[discord.ui.View](label=say("Remove"), custom_id=f"bytebot:unsave:{saved}")
    return view.add_item(UnsaveButton(remove, saved))


def keep_button(key: str) -> Pressed:
    """Saves an article whose takeaways were asked for; `key` is `Tldr.key`."""
    return KeepButton(discord.ui.Button[discord.ui.View](label=say("Save"), custom_id=f"bytebot:keep:{key}"), key)


class CopyButton(Pressed, template=r"bytebot:copy:(?P<code>BB-[0-9A-Z]{6,12})"):
    """Sends what the post shows to who pressed."""

    def __init__(self, button: discord.ui.Button[discord.ui.View], code: str) -> None:
        super().__init__(button)
        self._code = code

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        assert isinstance(item, discord.ui.Button)  # noqa: S101  no other component has such an id
        return cls(item, match["code"])

    async def press(self, interaction: discord.Interaction) -> None:
        """Send it, and say so."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        panels = await copy_of(press_of(interaction, self._code), app=host_of(interaction).app, now=interaction.created_at)
        try:
            await interaction.user.send(embeds=[as_embed(panel) for panel in panels])
        except discord.Forbidden as error:
            why = say("You take no direct messages from me: allow them in this server's privacy settings, then press again.")
            raise Refused(why=why) from error
        await answers.answer(interaction, [told.copied()], ephemeral=True)


class UnsaveButton(Pressed, template=r"bytebot:unsave:(?P<saved>\d{1,18})"):
    """Removes what was saved."""

    def __init__(self, button: discord.ui.Button[discord.ui.View], saved: SavedId) -> None:
        super().__init__(button)
        self._saved = saved

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        assert isinstance(item, discord.ui.Button)  # noqa: S101  no other component has such an id
        return cls(item, SavedId(int(match["saved"])))

    async def press(self, interaction: discord.Interaction) -> None:
        """Remove it, and say so in place of the answer that it stands under."""
        await interaction.response.defer()
        was_there = await unsave(self._saved, user=interaction.user.id, app=host_of(interaction).app)
        await answers.answer(interaction, [told.removed(was_there=was_there)], ephemeral=True)


class KeepButton(Pressed, template=r"bytebot:keep:(?P<key>[0-9a-f]{32})"):
    """Saves an article whose takeaways somebody asked for."""

    def __init__(self, button: discord.ui.Button[discord.ui.View], key: str) -> None:
        super().__init__(button)
        self._key = key

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        assert isinstance(item, discord.ui.Button)  # noqa: S101  no other component has such an id
        return cls(item, match["key"])

    async def press(self, interaction: discord.Interaction) -> None:
        """Keep it, and say so."""
        app, now = host_of(interaction).app, interaction.created_at
        deed = save_read(self._key, user=interaction.user.id, guild=interaction.guild_id, app=app, now=now)
        kept = await answers.work(interaction, deed, ephemeral=True)
        await answers.answer(interaction, [told.kept(kept)], ephemeral=True, view=saved_view(kept.saved.id))


class Drop(Chosen, template=r"bytebot:drop:(?P<page>\d{1,6})"):
    """The list to remove something from, below a page of what a person keeps."""

    def __init__(self, choice: discord.ui.Select[discord.ui.View], page: int) -> None:
        super().__init__(choice)
        self._page = page

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a choice."""
        assert isinstance(item, discord.ui.Select)  # noqa: S101  no other component has such an id
        return cls(item, int(match["page"]))

    async def chosen(self, interaction: discord.Interaction, value: str) -> None:
        """Remove it, and show what is left."""
        number = int(value) if re.fullmatch("[0-9]{1,18}", value) else 0
        await unsave(SavedId(number), user=interaction.user.id, app=host_of(interaction).app)
        await turn_to(interaction, "saved", number=self._page)


OF_SAVED: Final = (CopyButton, UnsaveButton, KeepButton, Drop)


def _dropper(found: Shelf) -> Drop:
    options = [discord.SelectOption(label=_label(each), value=str(each.id)) for each in found.saved]
    choice = discord.ui.Select[discord.ui.View](placeholder=say("Remove one"), custom_id=f"bytebot:drop:{found.number}", options=options)
    return Drop(choice, found.number)


def _label(saved: Saved) -> str:
    return clip(seen(saved.title) or seen(saved.source) or str(saved.id), _LABEL)
