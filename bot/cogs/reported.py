"""A takeaway chosen as wrong in, a report out; then, if the reader likes, why."""

import re
from collections.abc import Sequence
from typing import Final, Self

import discord

from bot.catalogue import say
from bot.cogs import answers, told
from bot.cogs.parts import Chosen, Form, Pressed, host_of, open_form
from bot.cogs.press import press_of
from bot.flows.reports import MOST_REASON, Suspect, explain_report, report
from bot.model.people import ReportId
from bot.text.clip import clip
from bot.text.unseen import seen

_LABEL = 100  # characters, Discord's limit
_PATIENCE_S = 900.0  # that a form may stay open


def reporting(found: Sequence[Suspect], *, code: str) -> discord.ui.View:
    """The list to choose from."""
    options = [discord.SelectOption(label=_label(each), description=_further(each), value=each.key) for each in found]
    choice = discord.ui.Select[discord.ui.View](placeholder=say("Choose what is wrong"), custom_id=f"bytebot:wrong:{code}", options=options)
    return discord.ui.View(timeout=None).add_item(Wrong(choice, code))


class Wrong(Chosen, template=r"bytebot:wrong:(?P<code>BB-[0-9A-Z]{6,12})"):
    """The list of a post's takeaways."""

    def __init__(self, choice: discord.ui.Select[discord.ui.View], code: str) -> None:
        super().__init__(choice)
        self._code = code

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a choice."""
        assert isinstance(item, discord.ui.Select)  # noqa: S101  no other component has such an id
        return cls(item, match["code"])

    async def chosen(self, interaction: discord.Interaction, value: str) -> None:
        """Report it, and say so in place of the list."""
        await interaction.response.defer()
        done = await report(press_of(interaction, self._code), value, app=host_of(interaction).app, now=interaction.created_at)
        view = _say_why(done.report) if done.report is not None else None
        await answers.say(interaction, [told.reported(done)], ephemeral=True, view=view)


class SayWhy(Pressed, template=r"bytebot:saywhy:(?P<report>\d{1,18})"):
    """Opens a form for the reason."""

    def __init__(self, button: discord.ui.Button[discord.ui.View], report_id: ReportId) -> None:
        super().__init__(button)
        self._report = report_id

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        assert isinstance(item, discord.ui.Button)  # noqa: S101  no other component has such an id
        return cls(item, ReportId(int(match["report"])))

    async def press(self, interaction: discord.Interaction) -> None:
        """Ask."""
        await open_form(interaction, Reason(self._report))


class Reason(Form):
    """Why a reader says that a takeaway is wrong."""

    def __init__(self, report_id: ReportId) -> None:
        super().__init__(title=say("What is wrong with it?"), custom_id=f"bytebot:reason:{report_id}", timeout=_PATIENCE_S)
        self._report = report_id
        field = discord.ui.TextInput[discord.ui.View](style=discord.TextStyle.paragraph, max_length=MOST_REASON, custom_id="reason")
        self._field = field
        self.add_item(discord.ui.Label(text=say("In your own words"), component=field))

    async def sent(self, interaction: discord.Interaction) -> None:
        """Add it to the report."""
        await interaction.response.defer()
        await explain_report(self._report, self._field.value, user=interaction.user.id, app=host_of(interaction).app)
        await answers.say(interaction, [told.explained()], ephemeral=True)


OF_REPORTS: Final = (Wrong, SayWhy)


def _say_why(report_id: ReportId) -> discord.ui.View:
    button = discord.ui.Button[discord.ui.View](label=say("Say why"), custom_id=f"bytebot:saywhy:{report_id}")
    return discord.ui.View(timeout=None).add_item(SayWhy(button, report_id))


def _label(suspect: Suspect) -> str:
    return clip(seen(suspect.bullet), _LABEL) or say("Something else: headline, link or picture")


def _further(suspect: Suspect) -> str | None:
    """How a long takeaway goes on: several may begin alike."""
    text = seen(suspect.bullet)
    shown = clip(text, _LABEL).removesuffix("…")
    return clip(text[len(shown) :].strip(), _LABEL) or None if len(text) > _LABEL else None
