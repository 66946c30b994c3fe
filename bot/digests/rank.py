"""What waits for a channel in, its stories out, best first. Pure: the time is handed in."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.digests.differ import differing
from bot.digests.rules import Rules
from bot.digests.taste import Taste
from bot.model.digest import Coverage, Ready, Story, Told

UPDATE_AFTER: Final = timedelta(hours=20)
"""From a story's card to what is news of it: less than a day, since yesterday's evening and this noon are two days to readers."""
_NO_TASTE: Final = Taste()
HALF_LIFE_S: Final = 24 * 3600
"""A story counts half as much each day: yesterday's needs twice the weight or four sources to stand beside today's."""


def build_stories(ready: Sequence[Ready], *, rules: Rules, now: datetime, taste: Taste = _NO_TASTE) -> tuple[Story, ...]:
    """One story for each `story_id` of `ready`, best first. () for none.

    The score is topic weight x coverage x freshness x taste: coverage is 1 + half the binary logarithm of the number of sources, freshness
    halves with every day since the newest article, taste is what the channel's votes say. The same for the same input, in whatever order.
    """
    waiting: defaultdict[int, list[Ready]] = defaultdict(list)
    for one in ready:
        waiting[one.coverage.story_id].append(one)
    stories = [_story(group, rules=rules, now=now, taste=taste) for group in waiting.values()]
    return tuple(sorted(stories, key=lambda story: (-story.score, story.id)))


def is_news(ready: Ready, *, told: Told | None, now: datetime) -> bool:
    """Whether a channel gets it, which had the story's newest card as `told` says; None: never.

    More coverage of the same hours is no news, nor is a copy of what was told; a report from a day later is an update.
    """
    if told is None:
        return True
    return not ready.repeats and min(ready.coverage.published_at, now) - told.at >= UPDATE_AFTER


def _story(group: Sequence[Ready], *, rules: Rules, now: datetime, taste: Taste) -> Story:
    # Two feeds may carry one article, and one article may wait once for each of them.
    coverages = {one.coverage.article_id: one.coverage for one in sorted(group, key=lambda one: -one.delivery_id)}
    lead, *others = sorted(coverages.values(), key=_telling)
    tags = [tag for coverage in (lead, *others) for tag in coverage.tags]
    topic = rules.topic_of(title=lead.title, text=lead.text, tags=tags, source=lead.source)
    sources = len({coverage.source for coverage in (lead, *others)})
    liked = taste.weight(topic=topic.tag, source=lead.source, now=now)
    newest = max(coverage.published_at for coverage in (lead, *others))
    return Story(
        id=lead.story_id,
        lead=lead,
        others=tuple(others),
        topic=topic,
        score=topic.weight * (1 + math.log2(sources) / 2) * _freshness(newest, now=now) * liked,
        bullets=max(one.bullets for one in group),
        differ=differing((lead, *others)),
        role=next((one.role for one in sorted(group, key=lambda one: one.delivery_id) if one.role), None),
        plain=topic.plain or any(rules.is_grave(title=each.title, text=each.text) for each in (lead, *others)),
    )


def _telling(coverage: Coverage) -> tuple[int, int, datetime, int]:
    """The best lead first: most bullets (a teaser has none), then the longest, then the earliest."""
    return -len(coverage.takeaways.bullets), -coverage.words, coverage.published_at, coverage.article_id


def _freshness(published_at: datetime, *, now: datetime) -> float:
    age_s = max(0.0, (now - published_at).total_seconds())
    return float(0.5 ** (age_s / HALF_LIFE_S))
