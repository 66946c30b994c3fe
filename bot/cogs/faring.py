"""How feeds fare, and what a dry run found, in; embeds to answer with out. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import discord

from bot.catalogue import count, say
from bot.catalogue.stored import said_again
from bot.cogs.pages import Page
from bot.flows.feed_health import Condition, Health
from bot.flows.rehearse import Rehearsal
from bot.model.decision import ChannelDecision, Fate
from bot.model.delivery import Post
from bot.model.subscription import Mode, SubscriptionState
from bot.outlets.discord_channel import as_embed
from bot.store.followed import Followed
from bot.text.clip import clip
from bot.text.markdown import escape

_A_PAGE: Final = 6
_PANELS: Final = 9  # of the ten embeds of a message; the first is ours


def health_page(found: Sequence[Health], *, number: int) -> Page:
    """One page of this server's feeds; a number too high is the last."""
    if not found:
        return Page(embed=discord.Embed(description=say("Nothing is followed here yet; `/feed add` begins.")), number=0, pages=1)
    pages = -(-len(found) // _A_PAGE)
    number = min(number, pages - 1)
    troubled = sum(each.condition < Condition.RESTING for each in found)
    head = count("{n} feed needs a look.", "{n} feeds need a look.", troubled) if troubled else say("All feeds are well.")
    blocks = [_block(each) for each in found[number * _A_PAGE : (number + 1) * _A_PAGE]]
    return Page(embed=discord.Embed(title=head, description="\n\n".join(blocks)), number=number, pages=pages)


def _block(one: Health) -> str:
    mark = "🔴" if one.condition < Condition.HELD else "🟠" if one.condition < Condition.RESTING else "🟢"
    feed = one.of.feed
    head = f"{mark} **{escape(clip(feed.title, 100))}** <#{one.of.target.channel}>"
    last = say("Last checked {when}.", when=_ago(feed.checked_at)) if feed.checked_at else ""
    ahead = "" if one.condition <= Condition.STOPPED else say("Next check {when}.", when=_ago(feed.next_at))
    return "\n".join([head, f"-# {_plainly(one)}", f"-# {last} {ahead}".rstrip()])


def _plainly(one: Health) -> str:
    """What is the matter, in words."""
    feed, rest = one.of.feed, one.of.rests_until
    why, held = _why(feed.error), _why(one.of.held)
    since = say(" since {when}", when=_ago(feed.failing_since)) if feed.failing_since else ""
    return {
        Condition.GONE: say("Gone for good, as its server says: I look no more. `/feed remove` takes it off the list."),
        Condition.STOPPED: say("I stopped looking: {why} `/feed add` with its address wakes it.", why=why),
        Condition.FAILING: count(
            "Failed {n} time{since}: {why}", "Failed {n} times in a row{since}: {why}", feed.failures, since=since, why=why
        ),
        Condition.HELD: say("The feed is well, but that channel takes no posts: {why}", why=held),
        Condition.RESTING: say("Its server asked to be left alone until {when}.", when=_ago(rest)),
        Condition.ASLEEP: say("Well, and paused here: `/feed resume` goes on."),
        Condition.NEW: say("Not checked yet."),
        Condition.WELL: say("Well."),
    }[one.condition]


def rehearsed(found: Rehearsal) -> list[discord.Embed]:
    """What would become of the newest entry, then the entry as it would look."""
    title = escape(clip(found.of.feed.title, 100))
    if found.post is None:
        return [discord.Embed(description=say("**{feed}** can be read, but shows no entries now.", feed=title))]
    lines = [
        say("The newest entry of **{feed}**, as it would look in {channel}. Nothing was posted.", feed=title, channel=_where(found.of)),
        *([_became(found.known)] if found.known else []),
        _would(found),
    ]
    return [discord.Embed(description="\n".join(lines)), *_shown(found.post)]


def _shown(post: Post) -> list[discord.Embed]:
    """Without the unit code, by which nothing will ever be found."""
    return [as_embed(replace(each, footer="")) for each in post.panels[:_PANELS]]


def _became(known: ChannelDecision) -> str:
    """What was decided about this very entry before."""
    when = f"<t:{int(known.at.timestamp())}:R>" if known.at else ""
    why = _why(known.why)
    if known.fate is Fate.POSTED:
        return say("This one was posted already {when}, so it does not come again.", when=when)
    if known.fate is Fate.OLD:
        return say("This one does not come: {why}.", why=why)
    if known.fate is Fate.DROPPED:
        return say("A filter dropped this one {when}: {why}", when=when, why=why)
    if known.fate is Fate.REFUSED:
        return say("Discord refused this one: {why}", why=why)
    return say("This one is on its way. {why}", why=why).strip()


def _would(found: Rehearsal) -> str:
    """What would become of it if it came now."""
    one = found.of
    if one.held:
        return say("Held: that channel takes no posts now: {why}", why=_why(one.held))
    if one.state is SubscriptionState.PAUSED:
        return say("One that comes now is not posted: this feed is paused here.")
    if not found.verdict.passed:
        return say("One like it is dropped: {why}", why=_why(found.verdict.why))
    if one.mode is Mode.DIGEST:
        return say("One that comes now is in the digest {when}.", when=f"<t:{int(one.next_digest_at.timestamp())}:F>")
    return say("One that comes now is posted at once.")


def _where(one: Followed) -> str:
    return f"<#{one.target.channel}>"


def _why(stored: str | None) -> str:
    """A reason that was noted when it came about, in the reader's language."""
    return escape(clip(said_again(stored or ""), 300))


def _ago(at: datetime | None) -> str:
    return f"<t:{int(at.timestamp())}:R>" if at else "?"
