"""A press on a button under a post in, one flow's answer for who pressed out."""

import re
from typing import Final, Self

import discord

from bot.catalogue import say
from bot.cogs import answers, told
from bot.cogs.pages import Page, open_book, shelve
from bot.cogs.parts import Pressed, host_of
from bot.cogs.press import press_of
from bot.cogs.reported import reporting
from bot.cogs.saves import saved_book, saved_view
from bot.cogs.sourced import more_page, receipts_page
from bot.flows.receipts import more, receipts
from bot.flows.reports import suspects
from bot.flows.saved import save
from bot.flows.vote import less
from bot.model.delivery import Button, custom_id

_CODE = r"(?P<code>BB-[0-9A-Z]{6,12})"


class OfPost(Pressed, template="bytebot:nothing"):
    """A button that knows its post by the unit code in its custom id. Of these there is one kind a row below."""

    def __init__(self, button: discord.ui.Button[discord.ui.View], code: str) -> None:
        super().__init__(button)
        self.code = code

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        assert isinstance(item, discord.ui.Button)  # noqa: S101  no other component has such an id
        return cls(item, match["code"])


class ReceiptsButton(OfPost, template=custom_id(Button.RECEIPTS, code=_CODE)):
    """What each takeaway rests on."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Open it at its first page."""
        await open_book(interaction, "receipts", self.code)


class MoreButton(OfPost, template=custom_id(Button.MORE, code=_CODE)):
    """What the card had no room for."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Open it at its first page."""
        await open_book(interaction, "more", self.code)


class SaveButton(OfPost, template=custom_id(Button.SAVE, code=_CODE)):
    """Keeps the article for who pressed."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Keep it, and say so."""
        deed = save(press_of(interaction, self.code), app=host_of(interaction).app, now=interaction.created_at)
        kept = await answers.work(interaction, deed, ephemeral=True)
        await answers.answer(interaction, [told.kept(kept)], ephemeral=True, view=saved_view(kept.saved.id, code=self.code))


class LessButton(OfPost, template=custom_id(Button.LESS, code=_CODE)):
    """Votes for fewer such stories; a second press takes that back."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Vote, and say what that does."""
        deed = less(press_of(interaction, self.code), app=host_of(interaction).app, now=interaction.created_at)
        vote = await answers.work(interaction, deed, ephemeral=True)
        await answers.answer(interaction, [told.voted(vote)], ephemeral=True, view=_undo(self.code) if vote else None)


class UndoButton(OfPost, template=rf"bytebot:undo:{_CODE}"):
    """Takes the vote back."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Take it back, and say so in place of the answer that it stands under."""
        await interaction.response.defer()
        await less(press_of(interaction, self.code), app=host_of(interaction).app, now=interaction.created_at, undo=True)
        await answers.answer(interaction, [told.voted(None)], ephemeral=True)


class ReportButton(OfPost, template=custom_id(Button.REPORT, code=_CODE)):
    """Asks which takeaway is wrong."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the post's takeaways to choose from."""
        found = await answers.work(interaction, suspects(press_of(interaction, self.code), app=host_of(interaction).app), ephemeral=True)
        await answers.answer(interaction, [told.which()], ephemeral=True, view=reporting(found, code=self.code))


async def receipts_book(interaction: discord.Interaction, asked: str, number: int) -> Page:
    """A page of what a post's takeaways rest on."""
    return receipts_page(await receipts(press_of(interaction, asked), app=host_of(interaction).app), number)


async def more_book(interaction: discord.Interaction, asked: str, number: int) -> Page:
    """A page of what a post had no room for."""
    return more_page(await more(press_of(interaction, asked), app=host_of(interaction).app), number)


def open_books() -> None:
    """Make the books of posts and of saved articles known, before the first press."""
    shelve("receipts", receipts_book)
    shelve("more", more_book)
    shelve("saved", saved_book)


OF_POSTS: Final = (ReceiptsButton, MoreButton, SaveButton, LessButton, UndoButton, ReportButton)


def _undo(code: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    return view.add_item(UndoButton(discord.ui.Button(label=say("Undo"), custom_id=f"bytebot:undo:{code}"), code))
