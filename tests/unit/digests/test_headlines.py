"""Headlines with leads, written and labelled for this test: what our rules make of those that the rules were not tuned on.

The file's rows are dealt into two halves by a hash of the title. Cues may be chosen by looking at `TUNE`; `HELD` is looked at by this test.
A label says what happened: a stolen chip is security, a lawsuit about a model is law; what is about the thing itself is hardware or AI.
"""

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import pytest

from bot.digests.rules import load_rules

ROOT = Path(__file__).parents[3]
RULES = load_rules((ROOT / "prompts" / "rules.toml").read_text("utf-8"), file="rules.toml")
TAGS = [topic.tag for topic in RULES.topics]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    topic: str
    title: str
    lead: str

    @property
    def held(self) -> bool:
        return bool(blake2b(self.title.encode(), digest_size=1).digest()[0] % 2)

    @property
    def told(self) -> str:
        return RULES.topic_of(title=self.title, text=self.lead, tags=()).tag


def read() -> tuple[Headline, ...]:
    head, *rows = (ROOT / "tests" / "data" / "topics" / "headlines.tsv").read_text("utf-8").splitlines()
    assert head == "topic\ttitle\tlead"
    return tuple(Headline(topic=topic, title=title, lead=lead) for topic, title, lead in (row.split("\t") for row in rows))


ALL = read()
HELD = tuple(one for one in ALL if one.held)
TUNE = tuple(one for one in ALL if not one.held)


def macro_f1(headlines: tuple[Headline, ...]) -> float:
    """The mean over topics of 2 TP / (2 TP + FP + FN)."""
    pairs = Counter((one.topic, one.told) for one in headlines)
    scores = []
    for tag in TAGS:
        wrong = sum(count for (topic, told), count in pairs.items() if (topic == tag) != (told == tag))
        right = pairs[tag, tag]
        scores.append(2 * right / (2 * right + wrong) if right or wrong else 1.0)
    return sum(scores) / len(scores)


def table(headlines: tuple[Headline, ...]) -> str:
    """Rows are labels, columns what was told; below, each headline that went astray."""
    pairs = Counter((one.topic, one.told) for one in headlines)
    lines = [" " * 12 + "".join(f"{tag[:5]:>6}" for tag in TAGS)]
    lines += [f"{label:<12}" + "".join(f"{pairs[label, told] or '.':>6}" for told in TAGS) for label in TAGS]
    lines += [f"{one.topic} -> {one.told}: {one.title}" for one in headlines if one.told != one.topic]
    return "\n".join(lines)


def test_there_are_headlines_enough_of_every_topic_in_both_halves():
    assert len(ALL) >= 160
    assert len({one.title for one in ALL}) == len(ALL)
    assert set(TAGS) == {one.topic for one in HELD} == {one.topic for one in TUNE}


@pytest.mark.parametrize(("half", "least"), [(HELD, 0.85), (TUNE, 0.85)], ids=["held", "tune"])
def test_our_rules_tell_topics_apart(half, least):
    reached = macro_f1(half)

    assert reached >= least, f"macro F1 {reached:.3f}\n{table(half)}"
