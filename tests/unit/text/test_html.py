"""HTML to plain text, by scanning."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.html import one_line, plain, plain_title, storable, unescaped


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two&nbsp;&amp; three</p>", "One. Two & three"),
        ("in<b>side</b> a word<br/>next", "inside a word next"),
        ("<style>p{}</style>a<SCRIPT type='x'>if (a < b) c()</script >b<!-- <b>no</b> -->c", "abc"),
        ("<!DOCTYPE html><?php x ?>a", "a"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("<script>never closed", "never closed"),
        ("", ""),
    ],
)
def test_plain_text_is_what_a_reader_sees(html, text):
    assert plain(html) == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("<b>Bold</b> and <br>broken", "Bold and broken"),
        ("The <b> tag, explained", "The <b> tag, explained"),
        ("<script>x()</script>News", "News"),
        ("&amp;lt;i&amp;gt;x&amp;lt;/i&amp;gt; &amp;amp; y", "x & y"),
        ("Map<String, List<T>>", "Map<String, List<T>>"),
        ("<p>One</p><p>Two</p>", "One Two"),
    ],
)
def test_titles_lose_formatting_only(title, text):
    assert plain_title(title) == text


@given(st.text(alphabet="<>/bi&;amplt#x0 \n!-", max_size=60))
def test_plain_text_stands_on_one_line(html):
    for text in (plain(html), plain_title(html)):
        assert text == one_line(text)


@pytest.mark.parametrize("pattern", ["<a ", '<a b="', "<![", "<!--", "<script>", "</", "<" + "a" * 50_000, "&#1", "&lt;b"])
def test_no_pattern_takes_long(pattern):
    html = pattern * (200_000 // len(pattern))
    started = time.process_time()

    plain(html)
    plain_title(html)

    assert time.process_time() - started < 2


def test_references_of_any_length_are_decoded():
    assert unescaped("&#" + "9" * 5000 + ";&#x41;&eacute;") == "\ufffdAé"


def test_what_no_database_takes_is_dropped():
    assert storable("a\0b\ud800c\nd") == "abc\nd"


def test_one_line_drops_control_characters():
    assert one_line(" a\x08\u2028b\t\n c ") == "a b c"
