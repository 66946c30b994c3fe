"""What became of a press in, embeds to answer with out. Pure."""

import discord

from bot.catalogue import count, say
from bot.flows.reports import Reported
from bot.flows.saved import Kept, Shelf
from bot.model.digest import Vote
from bot.model.people import Saved
from bot.rendering.panels import labelled
from bot.rendering.post import OURS
from bot.text.clip import clip
from bot.text.markdown import escape
from bot.text.urls import host_of


def kept(result: Kept) -> discord.Embed:
    """That it is kept now, or was before."""
    facts = {"title": title(result.saved), "when": f"<t:{int(result.saved.saved_at.timestamp())}:R>"}
    if result.new:
        return _embed(say("Saved **{title}**.", **facts), say("/saved lists what you keep; nobody else sees it."))
    return _embed(say("You saved **{title}** already, {when}.", **facts), say("/saved lists what you keep."))


def removed(*, was_there: bool) -> discord.Embed:
    """That it is kept no more."""
    return _embed(say("Removed; you no longer keep it.") if was_there else say("You don't keep that any more."))


def copied() -> discord.Embed:
    """Where the copy went."""
    return _embed(say("I sent you a copy in a direct message."))


def shelf(found: Shelf) -> discord.Embed:
    """A page of what a person keeps."""
    head = say("**What you keep**") + " · " + count("{n} article", "{n} articles", found.whole)
    return _embed(head, "\n".join(_line(each) for each in found.saved))


def voted(vote: Vote | None) -> discord.Embed:
    """What a vote does; None: it was taken back."""
    if vote is None:
        return _embed(say("Taken back: your vote on this story counts no more."))
    facts = {"topic": escape(clip(vote.topic, 60)), "source": escape(clip(vote.source, 80))}
    return _embed(
        say("Noted: fewer stories on **{topic}** and from **{source}** in this channel from now on.", **facts),
        say("One vote moves a little, and it fades within weeks. Press Undo, or the button again, to take it back."),
    )


def which() -> discord.Embed:
    """The question before a report."""
    return _embed(say("What is wrong in this post?"), say("Only those who run me get to know; nobody in the channel does."))


def reported(result: Reported) -> discord.Embed:
    """That it was stored, or was before."""
    if result.report is None:
        return _embed(say("You reported that already; those who run me will look at it."))
    quoted = f"> {escape(clip(result.suspect.bullet, 300))}" if result.suspect.bullet else ""
    return _embed(say("Thank you, those who run me will look at it."), *([quoted] if quoted else []))


def explained() -> discord.Embed:
    """That the reason was stored."""
    return _embed(say("Thank you, I added that to your report."))


def title(saved: Saved) -> str:
    """Escaped; its source where it has none."""
    return escape(clip(saved.title.strip() or saved.source or host_of(saved.url), 150))


def _line(saved: Saved) -> str:
    link = labelled(say("read"), saved.url)
    return f"• **{title(saved)}** {link}\n-# {escape(clip(saved.source, 60))} · <t:{int(saved.saved_at.timestamp())}:R>"


def _embed(*lines: str) -> discord.Embed:
    return discord.Embed(description="\n\n".join(lines), colour=OURS)
