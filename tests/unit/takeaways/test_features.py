"""Features: what speaks for and against a sentence."""

import pytest

from bot.takeaways.candidates import read
from bot.takeaways.features import Features, features, survey
from bot.takeaways.openers import dangles
from tests.unit.takeaways.made import REPORT, TITLE, article


@pytest.mark.parametrize(
    "sentence", ["He left.", "“They won,” she said.", "With it, they won.", "The company won.", "それは終わった。", "But it fell."]
)
def test_an_opener_that_needs_the_sentence_before_dangles(sentence: str):
    assert dangles(sentence)


@pytest.mark.parametrize(
    "sentence", ["This year sales fell.", "In this week of all weeks.", "Hershey won.", "In Italy it rained.", "The firmware broke."]
)
def test_other_openers_stand_alone(sentence: str):
    assert not dangles(sentence)


def test_the_place_of_a_sentence_is_known():
    first, *_, last = _features(*REPORT)

    assert (first.early, first.place, first.in_block) == (1, 1, 1)
    assert last.early < 0.2


def test_words_of_title_and_headings_are_counted():
    (opening,) = _features("# Rust and the write path", "Halden rewrote the write path in Rust.", title="Rust at Halden")

    assert opening.opens_section == 1
    assert opening.title == pytest.approx(2 / 3)
    assert opening.heading == opening.headings == 1


def test_a_rare_word_of_the_title_says_more_than_one_that_all_sentences_have():
    told = _features("Halden makes Kestrel. Halden sold a harbour. Halden hired a painter.", title="Halden and its harbour")

    assert told[1].like_title > told[0].like_title > 0


def test_without_a_title_no_sentence_is_like_it():
    assert {one.like_title for one in _features(*REPORT)} == {0}


def test_what_all_the_article_says_is_central():
    told = _features(*REPORT, "Quite other matters fill these strange closing remarks.", title=TITLE)

    assert told[0].central > told[-1].central


def test_only_a_conclusion_concludes():
    told = _features("# Start", "Halden rewrote the write path.", "# Conclusion", "Halden won.")

    assert [one.concludes for one in told] == [0, 1]


def test_many_sections_share_what_is_compared():
    long = [part for place in range(100) for part in (f"# Part {place}", f"Service {place} failed again today. " * 30)]

    assert len(read(article(*long)).candidates) == 400


def test_a_long_text_without_sections_is_read_to_its_150th_sentence():
    assert len(read(article("Service one failed again today. " * 400)).candidates) == 150


def _features(*parts: str, title: str = "") -> tuple[Features, ...]:
    whole = survey(read(article(*parts, title=title)))
    return tuple(features(candidate, whole) for candidate in whole.reading.candidates)
