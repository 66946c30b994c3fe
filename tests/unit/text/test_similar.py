"""Similar: how alike two texts are."""

import pytest

from bot.text.similar import containment, cosine, overlap, rarity, shingles, vector


def test_a_teaser_is_contained_in_its_article():
    article = list("abcdefgh")

    assert containment(shingles(article), shingles(article[2:6])) == 1


def test_other_texts_share_no_shingles():
    assert containment(shingles(["a", "b", "c"]), shingles(["c", "b", "a"])) == 0


def test_a_text_shorter_than_a_shingle_is_one():
    assert shingles(["a", "b"]) == {("a", "b")}
    assert shingles([]) == frozenset()


def test_nothing_contains_nothing():
    assert containment(frozenset(), frozenset()) == 0
    assert overlap(frozenset(), frozenset({"a"})) == 0


def test_rare_words_weigh_more():
    rare = rarity([["the", "qwen"], ["the"], ["the"]])

    assert rare["qwen"] > rare["the"]


def test_a_small_collection_counts_as_a_larger_one_on_demand():
    assert rarity([["a"]], at_least=100)["a"] > rarity([["a"]])["a"]


def test_a_text_is_wholly_like_itself_and_unlike_strangers():
    rare = rarity([["a", "b"], ["c"]])
    one = vector(["a", "b", "b"], rare=rare)

    assert cosine(one, one) == pytest.approx(1)
    assert cosine(one, vector(["c"], rare=rare)) == 0
    assert vector(["unknown"], rare=rare) == {}
