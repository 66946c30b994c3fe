"""A story or an article's takeaways in, one panel that fits a message out. Reads templates, otherwise pure: no clock, no network.

What is too long is rendered again with less: first without the bullets' links, then without other sources, then with one bullet less at
a time. A bullet is whole or absent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from bot.catalogue import say
from bot.model.delivery import CARD_BUTTONS, DIGEST_BUTTONS, Button, Panel
from bot.model.digest import Coverage, DigestKind, Story
from bot.model.subscription import Look
from bot.model.takeaways import Method, Takeaway
from bot.rendering.limits import TITLE, fits, units
from bot.rendering.templates import Templates
from bot.rendering.values import NOTHING, BulletValue, Safe, SourceValue
from bot.text.clip import clip
from bot.text.markdown import escape, link_target
from bot.text.urls import text_fragment
from bot.text.words import count_words

WORDS_A_MINUTE: Final = 230
"""Silent reading of English non-fiction: 238 in Brysbaert (2019), https://doi.org/10.1016/j.jml.2019.104047; rounded down."""
OTHERS_SHOWN: Final = 3
_LEAST_SECONDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How much of a story is shown: so many bullets, with their links or plain, with the other sources or without."""

    bullets: int
    links: bool
    others: bool


def story_panel(story: Story, *, kind: DigestKind, look: Look, templates: Templates, now: datetime) -> Panel:
    """The panel of one story: linked title, body from its topic's template or `digest.story`, the topic's colour, a card's picture.

    Always fits a message of that look.
    """
    is_card = kind is DigestKind.CARD
    bare = Panel(
        title=title_of(_headline(story), emoji=story.topic.emoji),
        url=link_target(story.lead.link),
        colour=story.topic.colour,
        image=picture_of(story.lead) if is_card else "",
        article=story.lead.article_id,
        story=story.id,
    )

    def filled(shape: Shape) -> Panel:
        template = story.topic.template if is_card else "digest.story"
        return replace(bare, body=_story_body(story, shape, template=template, templates=templates, now=now))

    wanted = min(story.bullets, len(story.lead.takeaways.bullets))
    buttons = CARD_BUTTONS if is_card else DIGEST_BUTTONS
    return richest(filled, bullets=wanted, links=is_card, look=look, buttons=buttons) or bare


def richest(filled: Callable[[Shape], Panel], *, bullets: int, links: bool, look: Look, buttons: tuple[Button, ...] = ()) -> Panel | None:
    """The first panel that fits a message, from the fullest shape to none; None where even a bare one does not."""
    panels = (filled(shape) for shape in _shapes(bullets, links=links))
    return next((panel for panel in panels if fits((panel,), look=look, buttons=buttons)), None)


def picture_of(coverage: Coverage) -> str:
    """The address of an article's lead image; "" where it has none that Discord would take."""
    target = link_target(coverage.image)
    return target if "." in (urlsplit(target).hostname or "") else ""


def is_framed(story: Story) -> bool:
    """Whether a card says something in ByteBot's voice: that it is an update, who wrote the bullets, or that there are none."""
    told = story.lead.takeaways
    return story.part > 0 or not told.bullets or told.method in {Method.OWN, Method.LLM}


def title_of(text: str, *, emoji: str = "") -> str:
    """`text` as an embed's title: escaped, at most 256 with the emoji, cut before escaping so that no escape is halved."""
    head = f"{emoji} " if emoji else ""
    room = limit = TITLE - units(head)
    shown = escape(clip(text, limit))
    while units(shown) > room:
        limit -= max(1, (units(shown) - room) // 2)
        shown = escape(clip(text, limit))
    return head + (shown or "…")


def labelled(label: str, url: str) -> Safe:
    """`[label](url)`, the label being ours; empty where the address must not be linked."""
    target = link_target(url)
    return Safe(f"[{label}]({target})" if target else "")


def minutes_of(words: int) -> int:
    """Reading time of an article in whole minutes, at least 1; 0 where there are no words."""
    return max(1, round(words / WORDS_A_MINUTE)) if words else 0


def seconds_of(bullets: tuple[Takeaway, ...]) -> int:
    """Reading time of bullets in seconds, in steps of five; 0 where there are none."""
    words = sum(count_words(bullet.text) for bullet in bullets)
    return max(_LEAST_SECONDS, round(words * 60 / WORDS_A_MINUTE / 5) * 5) if bullets else 0


def bullet_values(bullets: tuple[Takeaway, ...], *, url: str, text: str, links: bool) -> tuple[BulletValue, ...]:
    """Bullets for a template; each link opens `url` at the sentence of `text` that the bullet rests on."""
    return tuple(
        BulletValue(
            text=bullet.text,
            link=labelled("↗", text_fragment(url, text[bullet.start : bullet.end] or bullet.text)) if links and url else NOTHING,
        )
        for bullet in bullets
    )


def reason_of(reason: str) -> str:
    """Why there are no bullets, fit to stand before a full stop."""
    return reason.strip().rstrip(".") or say("the source gives only a headline")


def _shapes(bullets: int, *, links: bool) -> Iterator[Shape]:
    if links:
        yield Shape(bullets=bullets, links=True, others=True)
    yield Shape(bullets=bullets, links=False, others=True)
    for count in range(bullets, -1, -1):
        yield Shape(bullets=count, links=False, others=False)


def _story_body(story: Story, shape: Shape, *, template: str, templates: Templates, now: datetime) -> str:
    lead = story.lead
    bullets = lead.takeaways.bullets[: shape.bullets]
    others = _by_source(story.others) if shape.others else ()
    return templates.render(
        template,
        title=lead.title,
        tag=story.topic.tag,
        emoji=Safe(story.topic.emoji),
        source=_source(lead),
        when=Safe(f"<t:{int(min(lead.published_at, now).timestamp())}:R>"),
        minutes=minutes_of(lead.words) if bullets else 0,
        seconds=seconds_of(bullets),
        own=lead.takeaways.method is Method.OWN and bool(bullets),
        model=lead.takeaways.method is Method.LLM and bool(bullets),
        bullets=bullet_values(bullets, url=lead.link, text=lead.text, links=shape.links),
        reason="" if bullets else reason_of(lead.takeaways.reason),
        read=labelled(say("read"), lead.link),
        others=tuple(SourceValue(name=_source(other), link=labelled("↗", other.link)) for other in others[:OTHERS_SHOWN]),
        more=max(0, len(others) - OTHERS_SHOWN),
        differ=story.differ if others else (),
        correction=lead.correction,
        update=story.part > 0,
        earlier=labelled(say("earlier"), story.earlier),
    )


def _by_source(others: tuple[Coverage, ...]) -> tuple[Coverage, ...]:
    """The first of each source: a feed that tells a story three times is one source."""
    return tuple({_source(each): each for each in reversed(others)}.values())[::-1]


def _headline(story: Story) -> str:
    """The lead's title, its source where it has none; a follow-up says so first."""
    title = story.lead.title if escape(story.lead.title) else _source(story.lead)
    return say("Update: {title}", title=title) if story.part and not title.lower().startswith("update:") else title


def _source(coverage: Coverage) -> str:
    """The feed's name, cut to a headline's part; its host where the feed has none."""
    return clip(coverage.source.strip(), 80) or urlsplit(coverage.link).hostname or say("somewhere")
