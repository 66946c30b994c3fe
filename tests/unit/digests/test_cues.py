"""Words and phrases found in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.cues import cue_of, cues_of


def found(text: str, *cues: str) -> set[str]:
    by_words = {cue_of(cue): cue for cue in cues}
    return {by_words[cue] for cue in cues_of(by_words).found_in(text)}


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("release", "Two RELEASES"),
        ("release", "It was released"),
        ("release", "They are releasing it"),
        ("ban", "Phones are banned"),
        ("ship", "It is shipping today"),
        ("app", "Three apps"),
        ("vulnerability", "Known vulnerabilities"),
        ("zero-day", "A zero day"),
        ("open source", "the open-source project"),
        ("ceo", "The CEO’s letter"),
        ("0 billion", "40 billion stars"),
        ("0", "1,400 jobs"),
        ("$0.0 billion", "for €2.3 billion"),
        ("$0m", "raises $40M"),
        ("0.0", "Tarn 2.5 is out"),
        ("0.0.0", "v is 1.20.3"),
        ("cve 0 0", "CVE-2026-40117"),
        ("漏洞", "数据库漏洞曝光"),
    ],
)
def test_words_meet_whatever_their_form(cue, text):
    assert found(text, cue) == {cue}


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("release", "a relic"),
        ("ai", "said the aide"),
        ("new", "the news of the day"),
        ("one", "on and on"),
        ("$0 billion", "40 billion stars"),
        ("0.0", "version 1.20.3"),
        ("lay off", "they lay far off"),
    ],
)
def test_other_words_do_not(cue, text):
    assert found(text, cue) == set()


def test_the_longer_cue_takes_its_words_from_the_shorter():
    assert found("A press release about the release", "press release", "release") == {"press release", "release"}
    assert found("A press release", "press release", "release") == {"press release"}
    assert found("supply chain attack", "supply chain", "supply chain attack", "attack") == {"supply chain attack"}


def test_an_empty_cue_is_never_found():
    assert cues_of([(), ("a",)]).found_in("b") == set()


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    assert found(text, "a", "a b", "0") <= {"a", "a b", "0"}
