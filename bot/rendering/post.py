"""A digest in, posts that fit Discord's limits out; and the panels that answer commands. Reads templates, otherwise pure.

One function, `_packed`, decides how panels share messages: ten to a message, 6000 characters in all, nothing dropped.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.model.delivery import Panel, Post
from bot.model.digest import Digest, DigestKind
from bot.model.takeaways import Method, Takeaways
from bot.rendering.limits import BODY, PANELS, WHOLE, check, size
from bot.rendering.panels import Shape, bullet_values, labelled, minutes_of, reason_of, richest, seconds_of, story_panel, title_of
from bot.rendering.templates import Templates
from bot.text.clip import clip
from bot.text.markdown import link_target

OURS: Final = 0x2BB5A8
"""ByteBot's own colour, for what is not about one story."""
ALARM: Final = 0xE0533D

_NO_NEWS: Final = "There is nothing new since the last digest."
_FOOTER_ROOM: Final = 256
_CLOSING: Final = 100  # characters, at most 200 UTF-16 units: leaves room for the unit code
_OPENING: Final = 500


def render_posts(digest: Digest, *, templates: Templates, codes: Callable[[], str], now: datetime) -> tuple[Post, ...]:
    """`digest` as one or more messages, in order, each with a fresh unit code from `codes` in its last footer; () for no stories.

    A card is one panel. A digest opens with a greeting, then has a panel for each story, over as many messages as that takes. An empty
    one says that there is no news.
    """
    if digest.kind is DigestKind.EMPTY:
        return (_post([render_empty(templates, _NO_NEWS)], code=codes(), closing=""),)
    panels = tuple(story_panel(story, kind=digest.kind, templates=templates, now=now) for story in digest.stories)
    if not panels:
        return ()
    if digest.kind is DigestKind.CARD:
        return tuple(_post(group, code=codes(), closing="") for group in _packed(panels))
    opening, closing = _frame(digest, templates)
    groups = _packed((opening, *panels) if opening.body else panels)
    last = len(groups) - 1
    return tuple(_post(group, code=codes(), closing=closing if place == last else "") for place, group in enumerate(groups))


def render_takeaways(title: str, url: str, takeaways: Takeaways, *, article_words: int, templates: Templates) -> Panel:
    """The answer to "what does this article say": its bullets, or honestly why there are none. `article_words` 0: not known."""

    def body(shape: Shape) -> str:
        bullets = takeaways.bullets[: shape.bullets]
        return templates.render(
            "takeaways",
            title=title,
            minutes=minutes_of(article_words) if bullets else 0,
            seconds=seconds_of(bullets),
            own=takeaways.method is Method.OWN and bool(bullets),
            model=takeaways.method is Method.LLM and bool(bullets),
            bullets=bullet_values(bullets, url=url, text="", links=shape.links),
            reason="" if bullets else reason_of(takeaways.reason),
            read=labelled("read", url),
        )

    text = richest(body, bullets=len(takeaways.bullets), links=True)
    return Panel(title=title_of(title), url=link_target(url), body=text, colour=OURS)


def render_empty(templates: Templates, what: str) -> Panel:
    """The answer where there is nothing to show; `what` is the sentence that says so."""
    return Panel(body=_short(templates.render("empty", what=what)), colour=OURS)


def render_failure(templates: Templates, said: str) -> Panel:
    """The answer where something could not be done; `said` is the error's sentence for people."""
    return Panel(body=_short(templates.render("failure", said=said)), colour=ALARM)


def _frame(digest: Digest, templates: Templates) -> tuple[Panel, str]:
    """The panel above the first story and the line below the last."""
    stories = digest.stories
    told = [(story, story.lead.takeaways.bullets[: story.bullets]) for story in stories]
    figures = {
        "stories": len(stories),
        "sources": len({coverage.source for story in stories for coverage in (story.lead, *story.others)}),
        "minutes": sum(minutes_of(story.lead.words) for story, bullets in told if bullets),
        "seconds": sum(seconds_of(bullets) for _, bullets in told),
        "more": len(digest.more),
    }
    opening = Panel(body=clip(templates.render("digest.opening", **figures), _OPENING), colour=OURS)
    closing = " ".join(templates.render("digest.closing", **figures).split())
    return opening, clip(closing, _CLOSING)


def _packed(panels: Sequence[Panel]) -> list[list[Panel]]:
    """`panels` in order over as few messages as fit, and evenly: eleven are six and five, not ten and one."""
    fewest = len(_filled(panels, most=PANELS))
    tries = (_filled(panels, most=most) for most in range(-(-len(panels) // fewest), PANELS + 1))
    return next(groups for groups in tries if len(groups) == fewest)


def _filled(panels: Sequence[Panel], *, most: int) -> list[list[Panel]]:
    """Each message filled before the next, with at most `most` panels and room for a footer in each."""
    groups: list[list[Panel]] = [[]]
    left = WHOLE - _FOOTER_ROOM
    for panel in panels:
        if groups[-1] and (len(groups[-1]) == most or size(panel) > left):
            groups.append([])
            left = WHOLE - _FOOTER_ROOM
        groups[-1].append(panel)
        left -= size(panel)
    return groups


def _post(panels: Sequence[Panel], *, code: str, closing: str) -> Post:
    footer = " · ".join(part for part in (closing, f"unit {code}") if part)
    post = Post(code=code, panels=(*panels[:-1], replace(panels[-1], footer=footer)))
    check(post)
    return post


def _short(text: str) -> str:
    """Our own sentences are short; a list of problems may not be."""
    return clip(text, BODY // 2)
