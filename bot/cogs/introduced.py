"""Who the bot is, and what a person follows, in; embeds to answer with out. Pure."""

from collections.abc import Callable, Sequence

import discord

from bot import VERSION
from bot.catalogue import count, say
from bot.digests.schedule_text import said
from bot.flows.following import Following
from bot.model.following import Follow
from bot.rendering.post import OURS
from bot.settings import Settings
from bot.text.clip import clip
from bot.text.markdown import escape, link_target

ServerName = Callable[[int], str]
"""A server's id in, its name out; "" where we are not on it."""

_TITLE = 80  # characters


def about(settings: Settings, *, manager: bool) -> discord.Embed:
    """Who we are, what is kept, how to begin: for a manager with feeds, for others with reading."""
    chatty = settings.prompts.voice != "plain"
    who = (
        say(
            "Beep boop! I am a playful and cute mascot inspired by computer programming. My mission is to cover the latest tech news and "
            "controversies and to summarise them into byte-sized, easily digestible information."
        )
        if chatty
        else say("I follow news feeds and condense each article into a few Key Takeaways.")
    )
    does = say(
        "I join articles that tell one story, post them as cards or digests, and link every takeaway to the sentence that it rests on."
    )
    begin = (
        say("**How to begin:** `/feed add` follows a feed here, `/digest schedule` says when digests come, `/bytebot help` shows the rest.")
        if manager
        else say("**How to begin:** `/latest` shows what I posted here, `/tldr` reads a link for you, `/bytebot help` shows the rest.")
    )
    home, label = link_target(settings.discord.home), say("More about me")
    link = [f"[{label}](<{home}>)"] if home else []
    embed = discord.Embed(title=f"ByteBot {VERSION}", colour=OURS)
    embed.description = "\n\n".join([who, does, _privacy(settings), begin, *link])
    return embed


def _privacy(settings: Settings) -> str:
    days = settings.store.left_days
    return "\n".join([
        say("**Privacy**"),
        say("- I read feeds and web pages, never your messages: I have no right to see what people write."),
        say("- I keep this server's channels, feeds, filters and posts; of you only what you saved, reported, voted and follow."),
        count(
            "- `/bytebot forget` erases it. What I keep of a server that removes me is erased after {n} day.",
            "- `/bytebot forget` erases it. What I keep of a server that removes me is erased after {n} days.",
            int(days),
        ),
    ])  # fmt: skip


def name_of(each: Follow) -> str:
    """As a list to choose from shows it: foreign text, not escaped."""
    if not each.feed:
        return say("all feeds: {topic}", topic=each.topic)
    return f"{each.feed_title}: {each.topic}" if each.topic else each.feed_title


def followed(added: Follow, found: Following) -> discord.Embed:
    """What will come and when, and how to end it."""
    lines = [
        say("You follow {what} now, by direct message.", what=_named(added)),
        *_when(found),
        say("Only what is new comes; `/bytebot unfollow` ends it."),
    ]
    return discord.Embed(description="\n".join(lines), colour=OURS)


def following(found: Following, *, server: ServerName) -> discord.Embed:
    """All that a person follows, each with its server."""
    if not found.follows:
        nothing = say("You follow nothing by direct message. `/bytebot follow` starts with a feed or a topic of a server.")
        return discord.Embed(description=nothing, colour=OURS)
    lines = [f"- {_named(each)}{_on(server(each.guild))}" for each in found.follows]
    return discord.Embed(
        description="\n".join([*lines, "", *_when(found), say("`/bytebot unfollow` ends one of them, or all.")]), colour=OURS
    )


def unfollowed(over: Sequence[Follow], left: Following) -> discord.Embed:
    """What is over and what stays."""
    lines = [say("You no longer follow {what}.", what=_named(each)) for each in over]
    rest = count("You still follow {n} thing.", "You still follow {n} things.", len(left.follows))
    none = say("You follow nothing any more, and I write to you no more.")
    return discord.Embed(description="\n".join([*lines, rest if left.follows else none]), colour=OURS)


def _named(each: Follow) -> str:
    return f"**{escape(clip(name_of(each), _TITLE))}**"


def _on(server: str) -> str:
    return f" ({escape(clip(server, _TITLE))})" if server else ""


def _when(found: Following) -> list[str]:
    if found.schedule is None or found.next_at is None:
        return []
    return [
        say("It comes {when}, without a sound. The next: {at}.", when=said(found.schedule), at=f"<t:{int(found.next_at.timestamp())}:F>")
    ]
