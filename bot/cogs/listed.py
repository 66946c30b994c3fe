"""Lists of feeds in, embeds that say what following them does, did, or would do out. Pure."""

from collections.abc import Sequence
from typing import Final

import discord

from bot.catalogue import count, say
from bot.catalogue.stored import said_again
from bot.flows.opml import Plan, Progress
from bot.model.outline import Outline, Pack
from bot.text.clip import clip
from bot.text.markdown import escape

_NAMED: Final = 10
_TITLE: Final = 80


def planned(plan: Plan, *, channel: int) -> discord.Embed:
    """What a yes would do."""
    new = count("{n} feed is new for {channel}.", "{n} feeds are new for {channel}.", len(plan.new), channel=f"<#{channel}>")
    lines = [new if plan.new else say("Nothing in that list is new for {channel}.", channel=f"<#{channel}>")]
    if plan.followed:
        lines.append(count("{n} is followed there already.", "{n} are followed there already.", plan.followed))
    if plan.unreadable:
        lines.append(count("{n} line names no address I can open.", "{n} lines name no address I can open.", plan.unreadable))
    if plan.new:
        lines.append(say("What they show now counts as read; new stories come from then on."))
    return discord.Embed(description="\n".join([*lines, "", *_names(plan.new)]).strip())


def _names(feeds: Sequence[Outline]) -> list[str]:
    shown = [f"• {escape(clip(each.title or each.url, _TITLE))}" for each in feeds[:_NAMED]]
    more = len(feeds) - _NAMED
    return [*shown, count("… and {n} more", "… and {n} more", more)] if more > 0 else shown


def under_way(progress: Progress) -> discord.Embed:
    """How far it has come."""
    return discord.Embed(description=say("Reading the feeds: {done} of {feeds}.", done=progress.done, feeds=progress.feeds))


def followed(progress: Progress, *, channel: int) -> discord.Embed:
    """What became of it, with a line for each feed that failed."""
    good = progress.feeds - len(progress.failed)
    head = count("Following {n} new feed in {channel}.", "Following {n} new feeds in {channel}.", good, channel=f"<#{channel}>")
    failed = [f"• **{escape(clip(each.title, _TITLE))}**: {escape(clip(said_again(each.why), 200))}" for each in progress.failed]
    if failed:
        head += " " + count("{n} could not be read:", "{n} could not be read:", len(failed))
    more = len(failed) - _NAMED
    rest = [count("… and {n} more", "… and {n} more", more)] if more > 0 else []
    return discord.Embed(description="\n".join([head, *failed[:_NAMED], *rest]))


def packs(found: Sequence[Pack]) -> discord.Embed:
    """The packs, each with its feeds."""
    lines = [f"{each.emoji} **{escape(each.title)}**: {escape(each.about)}\n-# {_feeds(each)}" for each in found]
    return discord.Embed(title=say("Starter packs"), description=clip("\n".join(lines), 2000))


def _feeds(pack: Pack) -> str:
    return escape(clip(", ".join(each.title for each in pack.feeds), 150))
