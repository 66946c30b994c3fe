"""Foreign text in a post does nothing but be read."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.markdown import dangers, escape, link_target

BREAK = "\u200b"
SPITEFUL = st.sampled_from(
    [
        *"\\`*_~|<>[]()#@:/.!&-+ \n\t\u202e\u2066\u200b\u200c\u200d\u0301\ue000\U000e0041",
        "@everyone", "@here", "<@123>", "<@&5>", "<#7>", "</tldr:9>", "<t:0:R>", "<:a:1>", "https://", "http://x.example", "[x](https://e.example)",
        "discord.gg/", "discord.com/invite/", "1. ", "# ", "-# ", "> ", "||", "```", "\ud800", "\u1fef", "a", "é", "漢",
    ]
)  # fmt: skip
HOSTILE = st.lists(SPITEFUL | st.text(max_size=3), max_size=14).map("".join)


def unescaped(markdown: str) -> str:
    """What Discord shows of `markdown`."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown).replace(BREAK, "")


def test_plain_words_come_back_as_they_are():
    assert escape("Tarn 2.0 drops null, at last: 40% fewer crashes") == "Tarn 2.0 drops null, at last: 40% fewer crashes"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _it_ ~~no~~ ||spoiler||", r"\*bold\* \_it\_ \~\~no\~\~ \|\|spoiler\|\|"),
        ("`code` and \\ slash", "\\`code\\` and \\\\ slash"),
        ("[click](https://e.example)", rf"\[click\](https:{BREAK}//e.example)"),
        ("@everyone, @here and @hereford", f"@{BREAK}everyone, @{BREAK}here and @{BREAK}hereford"),
        ("<@123> <@&4> <@!5>", rf"\<@{BREAK}123\> \<@{BREAK}&4\> \<@{BREAK}!5\>"),
        ("<#7> </tldr:9> <t:0:R> <:cat:1>", r"\<#7\> \</tldr:9\> \<t:0:R\> \<:cat:1\>"),
        ("join Discord.GG/x or discordapp.com/invite/x", f"join Discord.{BREAK}GG/x or discordapp.{BREAK}com/invite/x"),
        ("a\n\n b\t c\u2028d\u00a0e", "a b c d e"),
        ("\u202egnp.exe\u202c \x1b[31mred", r"gnp.exe \[31mred"),
        ("e\u0301", "é"),
        ("\u1fefcode\u1fef", "\\`code\\`"),
        ("Z" + "\u0335" * 40, "Z" + "\u0335" * 3),
        ("hidden\U000e0041\U000e0042 text", "hidden text"),
    ],
)
def test_marks_are_shown_and_do_nothing(text, shown):
    assert escape(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("# head", r"\# head"), ("-# small", r"\-# small"), ("- item", r"\- item"), ("+ item", r"\+ item"), ("1. item", r"1\. item"),
     ("12) item", r"12\) item"), ("> quote", r"\> quote"), ("3.5 million", r"3\.5 million"), ("C# is no. 1", "C# is no. 1")],
)  # fmt: skip
def test_only_the_start_of_a_line_is_taken_for_a_list_or_heading(text, shown):
    assert escape(text) == shown


@pytest.mark.parametrize(
    "text",
    ["👩\u200d🚀", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "می\u200cخواهم", "क्\u200dष", "❤️", "한국어", "日本語"],
)
def test_joined_emoji_flags_and_every_script_stay_whole(text):
    assert escape(text) == text


@given(HOSTILE)
def test_nothing_foreign_pings_links_invites_or_reverses(text):
    shown = escape(text)

    assert dangers(shown) == ()
    assert "://" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[<>\[\]`*_~|]", shown)
    assert not {unicodedata.category(c) for c in shown if c not in "\u200b\u200c\u200d" and ord(c) < 0xE0000} & {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Zl",
    }


@given(HOSTILE)
def test_it_is_one_line_without_edges_and_without_a_half_escape(text):
    shown = escape(text)

    assert shown == " ".join(shown.split())
    assert not re.search(r"(?<!\\)(?:\\\\)*\\$", shown)
    assert not re.match(r"[#>+-]|\d+[.)]", shown)


@given(HOSTILE)
def test_what_a_reader_sees_changes_no_more_when_escaped_again(text):
    once = unescaped(escape(text))

    assert unescaped(escape(once)) == once


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://diff.example/a_(b)?q=[1]&r=a b#x", "https://diff.example/a_%28b%29?q=%5B1%5D&r=a%20b#x"),
        ("HTTPS://Diff.Example:8443/100%", "https://diff.example:8443/100%25"),
        ("https://diff.example/%C3%A9/é", "https://diff.example/%C3%A9/%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://me:secret@diff.example/", "https://diff.example/"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://medium.example/@here/x", "https://medium.example/%40here/x"),
        ("https://diff.example/#:~:text=one,two%2C", "https://diff.example/#:~:text=one,two%2C"),
        ("javascript:alert(1)", ""), ("data:text/html,x", ""), ("ftp://diff.example/", ""), ("//diff.example/", ""), ("", ""),
        ("https://", ""), ("https://[bad/", ""), ("https://a:99999/", ""), ("https://a b/", ""), ("https://" + "ü" * 300 + ".example/", ""),
        ("https://.ü./", ""), ("https://diff.example/" + "x" * 2048, ""),
        ("https://discord.gg/evil", ""),
        ("https://discord.com/invite/evil", ""),
    ],
)  # fmt: skip
def test_an_address_is_fit_for_a_link_or_is_no_link(url, target):
    assert link_target(url) == target


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_address_breaks_out_of_its_link(path, query, fragment):
    target = link_target(f"https://diff.example/{path}?{query}#{fragment}")

    assert re.fullmatch(r"(?:https://diff\.example[!-~]*)?", target)
    assert not set(target) & set("()[]<>\"'`*|\\^{}")
    assert dangers(target) == ()


@given(HOSTILE)
def test_a_made_address_stays_the_same_when_made_again(path):
    target = link_target(f"https://diff.example/{path}")

    assert link_target(target) == target


@pytest.mark.parametrize("text", ["@everyone", "hi @HERE", "<@&12>", "discord.gg/x", "a\u202eb", "a\x1b[0m"])
def test_dangers_are_named(text):
    assert len(dangers(text)) == 1


def test_our_own_markdown_holds_no_danger():
    assert dangers("<t:0:R> · [read](https://diff.example/) \\<@\u200b1\\>\n• next") == ()
