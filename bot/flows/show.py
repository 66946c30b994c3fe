"""What a preview found in, sheets of posts in every look out: what `bot.rendering.page` draws. Pure but for the unit codes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.catalogue import say
from bot.digests.rank import build_stories
from bot.flows.app import Voice
from bot.flows.digest import unit_code
from bot.flows.preview import Preview
from bot.model.delivery import CARD_BUTTONS, DIGEST_BUTTONS, Button, Post
from bot.model.digest import Digest, DigestKind, Ready
from bot.model.subscription import Look, Mode
from bot.rendering.page import Sheet
from bot.rendering.post import render_posts


def sheets_of(found: Preview, *, voice: Voice, bullets: int, now: datetime) -> tuple[Sheet, ...]:
    """The same stories one by one in both looks, and together in a digest; () where nothing was found."""
    if not found.posts:
        return ()
    digest = _digest_of(found, voice=voice, bullets=bullets, now=now)
    return (card_sheet(found.posts), digest_sheet(digest), embed_sheet(found.posts))


def card_sheet(posts: Sequence[Post]) -> Sheet:
    """Each story by itself, as an instant subscription posts it."""
    return Sheet(
        title=say("Story cards"),
        note=say("Each story by itself, as it comes."),
        posts=dressed(posts, look=Look.CARDS, buttons=CARD_BUTTONS),
    )


def digest_sheet(posts: Sequence[Post]) -> Sheet:
    """Stories together, as a channel's schedule posts them."""
    return Sheet(
        title=say("A digest"),
        note=say("Stories together, at the channel's hour."),
        posts=dressed(posts, look=Look.CARDS, buttons=DIGEST_BUTTONS),
    )


def embed_sheet(posts: Sequence[Post]) -> Sheet:
    """The cards of `card_sheet` in the other look."""
    return Sheet(
        title=say("Story cards in embeds"),
        note=say("The same, for channels that ask for the older look."),
        posts=dressed(posts, look=Look.EMBEDS, buttons=CARD_BUTTONS),
    )


def dressed(posts: Sequence[Post], *, look: Look, buttons: tuple[Button, ...]) -> tuple[Post, ...]:
    """The posts in that look, with those buttons."""
    return tuple(replace(post, look=look, buttons=buttons) for post in posts)


def _digest_of(found: Preview, *, voice: Voice, bullets: int, now: datetime) -> tuple[Post, ...]:
    ready = [Ready(delivery_id=0, coverage=each.coverage, mode=Mode.DIGEST, bullets=bullets) for each in found.made]
    stories = build_stories(ready, rules=voice.rules, now=now)
    return render_posts(Digest(kind=DigestKind.DIGEST, stories=stories), templates=voice.templates, codes=unit_code, now=now)
