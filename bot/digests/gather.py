"""A new article and the window of recent ones in, the story it belongs to out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.model.digest import Coverage, StoryId
from bot.text.similar import containment, cosine, rarity, shingles, vector
from bot.text.urls import canonical, host_of
from bot.text.words import content_of, content_words, names, words

SAME_TEXT: Final = 0.7
SAME_STORY: Final = 0.45
_TITLE_WEIGHT: Final = 0.3
_LEAST_SHINGLES: Final = 12
_USUAL_WINDOW: Final = 100
_FEW_ARTICLES: Final = 2
_RARE_SHARE: Final = 0.02
_NAME_CHARACTERS: Final = 600
_MOST_CHARACTERS: Final = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """One article, read for comparing."""

    coverage: Coverage
    content: tuple[str, ...]
    title: tuple[str, ...]
    shingles: frozenset[tuple[str, ...]]


def find_story(new: Coverage, window: Sequence[Coverage]) -> StoryId | None:
    """The story of the article in `window` (newest first) that `new` is nearest to. None: it starts a story of its own.

    Near enough is: the same canonical link; or the same text (three-word shingles, containment of at least 0.7, which finds
    teasers and shortened copies too); or the same events in other words (tf-idf of the title twice and the text, plus 0.3 of the
    titles' alone), then only from another host or with a rare name in common: one firm's press releases are alike in all but that.
    """
    link = canonical(new.link)
    for other in window:
        if link and canonical(other.link) == link:
            return other.story_id
    own, known = _read(new), [_read(coverage) for coverage in window]
    return _same_text(own, known) or _same_events(own, known)


def _read(coverage: Coverage) -> _Known:
    title, text = words(coverage.title), words(coverage.text[:_MOST_CHARACTERS])
    return _Known(
        coverage=coverage,
        content=tuple(content_of([*title, *title, *text])),
        title=tuple(content_of(title)),
        shingles=shingles(text),
    )


def _same_text(new: _Known, known: Sequence[_Known]) -> StoryId | None:
    """None: nobody has this text, or it is too short to tell."""
    if len(new.shingles) < _LEAST_SHINGLES:
        return None
    near = (one for one in known if len(one.shingles) >= _LEAST_SHINGLES and containment(new.shingles, one.shingles) >= SAME_TEXT)
    return next((one.coverage.story_id for one in near), None)


def _same_events(new: _Known, known: Sequence[_Known]) -> StoryId | None:
    """None: nothing in the window is near enough."""
    rare = rarity((one.content for one in (new, *known)), at_least=_USUAL_WINDOW)
    own, own_title = vector(new.content, rare=rare), vector(new.title, rare=rare)
    best, story = SAME_STORY, None
    for one in known:
        alike = cosine(own, vector(one.content, rare=rare)) + _TITLE_WEIGHT * cosine(own_title, vector(one.title, rare=rare))
        if alike >= best and _may_join(new.coverage, one.coverage, known):
            best, story = alike, one.coverage.story_id
    return story


def _may_join(new: Coverage, one: Coverage, known: Sequence[_Known]) -> bool:
    """Different hosts; or a name in both that hardly any other article of the window has."""
    if host_of(new.link) != host_of(one.link):
        return True
    shared = _names(new) & _names(one)
    limit = max(_FEW_ARTICLES, len(known) * _RARE_SHARE)
    return any(sum(word in other.content for other in known) <= limit for word in shared)


def _names(coverage: Coverage) -> frozenset[str]:
    """The names of a title and its first lines, as `content_words` would have them. A series' own name is in all its articles."""
    said = f"{coverage.title}. {coverage.text[:_NAME_CHARACTERS]}"
    return frozenset(word for name in names(said) for word in content_words(name))
