"""Condense: three to five bullets that rest on the article, or an honest none."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.spans import rests
from bot.model.article import Article, Confidence
from bot.model.takeaways import Method
from bot.takeaways import condense
from bot.takeaways.edits import tidy
from bot.takeaways.own import clean
from bot.text.similar import overlap
from bot.text.words import content_words, count_words
from tests.unit.takeaways.made import JAPANESE, REPORT, TITLE, article

LONG = (
    "The Kestrel database of Halden Labs has been moved to new machines in four data centres along the coast and two more deep in the "
    "state of Ellerland, where the company had bought the old buildings of a paper mill and three smaller houses."
)
OWN = (
    "- • Kestrel 4.2 needs half the memory of its predecessor, Halden Labs says.",
    "- A cluster of twelve machines took 410,000 writes a second in a test.",
    "- Version 4.1 will get security fixes until the end of next year.",
)


def test_a_report_gives_three_to_five_bullets_in_its_order():
    takeaways = condense(article(*REPORT, title=TITLE))

    assert takeaways.method is Method.EXTRACTIVE
    assert 3 <= len(takeaways.bullets) <= 5
    assert [bullet.start for bullet in takeaways.bullets] == sorted(bullet.start for bullet in takeaways.bullets)


ARTICLES = (
    article(*REPORT, title=TITLE),
    article(*REPORT[::-1], title=TITLE),
    article(*JAPANESE, title="潮で動く計算機"),
    article(" ".join(REPORT) + " " + LONG, title=TITLE),
    article(*(part for place, text in enumerate(REPORT) for part in (f"# Part {place}", f"- {text}")), LONG, title=TITLE),
)


@pytest.mark.parametrize("told", ARTICLES, ids=["report", "reversed", "Japanese", "one paragraph", "items"])
def test_each_bullet_is_its_stretch_of_the_text_after_the_edits(told: Article):
    bullets = condense(told).bullets

    assert bullets
    assert all(bullet.text == tidy(told.text[bullet.start : bullet.end]) for bullet in bullets)
    assert all(rests(bullet.text, told.text[bullet.start : bullet.end]) for bullet in bullets)


def test_a_sentence_too_long_is_cut_where_it_may_be():
    said = [bullet.text for bullet in condense(article(LONG, REPORT[1], REPORT[4], REPORT[2], title="Kestrel")).bullets]

    assert any(text.endswith("deep in the state of Ellerland.") for text in said)


def test_a_long_report_gets_a_bullet_more_than_a_short_one():
    short, long = article(*REPORT, title=TITLE), article(*REPORT, *("It was so. " * 300 for _ in range(3)), title=TITLE)

    assert (len(condense(short).bullets), len(condense(long).bullets)) == (3, 5)


def test_damaged_quotation_marks_are_better_than_too_few_bullets():
    torn = [
        f'Member {place} of the Ellery council, a friend of port number {place}, said the "harbour was lost on day {place}.'
        for place in range(8)
    ]

    assert len(condense(article(" ".join([*torn, *torn[:7]]))).bullets) >= 1


def test_an_article_of_questions_and_quotations_has_three_bullets_all_the_same():
    told = article(
        "Speaker Odalys Quine of the Ellery assembly criticised the opposition on Monday for blaming her office for the six resignations.",
        'Talking to The Harbour Post, Quine asked "whether any of the six members had ever spoken of pressure or of money in her hearing?',
        'She had heard from all of them that they were leaving by their own will and not under any pressure."',
        "Who among the members of the assembly would be the seventh to leave before the vote on the budget in spring? "
        + "Nobody knew. " * 30,
    )

    said = [bullet.text for bullet in condense(told).bullets]

    assert len(said) == 3
    assert said[0].startswith("Speaker Odalys Quine")


def test_datelines_and_leading_connectives_go():
    said = [bullet.text for bullet in condense(article(*REPORT, title=TITLE)).bullets]

    assert said[0].startswith("Halden Labs released")
    assert any(text.startswith("Halden rewrote") for text in said)


def test_questions_torn_quotations_and_pronouns_lose():
    said = " ".join(bullet.text for bullet in condense(article(*REPORT, title=TITLE)).bullets)

    assert "Did anybody" not in said
    assert "He was proud" not in said
    assert "glad" not in said
    assert "nights" not in said


def test_no_bullet_repeats_another_or_the_title():
    title = "Halden rewrote the write path in Rust, removed 60,000 lines of older code from Kestrel repository"
    bullets = condense(article(*REPORT, title=title)).bullets

    words = [frozenset(content_words(bullet.text)) for bullet in bullets]
    assert all(overlap(one, other) <= 0.5 for place, one in enumerate(words) for other in words[:place])
    assert not any("older code" in bullet.text for bullet in bullets)


def test_fewer_bullets_on_demand():
    assert len(condense(article(*REPORT, title=TITLE), most=1).bullets) == 1
    assert len(condense(article(*REPORT, title=TITLE), most=2).bullets) == 2


def test_headings_and_code_are_never_bullets():
    said = [bullet.text for bullet in condense(article("# " + REPORT[4], "> " + REPORT[0], *REPORT[1:4])).bullets]

    assert not any(text.startswith("Halden Labs released") for text in said)


def test_an_analysis_is_read_through_all_its_sections():
    sections = [part for place in range(1, 4) for part in (f"# Part {place}", REPORT[place])]

    bullets = condense(article(REPORT[0], *sections, title=TITLE)).bullets

    assert len(bullets) >= 3
    assert any("licence" in bullet.text for bullet in bullets)


def test_japanese_gives_bullets_too():
    takeaways = condense(article(*JAPANESE, title="潮で動く計算機"))

    assert len(takeaways.bullets) >= 3
    assert all(bullet.text.endswith("。") and count_words(bullet.text) <= 40 for bullet in takeaways.bullets)


def test_the_authors_own_list_is_the_summary():
    told = article(*REPORT, "# Key Takeaways", *OWN, own=(6, 7, 8))

    takeaways = condense(told)

    assert takeaways.method is Method.OWN
    assert [bullet.text for bullet in takeaways.bullets] == [clean(text[2:]) for text in OWN]
    assert takeaways.bullets[0].text.startswith("Kestrel")


def test_at_most_as_many_of_the_authors_own_as_wanted():
    assert len(condense(article(*REPORT, *OWN, own=(5, 6, 7)), most=2).bullets) == 2


def test_an_own_item_too_long_gives_its_first_sentence():
    long = "- " + "The first sentence of this item is short enough. " + "And it goes on without end " * 20

    takeaways = condense(article(*REPORT, long, *OWN, own=(5, 6, 7)))

    assert takeaways.bullets[0].text == "The first sentence of this item is short enough."


def test_one_own_paragraph_gives_its_sentences():
    takeaways = condense(article(*REPORT[:4], REPORT[3], own=(4,)))

    assert (takeaways.method, len(takeaways.bullets)) == (Method.OWN, 2)


def test_an_unusable_own_list_is_not_used_at_all():
    takeaways = condense(article(*REPORT, "- " + "endless " * 60, "- " + "endless " * 60, title=TITLE, own=(5, 6)))

    assert takeaways.method is Method.EXTRACTIVE


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (article(*REPORT, confidence=Confidence.TEASER, reason="only a teaser is public"), "only a teaser is public"),
        (article(*REPORT, confidence=Confidence.WALL, reason="a login stands in front"), "a login stands in front"),
        (article("Node.js 24.1 shipped on Tuesday."), "the text is too short to condense"),
        (article(), "the text is too short to condense"),
        (article("no punctuation at all here just words " * 40), "no sentence of it can stand alone"),
    ],
    ids=["teaser", "wall", "short", "empty", "no sentences"],
)
def test_what_cannot_be_condensed_says_why(told: Article, reason: str):
    takeaways = condense(told)

    assert (takeaways.bullets, takeaways.method, takeaways.reason) == ((), Method.NONE, reason)


SENTENCES = st.lists(st.sampled_from([*" ".join(REPORT).split(". "), *JAPANESE, "“", '"', "(", "?", "\u202e\x00", "# "]), max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(SENTENCES.map(". ".join), max_size=6), st.integers(min_value=1, max_value=5), st.text())
def test_bullets_hold_their_promises_on_any_article(parts: list[str], most: int, title: str):
    told = article(*parts, title=title)

    takeaways = condense(told, most=most)

    assert takeaways == condense(told, most=most)
    assert len(takeaways.bullets) <= most
    assert bool(takeaways.bullets) != bool(takeaways.reason)
    assert all(bullet.text == tidy(told.text[bullet.start : bullet.end]) and len(bullet.text) <= 256 for bullet in takeaways.bullets)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(), max_size=8), st.lists(st.text(min_size=1), max_size=3))
def test_no_text_can_break_it(parts: list[str], own: list[str]):
    told = article(*parts, *own, "word " * 130, own=tuple(range(len(parts), len(parts) + len(own))))

    takeaways = condense(told)

    assert all(len(bullet.text) <= 256 for bullet in takeaways.bullets)


@pytest.mark.parametrize("unit", [".", "…", ".)", "“", '"', "A", "aA", "(", "But ", "。", "「", "1,", "U.S. ", "!? ", "- "])
def test_endless_repetition_takes_no_endless_time(unit: str):
    started = time.process_time()

    condense(article(unit * (200_000 // len(unit)), "word " * 130, title=unit * 1000))

    assert time.process_time() - started < 2
