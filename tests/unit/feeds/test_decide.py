"""What is new in a document, whatever its publisher changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.decide import Seen, key_entries, new_entries
from bot.model.feed import Entry, KeyedEntry

HOME = "https://news.example/"
BASE = Entry(guid=None, link=None, title="t", author=None, published_at=None, summary_html="", content_html="", tags=())


def entry(guid: str | None = None, link: str | None = None, title: str = "t", text: str = "") -> Entry:
    return replace(BASE, guid=guid, link=link, title=title, summary_html=text)


def seen_of(keyed: Iterable[KeyedEntry], before: Seen | None = None) -> Seen:
    keys = [one.keys for one in keyed]
    before = before or Seen()
    return Seen(
        guids=before.guids | {key.guid for key in keys if key.guid},
        links=before.links | {key.link for key in keys if key.link},
        contents=before.contents | {key.content for key in keys},
    )


def new_in(now: list[Entry], *, after: list[Entry]) -> list[Entry]:
    seen = seen_of(key_entries(after, site_url=HOME))
    return [one.entry for one in new_entries(key_entries(now, site_url=HOME), seen)]


A = entry("g1", "https://news.example/1", "One", "First.")
B = entry("g2", "https://news.example/2", "Two", "Second.")


def test_everything_is_new_at_first():
    assert new_in([A, B], after=[]) == [A, B]


def test_what_was_seen_is_known():
    assert new_in([A, B], after=[A]) == [B]


@pytest.mark.parametrize(
    "changed",
    [
        replace(A, guid="g1-again"),
        replace(A, guid=None),
        replace(A, link="https://news.example/moved/1"),
        replace(A, link=None),
        replace(A, title="One, corrected"),
        replace(A, summary_html="Other words."),
        replace(A, published_at=datetime(2026, 11, 2, tzinfo=UTC)),
        replace(A, guid="new", link="http://www.news.example/1/?utm_source=rss", title="Else"),
    ],
)
def test_a_changed_entry_is_still_known(changed):
    assert new_in([changed], after=[A]) == []


def test_a_new_guid_and_a_new_link_make_a_new_entry():
    other = replace(A, guid="g9", link="https://news.example/9")

    assert new_in([other], after=[A]) == [other]


@pytest.mark.parametrize("again", [replace(A, title="One, again"), replace(A, link="http://www.news.example/1?utm_source=x")])
def test_two_entries_with_one_guid_and_one_link_are_one(again):
    assert new_in([A, again], after=[]) == [A]


def test_entries_that_share_a_guid_are_told_apart_by_link():
    one, two, three = (entry("urn:site", f"{HOME}{n}", f"v{n}", "Text.") for n in range(3))

    assert new_in([two, one], after=[]) == [two, one]
    assert new_in([two, one], after=[one]) == [two]
    assert new_in([three, two, one], after=[two, one]) == [three]
    assert new_in([replace(two, title="Other"), one], after=[two, one]) == []


@pytest.mark.parametrize("guid", [HOME, "http://www.news.example", "https://news.example"])
@pytest.mark.parametrize("site", [HOME, "https://news.example/blog/"])
def test_a_guid_that_is_the_site_tells_nothing_even_where_one_entry_has_it(guid, site):
    one, two = (entry(guid, f"{HOME}blog/{n}", f"v{n}") for n in range(2))
    (kept,) = key_entries([one], site_url=site)

    assert kept.keys.guid is None
    assert new_entries(key_entries([two], site_url=site), seen_of([kept])) == key_entries([two], site_url=site)
    assert new_entries(key_entries([one], site_url=site), seen_of([kept])) == ()


def test_the_same_entry_twice_is_one():
    nameless = entry(None, "https://news.example/5", "Five")

    assert new_in([A, nameless, A, nameless], after=[]) == [A, nameless]


@pytest.mark.parametrize("link", ["https://news.example/changes#v2", HOME, "http://www.news.example"])
def test_entries_that_share_a_link_are_told_apart_by_guid(link):
    one, other = entry("g1", link, "v1"), entry("g2", link, "v2")

    assert new_in([one, other], after=[]) == [one, other]
    assert new_in([one, other, entry("g3", link, "v3")], after=[one, other]) == [entry("g3", link, "v3")]


def test_the_same_words_under_another_guid_are_new_where_the_link_tells_nothing():
    one, other = entry("g1", HOME, "Daily links"), entry("g2", HOME, "Daily links")

    assert new_in([other, one], after=[one]) == [other]


def test_entries_without_guid_that_share_a_link_are_told_apart_by_content():
    one, other = entry(None, HOME + "log", "v1", "a"), entry(None, HOME + "log", "v2", "b")

    assert new_in([other, one], after=[one]) == [other]


def test_an_entry_that_no_longer_shares_its_link_is_not_new_again():
    one, other = entry(None, HOME + "log", "v1", "a"), entry(None, HOME + "log", "v2", "b")

    assert new_in([one], after=[one, other]) == []


def test_a_link_to_the_home_page_tells_nothing():
    (keyed,) = key_entries([entry(None, "http://www.news.example", "x")], site_url=HOME)

    assert keyed.keys.link is None
    assert keyed.keys.identity == keyed.keys.content


def test_the_same_words_at_another_address_are_new():
    monday, friday = entry(None, HOME + "mon", "Open thread"), entry(None, HOME + "fri", "Open thread")

    assert new_in([friday], after=[monday]) == [friday]


def test_content_is_compared_without_markup_case_and_spaces():
    was = entry(None, None, "A  Chip", "<p>It is&nbsp;small.</p>")
    now = entry(None, None, "a chip", "<div>it is <b>small.</b></div>\n<script>track(7)</script>")

    assert new_in([now], after=[was]) == []


def test_a_guid_that_looks_like_a_link_is_not_taken_for_one():
    (one,) = key_entries([entry("https://a.example", "https://a.example")], site_url=None)

    assert one.keys.guid != one.keys.link
    assert one.keys.guid is not None
    assert len(one.keys.guid) == 16


ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from([None, "g1", "g2", "g3"]),
        st.sampled_from([None, HOME, HOME + "1", HOME + "2"]),
        st.sampled_from(["x", "y"]),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(ENTRIES, ENTRIES)
def test_deciding_twice_gives_nothing_new(before, now):
    seen = seen_of(key_entries(before, site_url=HOME))
    keyed = key_entries(now, site_url=HOME)

    new = new_entries(keyed, seen)

    assert new_entries(keyed, seen_of(new, seen)) == ()
    assert new_entries(keyed, seen_of(keyed, seen)) == ()


@settings(deadline=None)
@given(ENTRIES, ENTRIES, st.randoms())
def test_the_order_of_entries_does_not_matter(before, now, dice):
    seen = seen_of(key_entries(before, site_url=HOME))
    shuffled = dice.sample(now, len(now))

    identities = {one.keys.identity for one in new_entries(key_entries(now, site_url=HOME), seen)}

    assert identities == {one.keys.identity for one in new_entries(key_entries(shuffled, site_url=HOME), seen)}


@settings(deadline=None)
@given(ENTRIES)
def test_what_is_new_stands_once_and_in_the_documents_order(now):
    keyed = key_entries(now, site_url=HOME)

    new = new_entries(keyed, Seen())

    assert len({one.keys.identity for one in new}) == len(new)
    assert [keyed.index(one) for one in new] == sorted(keyed.index(one) for one in new)
