"""`/digest`: when a channel has its digests, and how its posts look."""

from collections.abc import Callable
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import scheduled
from bot.cogs.answers import say, work
from bot.cogs.places import PlaceOption, here, target_of
from bot.cogs.rights import Place, require_manager, require_our_rights
from bot.digests.schedule_text import parse_schedule, zones_like
from bot.flows.app import App
from bot.flows.schedule import ScheduleWish, digest_now, set_schedule, show_schedule, understood
from bot.flows.style import AS_SET, LANGUAGES, StyleWish, set_style
from bot.model.subscription import Target

_MOST_CHOICES = 25
_LANGUAGES = [app_commands.Choice(name=name, value=code) for code, name in LANGUAGES.items()]
_VOICES = [
    app_commands.Choice(name="ByteBot's", value="bytebot"),
    app_commands.Choice(name="plain", value="plain"),
    app_commands.Choice(name="as the operator set it", value=AS_SET),
]

Where = app_commands.Transform[Place, PlaceOption]


@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class DigestCog(commands.GroupCog, group_name="digest", group_description="When this server's channels have their digests"):
    """One method a command."""

    def __init__(self, app: App, *, look: Callable[[], None]) -> None:
        super().__init__()
        self._app = app
        self._look = look

    @app_commands.command(description="Say when a channel has its digests, and how large they are")
    @app_commands.describe(
        when="hourly :15, daily 08:00 18:30, weekly mon thu 9am, weekdays 9am",
        zone="Time zone of these times, such as Europe/Berlin; UTC if left out",
        quiet="Hours without any posts, such as 22:00-07:00",
        stories="The most stories in one digest, 1 to 50",
        daily_cards="The most stories posted one by one a day; the rest comes in the digest",
        say_when_empty="Say so when there is no news",
        channel="Which channel; this one if left out",
    )
    async def schedule(  # noqa: PLR0917  discord.py reads a command's options from such a signature
        self,
        interaction: discord.Interaction,
        when: app_commands.Range[str, 1, 200],
        zone: app_commands.Range[str, 1, 60] = "UTC",
        quiet: app_commands.Range[str, 0, 40] = "",
        stories: app_commands.Range[int, 1, 50] | None = None,
        daily_cards: app_commands.Range[int, 0, 500] | None = None,
        say_when_empty: bool = False,  # noqa: FBT001, FBT002  the same: an option with a default
        channel: Where | None = None,
    ) -> None:
        """Set it, and say what was understood and when the next one comes."""
        require_manager(interaction)
        wish = ScheduleWish(when=when, zone=zone, quiet=quiet, stories=stories, daily_cards=daily_cards, say_when_empty=say_when_empty)
        deed = set_schedule(understood(wish), target=_open_target(interaction, channel), app=self._app, now=interaction.created_at)
        await say(interaction, [scheduled.shown(await work(interaction, deed, ephemeral=True))], ephemeral=True)

    @schedule.autocomplete("zone")
    async def zones(self, _: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Time zones that hold what is typed."""
        return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(current, most=_MOST_CHOICES)]

    @app_commands.command(description="When a channel has its digests")
    @app_commands.describe(channel="Which channel; this one if left out")
    async def show(self, interaction: discord.Interaction, channel: Where | None = None) -> None:
        """Show it to the asker."""
        require_manager(interaction)
        deed = show_schedule(target=_target(interaction, channel), app=self._app, now=interaction.created_at)
        await say(interaction, [scheduled.shown(await work(interaction, deed, ephemeral=True))], ephemeral=True)

    @app_commands.command(description="Say how a channel's posts look, in which language, and in whose voice")
    @app_commands.describe(
        look="Cards, or embeds for those who prefer them; what was posted keeps its look",
        language="The language of ByteBot's own words; articles stay in theirs",
        voice="ByteBot's own playful frame lines, or plain words",
        channel="Which channel; this one if left out",
    )
    @app_commands.choices(language=_LANGUAGES, voice=_VOICES)
    async def style(
        self,
        interaction: discord.Interaction,
        look: Literal["cards", "embeds"] | None = None,
        language: str | None = None,
        voice: str | None = None,
        channel: Where | None = None,
    ) -> None:
        """Set what is given, and say how posts look now."""
        require_manager(interaction)
        wish = StyleWish(look=look, language=language, voice=voice)
        deed = set_style(wish, target=_target(interaction, channel), app=self._app)
        await say(interaction, [scheduled.styled(await work(interaction, deed, ephemeral=True))], ephemeral=True)

    @app_commands.command(description="Have the digest of what waits for a channel now, whatever the hour")
    @app_commands.describe(channel="Which channel; this one if left out")
    async def now(self, interaction: discord.Interaction, channel: Where | None = None) -> None:
        """Let it be due now."""
        require_manager(interaction)
        deed = digest_now(target=_open_target(interaction, channel), app=self._app, now=interaction.created_at)
        result = await work(interaction, deed, ephemeral=True)
        self._look()
        await say(interaction, [scheduled.at_once(result)], ephemeral=True)

    @app_commands.command(description="Stop a channel's digests; what would be in them waits until they come again")
    @app_commands.describe(channel="Which channel; this one if left out")
    async def stop(self, interaction: discord.Interaction, channel: Where | None = None) -> None:
        """No digests until somebody schedules them again."""
        require_manager(interaction)
        deed = set_schedule(parse_schedule("never"), target=_target(interaction, channel), app=self._app, now=interaction.created_at)
        await say(interaction, [scheduled.shown(await work(interaction, deed, ephemeral=True))], ephemeral=True)


def _target(interaction: discord.Interaction, channel: Place | None) -> Target:
    """The channel meant, or this one. Raises `Refused` where that is no place for posts."""
    return target_of(channel or here(interaction))


def _open_target(interaction: discord.Interaction, channel: Place | None) -> Target:
    """The same where we may post. Raises `Refused` naming what we lack there."""
    require_our_rights(channel or here(interaction))
    return _target(interaction, channel)
