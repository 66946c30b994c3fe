"""Filters and decisions in, embeds to answer with out. Pure."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.catalogue import count, say
from bot.catalogue.stored import said_again
from bot.digests.filters import described, sees_the_start_alone
from bot.flows.filters import Added, Tested
from bot.model.decision import Decision
from bot.model.subscription import Target
from bot.rendering.decisions import Look, decision_lines
from bot.store.filters import Owned
from bot.text.clip import clip
from bot.text.markdown import escape, link_target

_ROOM = 3900  # characters, of an embed's 4096; some are two units


def added(result: Added) -> discord.Embed:
    """What the new filter is and what it is used on."""
    waiting = (
        count("{n} entry that waits already is judged with it.", "{n} entries that wait already are judged with it.", result.waiting)
        if result.waiting
        else say("It counts for what comes from now on.")
    )
    seen = [say("A pattern sees the first 4 kB of a text.")] if sees_the_start_alone(result.owned.filter) else []
    return _embed([say("Filter {what}.", what=_line(result.owned)), *seen, waiting, say("`/filter test` shows what it would drop.")])


def filters(found: Sequence[Owned]) -> discord.Embed:
    """One a line."""
    return _embed([_line(each) for each in found] or [say("There are no filters here; `/filter add` makes one.")])


def removed(owned: Owned) -> discord.Embed:
    """What is gone."""
    return _embed([say("Removed filter {what}.", what=_line(owned))])


def tested(found: Sequence[Tested]) -> discord.Embed:
    """What would be dropped first, each with its reason; then what would pass."""
    dropped = [each for each in found if not each.verdict.passed]
    head = (
        say("{dropped} of the {many} newest entries would be dropped.", dropped=len(dropped), many=len(found))
        if found
        else say("No entries were seen here yet.")
    )
    lines = [f"🚫 **{_title(each.title)}**\n-# {escape(said_again(each.verdict.why))}" for each in dropped]
    return _embed([head, *lines, *(f"✅ {_title(each.title)}" for each in found if each.verdict.passed)])


def why(found: Sequence[Decision]) -> discord.Embed:
    """Each entry's way."""
    look = Look(when=_when, where=_where, text=lambda text: escape(clip(text, 200)))
    return _embed([line for each in found for line in (_head(each), *decision_lines(each, look=look), "")])


def _head(decision: Decision) -> str:
    link = link_target(decision.link)
    return f"**{_title(decision.title)}** #{decision.entry}" + (f" [{say('open')}]({link})" if link else "")


def _line(owned: Owned) -> str:
    feed = say(", from {feed}", feed=escape(clip(owned.feed_title, 80))) if owned.feed_title else ""
    where = (
        say(", in every channel (the operator's)")
        if owned.target is None
        else " " + say("in {channel}", channel=f"<#{owned.target.channel}>")
    )
    return f"**{owned.filter.id}**: {escape(described(owned.filter))}{feed}{where}"


def _title(title: str) -> str:
    return escape(clip(title or say("untitled"), 120))


def _when(at: datetime) -> str:
    return f"<t:{int(at.timestamp())}:f>"


def _where(target: Target) -> str:
    return f"<#{target.channel}>" if target.channel else say("the console")


def _embed(lines: Sequence[str]) -> discord.Embed:
    """As many lines as there is room for, and how many more there are."""
    shown: list[str] = []
    room = _ROOM
    for line in lines:
        room -= len(line.encode("utf-16-le")) // 2 + 1
        if room < 0:
            shown.append(count("… and {n} more line", "… and {n} more lines", len(lines) - len(shown)))
            break
        shown.append(line)
    return discord.Embed(description="\n".join(shown).strip())
