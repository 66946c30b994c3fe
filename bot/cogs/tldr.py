"""`/tldr` and the message menu "Key takeaways": the takeaways of any link, for everyone, everywhere."""

import re
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import say
from bot.cogs import answers, replies
from bot.cogs.links import links_of
from bot.cogs.parts import Chosen, host_of
from bot.cogs.saves import keep_button
from bot.flows.app import App
from bot.flows.links import Answered, ask_message, ask_other
from bot.flows.tldr import Tldr, ask
from bot.text.clip import clip
from bot.text.unseen import seen

_LABEL = 100  # characters, Discord's limit


class TldrCog(commands.Cog):
    """One method a command."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._menu = app_commands.ContextMenu(
            name="Key takeaways",
            callback=self.of_message,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )

    def menus(self) -> tuple[app_commands.ContextMenu, ...]:
        """What the tree is to be told of beside the commands: the library has no cogs for menus."""
        return (self._menu,)

    @app_commands.command(name="tldr", description="Key Takeaways of any article")
    @app_commands.describe(url="Address of the article")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def tldr(self, interaction: discord.Interaction, url: app_commands.Range[str, 1, 2048]) -> None:
        """Read the link and say what it comes down to."""
        deed = ask(url.strip(), user=interaction.user.id, app=self._app, now=interaction.created_at)
        result = await answers.work(interaction, deed, ephemeral=False)
        embed = replies.tldr(result, templates=self._app.voice.templates)
        await answers.answer(interaction, [embed], ephemeral=False, view=_below(result))

    async def of_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Read a message's first link, for the asker alone, and offer the others."""
        deed = ask_message(links_of(message), user=interaction.user.id, app=self._app, now=interaction.created_at)
        found = await answers.work(interaction, deed, ephemeral=True)
        await _answer(interaction, found, app=self._app)


class Other(Chosen, template=r"bytebot:other"):
    """The list of a message's other links."""

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], __: re.Match[str], /) -> Self:
        """Called by the library at a choice."""
        assert isinstance(item, discord.ui.Select)  # noqa: S101  no other component has such an id
        return cls(item)

    async def chosen(self, interaction: discord.Interaction, value: str) -> None:
        """Read that one, in place of the answer that the list stands under."""
        await interaction.response.defer()
        app, user, keys = host_of(interaction).app, interaction.user.id, [each.value for each in self.item.options]
        found = await ask_other(value, among=keys, user=user, app=app, now=interaction.created_at)
        await _answer(interaction, found, app=app)


async def _answer(interaction: discord.Interaction, found: Answered, *, app: App) -> None:
    embed = replies.answered(found, templates=app.voice.templates)
    await answers.answer(interaction, [embed], ephemeral=True, view=_below(found.tldr, found))


def _below(result: Tldr | None, found: Answered | None = None) -> discord.ui.View | None:
    """What can be pressed or chosen below takeaways; None: nothing."""
    view = discord.ui.View(timeout=None)
    if result is not None and result.key:
        view.add_item(keep_button(result.key))
    if found is not None and found.others:
        options = [discord.SelectOption(label=clip(seen(each.link), _LABEL), value=each.key) for each in found.others]
        select = discord.ui.Select[discord.ui.View](
            placeholder=say("Read another link of the message"), custom_id="bytebot:other", options=options
        )  # fmt: skip
        view.add_item(Other(select))
    return view if view.children else None
