"""Schedules in, embeds to answer with out. Pure."""

import discord

from bot.catalogue import say
from bot.digests.schedule_text import said
from bot.flows.schedule import AtOnce, Scheduled
from bot.flows.style import style_said
from bot.model.delivery import Style
from bot.model.schedule import Cadence


def shown(found: Scheduled) -> discord.Embed:
    """When digests come, in words, the next one in Discord's own time, and how posts look."""
    if found.schedule is not None and found.schedule.cadence is Cadence.NEVER:
        never = say("No digests come here. `/digest schedule` brings them back, with what waits until then.")
        return discord.Embed(description=f"{never}\n{style_said(found.style)}")
    when = said(found.schedule) if found.schedule else "as the operator set it for every channel"
    return discord.Embed(description=f"Digests come {when}.\nThe next: <t:{int(found.next_at.timestamp())}:F>.\n{style_said(found.style)}")


def styled(style: Style) -> discord.Embed:
    """How posts look and sound from now on."""
    return discord.Embed(description=f"{style_said(style)}\n-# {say('What stands here already keeps its look.')}")


def at_once(found: AtOnce) -> discord.Embed:
    """What is on its way, or that nothing waits."""
    if not found.waiting:
        return discord.Embed(description="Nothing waits for this channel.")
    many = "1 entry waits" if found.waiting == 1 else f"{found.waiting} entries wait"
    when = f"after the quiet hours, <t:{int(found.quiet_until.timestamp())}:R>" if found.quiet_until else "now"
    return discord.Embed(description=f"{many}; the digest comes {when}.")
