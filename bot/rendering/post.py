"""A digest in, posts that fit Discord's limits out; and the panels that answer commands. Reads templates, otherwise pure.

One function, `_packed`, decides how panels share messages: as many to a message as its look holds, nothing dropped.
"""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.catalogue import ENGLISH, say, speaking
from bot.model.delivery import CARD_BUTTONS, DIGEST_BUTTONS, Button, Panel, Post, Style
from bot.model.digest import Digest, DigestKind
from bot.model.subscription import Look
from bot.model.takeaways import Method, Takeaways
from bot.rendering.limits import BODY, PANELS, check, fits
from bot.rendering.panels import Shape, bullet_values, labelled, minutes_of, reason_of, richest, seconds_of, story_panel, title_of
from bot.rendering.templates import Templates
from bot.rendering.values import Safe
from bot.text.clip import clip
from bot.text.markdown import escape, link_target

OURS: Final = 0x2BB5A8
"""ByteBot's own colour, for what is not about one story."""
ALARM: Final = 0xE0533D
_COMMAND: Final = re.compile(r"\\`(/?[a-z][a-z ]*)\\`")

_CARDS: Final = Style()
_TAGS: Final = 20  # a forum has no more
_CLOSING: Final = 100  # characters, at most 200 UTF-16 units: leaves room for the unit code
_OPENING: Final = 500


def render_posts(
    digest: Digest, *, templates: Templates, codes: Callable[[], str], now: datetime, style: Style = _CARDS
) -> tuple[Post, ...]:
    """`digest` as one or more messages, in order, each with a fresh unit code from `codes` in its last footer; () for no stories.

    A card is one panel. A digest opens with a greeting, then has a panel for each story, over as many messages as that takes. An empty
    one says that there is no news. Where a story is no matter for jokes nothing is said in ByteBot's voice. The first message mentions
    the first role that a story names.
    """
    plain = any(story.plain for story in (*digest.stories, *digest.more))
    voiced = templates.spoken(voice="plain" if plain else style.voice, turn=style.turn)
    with speaking(style.language or ENGLISH):
        posts = _posts(digest, templates=voiced, codes=codes, now=now, style=style)
    role = next((story.role for story in digest.stories if story.role), None)
    return tuple(replace(post, role=role) if place == 0 else post for place, post in enumerate(posts))


def _posts(digest: Digest, *, templates: Templates, codes: Callable[[], str], now: datetime, style: Style) -> tuple[Post, ...]:
    if digest.kind is DigestKind.EMPTY:
        panel = Panel(body=_short(templates.render("empty", what=say("There is nothing new since the last digest."))), colour=OURS)
        return (_post([panel], code=codes(), style=style),)
    panels = tuple(story_panel(story, kind=digest.kind, look=style.look, templates=templates, now=now) for story in digest.stories)
    if not panels:
        return ()
    tags = _tags(digest)
    if digest.kind is DigestKind.CARD:
        return tuple(_post([panel], code=codes(), style=style, buttons=CARD_BUTTONS, tags=tags) for panel in panels)
    opening, closing = _frame(digest, templates)
    groups = _packed((opening, *panels) if opening.body else panels, look=style.look)
    ends = (*[""] * (len(groups) - 1), closing)
    return tuple(
        _post(group, code=codes(), style=style, closing=end, buttons=DIGEST_BUTTONS, tags=tags)
        for group, end in zip(groups, ends, strict=True)
    )


def _tags(digest: Digest) -> tuple[str, ...]:
    """What a forum's tags may be named, best first: the stories' topics, then their articles' own tags."""
    topics = [story.topic.tag for story in digest.stories]
    own = [tag for story in digest.stories for each in (story.lead, *story.others) for tag in each.tags]
    return tuple(dict.fromkeys((*topics, *own)))[:_TAGS]


def render_takeaways(title: str, url: str, takeaways: Takeaways, *, article_words: int, templates: Templates) -> Panel:
    """The answer to "what does this article say": its bullets, or honestly why there are none. `article_words` 0: not known."""

    bare = Panel(title=title_of(title), url=link_target(url), colour=OURS)

    def filled(shape: Shape) -> Panel:
        bullets = takeaways.bullets[: shape.bullets]
        body = templates.render(
            "takeaways",
            title=title,
            minutes=minutes_of(article_words) if bullets else 0,
            seconds=seconds_of(bullets),
            own=takeaways.method is Method.OWN and bool(bullets),
            model=takeaways.method is Method.LLM and bool(bullets),
            bullets=bullet_values(bullets, url=url, text="", links=shape.links),
            reason="" if bullets else reason_of(takeaways.reason),
            read=labelled(say("read"), url),
        )
        return replace(bare, body=body)

    return richest(filled, bullets=len(takeaways.bullets), links=True, look=Look.EMBEDS) or bare


def render_empty(templates: Templates, what: str) -> Panel:
    """The answer where there is nothing to show; `what` is the sentence that says so."""
    return Panel(body=_short(_by_turns(templates, what).render("empty", what=what)), colour=OURS)


def render_failure(templates: Templates, said: str) -> Panel:
    """The answer where something could not be done; `said` is the error's sentence for people."""
    return Panel(body=_short(_by_turns(templates, said).render("failure", said=_with_commands(said))), colour=ALARM)


def _with_commands(said: str) -> Safe:
    """Escaped, but for the commands that we name: small letters between backticks do no harm, whoever wrote them."""
    return Safe(_COMMAND.sub(r"`\1`", escape(said)))


def _by_turns(templates: Templates, said: str) -> Templates:
    """Another sentence may get another variant, the same one gets the same: an answer to one person has no turns of its own."""
    return templates.spoken(turn=zlib.crc32(said.encode("utf-8", "surrogatepass")))


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


def _packed(panels: Sequence[Panel], *, look: Look) -> list[list[Panel]]:
    """`panels` in order over as few messages as fit, and evenly: eleven are six and five, not ten and one."""
    fewest = len(_filled(panels, most=PANELS, look=look))
    tries = (_filled(panels, most=most, look=look) for most in range(-(-len(panels) // fewest), PANELS + 1))
    return next(groups for groups in tries if len(groups) == fewest)


def _filled(panels: Sequence[Panel], *, most: int, look: Look) -> list[list[Panel]]:
    """Each message filled before the next, with at most `most` panels."""
    groups: list[list[Panel]] = [[]]
    for panel in panels:
        if groups[-1] and (len(groups[-1]) == most or not fits((*groups[-1], panel), look=look, buttons=DIGEST_BUTTONS)):
            groups.append([])
        groups[-1].append(panel)
    return groups


def _post(
    panels: Sequence[Panel], *, code: str, style: Style, closing: str = "", buttons: tuple[Button, ...] = (), tags: tuple[str, ...] = ()
) -> Post:
    footer = " · ".join(part for part in (closing, f"unit {code}") if part)
    post = Post(
        code=code,
        panels=(*panels[:-1], replace(panels[-1], footer=footer)),
        look=style.look,
        buttons=buttons,
        tags=tags,
        language=style.language,
        voice=style.voice,
        turn=style.turn,
    )
    check(post)
    return post


def _short(text: str) -> str:
    """Our own sentences are short; a list of problems may not be."""
    return clip(text, BODY // 2)
