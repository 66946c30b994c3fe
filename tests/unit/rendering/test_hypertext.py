"""Discord's Markdown as HTML."""

import re
import time
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.catalogue import speaking
from bot.rendering.hypertext import anchor, blocks, inline, text
from bot.text.markdown import escape, link_target
from tests.unit.rendering.made import NOW, SPITEFUL

TAGS = {"page", "div", "span", "blockquote", "strong", "em", "u", "s", "code", "a", "time"}
ATTRIBUTES = {"class", "href", "rel", "target", "datetime", "title"}
CLASSES = re.compile(r"line|small|gap|h[123]|item( deep)?|mark|spoiler|pill")
NASTY = [
    *SPITEFUL, "<script>alert(1)</script>", "</style>", '" onload="x', "' onclick='x", "&lt;b&gt;", "&#0;", "]]>", "<!--", "\x00", "\ud800",
    "\ufffe", "[a](https://e.example/\"onclick='x'<b>)", "[a](data:text/html,x)", "[a](JaVaScRiPt:x)", "[a](https://e.example/)", "[", "](",
    ")", "***", "*", "__", "_", "~~", "`", "``", "> ", "-# ", "# ", "- ", "1. ", "\n", "<@1>", "<#2>", "</a b:3>", "<:x:4>", "@here",
    "<t:99999999999999:F>", "<t:-99999999999:R>",
]  # fmt: skip
nasty_text = st.lists(st.sampled_from(NASTY) | st.text(st.characters(), max_size=8), max_size=40).map("".join)


def drawn(markdown):
    return inline(markdown, now=NOW)


def tree(markdown):
    return etree.fromstring(f"<page>{blocks(markdown, now=NOW)}</page>")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("plain", "plain"),
        ("**bold** and *slanted* and _this too_", "<strong>bold</strong> and <em>slanted</em> and <em>this too</em>"),
        ("***both***", "<strong><em>both</em></strong>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("**a *b** c*", "<strong>a *b</strong> c*"),
        ("__under__ ~~gone~~", "<u>under</u> <s>gone</s>"),
        ("||shown||", '<span class="spoiler">shown</span>'),
        (r"\*\*not bold\*\*", "**not bold**"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("**never closed", "**never closed"),
        ("`**code** <b>`", "<code>**code** &lt;b&gt;</code>"),
        ("``a ` b``", "<code>a ` b</code>"),
        ("<@1> <@&2> <#3> </feed add:4> <a:wave:5>", None),
    ],
)
def test_marks_are_read_as_discord_reads_them(markdown, html):
    if html is None:
        pills = ["@member", "@role", "#channel", "/feed add"]
        html = " ".join(f'<span class="pill">{pill}</span>' for pill in pills) + " :wave:"

    assert drawn(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "classes"),
    [
        ("-# small", ["small"]),
        ("# one\n## two\n### three", ["h1", "h2", "h3"]),
        ("- item\n  - deep\n1. first", ["item", "item deep", "item"]),
        ("line\n\nline", ["line", "gap", "line"]),
        ("#tag\n-dash\n• ours", ["line", "line", "line"]),
    ],
)
def test_lines_are_told_apart(markdown, classes):
    assert [each.get("class") for each in tree(markdown)] == classes


def test_lines_of_a_quote_stand_in_one():
    (quote, after) = tree("> one\n> -# two\nthree")

    assert [quote.tag, *(each.get("class") for each in quote)] == ["blockquote", "line", "small"]
    assert "".join(after.itertext()) == "three"


def test_a_link_opens_what_it_names():
    html = drawn("[read](https://e.example/a?b=1&c=2#:~:text=one,two)")

    assert html == anchor("https://e.example/a?b=1&c=2#:~:text=one,two", "read")
    assert 'href="https://e.example/a?b=1&amp;c=2#' in html
    assert 'rel="noreferrer nofollow"' in html


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//e.example", "https://discord.gg/x"])
def test_what_is_no_web_address_stays_text(target):
    assert drawn(f"[read]({target})") == text(f"[read]({target})")


def test_inside_of_a_link_no_link_stands():
    assert inline("**a** [read](https://e.example/)", now=NOW, links=False) == "<strong>a</strong> read"


@pytest.mark.parametrize(
    ("age", "style", "shown"),
    [
        (timedelta(hours=2), "R", "2 hours ago"),
        (timedelta(minutes=-5), "R", "in 5 minutes"),
        (timedelta(0), "t", "12:00\u202fPM"),
        (timedelta(0), "D", "November 23, 2026"),
        (timedelta(0), "f", "November 23, 2026"),
    ],
)
def test_times_are_told_in_words(age, style, shown):
    told = "".join(tree(f"<t:{int((NOW - age).timestamp())}:{style}>").itertext())

    assert told.startswith(shown)


def test_times_are_told_in_the_readers_language():
    with speaking("de"):
        assert ">vor 2 Stunden<" in drawn(f"<t:{int(NOW.timestamp()) - 7200}:R>")


def test_a_time_beyond_the_calendar_stays_text():
    assert drawn("<t:999999999999999:R>") == "&lt;t:999999999999999:R&gt;"


@settings(max_examples=150)
@given(nasty_text)
@example("**[a](https://e.example/'\"><script>)**")
@example("[a*](https://e.example/) *")
def test_nothing_foreign_but_text_and_web_addresses_gets_out(markdown):
    page = tree(markdown)

    for each in page.iter():
        assert each.tag in TAGS
        assert set(each.attrib) <= ATTRIBUTES
        assert CLASSES.fullmatch(each.get("class", "line"))
        if each.tag == "a":
            assert each.get("href") == link_target(each.get("href"))
            assert each.get("href").startswith(("http://", "https://"))
    assert "<script" not in blocks(markdown, now=NOW).lower()


@settings(max_examples=100)
@given(nasty_text)
def test_what_was_escaped_is_shown_as_it_was_written(foreign):
    shown = "".join(tree(f"x {escape(foreign)}").itertext())
    plain = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", f"x {escape(foreign)}")

    assert shown.split() == re.sub("[\ufffe\uffff]", "", plain).split()


@pytest.mark.parametrize(
    "piece", ["*", "_", "**a", "[", "[a](", "[a](x", "`", "`` ` ", "<t:", "\\", "> ", "-# *", "||a*", "</a ", "@her", "\n", "a"]
)
def test_any_length_is_drawn_in_a_time_that_grows_with_it(piece):
    started = time.perf_counter()

    blocks(piece * (60_000 // len(piece)), now=NOW)

    assert time.perf_counter() - started < 2


def test_text_ends_no_tag_and_no_attribute():
    assert text("\"'<&>\x00\ud800\u200d") == "&quot;&#x27;&lt;&amp;&gt;\u200d"
