"""An offer to follow a feed in, and what became of it; embeds to answer with out. Pure."""

import re
from collections.abc import Sequence

import discord

from bot.catalogue import count, say
from bot.cogs.followed import ago, how, rhythm, standing
from bot.errors import place
from bot.flows.offer import Offer
from bot.flows.subscribe import Subscribed
from bot.model.delivery import Panel
from bot.model.subscription import Mode
from bot.outlets.discord_channel import as_embed
from bot.rendering.limits import WHOLE, size, units
from bot.text.clip import clip
from bot.text.markdown import escape

_TITLE = 100
_PANELS = 9  # of the ten embeds of a message; the first is the offer itself
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_NAMED = 5


def offered(offer: Offer) -> list[discord.Embed]:
    """What was found, what will come and when, what to think of first; then the newest entry as it will look."""
    feed, wish = offer.feed, offer.wish
    lines = [
        f"**{escape(clip(feed.title, _TITLE))}**\n-# {escape(place(feed.url))}",
        f"{rhythm(feed)} {_entries(offer)}",
        say("It goes to {channel}: {how}.", channel=f"<#{offer.target.channel}>", how=how(wish.mode, wish.takeaways, wish.role)),
        f"{_first(offer)} {_then(offer)}",
        *_warnings(offer),
        _newest(offer),
    ]
    title, text = say("Follow this feed?"), "\n\n".join(line for line in lines if line)
    card = _fitting(offer, room=WHOLE - units(title) - units(text))
    return [discord.Embed(title=title, description=text), *map(as_embed, card)]


def subscribed(result: Subscribed) -> discord.Embed:
    """What will come, and when."""
    title, channel = escape(clip(result.feed.title, _TITLE)), f"<#{result.target.channel}>"
    head = say("Changed **{feed}** in {channel}.", feed=title, channel=channel)
    if not result.changed:
        head = say("Following **{feed}** in {channel}.", feed=title, channel=channel)
    return discord.Embed(description=f"{head}\n\n{_what_comes(result)}")


def cancelled() -> discord.Embed:
    """That nothing came of it."""
    return discord.Embed(description=say("Nothing is different; I did not follow it."))


def _fitting(offer: Offer, *, room: int) -> list[Panel]:
    """As many of the card's panels as one message has room for beside the offer."""
    shown: list[Panel] = []
    for panel in offer.card.panels[:_PANELS] if offer.card else ():
        room -= size(panel)
        if room < 0:
            break
        shown.append(panel)
    return shown


def _what_comes(result: Subscribed) -> str:
    digest = result.wish.mode is Mode.DIGEST
    first = say("What it shows now counts as read.")
    if result.coming and digest:
        first = count(
            "{n} of its newest entries comes with the next digest.", "{n} of its newest entries come with the next digest.", result.coming
        )
    elif result.coming:
        first = count("{n} of its newest entries follows now.", "{n} of its newest entries follow now.", result.coming)
    when = say("New stories come as they appear: {how}.", how=how(result.wish.mode, result.wish.takeaways, result.wish.role))
    if digest:
        when = say("New stories come in the digest, the next one {when}.", when=ago(result.next_digest_at))
    return f"{first} {when} {say('I look again {when}.', when=ago(result.feed.next_at))}"


def _entries(offer: Offer) -> str:
    return count("It shows {n} entry now.", "It shows {n} entries now.", offer.entries) if offer.entries else ""


def _first(offer: Offer) -> str:
    asked = min(offer.wish.backfill, offer.entries)
    if not asked:
        return say("What it shows now counts as read.") if offer.entries else ""
    if offer.wish.mode is Mode.DIGEST:
        return count("Its newest entry comes with the next digest.", "Its {n} newest entries come with the next digest.", asked)
    return count("Its newest entry follows at once.", "Its {n} newest entries follow at once.", asked)


def _then(offer: Offer) -> str:
    look = say("I look again {when}.", when=ago(offer.feed.next_at))
    if offer.wish.mode is Mode.INSTANT:
        return look
    return f"{look} {say('The next digest comes {when}.', when=ago(offer.next_digest_at))}"


def _warnings(offer: Offer) -> Sequence[str]:
    warnings = []
    if offer.known:
        already = say("⚠ It is followed here already: {how}. Confirm changes it to what stands above.", how=standing(offer.known))
        warnings.append(already)
    if offer.elsewhere:
        channels = " ".join(f"<#{each}>" for each in offer.elsewhere[:_NAMED])
        warnings.append(say("It is also followed in {channels}.", channels=channels))
    if not offer.entries:
        warnings.append(say("⚠ It shows no entries yet; what comes will be posted."))
    if _is_foreign(offer.language):
        warnings.append(say("Its language is {language}; so are its Key Takeaways.", language=offer.language))
    if offer.others:
        warnings.append(say("The page names other feeds too; choose one below if you meant another."))
    return warnings


def _is_foreign(language: str) -> bool:
    return bool(_LANGUAGE.fullmatch(language)) and not language.casefold().startswith("en")


def _newest(offer: Offer) -> str:
    if offer.card:
        return say("Its newest entry, as it will look:")
    return say("⚠ {why}", why=escape(offer.trouble)) if offer.trouble else ""
