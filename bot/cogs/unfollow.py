"""What can be pressed to take a feed away, and to have it back. Works after a restart too."""

import re
from typing import Self

import discord

from bot.catalogue import say
from bot.cogs import followed
from bot.cogs.parts import Pressed, host_of
from bot.cogs.places import asker_of, place_of, server_of
from bot.cogs.rights import require_manager, require_our_rights
from bot.errors import Refused
from bot.flows.subscriptions import Followed, choose
from bot.flows.unsubscribe import Unsubscribed, bring_back, kept_subscription, unsubscribe


class _Answer(Pressed, template="bytebot:unfollow:never"):
    """A button of the question; its custom id names the subscription and who was asked."""

    deed = ""
    style = discord.ButtonStyle.secondary

    def __init__(self, subscription: str, *, user: int, label: str) -> None:
        self._subscription, self._user = subscription, user
        custom_id = f"bytebot:unfollow:{self.deed}:{subscription}:{user}"
        super().__init__(discord.ui.Button(label=label, style=self.style, custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        return cls(match["subscription"], user=int(match["user"]), label=getattr(item, "label", None) or "…")

    async def begin(self, interaction: discord.Interaction) -> None:
        """Raises `Refused` unless it was this manager who was asked."""
        require_manager(interaction)
        if interaction.user.id != self._user:
            raise Refused(why=say("Only the person who asked can answer that. Use the command yourself."))
        await interaction.response.defer()


class Remove(_Answer, template=r"bytebot:unfollow:remove:(?P<subscription>\d{1,18}):(?P<user>\d{1,20})"):
    """Takes the subscription away."""

    deed = "remove"
    style = discord.ButtonStyle.danger

    async def press(self, interaction: discord.Interaction) -> None:
        """Remove it, and offer it back."""
        await self.begin(interaction)
        app, within = host_of(interaction).app, server_of(interaction)
        result = await unsubscribe(self._subscription, within=within, app=app, now=interaction.created_at, asker=asker_of(interaction))
        await interaction.edit_original_response(embeds=[followed.removed(result)], view=undo(result))


class Keep(_Answer, template=r"bytebot:unfollow:keep:(?P<subscription>\d{1,18}):(?P<user>\d{1,20})"):
    """Lets it be."""

    deed = "keep"

    async def press(self, interaction: discord.Interaction) -> None:
        """Close the question."""
        await self.begin(interaction)
        found = await choose(self._subscription, within=server_of(interaction), app=host_of(interaction).app)
        await interaction.edit_original_response(embeds=[followed.stays(found)], view=None)


class Undo(Pressed, template=r"bytebot:unfollow:undo:(?P<key>[\w-]+)"):
    """Brings it back as it was."""

    def __init__(self, key: str, *, label: str) -> None:
        self._key = key
        super().__init__(discord.ui.Button(label=label, custom_id=f"bytebot:unfollow:undo:{key}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        return cls(match["key"], label=getattr(item, "label", None) or "…")

    async def press(self, interaction: discord.Interaction) -> None:
        """Follow it again."""
        require_manager(interaction)
        await interaction.response.defer()
        host, asker = host_of(interaction), asker_of(interaction)
        target = await kept_subscription(self._key, asker=asker, app=host.app)
        require_our_rights(await place_of(interaction, target.channel))
        found = await bring_back(self._key, asker=asker, app=host.app, now=interaction.created_at)
        host.look()
        await interaction.edit_original_response(embeds=[followed.back(found)], view=None)


ITEMS = (Remove, Keep, Undo)


def question(found: Followed, *, user: int) -> discord.ui.View:
    """Remove or Keep."""
    view, number = discord.ui.View(timeout=None), str(found.subscription.id)
    view.add_item(Remove(number, user=user, label=say("Remove")))
    return view.add_item(Keep(number, user=user, label=say("Keep")))


def undo(result: Unsubscribed) -> discord.ui.View:
    """Undo alone."""
    return discord.ui.View(timeout=None).add_item(Undo(result.key, label=say("Undo")))
