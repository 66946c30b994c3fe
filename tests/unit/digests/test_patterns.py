"""Patterns of strangers: Unicode where RE2 is not, and never a long wait."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.patterns import TEXT_BYTES, check_cost, compile_pattern, prepared
from bot.errors import Refused


def finds(pattern: str, text: str) -> bool:
    return compile_pattern(pattern).finds(prepared(text))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bcafé\b", "Le café ouvre"),
        (r"\bcafé\b", "café"),
        (r"\bСбер\b", "курс сбер растёт"),
        (r"\b\w{4}\b", "один"),
        (r"\bfoo\b \bbar\b", "a foo bar b"),
        (r"\bfoo.bar\b", "foo-bar"),
        (r"^\bfoo\b\b", "foo bar"),
        (r"bar\b$", "foo bar"),
        (r"\Aé\b.*é\z", "é b é"),
        (r"\w\d", "Ж٣"),
        (r"[\w.]+@\w+", "an é.ü@ñ"),
        (r"\b[^a]x", "bx"),
        (r"\bv\d+(\.\d+)*\b", "now v10.2.3!"),
        (r"\b(?:GPT|Llama)-?\d\b", "the new gpt-5"),
        (r"\Qa.b\E\b", "a.b c"),
        (r"(?-i)\bABC\b", "an ABC"),
        (r"\p{Han}{2}\b", "x 技術"),
        (r"\bfoo\b\.", "foo. Bar"),
        (r"a b", "a\n  b"),
        (r"[]x]\b", "ax"),
    ],
)
def test_a_pattern_matches(pattern, text):
    assert finds(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bcafé\b", "cafés"),
        (r"\bcafé\b", "décafé"),
        (r"\bfoo.bar\b", "foo--bar"),
        (r"(?-i)\bABC\b", "an abc"),
        (r"foo[^x]bar\b", "foobar"),
        (r"foo\Wbar\b", "foobar"),
        (r"\b\b\bx\D\b", "x"),
        (r"foo.\b", "foo"),
    ],
)
def test_a_mark_at_a_words_edge_is_no_character(pattern, text):
    assert not finds(pattern, text)


@pytest.mark.parametrize(
    "pattern", ["(a", "*", "a\\1", "(?=a)", "(?<!a)b", "a{99999999}", "[z-a]", "\\", "\\B", "[\\W]", "\ud800", "x" * 201]
)
def test_what_is_no_pattern_is_refused_in_one_line(pattern):
    with pytest.raises(Refused) as caught:
        compile_pattern(pattern)

    assert "\n" not in caught.value.said


HOSTILE = [
    "(a+)+$",
    "(a|a)*b",
    "(.*)*x",
    "(x+x+)+y",
    "(a?){200}a{200}",
    "((a{30}){30})",
    r"\pL{500}",
    "[^x]{1000}y",
    "(.?){900}",
    "(.?){300}x",
    "(.{0,30}){30}",
    r"(?:[\pL\pN_]+ ){50}z",
    r"(\w?){99}",
    ".*a.{500}b",
    r"\b(.?){300}\b",
    "(.*a){20}",
]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_a_hostile_pattern_is_refused_or_quick(pattern):
    texts = [prepared(each * TEXT_BYTES) for each in ("a", "é", "技", "a b ", "x!")]
    start = time.process_time()

    try:
        found = compile_pattern(pattern)
        check_cost(found)
    except Refused as error:
        assert "too costly" in error.said or "too much time" in error.said  # noqa: PT017  either end is right
    else:
        for text in texts:
            found.finds(text)

    assert time.process_time() - start < 2


@pytest.mark.parametrize("pattern", [r"(.?){900}", r"\pL{500}", "[^x]{1000}y"])
def test_what_could_cost_a_tenth_of_a_second_a_text_is_refused_on_every_machine(pattern):
    with pytest.raises(Refused, match="too costly"):
        compile_pattern(pattern)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_pattern_or_refused(pattern):
    try:
        compile_pattern(pattern).finds(prepared("An é and 技術, 12 a_b"))
    except Refused as error:
        assert error.said  # noqa: PT017  either end is right


@given(st.text(alphabet="ab é_-.技", min_size=1, max_size=8), st.text(alphabet="ab é_-.技", max_size=30))
def test_edges_that_are_asked_for_nowhere_change_nothing(needle, text):
    quoted = f"\\Q{needle}\\E"

    assert finds(f"(?:{quoted}|\\b{quoted})", text) == finds(quoted, text)


@given(st.text())
def test_a_text_is_cut_to_what_a_pattern_sees(text):
    assert len(prepared(text * 50).encode()) <= TEXT_BYTES
