"""Schedules in, embeds to answer with out. Pure."""

from collections.abc import Sequence

import discord

from bot.catalogue import count, say
from bot.digests.schedule_text import said
from bot.digests.taste import Leaning
from bot.flows.schedule import AtOnce, Scheduled
from bot.flows.style import style_said
from bot.model.delivery import Style
from bot.model.schedule import Cadence
from bot.text.clip import clip
from bot.text.markdown import escape


def shown(found: Scheduled) -> discord.Embed:
    """When digests come, in words, the next one in Discord's own time, and how posts look."""
    if found.schedule is not None and found.schedule.cadence is Cadence.NEVER:
        text = say("No digests come here. `/digest schedule` brings them back, with what waits until then.")
        return discord.Embed(description=f"{text}\n{style_said(found.style)}{_votes(found.leanings)}")
    when = said(found.schedule) if found.schedule else say("as the operator set it for every channel")
    text = say("Digests come {when}.\nThe next: {next}.", when=when, next=f"<t:{int(found.next_at.timestamp())}:F>")
    return discord.Embed(description=f"{text}\n{style_said(found.style)}{_votes(found.leanings)}")


def styled(style: Style) -> discord.Embed:
    """How posts look and sound from now on."""
    return discord.Embed(description=f"{style_said(style)}\n-# {say('What stands here already keeps its look.')}")


def at_once(found: AtOnce) -> discord.Embed:
    """What is on its way, or that nothing waits."""
    if not found.waiting:
        return discord.Embed(description=say("Nothing waits for this channel."))
    if found.quiet_until is None:
        return discord.Embed(
            description=count("{n} entry waits; the digest comes now.", "{n} entries wait; the digest comes now.", found.waiting)
        )
    told = count(
        "{n} entry waits; the digest comes after the quiet hours, {when}.",
        "{n} entries wait; the digest comes after the quiet hours, {when}.",
        found.waiting,
        when=f"<t:{int(found.quiet_until.timestamp())}:R>",
    )
    return discord.Embed(description=told)


def _votes(leanings: Sequence[Leaning]) -> str:
    """What readers' votes do here; "" where there are none that count."""
    if not leanings:
        return ""
    lines = (f"• {_leaning(each)}" for each in leanings)
    return "\n\n" + "\n".join([say("What your readers' votes do here:"), *lines])


def _leaning(leaning: Leaning) -> str:
    facts = {"name": escape(clip(leaning.name, 80)), "weight": f"{leaning.weight:.2g}"}
    if leaning.kind == "topic":
        return (
            say("fewer stories on {name} (× {weight})", **facts)
            if leaning.weight < 1
            else say("more stories on {name} (× {weight})", **facts)
        )
    return (
        say("fewer stories from {name} (× {weight})", **facts)
        if leaning.weight < 1
        else say("more stories from {name} (× {weight})", **facts)
    )
