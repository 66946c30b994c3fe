"""What a server follows, and what became of it, in; embeds to answer with out. Pure."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.catalogue import count, say
from bot.catalogue.stored import said_again
from bot.errors import place
from bot.flows.change import Changed, Paused, Resumed
from bot.flows.subscriptions import Followed, Shown
from bot.flows.unsubscribe import Unsubscribed
from bot.model.feed import Feed, FeedState
from bot.model.subscription import Mode, Subscription, SubscriptionState
from bot.text.clip import clip
from bot.text.markdown import escape

_TITLE = 100
_TROUBLE = 300


def listed(found: Sequence[Followed]) -> discord.Embed:
    """One feed after the other, each with its state; a mark stands before those in trouble."""
    if not found:
        return _embed([say("Nothing is followed here yet; `/feed add` begins.")])
    return _embed([f"{_mark(each)}{named(each)}\n-# {_state(each)}" for each in found])


def shown(found: Shown) -> discord.Embed:
    """All about one subscription."""
    followed = found.followed
    feed, known = followed.feed, followed.subscription
    lines = [
        f"{_mark(followed)}{named(followed)}",
        say("Address: {address}", address=escape(place(feed.url))),
        say("How: {how}.", how=how(known.mode, known.takeaways, known.role)),
        _next_digest(found),
        say("Filters that hold for it: {n}.", n=found.filters),
        say("Posted so far: {posted}; waiting: {waiting}.", posted=found.posted, waiting=found.waiting),
        rhythm(feed),
        _last_look(feed),
        _looks(followed),
        *trouble(followed),
    ]
    return _embed([line for line in lines if line])


def changed(result: Changed) -> discord.Embed:
    """What is different now."""
    before, after = result.before.subscription, result.after.subscription
    told = [
        (_mode(before.mode), _mode(after.mode)),
        (_takeaways(before.takeaways), _takeaways(after.takeaways)),
        (f"<#{before.target.channel}>", f"<#{after.target.channel}>"),
        (_mention(before.role), _mention(after.role)),
    ]
    lines = [say("{before} → {after}", before=old, after=new) for old, new in told if old != new]
    if not lines:
        return _embed([say("Nothing is different: {feed} stays as it was.", feed=named(result.after))])
    return _embed([say("Changed {feed}.", feed=named(result.after)), *lines])


def paused(result: Paused) -> discord.Embed:
    """That nothing comes any more, and what happens to what would."""
    name = named(result.followed)
    if result.already:
        return _embed([say("{feed} is paused already; `/feed resume` lets it go on.", feed=name)])
    lines = [say("Paused {feed}. Nothing of it comes here until `/feed resume`; what comes meanwhile counts as read.", feed=name)]
    if result.passed:
        lines.append(count("{n} entry that waited is passed over.", "{n} entries that waited are passed over.", result.passed))
    return _embed(lines)


def resumed(result: Resumed) -> discord.Embed:
    """What comes from now on, and what does not."""
    followed = result.followed
    if result.already:
        return _embed([say("{feed} is not paused. {looks}", feed=named(followed), looks=_looks(followed))])
    lines = [say("{feed} goes on. {when}", feed=named(followed), when=_when(followed.subscription.mode, result.next_digest_at))]
    if result.passed:
        lines.append(count("{n} entry came meanwhile and counts as read.", "{n} entries came meanwhile and count as read.", result.passed))
    if result.woken:
        lines.append(say("Its feed had failed; I look at it again now."))
    else:
        lines.append(_looks(followed))
    return _embed(lines)


def asked(found: Followed) -> discord.Embed:
    """Whether it is to go."""
    return _embed([say("Remove {feed}? What it posted stays; its own filters go with it.", feed=named(found))])


def removed(result: Unsubscribed) -> discord.Embed:
    """What is gone, and that it can come back."""
    lines = [say("No longer following {feed}.", feed=named(result.followed))]
    if result.dropped:
        lines.append(count("{n} entry that waited is dropped.", "{n} entries that waited are dropped.", result.dropped))
    return _embed([*lines, say("Undo brings it back as it was, for a day.")])


def stays(found: Followed) -> discord.Embed:
    """That nothing was removed."""
    return _embed([say("Nothing is different: {feed} stays as it was.", feed=named(found))])


def back(found: Followed) -> discord.Embed:
    """That it is there again."""
    return _embed([say("{feed} is back as it was, with its filters; nothing is posted twice.", feed=named(found))])


def named(followed: Followed) -> str:
    """The feed, and where it goes."""
    title = escape(clip(followed.feed.title, _TITLE))
    return say("**{feed}** in {channel}", feed=title, channel=f"<#{followed.subscription.target.channel}>")


def how(mode: Mode, takeaways: int, role: int | None) -> str:
    """How its stories are posted."""
    return ", ".join((_mode(mode), _takeaways(takeaways), *([_mention(role)] if role else [])))


def standing(known: Subscription) -> str:
    """How they are posted now, and whether at all."""
    rests = [say("paused")] if known.state is SubscriptionState.PAUSED else []
    return ", ".join((how(known.mode, known.takeaways, known.role), *rests))


def rhythm(feed: Feed) -> str:
    """How often the feed brings news."""
    if feed.tempo is None:
        return say("How often it brings news I can't tell yet.")
    weekly = round(feed.tempo.weekly)
    return (
        count("It brings about {n} story a week.", "It brings about {n} stories a week.", weekly)
        if weekly
        else say("It rarely brings news.")
    )


def trouble(followed: Followed) -> list[str]:
    """What is wrong, in one line; none where nothing is."""
    return [say("⚠ {why}", why=escape(clip(said_again(followed.trouble), _TROUBLE)))] if followed.trouble else []


def ago(at: datetime) -> str:
    """A time as Discord shows it to each reader: "in 5 minutes"."""
    return f"<t:{int(at.timestamp())}:R>"


def _mark(followed: Followed) -> str:
    if followed.subscription.state is SubscriptionState.PAUSED:
        return "⏸ "
    return "⚠ " if followed.trouble or followed.rests else ""


def _state(followed: Followed) -> str:
    """The line below its name in the list."""
    known = followed.subscription
    parts = [standing(known), _looks(followed), *trouble(followed)]
    return " · ".join((f"{known.id}", *parts))


def _looks(followed: Followed) -> str:
    feed = followed.feed
    if feed.state is FeedState.GONE:
        return say("Not looked at any more: its server says that it is gone for good. `/feed resume` tries once more.")
    if feed.state is FeedState.PAUSED:
        return say("Not looked at any more: it failed for too long. `/feed resume` tries again.")
    return say("Next look {when}.", when=ago(feed.next_at))


def _last_look(feed: Feed) -> str:
    return say("Last look {when}.", when=ago(feed.checked_at)) if feed.checked_at else say("It was not looked at yet.")


def _next_digest(found: Shown) -> str:
    digest = found.followed.subscription.mode is Mode.DIGEST
    return say("Next digest {when}.", when=ago(found.channel.next_digest_at)) if digest else ""


def _when(mode: Mode, next_digest_at: datetime) -> str:
    if mode is Mode.INSTANT:
        return say("New stories come as they appear.")
    return say("New stories come in the digest, the next one {when}.", when=ago(next_digest_at))


def _mode(mode: Mode) -> str:
    return say("each story as it comes") if mode is Mode.INSTANT else say("together in the digest")


def _takeaways(number: int) -> str:
    return count("{n} Key Takeaway a story", "{n} Key Takeaways a story", number)


def _mention(role: int | None) -> str:
    return say("mentions {role}", role=f"<@&{role}>") if role else say("mentions nobody")


def _embed(lines: Sequence[str]) -> discord.Embed:
    return discord.Embed(description="\n".join(lines))
