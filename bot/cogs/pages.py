"""A long answer in, one page of it with buttons to turn out; turned after a restart too. I/O.

A book is what can be leafed through: a function from what was asked to one page. Its name and what was asked stand in the buttons, so
that each page is made from what is true when it is opened.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Self

import discord

from bot.catalogue import say
from bot.cogs.answers import work
from bot.cogs.parts import Pressed

MOST_ASKED: Final = 70
"""Characters of what was asked that a button can hold; Discord allows 100 for all of its custom id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, `number` counted from 0, of `pages` (at least 1). `rows`: buttons of its own, below those that turn it."""

    embed: discord.Embed
    number: int
    pages: int
    rows: tuple[discord.ui.Item[Any], ...] = ()  # Any: a dynamic item is one of two kinds of view's


Book = Callable[[discord.Interaction, str, int], Awaitable[Page]]
"""The asking interaction, what was asked, and a page's number (one too high means the last) in; the page out. Checks the asker's rights."""

_books: Final[dict[str, Book]] = {}


def shelve(name: str, book: Book) -> None:
    """Make a book known by `name` (small letters), before its first page is shown."""
    _books[name] = book


async def open_book(interaction: discord.Interaction, name: str, asked: str = "", *, number: int = 0) -> None:
    """Answer with a page, for the asker alone. Raises what the book raises, and ValueError where `asked` is too long for a button."""
    if len(asked) > MOST_ASKED:
        raise ValueError(f"{len(asked)} characters asked of {name}, at most {MOST_ASKED}")
    page = await work(interaction, _books[name](interaction, asked, number), ephemeral=True)
    view = _turner(page, name=name, asked=asked)
    if interaction.response.is_done():
        await interaction.edit_original_response(embed=page.embed, view=view)
    elif view is None:
        await interaction.response.send_message(embed=page.embed, ephemeral=True)
    else:
        await interaction.response.send_message(embed=page.embed, view=view, ephemeral=True)


async def turn_to(interaction: discord.Interaction, name: str, asked: str = "", *, number: int) -> None:
    """Show a page in place of what stands under the press. Raises what the book raises."""
    await interaction.response.defer()
    page = await _books[name](interaction, asked, number)
    await interaction.edit_original_response(embed=page.embed, view=_turner(page, name=name, asked=asked))


class Turn(Pressed, template=r"bytebot:page:(?P<book>[a-z]+):(?P<number>\d{1,6}):(?P<asked>.*)"):
    """Opens another page in place of the one that it stands under."""

    def __init__(self, label: str, *, book: str, number: int, asked: str, disabled: bool = False) -> None:
        self._book, self._number, self._asked = book, number, asked
        super().__init__(discord.ui.Button(label=label, custom_id=f"bytebot:page:{book}:{number}:{asked}", disabled=disabled))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        label = item.label if isinstance(item, discord.ui.Button) else None
        return cls(label or "…", book=match["book"], number=int(match["number"]), asked=match["asked"])

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        await turn_to(interaction, self._book, self._asked, number=self._number)


def _turner(page: Page, *, name: str, asked: str) -> discord.ui.View | None:
    """None: there is nothing to press."""
    if page.pages == 1 and not page.rows:
        return None
    view = discord.ui.View(timeout=None)
    if page.pages > 1:
        last = page.pages - 1
        view.add_item(Turn(say("Previous"), book=name, number=max(page.number - 1, 0), asked=asked, disabled=page.number == 0))
        counter = say("{number} of {pages}", number=page.number + 1, pages=page.pages)
        view.add_item(discord.ui.Button(label=counter, custom_id="bytebot:counter", disabled=True))
        view.add_item(Turn(say("Next"), book=name, number=min(page.number + 1, last), asked=asked, disabled=page.number == last))
    for item in page.rows:
        view.add_item(item)
    return view
