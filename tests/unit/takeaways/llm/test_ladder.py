"""Which way a server is asked next."""

from datetime import date, timedelta

import pytest

from bot.errors import ModelFailed, ModelTrouble
from bot.takeaways.llm.ladder import Manner, Rung, from_note, next_manner, to_note

TODAY = date(2026, 11, 23)
PROVEN = Manner(proven=True)


def refusal(status=400, said="response_format is not supported"):
    return ModelFailed(url="http://a.example/v1", trouble=ModelTrouble.STATUS, status=status, said_there=said)


def test_each_refusal_leads_one_rung_down_and_the_last_to_none():
    second = next_manner(Manner(), refusal())
    assert second == Manner(rung=Rung.OBJECT)
    third = next_manner(second, refusal())
    assert third == Manner(rung=Rung.LIST)
    assert next_manner(third, refusal()) is None


def test_newer_parameters_are_tried_on_the_same_rung_and_once():
    said = "Unsupported parameter: 'max_tokens'; use 'max_completion_tokens' instead."
    newer = next_manner(Manner(), refusal(said=said))

    assert newer == Manner(modern=True)
    assert next_manner(newer, refusal(said=said)) == Manner(rung=Rung.OBJECT, modern=True)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 502, 503, 307])
def test_other_refusals_say_nothing_about_the_way(status):
    assert next_manner(Manner(), refusal(status)) is None


def test_a_way_that_worked_is_not_left_for_a_server_that_merely_broke():
    assert next_manner(PROVEN, refusal(500, "out of memory")) is None
    assert next_manner(PROVEN, refusal(500, "json_schema: unexpected")) == Manner(rung=Rung.OBJECT)
    assert next_manner(Manner(), ModelFailed(url="", trouble=ModelTrouble.TIMEOUT)) is None


@pytest.mark.parametrize("rung", Rung)
@pytest.mark.parametrize("modern", [True, False])
def test_what_is_noted_is_read_again_for_a_week(rung, modern):
    note = to_note(Manner(rung=rung, modern=modern), today=TODAY)

    assert from_note(note, today=TODAY + timedelta(days=7)) == Manner(rung=rung, modern=modern, proven=True)
    assert from_note(note, today=TODAY + timedelta(days=8)) == Manner()


@pytest.mark.parametrize("note", [None, "", "gibberish", "list usual yesterday", "ladder usual 2026-11-23"])
def test_a_note_that_cannot_be_read_counts_as_none(note):
    assert from_note(note, today=TODAY) == Manner()
