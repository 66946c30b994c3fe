"""Weights: a file that is read strictly, and trees that say what they are asked."""

import json
from dataclasses import replace

import pytest

from bot.takeaways.candidates import read
from bot.takeaways.features import NAMES, features, survey
from bot.takeaways.weights import Choice, Ranker, Tree, Weights, dump, parse, shipped
from tests.unit.takeaways.made import REPORT, TITLE, article

WHOLE = survey(read(article(*REPORT, title=TITLE)))
NONE = tuple(0.0 for _ in NAMES)
EARLY = Tree(asks=(NAMES.index("early"),) * 7, thresholds=(0.9,) * 7, says=(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0))
CHOICE = Choice(over_length=0.0, dangling=0.0, torn=0.0, redundancy=0.0, same_section=0.0)
WEIGHTS = Weights(linear=NONE, trees=(EARLY,), choice=CHOICE)


def test_a_file_is_the_ranker_that_was_written():
    ranker = Ranker(report=WEIGHTS, analysis=replace(WEIGHTS, trees=()))

    assert parse(dump(ranker)) == ranker


def test_the_shipped_weights_are_read_once_and_written_back_to_the_byte():
    assert shipped() is shipped()
    assert parse(dump(shipped())) == shipped()
    assert shipped().report.trees


def test_a_tree_sends_a_yes_to_the_right():
    first, second, *_ = (features(one, WHOLE) for one in WHOLE.reading.candidates)

    assert (WEIGHTS.worth(first), WEIGHTS.worth(second)) == (8, 1)


def test_linear_weights_and_trees_are_added():
    first = features(WHOLE.reading.candidates[0], WHOLE)
    linear = tuple(2.0 if name == "early" else 0.0 for name in NAMES)

    assert replace(WEIGHTS, linear=linear).worth(first) == 10


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("report",), {}, "not a weights file"),
        (("report", "trees"), [{"ask": [], "say": []}], "asks 7 questions"),
        (("report", "trees"), [{"ask": [["charm", 1.0]] * 7, "say": [0.0] * 8}], "no such features: charm"),
        (("report", "trees"), [{"ask": [["early", 1.0]] * 7, "say": [float("nan")] * 8}], "nan is no weight"),
        (("report", "trees"), [{"ask": [["early", "much"]] * 7, "say": [0.0] * 8}], "not a weights file"),
        (("report", "linear"), {"charm": 1.0}, "no such features: charm"),
        (("report", "choice"), {"over_length": 1.0}, "not a weights file"),
    ],
)
def test_a_broken_file_says_what_is_wrong(place: tuple[str, ...], value: object, said: str):
    kinds = json.loads(dump(Ranker(report=WEIGHTS, analysis=WEIGHTS)))
    inner = kinds
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value

    with pytest.raises(ValueError, match=said):
        parse(json.dumps(kinds))


def test_no_json_is_no_weights_file():
    with pytest.raises(ValueError, match="Expecting"):
        parse("weights: none")
