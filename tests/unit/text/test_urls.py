"""Addresses: one form for all that mean the same page, safe links, links to a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.urls import canonical, host_of, text_fragment, web_link

PAGE = "https://example.org/a"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a", "HTTPS://EXAMPLE.ORG/a", "https://www.example.org/a", "https://example.org:443/a", "http://example.org:80/a",
        "https://example.org./a", "https://example.org/a/", "https://example.org/a?", "https://example.org/a#top", "https://example.org/./b/../a",
        "https://example.org/%61", "  https://example.org/a\n", "https://example.org/a?utm_source=x&UTM_Medium=y", "https://example.org/a?fbclid=1",
        "https://example.org/a?gclid=1&mc_cid=2#c", "https://example.org/a;jsessionid=0A", "https://example.org/a?source=rss----12ab---4",
        "https://example.org/a?partner=rss&emc=rss", "https://example.org/a?ref=rss", "https://example.org/a?&&", "https://example.org/a?_ga=1.2",
        "https://example.org/a#:~:text=words",
    ],
)  # fmt: skip
def test_one_page_has_one_canonical_address(url):
    assert canonical(url) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?b=2&a=1", "https://example.org?a=1&b=2"),
        ("https://example.org/?q=a+b", "https://example.org/?q=a%20b"),
        ("https://example.org/caf%c3%a9", "https://example.org/café"),
        ("https://münchen.example/", "http://xn--mnchen-3ya.example"),
        ("https://example.org/?a=1&utm_campaign=x&b=2", "https://example.org/?a=1&b=2"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("http://[2001:DB8::1]:80/", "https://[2001:db8::1]"),
        (f"http://{'A' * 64}.example", f"https://{'a' * 64}.example/"),
    ],
)
def test_spelling_makes_no_difference(one, other):
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/A", "https://example.org/a"),
        ("https://example.org/a", "https://example.org/a/b"),
        ("https://a.example.org/", "https://b.example.org/"),
        ("https://example.org:8080/", "https://example.org/"),
        ("https://video.example/watch?v=AbC", "https://video.example/watch?v=abc"),
        ("https://example.org/#!/one", "https://example.org/#!/two"),
        ("https://example.org/#/one", "https://example.org/"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/?q=a%26b", "https://example.org/?q=a&b"),
        ("https://example.org/?a=1&a=2", "https://example.org/?a=2&a=1"),
        ("https://example.org/?ref=main", "https://example.org/?ref=dev"),
        ("https://example.org/?source=feedback", "https://example.org/?source=x"),
        ("https://example.org/?a", "https://example.org/"),
    ],
)
def test_different_pages_stay_apart(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "mailto:a@b.example", "http://", "http://[::1", "http://a:b/", "tag:a.example,2026:1", "//x/y"]
)
def test_what_is_no_web_address_comes_back_unchanged(text):
    assert canonical(text) == text


URL_LIKE = st.text(alphabet="aZ0%2f41/?#&=+.;:@[]!~é\u202e\ud800 \n", max_size=40).map(lambda tail: "http://www.e.example" + tail)


@given(st.text(max_size=60) | URL_LIKE)
def test_canonicalising_twice_changes_nothing(url):
    once = canonical(url)

    assert canonical(once) == once


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("../b?x=1#y", "https://news.example/b?x=1#y"),
        ("//cdn.example/b", "https://cdn.example/b"),
        ("  https://example.org/a\r\n", "https://example.org/a"),
        ("https://exa\nmple.org/\x00a\x7f", "https://example.org/a"),
        ("https://example.org/a b<c>\"d\\e|{f}", "https://example.org/a%20b%3Cc%3E%22d%5Ce%7C%7Bf%7D"),
        ("https://example.org/\u202egnp.exe", "https://example.org/%E2%80%AEgnp.exe"),
        ("https://example.org/ニュース", "https://example.org/ニュース"),
        ("HTTP://Example.org/", "http://Example.org/"),
    ],
)  # fmt: skip
def test_web_links_come_out_absolute_and_harmless(url, link):
    assert web_link(url, base="https://news.example/feeds/all") == link


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JaVa\nScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.org/",
        "mailto:a@b.example",
        "http://", "http:///a", "http://[::1", "https://bank.example@evil.example/", "https://example.org\\@evil.example/", "https://%65vil.example/",
        "https://example.org:99999/", "https://example.org/" + "x" * 2048, "x" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_web_link_is_none(url):
    assert web_link(url) is None


def test_a_relative_link_without_a_base_is_none():
    assert web_link("/a") is None
    assert web_link("/a", base="feed.xml") is None


@given(st.text(max_size=60) | URL_LIKE, st.none() | URL_LIKE)
def test_a_web_link_is_short_clean_and_stable(url, base):
    link = web_link(url, base=base)

    assert link is None or (link.startswith(("http://", "https://")) and len(link) <= 2048 and web_link(link) == link)
    assert not set(link or "") & set(" <>\"\n\r\t\\")  # fmt: skip


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.Example.org:8080/a", "example.org"), ("http://[::1]:80/", "::1"), ("https://example.org./", "example.org"),
        ("nonsense", ""),
        ("http://[", ""), ("https://user@www.example.org", "example.org"),
    ],
)  # fmt: skip
def test_a_host_has_no_www(url, host):
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("sentence", "directive"),
    [
        ("The chip is small.", "The%20chip%20is%20small."),
        ("Self-made, small & good", "Self%2Dmade%2C%20small%20%26%20good"),
        (
            "One two three four five six seven eight nine ten eleven.",
            "One%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven.",
        ),
        ("spaced \n  out", "spaced%20out"),
        ("短い文です。", "%E7%9F%AD%E3%81%84%E6%96%87%E3%81%A7%E3%81%99%E3%80%82"),
    ],
)
def test_a_link_opens_at_a_sentence(sentence, directive):
    assert text_fragment(PAGE, sentence) == f"{PAGE}#:~:text={directive}"


def test_a_sentence_without_spaces_is_given_by_its_ends():
    link = text_fragment(PAGE, "あ" * 10 + "い" * 30 + "う" * 10)

    assert link == text_fragment(PAGE, "あ" * 10) + "," + text_fragment("", "う" * 10).removeprefix("#:~:text=")


@pytest.mark.parametrize(
    ("url", "start"),
    [(PAGE + "#part", PAGE + "#part:~:text="), (PAGE + "#part:~:text=old", PAGE + "#part:~:text="), (PAGE + "#", PAGE + "#:~:text=")],
)
def test_a_fragment_that_is_there_stays(url, start):
    assert text_fragment(url, "new") == start + "new"


def test_an_empty_sentence_leaves_the_address_alone():
    assert text_fragment(PAGE, " ") == PAGE
