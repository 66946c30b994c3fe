"""Keys: what an article is indexed by, how its words are counted, and who is found by them."""

import pytest

from bot.digests.gather import Usage, likeness, possible, usage_of
from bot.digests.keys import counts, having, usage_keys
from bot.text.fingerprint import fingerprint
from tests.stories import labelled

ONE = fingerprint("Parcelo leaks accounts", "A backup of 40 million accounts stood open for 19 days.", link="https://a.example/1")


def test_rare_words_are_counted_exactly_and_common_ones_within_a_few_percent():
    found = dict.fromkeys(usage_keys(ONE), 0)
    told = {}
    for number in range(2000):
        for key, more in counts(ONE, number=number, usage=Usage(articles=number, found=found)).items():
            found[key] += more
        told[number + 1] = set(found.values())

    assert all(told[number] == {number} for number in range(1, 33))
    assert all(0.95 * number <= count <= 1.05 * number for number in (300, 1000, 2000) for count in told[number])


def test_an_article_writes_few_counts_where_its_words_are_common():
    usual = Usage(articles=5000, found=dict.fromkeys(usage_keys(ONE), 900))

    written = [len(counts(ONE, number=number, usage=usual)) for number in range(8)]

    assert sum(written) == len(usage_keys(ONE))


def test_the_article_with_the_weightiest_keys_is_found_first_and_of_equals_the_newest():
    found = having({1: 1.0, 2: 5.0, 3: 1.0}, {1: (10, 11, 12), 2: (10,), 3: (12, 11), 4: (99,)}, most=2)

    assert found == [10, 12]


@pytest.mark.parametrize("name", ["tuned", "kept"])
def test_no_pair_that_is_alike_is_ruled_out_by_the_new_articles_words_alone(name):
    read = [fingerprint(each.title, each.text, link=f"https://{each.host}/{place}") for place, each in enumerate(labelled(name))]
    whole = usage_of(read)

    for new in read:
        own = Usage(articles=whole.articles, found={key: whole.found[key] for key in usage_keys(new) if key in whole.found})
        alike = [one for one in read if one is not new and likeness(new, one, usage=whole)]
        assert all(possible(new, one, usage=own) for one in alike)
