"""A token and the channels to post to in, what Discord says of them out. I/O over Discord's REST door alone: no gateway."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
import discord

from bot.model.finding import Finding, Shape
from bot.model.subscription import Target

_WITHIN_S: Final = 20.0
_REFUSALS: Final = 10  # Discord counts them: 10,000 in ten minutes ban the address
_CLOCK_SLACK_S: Final = 30.0
_NEEDED: Final = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}
_UNREACHABLE: Final = "Discord cannot be reached from here now, so this was not looked at."


async def check_clock() -> Finding:
    """This machine's clock against the Date of an answer of Discord's (RFC 9110, 6.6.1); SKIPPED where there is no network."""
    try:
        async with (
            asyncio.timeout(_WITHIN_S),
            aiohttp.ClientSession() as session,
            session.get(f"{discord.http.Route.BASE}/gateway") as answer,
        ):
            theirs = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, OSError, TimeoutError, KeyError, ValueError):
        return Finding(about="clock", shape=Shape.SKIPPED, said=_UNREACHABLE)
    off_s = (datetime.now(UTC) - theirs).total_seconds()
    if abs(off_s) > _CLOCK_SLACK_S:
        said = f"This machine's clock is {abs(off_s):.0f} s {'ahead of' if off_s > 0 else 'behind'} Discord's: set it by NTP."
        return Finding(about="clock", shape=Shape.WARN, said=said)
    return Finding(about="clock", shape=Shape.OK, said="Right to the second or nearly so.")


async def check_account(token: str, targets: Sequence[Target]) -> tuple[Finding, ...]:
    """The token, then every channel: whether we see it and what we lack there. The token stands in no line."""
    client = discord.Client(intents=discord.Intents.none(), max_ratelimit_timeout=30.0)
    async with client:
        try:
            async with asyncio.timeout(_WITHIN_S):
                await client.login(token)
        except discord.LoginFailure:
            said = "Discord does not take this token; copy it anew from the Developer Portal."
            return (Finding(about="token", shape=Shape.FAIL, said=said),)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError):
            return (Finding(about="token", shape=Shape.SKIPPED, said=_UNREACHABLE),)
        name = client.user.name if client.user else "the bot"
        account = Finding(about="token", shape=Shape.OK, said=f"Discord knows it as {name}.")
        return (account, *await _check_channels(client, targets))


async def _check_channels(client: discord.Client, targets: Sequence[Target]) -> tuple[Finding, ...]:
    guilds: dict[int, tuple[discord.Guild, discord.Member]] = {}
    found: list[Finding] = []
    for target in targets:
        if sum(each.shape is Shape.FAIL for each in found) >= _REFUSALS:
            left = len(targets) - len(found)
            found.append(Finding(about="channels", shape=Shape.SKIPPED, said=f"{left} more were not looked at; put these right first."))
            break
        found.append(await _check_channel(client, target, guilds))
    return tuple(found)


async def _check_channel(client: discord.Client, target: Target, guilds: dict[int, tuple[discord.Guild, discord.Member]]) -> Finding:
    about = f"channel {target.channel}"
    try:
        async with asyncio.timeout(_WITHIN_S):
            missing = list(await _missing(client, target, guilds))
    except discord.NotFound:
        return Finding(about=about, shape=Shape.FAIL, said="It is gone; remove its feeds with `bytebot feeds remove`.")
    except discord.Forbidden:
        return Finding(about=about, shape=Shape.FAIL, said="I may not see it: give me View Channels there, or invite me again.")
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError):
        return Finding(about=about, shape=Shape.SKIPPED, said=_UNREACHABLE)
    if missing:
        return Finding(about=about, shape=Shape.FAIL, said=f"I lack there: {', '.join(missing)}.")
    return Finding(about=about, shape=Shape.OK, said="I have every right that I need.")


async def _missing(client: discord.Client, target: Target, guilds: dict[int, tuple[discord.Guild, discord.Member]]) -> Iterator[str]:
    """Raises what discord.py raises where the channel cannot be seen."""
    place = await client.fetch_channel(target.channel)
    if isinstance(place, discord.abc.PrivateChannel):
        return iter(())
    if place.guild.id not in guilds:
        guild = await client.fetch_guild(place.guild.id, with_counts=False)
        me = client.user.id if client.user else 0
        guilds[guild.id] = (guild, await guild.fetch_member(me))
    guild, member = guilds[place.guild.id]
    in_thread = isinstance(place, discord.Thread)
    seen = await guild.fetch_channel(place.parent_id if isinstance(place, discord.Thread) else target.channel)
    if isinstance(seen, discord.Thread):
        return iter(())
    ours = seen.permissions_for(member)
    needed = dict(_NEEDED)
    if in_thread:
        del needed["send_messages"]
        needed["send_messages_in_threads"] = "Send Messages in Threads"
    return iter([shown for name, shown in needed.items() if not getattr(ours, name)])
