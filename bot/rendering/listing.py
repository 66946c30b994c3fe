"""Stories that were posted in, one panel that lists them out. Reads templates, otherwise pure."""

from collections.abc import Sequence

from bot.catalogue import say
from bot.model.delivery import Panel
from bot.model.digest import Coverage
from bot.rendering.limits import BODY, units
from bot.rendering.panels import labelled
from bot.rendering.post import OURS
from bot.rendering.templates import Templates
from bot.rendering.values import ListedValue, Safe
from bot.text.clip import clip

_TITLE = 150
_SOURCE = 60


def render_latest(stories: Sequence[Coverage], *, templates: Templates) -> Panel:
    """As many of the stories, newest first, as one panel holds whole."""
    values = [_listed(each) for each in stories]
    while values:
        body = templates.render("latest", stories=values)
        if units(body) <= BODY:
            return Panel(body=body, colour=OURS)
        values.pop()
    return Panel(colour=OURS)


def _listed(coverage: Coverage) -> ListedValue:
    return ListedValue(
        title=clip(coverage.title, _TITLE),
        source=clip(coverage.source, _SOURCE),
        when=Safe(f"<t:{int(coverage.published_at.timestamp())}:R>"),
        read=labelled(say("read"), coverage.link),
    )
