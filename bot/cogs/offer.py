"""What can be pressed below an offer to follow a feed: Confirm, Change, Cancel, and the page's other feeds. Works after a restart too."""

import re
from functools import partial
from typing import Self

import discord

from bot.catalogue import say
from bot.cogs import offered
from bot.cogs.parts import Chosen, Pressed, host_of, open_form
from bot.cogs.places import asker_of, place_of, target_of
from bot.cogs.rights import require_manager, require_our_rights
from bot.cogs.wish_form import Filled, WishForm
from bot.errors import place
from bot.flows.offer import Offer, change_offer, kept_offer, let_be, offer_other, take_up
from bot.flows.subscribe import Wish
from bot.text.clip import clip
from bot.text.markdown import link_target

_MOST_OPTIONS = 25
_LABEL = 100


class _Answer(Pressed, template="bytebot:offer:never"):
    """A button of an offer; its custom id ends in the offer's key."""

    deed = ""
    style = discord.ButtonStyle.secondary

    def __init__(self, key: str, *, label: str) -> None:
        self._key = key
        super().__init__(discord.ui.Button(label=label, style=self.style, custom_id=f"bytebot:offer:{self.deed}:{key}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        return cls(match["key"], label=getattr(item, "label", None) or "…")


class Confirm(_Answer, template=r"bytebot:offer:confirm:(?P<key>[\w-]+)"):
    """Follows the feed as offered."""

    deed = "confirm"
    style = discord.ButtonStyle.success

    async def press(self, interaction: discord.Interaction) -> None:
        """Subscribe once, and say what comes."""
        require_manager(interaction)
        await interaction.response.defer()
        host, asker = host_of(interaction), asker_of(interaction)
        kept = await kept_offer(self._key, asker=asker, app=host.app)
        require_our_rights(await place_of(interaction, kept.target.channel), role=kept.wish.role)
        result = await take_up(self._key, asker=asker, app=host.app, now=interaction.created_at)
        host.look()
        await interaction.edit_original_response(embeds=[offered.subscribed(result)], view=None)


class Change(_Answer, template=r"bytebot:offer:change:(?P<key>[\w-]+)"):
    """Opens a form with the wish, and offers anew what was sent."""

    deed = "change"

    async def press(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        require_manager(interaction)
        kept = await kept_offer(self._key, asker=asker_of(interaction), app=host_of(interaction).app)
        wish, channel = kept.wish, kept.target.channel
        filled = Filled(mode=wish.mode, takeaways=wish.takeaways, channel=channel, role=wish.role or 0, backfill=wish.backfill)
        await open_form(interaction, WishForm(say("How to follow it"), filled, then=partial(_changed, self._key)))


class Cancel(_Answer, template=r"bytebot:offer:cancel:(?P<key>[\w-]+)"):
    """Forgets the offer."""

    deed = "cancel"

    async def press(self, interaction: discord.Interaction) -> None:
        """Close it."""
        require_manager(interaction)
        await interaction.response.defer()
        await let_be(self._key, asker=asker_of(interaction), app=host_of(interaction).app)
        await interaction.edit_original_response(embeds=[offered.cancelled()], view=None)


class Other(Chosen, template=r"bytebot:offer:other:(?P<key>[\w-]+)"):
    """Offers another feed of the same page."""

    def __init__(self, key: str, others: list[discord.SelectOption]) -> None:
        self._key = key
        super().__init__(
            discord.ui.Select(custom_id=f"bytebot:offer:other:{key}", placeholder=say("Another feed of that page"), options=others)
        )

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a choice."""
        return cls(match["key"], list(getattr(item, "options", [])))

    async def chosen(self, interaction: discord.Interaction, value: str) -> None:
        """Show that one instead."""
        require_manager(interaction)
        await interaction.response.defer()
        host, number = host_of(interaction), int(value) if value.isascii() and value.isdigit() else -1
        offer = await offer_other(self._key, number, asker=asker_of(interaction), app=host.app, now=interaction.created_at)
        await interaction.edit_original_response(embeds=offered.offered(offer), view=buttons(offer))


ITEMS = (Confirm, Change, Cancel, Other)


def buttons(offer: Offer) -> discord.ui.View:
    """What can be pressed below this offer."""
    view = discord.ui.View(timeout=None)
    for item in (Confirm(offer.key, label=say("Confirm")), Change(offer.key, label=say("Change")), Cancel(offer.key, label=say("Cancel"))):
        view.add_item(item)
    options = [
        discord.SelectOption(label=clip(place(shown), _LABEL), value=str(number))
        for number, url in enumerate(offer.others[:_MOST_OPTIONS])
        if (shown := link_target(url))
    ]
    if options:
        view.add_item(Other(offer.key, options))
    return view


async def _changed(key: str, interaction: discord.Interaction, filled: Filled) -> None:
    """The form was sent."""
    require_manager(interaction)
    await interaction.response.defer()
    host, role = host_of(interaction), filled.role or None
    chosen = await place_of(interaction, filled.channel)
    require_our_rights(chosen, role=role)
    wish = Wish(mode=filled.mode, takeaways=filled.takeaways, backfill=filled.backfill or 0, role=role)
    asker, now = asker_of(interaction), interaction.created_at
    offer = await change_offer(key, wish, asker=asker, target=target_of(chosen), app=host.app, now=now)
    await interaction.edit_original_response(embeds=offered.offered(offer), view=buttons(offer))
