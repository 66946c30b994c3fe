"""A new article and recent ones that may be near it in, the story it belongs to out. Pure, and linear in the number of articles."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.digests.apart import contained, other_event, other_figures, other_part, strangers
from bot.model.digest import Coverage, StoryId
from bot.text.fingerprint import Fingerprint, fingerprint

SAME_TEXT: Final = 0.7
"""Containment of three-word runs: finds cuts, copies and teasers, and among 173 articles nothing else (the highest other pair had 0.31)."""
SAME_STORY: Final = 0.4
SAME_SITE: Final = 0.6
"""One site seldom tells a story twice, and its series and press releases are alike."""
SAME_NAMES: Final = 0.28
"""For articles that name the same, rare names among them: an explainer and the news have little else in common."""

_SURE: Final = 2.0
_COPY: Final = 0.9
_SOME_TEXT: Final = 0.3
_TITLE_ALIKE: Final = 0.6
_TITLE_WEIGHT: Final = 0.3
_NUMBER_WEIGHT: Final = 0.03
_MOST_OF_NUMBERS: Final = 12.0
_LEAST_FOR_NUMBERS: Final = 0.12
_LEAST_RUNS: Final = 12
_USUAL_WINDOW: Final = 100
_RARE_SHARE: Final = 0.02
_FEW_ARTICLES: Final = 3
_LEAST_NAMES: Final = 3
_MUCH_IN_COMMON: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article that has a story."""

    story: StoryId
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The story found. `same_text`: by a copy, a cut or a teaser of an article that it has already, which says nothing new."""

    story: StoryId
    same_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """In how many of the window's `articles` each word, name or number stands; one that is not in `found` in `otherwise`."""

    articles: int
    found: Mapping[int, int]
    otherwise: int = 0

    def rarity(self, key: int) -> float:
        """Inverse document frequency, ln(1 + articles / articles with it); a small window counts as a larger one, lest all look common."""
        return math.log(1 + max(self.articles, _USUAL_WINDOW) / max(1, self.found.get(key, self.otherwise)))

    def is_rare(self, key: int) -> bool:
        """Hardly any article has it."""
        return self.found.get(key, self.otherwise) <= max(_FEW_ARTICLES, self.articles * _RARE_SHARE)


def find_story(new: Coverage, window: Sequence[Coverage]) -> StoryId | None:
    """The story of the article in `window` (newest first) that `new` is nearest to. None: it starts a story of its own."""
    own = read(new)
    known = [Known(story=coverage.story_id, fingerprint=read(coverage)) for coverage in window]
    best = nearest(own, known, usage=usage_of([own, *(one.fingerprint for one in known)]))
    return best.story if best else None


def read(coverage: Coverage) -> Fingerprint:
    """What the article is compared by."""
    return fingerprint(coverage.title, coverage.text, link=coverage.link)


def usage_of(articles: Sequence[Fingerprint]) -> Usage:
    """Counted over all of them."""
    return Usage(articles=len(articles), found=Counter(key for one in articles for key in counted(one)))


def counted(one: Fingerprint) -> frozenset[int]:
    """The keys of an article whose usage matters."""
    return frozenset(one.words) | one.numbers


def nearest(new: Fingerprint, known: Sequence[Known], *, usage: Usage) -> Nearest | None:
    """The story of the article among `known` that `new` is nearest to, the first of equals. None: none is near enough.

    Near enough is: the same text, which finds teasers, copies and the same page under another address; or the same events in other
    words: the cosine of tf-idf (title twice and text), 0.3 of the titles' alone, and a little for every rare number in common. Two
    articles of one site need more, and a rare name in common; what its title numbers differently ("#17", "9.1", "March") is another part
    of a series.

    Of a story that has another part, or another event in the same sentences, only the same text is near enough: it would join through the
    one member that doesn't say which it tells of.
    """
    best, found = 0.0, None
    others = {one.story for one in known if other_part(new, one.fingerprint) or other_event(new, one.fingerprint)}
    for one in known:
        alike = likeness(new, one.fingerprint, usage=usage)
        if alike > best and (alike >= _SURE or one.story not in others):
            best, found = alike, Nearest(story=one.story, same_text=alike >= _SURE)
    return found


def possible(new: Fingerprint, one: Fingerprint, *, usage: Usage) -> bool:
    """Whether the two may tell one story, by the usage of the new article's keys alone: no likeness is less for what it leaves out.

    The other keys enter only the lengths that a cosine is divided by, and are shortest where every article has them.
    """
    own = {**dict.fromkeys(counted(new), 0), **usage.found}
    return likeness(new, one, usage=Usage(articles=usage.articles, found=own, otherwise=max(usage.articles, _USUAL_WINDOW))) > 0


def likeness(new: Fingerprint, one: Fingerprint, *, usage: Usage) -> float:
    """How surely the two tell one story; 0: they do not. The same text is surer (2 to 3) than the same events."""
    same = same_text(new, one)
    if same:
        return _SURE + same
    if other_part(new, one) or other_event(new, one) or strangers(new, one):
        return 0.0
    alike = same_events(new, one, usage=usage)
    if new.host != one.host or not new.host:
        return alike if alike >= _bar(new, one, usage=usage) else 0.0
    if contained(new.runs, one.runs) >= _SOME_TEXT:
        return 0.0  # a frame that one site fills again and again
    rare = any(usage.is_rare(name) for name in new.names & one.names)
    return alike if rare and alike >= SAME_SITE else 0.0


def _bar(new: Fingerprint, one: Fingerprint, *, usage: Usage) -> float:
    """How near two sites' articles must be: nearer where their figures differ, less near where all that the one names is in the other."""
    if other_figures(new, one):
        return SAME_SITE
    common = new.names & one.names
    rare = sum(usage.is_rare(name) for name in common) + 2 * len(new.numbers & one.numbers)
    all_of_one = len(common) >= max(_LEAST_NAMES, min(len(new.names), len(one.names)))
    return SAME_NAMES if all_of_one and rare >= _MUCH_IN_COMMON else SAME_STORY


def same_text(new: Fingerprint, one: Fingerprint) -> float:
    """Containment where the texts are the same, else 0."""
    short = min(len(new.runs), len(one.runs))
    shared = contained(new.runs, one.runs)
    if new.page and new.page == one.page and (short < _LEAST_RUNS or shared >= _SOME_TEXT or _titled_alike(new, one)):
        return max(shared, SAME_TEXT)  # some sites name one address on all their pages: what they say has the last word
    if short < _LEAST_RUNS or shared < SAME_TEXT:
        return 0.0
    if new.host and new.host == one.host and shared < _COPY and (other_part(new, one) or not _titled_alike(new, one)):
        return 0.0  # the frame of a series
    return shared


def same_events(new: Fingerprint, one: Fingerprint, *, usage: Usage) -> float:
    """How near two articles are by their words and numbers, from 0 to about 1.7."""
    texts = _cosine(new.words, one.words, usage)
    if texts < _LEAST_FOR_NUMBERS:
        return texts
    common = new.numbers & one.numbers if new.names & one.names else frozenset()  # of strangers, numbers agree by chance
    numbers = sum(usage.rarity(number) for number in common)
    return texts + _TITLE_WEIGHT * _cosine(new.title, one.title, usage) + _NUMBER_WEIGHT * min(numbers, _MOST_OF_NUMBERS)


def _titled_alike(new: Fingerprint, one: Fingerprint) -> bool:
    return len(new.title.keys() & one.title.keys()) >= _TITLE_ALIKE * max(len(new.title), len(one.title))


def _cosine(one: Mapping[int, int], other: Mapping[int, int], usage: Usage) -> float:
    shared = sum(_weight(one[key], key, usage) * _weight(other[key], key, usage) for key in one.keys() & other.keys())
    return shared / (_length(one, usage) * _length(other, usage)) if shared else 0.0


def _length(counts: Mapping[int, int], usage: Usage) -> float:
    return math.sqrt(sum(_weight(count, key, usage) ** 2 for key, count in counts.items()))


def _weight(count: int, key: int, usage: Usage) -> float:
    return (1 + math.log(count)) * usage.rarity(key)
