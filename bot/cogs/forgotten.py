"""Who wants what forgotten in; a question, and once it is answered by the same person, what was erased out. I/O."""

import re
from typing import Self

import discord

from bot.catalogue import say
from bot.cogs.parts import Pressed, host_of
from bot.cogs.rights import require_manager
from bot.errors import Refused
from bot.flows.forget import forget_person, forget_server
from bot.model.erased import Erased
from bot.rendering.erased import erased_lines
from bot.rendering.post import ALARM, OURS


def require_right(interaction: discord.Interaction, what: str) -> None:
    """Everybody may forget themselves, a manager this server. Raises `Refused`."""
    if what == "server":
        if interaction.guild_id is None:
            raise Refused(why=say("Ask for that on the server that I shall forget."))
        require_manager(interaction)


def question(what: str) -> discord.Embed:
    """What would be erased."""
    text = (
        say("Shall I erase all that I keep of **you**: what you saved, reported, voted and follow by direct message?")
        if what == "me"
        else say(
            "Shall I erase all that I keep of **this server**: its channels' feeds, filters, schedules, votes, digests, what waits to be "
            "posted, and what its members follow? Nothing will be posted here any more until somebody adds feeds again."
        )
    )
    warning = say("There is no way back. Messages that I posted stay where they are.")
    return discord.Embed(description=f"{text}\n{warning}", colour=ALARM)


def choice(interaction: discord.Interaction, what: str) -> discord.ui.View:
    """Two buttons for the asker alone."""
    view = discord.ui.View(timeout=None)
    guild = interaction.guild_id or 0
    view.add_item(Sure(say("Confirm"), what=what, answer="yes", user=interaction.user.id, guild=guild))
    view.add_item(Sure(say("Cancel"), what=what, answer="no", user=interaction.user.id, guild=guild))
    return view


class Sure(
    Pressed, template=r"bytebot:forget:(?P<what>me|server):(?P<answer>yes|no):(?P<user>\d{1,20}):(?P<guild>\d{1,20})"
):  # fmt: skip
    """The answer to the question. It names who asked and where, so that nobody else's press, and none elsewhere, erases anything."""

    def __init__(self, label: str, *, what: str, answer: str, user: int, guild: int) -> None:
        self._what, self._answer, self._user, self._guild = what, answer, user, guild
        style = discord.ButtonStyle.danger if answer == "yes" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"bytebot:forget:{what}:{answer}:{user}:{guild}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        label = item.label if isinstance(item, discord.ui.Button) else None
        return cls(label or "…", what=match["what"], answer=match["answer"], user=int(match["user"]), guild=int(match["guild"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Do it, or don't."""
        if interaction.user.id != self._user or (self._what == "server" and interaction.guild_id != self._guild):
            raise Refused(why=say("Only the person who asked can answer that, where they asked."))
        if self._answer == "no":
            await _show(interaction, say("Nothing was erased."))
            return
        require_right(interaction, self._what)
        await interaction.response.defer()  # the question stays until all is erased: who saw a failure can press again
        await interaction.edit_original_response(embed=_told(await self._erase(interaction)), view=None)

    async def _erase(self, interaction: discord.Interaction) -> Erased:
        app = host_of(interaction).app
        return await (forget_server(self._guild, app=app) if self._what == "server" else forget_person(self._user, app=app))


async def _show(interaction: discord.Interaction, text: str) -> None:
    """In place of the question, so that it cannot be answered twice."""
    await interaction.response.edit_message(embed=discord.Embed(description=text, colour=OURS), view=None)


def _told(erased: Erased) -> discord.Embed:
    lines = [say("Done. I erased:"), *erased_lines(erased)] if erased else [say("There was nothing to erase.")]
    return discord.Embed(description="\n".join(lines), colour=OURS)
