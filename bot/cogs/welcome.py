"""A server that invited us in, one message to whoever did out, with three buttons that work for ever. I/O.

To the inviter where the server's audit log names them and they take messages; else into the server: its system channel, else the first
text channel that we may write in. Never to more than one of these.
"""

import logging
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, Self

import discord

from bot.catalogue import say, speaking
from bot.cogs.answers import answer
from bot.cogs.managed import managed
from bot.cogs.packs import PackList, ask_where
from bot.cogs.parts import Pressed, host_of
from bot.cogs.rights import NEEDED
from bot.flows.app import App
from bot.flows.packs import all_packs
from bot.model.outline import Pack
from bot.model.subscription import Mode
from bot.rendering.post import OURS
from bot.text.clip import clip
from bot.text.markdown import escape

log = logging.getLogger(__name__)

_LOOKED_BACK: Final = 10  # entries of the audit log
_CHANNELS_TRIED: Final = 2  # each that refuses us counts against the bot's address
_PLAIN: Final = "plain"


async def welcome(guild: discord.Guild, *, app: App) -> None:
    """Send it, once. What Discord refuses is logged: a server that hears nothing can still use the commands."""
    packs, inviter = await all_packs(app=app), await _inviter(guild)
    with speaking(str(guild.preferred_locale)):
        embed, view = greeting(guild, plain=app.settings.prompts.voice == _PLAIN), buttons(guild.id, packs[0])
    places: list[discord.abc.Messageable] = [*([inviter] if inviter else []), *islice(_open_channels(guild), _CHANNELS_TRIED)]
    for place in places:
        try:
            await place.send(embed=embed, view=view, allowed_mentions=discord.AllowedMentions.none())
        except (discord.HTTPException, OSError) as error:
            log.info("welcome not taken", extra={"guild": guild.id, "why": type(error).__name__})
            continue
        log.info("server welcomed", extra={"guild": guild.id})
        return
    log.info("server has no place for a welcome", extra={"guild": guild.id})


def greeting(guild: discord.Guild, *, plain: bool) -> discord.Embed:
    """Who we are and what to do first. Pure."""
    who = say("I am ByteBot. I read news feeds and post Key Takeaways of what they bring.")
    if not plain:
        who = say(
            "Beep! I am ByteBot, a small robot with a smiling face and buttons for eyes. I read the tech press, so that you don't have to, "
            "and bring it here byte-sized: a few Key Takeaways a story, each with its source."
        )
    todo = say("Start with a pack of feeds now, choose feeds of your own, or leave it for later. `/bytebot help` tells the rest.")
    only = say("Only people with the Manage Server permission can press these.")
    title = say("Hello, {server}!", server=clip(escape(guild.name), 200))
    return discord.Embed(title=title, description=f"{who}\n\n{todo}\n-# {only}", colour=OURS)


def buttons(guild: int, pack: Pack) -> discord.ui.View:
    """The three of them. Pure."""
    view = discord.ui.View(timeout=None)
    label = say("Start with {pack}", pack=pack.title[:1].lower() + pack.title[1:])
    return view.add_item(Start(guild, pack=pack.name, label=label)).add_item(ChooseFeeds(guild)).add_item(NotNow(guild))


class Start(Pressed, template=r"bytebot:welcome:start:(?P<guild>\d{1,20}):(?P<pack>[a-z0-9-]{1,24})"):
    """Begins with the first pack."""

    def __init__(self, guild: int, *, pack: str, label: str) -> None:
        self._guild, self._pack = guild, pack
        style = discord.ButtonStyle.primary
        super().__init__(discord.ui.Button(label=clip(label, 80), style=style, custom_id=f"bytebot:welcome:start:{guild}:{pack}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:
        """Called by the library at a press."""
        label = item.label if isinstance(item, discord.ui.Button) else None
        return cls(int(match["guild"]), pack=match["pack"], label=label or "…")

    async def press(self, interaction: discord.Interaction) -> None:
        """Ask for the channel."""
        guild = await managed(interaction, self._guild)
        await ask_where(interaction, guild, pack=self._pack)


class _OfGuild(Pressed, template="bytebot:welcome:never"):
    """A button that needs to know the server alone. A subclass names its `label` and `deed`."""

    deed = ""

    def __init__(self, guild: int) -> None:
        self._guild = guild
        super().__init__(discord.ui.Button(label=self.label(), custom_id=f"bytebot:welcome:{self.deed}:{guild}"))

    def label(self) -> str:
        """What stands on it."""
        raise NotImplementedError

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /) -> Self:  # noqa: ARG003  the library's signature
        """Called by the library at a press."""
        return cls(int(match["guild"]))


class ChooseFeeds(_OfGuild, template=r"bytebot:welcome:choose:(?P<guild>\d{1,20})"):
    """Says how feeds are followed, and shows the packs."""

    deed = "choose"

    def label(self) -> str:
        """See `_OfGuild`."""
        return say("Choose feeds")

    async def press(self, interaction: discord.Interaction) -> None:
        """Tell and show."""
        await managed(interaction, self._guild)
        packs = await all_packs(app=host_of(interaction).app)
        view = discord.ui.View(timeout=None).add_item(PackList(packs, guild=self._guild, channel=0, mode=Mode.DIGEST))
        told = say(
            "In the channel where the news shall go, use `/feed add` with the address of any feed or page; I find the feed and show what "
            "will come. `/feed import` takes the list of another reader. Or choose a pack:"
        )
        embed = discord.Embed(description=told, colour=OURS)
        await answer(interaction, [embed], ephemeral=interaction.guild_id is not None, view=view)


class NotNow(_OfGuild, template=r"bytebot:welcome:later:(?P<guild>\d{1,20})"):
    """Puts the message to rest."""

    deed = "later"

    def label(self) -> str:
        """See `_OfGuild`."""
        return say("Not now")

    async def press(self, interaction: discord.Interaction) -> None:
        """Take the buttons away."""
        await managed(interaction, self._guild)
        told = say("All right. `/feed add` or `/feed packs` begins, whenever you like.")
        await interaction.response.edit_message(embed=discord.Embed(description=told, colour=OURS), view=None)


async def _inviter(guild: discord.Guild) -> discord.User | discord.Member | None:
    """Who added us, as the audit log tells it; None: it does not, or is closed to us."""
    if not guild.me.guild_permissions.view_audit_log:
        return None
    try:
        async for entry in guild.audit_logs(limit=_LOOKED_BACK, action=discord.AuditLogAction.bot_add):
            if entry.target is not None and entry.target.id == guild.me.id:
                return entry.user
    except (discord.HTTPException, OSError) as error:
        log.info("audit log not read", extra={"guild": guild.id, "why": type(error).__name__})
    return None


def _open_channels(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    """The system channel first, then the others in their order, as far as we may write there."""
    system = guild.system_channel
    ordered = [*([system] if system else []), *(each for each in guild.text_channels if each != system)]
    yield from (each for each in ordered if each.permissions_for(guild.me) >= NEEDED)
