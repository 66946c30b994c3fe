"""The bot's numbers: named in one place, cheap, and with the values that the code really gives them."""

import re
import timeit

import pytest

from bot import measures
from bot.flows.poll import PollOutcome
from bot.model.delivery import Outcome
from bot.model.takeaways import Method


def test_every_number_has_our_prefix_a_base_unit_and_a_meaning():
    for each in measures.reference():
        assert re.fullmatch(r"bytebot_[a-z0-9_]+", each.name)
        assert each.help.endswith(".")
        assert (each.kind == "counter") == each.name.endswith("_total")
        assert (each.kind == "histogram") == each.name.endswith("_seconds")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("bytebot_feed_polls_total", PollOutcome),
        ("bytebot_articles_total", Method),
        ("bytebot_posts_total", Outcome),
    ],
)
def test_a_labels_values_are_those_that_the_code_has(name, values):
    (row,) = [each for each in measures.reference() if each.name == name]

    assert sorted(row.values) == sorted(each.value for each in values)


def test_what_could_fail_is_there_from_the_start_at_zero():
    assert measures.REGISTRY.get_sample_value("bytebot_posts_total", {"state": "dead"}) is not None


def test_a_polls_numbers_cost_next_to_nothing():
    def one_poll():
        measures.FEED_POLLS.labels(PollOutcome.SAME).inc(0)
        measures.FEED_POLL.observe(0.4)
        measures.FEED_LAG.observe(2.0)
        measures.WEB_ANSWERS.labels(measures.status_class(304)).inc(0)

    best_s = min(timeit.repeat(one_poll, number=2000, repeat=5)) / 2000

    assert best_s < 50e-6  # 4 us on a quiet machine
