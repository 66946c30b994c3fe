"""Sentences: where they end, and where they only seem to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.sentences import split

# Each case is one text as its sentences, joined by the white space that stands between them.
ENGLISH = [
    ["Version v2.5 of Node.js 22.4.1 is out.", "It fixes bugs."],
    ["Sales rose to $2.5 billion.", "Profit fell."],
    ["The U.S. Senate passed it.", "The House did not."],
    ["He lives in the U.S.", "The law is old there."],
    ["ASP.NET and .NET 9 ship today.", ".NET 10 follows."],
    ["Use a queue, e.g. Redis, for this.", "Then scale."],
    ["Acme, i.e. the maker, paid.", "Nobody asked."],
    ["Dr. Jane A. Smith of Acme Inc. said so.", "Mr. Lee agreed."],
    ["The suit names Google LLC, Meta Platforms Inc. and Apple.", "All deny it."],
    ["It was sold by Acme Corp.", "The price is secret."],
    ["The meeting is at 5 p.m. EST on Friday.", "Bring a badge."],
    ["It opens at 9 a.m.", "Bring a badge."],
    ["It failed at 0:11 a.m. Beijing time.", "Nobody noticed."],
    ["On Sept. 5 it broke.", "On Oct. 6 it was mended."],
    ["It ended in Sept.", "The next begins soon."],
    ["Is it safe?", "Nobody knows!", "We asked."],
    ["“Is it safe?” she asked.", "He left."],
    ["“Is it safe?” Smith asked.", "He left."],
    ["He said “No.”", "She left."],
    ['"We are done," he said.', '"They are not."'],
    ["Yahoo! bought it.", "It was cheap."],
    ["The iPhone sold well.", "iPad sales fell."],
    ["See Fig. 3 and Sec. 4.2 for more.", "It is long."],
    ["It is No. 5 on the list.", "It was No. 2."],
    ["No.", "He denied it."],
    ["1. Install it.", "2. Run it."],
    ["It costs approx. 40 dollars.", "Buy it."],
    ["Wait... what?", "It broke."],
    ["It was ... Apple that paid.", "Fine."],
    ["Prices fell (see below).", "They rose again."],
    ["It was 3.5 times faster vs. Intel.", "AMD won."],
    ["Python 3.12.1 was released.", "3.13 is next."],
    ["The site example.com/a.b is down.", "It is back."],
    ["J. R. R. Tolkien wrote it.", "Nobody read it."],
    ["Lt. Gov. Ray Roe signed it.", "It holds."],
    ["It is plan B.", "The first one failed."],
    ["@jack left us.", "#sad is trending."],
    ["It grew 10%.", "€5 each."],
    ["The merger vs. the split: St. Louis chose.", "Fine."],
]
OTHERS = [
    ["Das kostet ca. 5 Euro, z.B. hier.", "Es geht."],
    ["Él dijo que no.", "¿Por qué?", "¡Nadie sabe!"],
    ["Она ушла.", "Он остался."],
    ["هل هذا صحيح؟", "نعم.", "انتهى."],
    ["یہ پہلا ہے۔", "یہ دوسرا ہے۔"],
    ["यह है।", "वह था।"],
    ["회사가 발표했다.", "가격은 같다."],
]
DENSE = [
    ["新しいモデルが発表されました。", "性能は二倍です！", "価格は据え置きです"],
    ["「本当だ。すごい。」と述べた。", "会場は静かだった。"],
    ["「終わりだ。」", "彼は去った。"],
    ["公司发布了新模型。", "价格是多少？", "没人知道。"],
    ["速度は3.5倍になった。", "以上。"],
]


@pytest.mark.parametrize("sentences", ENGLISH + OTHERS, ids=lambda case: case[0][:30])
def test_sentences_with_spaces_between_are_told_apart(sentences: list[str]):
    assert _texts(" ".join(sentences)) == sentences


@pytest.mark.parametrize("sentences", DENSE, ids=lambda case: case[0][:10])
def test_scripts_without_spaces_end_at_their_own_marks(sentences: list[str]):
    assert _texts("".join(sentences)) == sentences


@pytest.mark.parametrize(
    "whole",
    [
        "The firm moved to the U.S. Google denied it",
        "It was the work of Inc. Magazine",
        "The Washington, D.C. Circuit ruled",
        "Prof. Smith et al. Wrote it",
        "it was fixed. later it broke",
        "He met J. Smith",
        "It is due Jan. Smith said",
    ],
)
def test_where_it_is_unclear_nothing_is_cut(whole: str):
    assert _texts(whole) == [whole]


def test_a_blank_line_ends_a_sentence_without_a_mark():
    assert _texts("A heading\n\nA paragraph goes on\nin the next line.\n \n\tLast") == [
        "A heading",
        "A paragraph goes on\nin the next line.",
        "Last",
    ]


@pytest.mark.parametrize("nothing", ["", " ", "\n\n\n", "\t"])
def test_white_space_has_no_sentence(nothing: str):
    assert split(nothing) == ()


@given(st.text())
def test_sentences_are_in_order_and_hold_every_visible_character(text: str):
    sentences = split(text)

    assert [one.start for one in sentences] == sorted(one.start for one in sentences)
    assert "".join("".join(_texts(text)).split()) == "".join(text.split())


def _texts(text: str) -> list[str]:
    return [text[one.start : one.end] for one in split(text)]
