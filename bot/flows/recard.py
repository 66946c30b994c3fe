"""A card that was posted in; what it should show now, as a wish for an edit, out.

Within the hour a card follows its story at once; later sparingly, since Discord limits edits of older messages (error 30046); after two
days no more, but for a retraction.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.digests.rank import build_stories
from bot.flows.app import App
from bot.model.delivery import Post, message_url
from bot.model.digest import Digest, DigestId, DigestKind, Story
from bot.rendering.frozen import freeze, thaw
from bot.rendering.post import render_posts
from bot.store import cards, edits
from bot.store.cards import Card
from bot.store.database import Transaction

log = logging.getLogger(__name__)

FRESH = timedelta(hours=1)
_GATHER = timedelta(seconds=30)  # for what changes at nearly the same time
_SPARINGLY = timedelta(hours=6)
LONGEST = timedelta(days=2)


async def recard(tx: Transaction, digest: DigestId, *, app: App, now: datetime, urgent: bool = False) -> bool:
    """Let the card of this digest be edited if it would look different now; whether it will be. Raises `StoreFailed`."""
    card = await cards.find(tx, digest)
    when = edit_at(posted_at=card.posted_at, edited_at=card.edited_at, now=now, urgent=urgent) if card else None
    if card is None or when is None:
        return False
    before = _posted(card)
    if before is None:
        return False
    digest_now = Digest(kind=DigestKind.CARD, stories=(_story_of(card, app=app, now=now),))
    (made,) = render_posts(digest_now, templates=app.voice.templates, codes=lambda: card.code, now=now, style=before.style)
    post = replace(made, role=before.role, tags=before.tags)  # whom it called, and its thread's tags, stay as they were
    if post == before:
        return False
    await edits.want(tx, card.post, payload=freeze(post), next_at=when)
    return True


def _posted(card: Card) -> Post | None:
    """What the card shows, or is to show next; None: its row is damaged, so that nobody knows its look."""
    try:
        return thaw(card.payload)
    except (ValueError, TypeError, KeyError):
        log.exception("card not shown anew, its stored text is damaged", extra={"post_id": card.post})
        return None


def edit_at(*, posted_at: datetime, edited_at: datetime | None, now: datetime, urgent: bool) -> datetime | None:
    """When a card may be edited; None: not any more. `urgent`: what it says must not stand. Pure."""
    if urgent or now - posted_at < FRESH:
        return now + _GATHER
    if now - posted_at > LONGEST:
        return None
    return max(now + _GATHER, (edited_at or posted_at) + _SPARINGLY)


def _story_of(card: Card, *, app: App, now: datetime) -> Story:
    """The card's story with all its coverage of now, led by the article that led it when it was posted."""
    (story,) = build_stories(card.told, rules=app.voice.rules, now=now)
    coverage = (story.lead, *story.others)
    lead = next((each for each in coverage if each.article_id == card.lead), story.lead)
    others = tuple(each for each in coverage if each is not lead)
    earlier = message_url(card.target, card.earlier) if card.earlier else ""
    return replace(story, lead=lead, others=others, part=card.part, earlier=earlier)
