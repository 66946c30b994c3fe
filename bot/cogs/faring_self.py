"""How the bot itself is in, an embed with its picture out. Pure."""

import io
import math
from datetime import timedelta
from typing import Final

import discord

from bot.catalogue import count, say
from bot.flows.status import Status, Told
from bot.rendering.post import OURS
from bot.store.servers import Here
from bot.text.clip import clip
from bot.text.counted import amount, hours_and_minutes
from bot.text.markdown import escape

_TITLE: Final = 80  # characters
_MOST_TITLES: Final = 5
_PICTURE: Final = "bytebot-figures.png"
_ALT: Final = 1024  # characters of an attachment's description, https://discord.com/developers/docs/resources/message#attachment-object


def status(found: Told, *, latency_s: float, up: timedelta, manager: bool, chatty: bool) -> discord.Embed:
    """How we are, as far as the asker may know; a manager sees which feeds are in trouble. `chatty`: in the mascot's voice.

    Where `found` has a picture the embed shows it, from the `files` that go with it.
    """
    connected = math.isfinite(latency_s)
    ways = say("Connected to Discord; an answer takes {ms} ms.", ms=round(latency_s * 1000)) if connected else say("Connected to Discord.")
    lines = [_mood(found), ways] if chatty else [ways]
    if found.here is not None:
        lines += ["", say("**On this server**"), *_here(found.here, manager=manager)]
    if found.whole is not None:
        lines += ["", say("**All of me, for my owners**"), *_whole(found.whole, up=up)]
    embed = discord.Embed(title=say("How I am doing"), description="\n".join(lines), colour=OURS)
    if found.drawn is not None:
        embed.set_image(url=f"attachment://{_PICTURE}")
    return embed


def files(found: Told) -> list[discord.File]:
    """What the embed shows, told in words for people who don't see it."""
    if found.drawn is None:
        return []
    return [discord.File(io.BytesIO(found.drawn.png), filename=_PICTURE, description=clip(found.drawn.alt, _ALT))]


def _mood(found: Told) -> str:
    """How it feels."""
    here, whole = found.here, found.whole
    if (here is not None and (here.troubled or here.closed)) or (whole is not None and whole.notices):
        return say("Bzzt! I have a loose wire or two; what works hums along.")
    if here is not None and not here.feeds:
        return say("Beep? All powered up, and nothing to read on this server yet.")
    return say("Beep boop! All circuits hum.")


def _here(here: Here, *, manager: bool) -> list[str]:
    if not here.feeds:
        return [say("No feeds are followed here yet; `/feed add` brings some.")]
    well = count("{n} feed, all well.", "{n} feeds, all well.", here.feeds)
    lines = [count("{n} feed.", "{n} feeds.", here.feeds) if here.troubled else well]
    if here.troubled:
        lines.append(count("⚠️ {n} of them is in trouble.", "⚠️ {n} of them are in trouble.", len(here.troubled)))
        lines += [f"- {escape(clip(title or say('untitled'), _TITLE))}" for title in here.troubled[:_MOST_TITLES] if manager]
    lines.append(count("{n} post today (UTC).", "{n} posts today (UTC).", here.posted))
    if here.waiting:
        lines.append(count("{n} post is on its way.", "{n} posts are on their way.", here.waiting))
    if here.closed:
        lines.append(count("⚠️ {n} channel takes no posts from me.", "⚠️ {n} channels take no posts from me.", here.closed))
    lines += [
        say("Next digest: {channel} {when}", channel=f"<#{each.channel}>", when=f"<t:{int(each.at.timestamp())}:R>")
        for each in here.digests
    ]
    return lines


def _whole(whole: Status, *, up: timedelta) -> list[str]:
    counts, day = whole.counts, whole.day.total
    problems = len(whole.notices)
    return [
        say("Up for {days} d {hours} h {minutes} min.", days=up.days, hours=up.seconds // 3600, minutes=up.seconds % 3600 // 60),
        say("{feeds} feeds, about {polls} polls an hour.", feeds=counts.feeds, polls=round(whole.polls)),
        say("{entries} entries seen, {posts} posts sent.", entries=counts.entries, posts=counts.posts),
        say(
            "Last 24 hours: {polls} polls, {entries} new entries, {posts} posts, {saved} of reading saved.",
            polls=amount(day.polls),
            entries=amount(day.entries),
            posts=amount(day.posts),
            saved=hours_and_minutes(day.saved_s),
        ),
        say("{waiting} posts wait in the outbox, {closed} channels take none.", waiting=counts.waiting, closed=counts.closed),
        say("Database: {size} MB.", size=f"{counts.bytes / 1e6:.1f}"),
        count(
            "{n} thing needs your attention: `bytebot status` lists it.",
            "{n} things need your attention: `bytebot status` lists them.",
            problems,
        )
        if problems
        else say("Nothing needs your attention."),
    ]
