"""Gather: which articles tell one story."""

from datetime import UTC, datetime

from bot.digests.gather import find_story
from bot.model.article import ArticleId
from bot.model.digest import Coverage, StoryId
from bot.model.takeaways import Method, Takeaways

LEAK = (
    "Parcelo left a backup of 40 million accounts open for 19 days, the parcel company said on Tuesday. Names, home addresses and phone "
    "numbers stood in the file, which anyone could read. Security firm Reefline discovered the open bucket in May and told Parcelo, "
    "which closed it within the hour. Passwords were hashed, but 11 million of them with an obsolete scheme."
)
LEAK_AGAIN = (
    "The open backup of Parcelo held 55 million accounts, according to Reefline, the security firm that found it. The parcel company "
    "had spoken of 40 million accounts on Tuesday. Reefline says that the missing ones belong to people who had deleted theirs. Parcelo "
    "closed the bucket within an hour, after 19 days in which anyone could read addresses and hashed passwords."
)
CHIP = (
    "Tensory showed a chip for phones that runs language models with 3 watts. The part is made in a process of 4 nanometres and will "
    "ship in spring, chief engineer Ada Lund said at a fair in Oslo. Reviewers could not test it yet."
)


def test_the_same_page_under_two_addresses_is_one_story_even_if_edited():
    window = [_coverage(7, "Chip for phones", CHIP, "https://www.a.example/chip?utm_source=x")]

    assert find_story(_coverage(0, "Chip for phones", LEAK, "http://a.example/chip/"), window) == 7
    assert find_story(_coverage(0, "Chip", CHIP[: len(CHIP) * 2 // 3] + LEAK[:60], "http://a.example/chip/"), window) == 7


def test_a_site_that_names_one_address_on_all_its_pages_keeps_its_stories():
    for address in ("https://a.example/", "https://a.example/news"):
        assert find_story(_coverage(0, "Other words", LEAK, address), [_coverage(7, "Chip", CHIP, address)]) is None


def test_a_teaser_joins_the_article_it_is_cut_from():
    window = [_coverage(7, "Chip", CHIP, "https://a.example/1"), _coverage(8, "Leak", LEAK, "https://b.example/1")]

    assert find_story(_coverage(0, "Something", LEAK[:190], "https://a.example/2"), window) == 8


def test_the_same_events_in_other_words_are_one_story():
    window = [
        _coverage(7, "A chip for phones", CHIP, "https://a.example/1"),
        _coverage(8, "Parcelo left accounts open", LEAK, "https://b.example/1"),
    ]

    assert find_story(_coverage(0, "The Parcelo leak, counted again", LEAK_AGAIN, "https://c.example/1"), window) == 8


def test_the_nearest_story_wins():
    window = [
        _coverage(9, "Parcelo", LEAK_AGAIN[:150] + CHIP, "https://d.example/1"),
        _coverage(8, "Parcelo leak", LEAK, "https://b.example/1"),
    ]

    assert find_story(_coverage(0, "The Parcelo leak, counted again", LEAK_AGAIN, "https://c.example/1"), window) == 8


def test_other_events_start_a_story_of_their_own():
    assert (
        find_story(_coverage(0, "A chip for phones", CHIP, "https://c.example/1"), [_coverage(8, "Leak", LEAK, "https://b.example/1")])
        is None
    )


def test_an_empty_window_has_no_story():
    assert find_story(_coverage(0, "A chip for phones", CHIP, "https://c.example/1"), []) is None


def test_a_series_of_one_site_is_not_one_story():
    form = "The letter brings news of databases, tools and people, with links to read and a question for readers."
    window = [_coverage(place, "The weekly letter", f"{form} Topic {place}.", f"https://a.example/{place}") for place in range(1, 5)]
    new = "A question for readers, links to read, people and tools, databases: news in the letter."

    assert find_story(_coverage(0, "The weekly letter", new, "https://a.example/9"), window) is None
    assert find_story(_coverage(0, "The weekly letter", new, "https://b.example/9"), window) is not None


def test_one_site_may_follow_up_on_a_name_that_is_rare():
    window = [_coverage(7, "Chip", CHIP, "https://a.example/1"), _coverage(8, "Parcelo leak", LEAK, "https://b.example/1")]

    assert find_story(_coverage(0, "The Parcelo leak, counted again", LEAK_AGAIN, "https://b.example/2"), window) == 8


def test_two_articles_without_text_or_title_are_not_alike():
    assert find_story(_coverage(0, "", "", ""), [_coverage(8, "", "", "")]) is None


def _coverage(story: int, title: str, text: str, link: str) -> Coverage:
    return Coverage(
        article_id=ArticleId(story), story_id=StoryId(story), source="A", title=title, link=link, tags=(),
        published_at=datetime(2026, 3, 4, tzinfo=UTC), words=len(text.split()), text=text,
        takeaways=Takeaways(bullets=(), method=Method.NONE, reason="none"),
    )  # fmt: skip
