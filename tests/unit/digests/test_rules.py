"""What a story is about."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.cues import cue_of
from bot.digests.rules import Rules, load_rules
from bot.digests.rules_file import read_rules, rules_faults
from bot.errors import PromptsInvalid

OURS = Path(__file__).parents[3] / "prompts" / "rules.toml"
SMALL = """
[places]
title = 3
tags = 3
text = 1
needed = 3

[[topics]]
tag = "security"
emoji = "🔒"
colour = "#C0392B"
weight = 1.5
strong = ["zero-day", "hole"]
weak = ["patch", "漏洞"]

[[topics]]
tag = "release"
emoji = "<:box:123456789012345678>"
colour = "#00ff00"
strong = ["release", "hole in one"]
weak = ["café"]

[[topics]]
tag = "tech"
emoji = "📰"
colour = "#000001"
"""


def rules(text: str = SMALL) -> Rules:
    return load_rules(text, file="rules.toml")


def topic(title: str = "", *, text: str = "", tags: tuple[str, ...] = (), source: str = "") -> str:
    return rules().topic_of(title=title, text=text, tags=tags, source=source).tag


def test_a_topic_is_as_the_file_says():
    security, release, tech = rules().topics

    assert (security.tag, security.emoji, security.colour, security.weight) == ("security", "🔒", 0xC0392B, 1.5)
    assert (release.emoji, release.weight) == ("<:box:123456789012345678>", 1.0)
    assert rules().fallback == tech


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A ZERO-DAY in libglimmer", "security"),
        ("Two HOLES in a week", "security"),
        ("Patch today", "security"),
        ("The whole story", "tech"),
        ("Dispatches from afar", "tech"),
        ("数据库漏洞曝光", "security"),
        ("Le café du coin", "release"),
        ("", "tech"),
    ],
)
def test_cues_match_whole_words_of_any_script_case_and_plural(title, expected):
    assert topic(title) == expected


def test_a_title_tells_more_than_the_text_and_a_tag_as_much():
    assert topic("A release", text="a hole and a patch") == "release"
    assert topic(text="a release", tags=("Zero-day",)) == "security"


def test_a_weak_hint_in_the_text_alone_is_not_enough():
    assert topic(text="They patch it. They patch it again. Patch, patch.") == "tech"
    assert topic(text="A hole was found.") == "security"


def test_a_feed_speaks_by_its_name():
    text = SMALL.replace('weak = ["café"]', 'weak = ["café"]\nsource = ["release notes"]')

    def told(source: str, title: str = "") -> str:
        return rules(text).topic_of(title=title, text="", tags=(), source=source).tag

    assert told("The Release Notes") == "release"
    assert told("Café Weekly") == "tech"
    assert told("The Release Notes", title="A hole") == "security"


def test_a_decisive_cue_outweighs_a_strong_one():
    text = SMALL.replace('weak = ["café"]', 'weak = ["café"]\ndecisive = ["shipped"]')

    assert rules(text).topic_of(title="A hole, shipped", text="", tags=()).tag == "release"


def test_many_words_about_a_thing_do_not_drown_the_one_that_tells_what_happened():
    text = SMALL.replace('strong = ["release", "hole in one"]', 'strong = ["chip", "board", "fan"]')

    assert rules(text).topic_of(title="A hole in the chip and the board", text="", tags=()).tag == "release"
    assert rules(text.replace('weak = ["café"]', "pull = 0.6")).topic_of(
        title="A hole in the chip and the board", text="", tags=()
    ).tag == ("security")


def test_what_is_ignored_takes_its_words_away_unless_a_topic_claims_them():
    text = 'ignore = ["hole punch", "zero day"]\n' + SMALL

    assert rules(text).topic_of(title="The hole punch", text="", tags=()).tag == "tech"
    assert rules(text).topic_of(title="A zero-day", text="", tags=()).tag == "security"


def test_a_topic_can_have_a_card_of_its_own():
    text = SMALL.replace('weak = ["café"]', 'template = "box"')

    assert [one.template for one in rules(text).topics] == ["card", "box", "card"]


def test_every_problem_is_found_at_once():
    text = SMALL.replace("#C0392B", "red").replace("weight", "wait").replace('tag = "tech"', "tag = 7")

    found = [(fault.line, fault.problem.split(":")[0]) for fault in rules_faults(text, file="rules.toml")]

    assert sorted(found) == [(11, "topics.0.colour"), (12, "topics.0.wait"), (24, "topics.2.tag")]
    assert rules_faults(SMALL, file="rules.toml") == ()


def test_our_rules_are_well_and_no_cue_of_a_topic_stands_in_it_twice():
    text = OURS.read_text("utf-8")

    assert rules_faults(text, file=str(OURS)) == ()
    for rule in read_rules(text, file=str(OURS)).topics:
        cues = [cue_of(cue) for group in (rule.decisive, rule.strong, rule.weak) for cue in group]
        assert len(cues) == len(set(cues)), rule.tag


def test_an_article_is_read_within_a_few_milliseconds():
    ours = load_rules(OURS.read_text("utf-8"), file=str(OURS))
    text = "The regulator said that 1,400 chips were stolen from the data centre. " * 67

    took = []
    for _ in range(20):
        start = process_time()
        ours.topic_of(title="Chips stolen from a data centre", text=text, tags=("security", "hardware"), source="The Daily Diff")
        took.append(process_time() - start)

    assert min(took) < 0.004  # 0.5 ms by itself; the rest is room for a tracer and a busy machine


def test_the_topic_further_up_wins_a_tie():
    assert topic("Release closes a hole") == "security"


def test_only_the_top_of_a_text_is_read():
    assert topic(text="word " * 500 + "a hole") == "tech"


def test_phrases_count_beside_their_words():
    assert topic("A hole in one", text="release") == "release"


@given(st.text(max_size=200), st.text(max_size=200), st.lists(st.text(max_size=20), max_size=4))
def test_every_story_has_a_topic(title, text, tags):
    loaded = rules()

    assert loaded.topic_of(title=title, text=text, tags=tags) in loaded.topics


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Researchers measure a new state of matter in a university basement", "research"),
        ("Attackers exploit zero-day in mail servers", "security"),
        ("Cloud provider down for hours after certificate expires", "outage"),
        ("Chipmaker lays off 1,200 workers", "people"),
        ("Court rules against app store in antitrust case", "law"),
        ("Toolmaker to buy rival in $2 billion merger", "money"),
        ("Database changes its licence; maintainers fork it", "open source"),
        ("Backlash over smart speakers that listened without consent", "controversy"),
        ("Compiler 5.0 released with new borrow rules", "release"),
        ("A RISC-V laptop with a battery you can replace", "hardware"),
        ("Small language model runs on phones", "AI"),
        ("A walk by the sea", "tech"),
    ],
)
def test_our_rules_know_the_tech_press(title, expected):
    ours = load_rules(OURS.read_text("utf-8"), file=str(OURS))

    assert ours.topic_of(title=title, text="", tags=()).tag == expected


@pytest.mark.parametrize(
    ("was", "becomes", "line", "problem"),
    [
        ('tag = "security"', "tag = security", 9, "not TOML"),
        ('colour = "#000001"', 'colour = "', 26, "not TOML"),
        ('colour = "#00ff00"', 'colour = "green"', 19, "topics.1.colour: must look like #C0392B"),
        ('emoji = "📰"', 'emoji = "news"', 25, "topics.2.emoji"),
        ("weight = 1.5", 'weight = "heavy"', 12, "topics.0.weight"),
        ("weight = 1.5", "wait = 1.5", 12, "topics.0.wait: there is no such key"),
        ('emoji = "🔒"\n', "", 8, "topics.0.emoji: is missing"),
        ("needed = 3", "needed = -1", 6, "places.needed"),
        ('weak = ["café"]', 'weak = ["café"]\n[topic]', 22, "topic: there is no such key"),
        ('weak = ["café"]', 'weak = ["!!"]', 21, "topics.1.weak.0: '!!'"),
        ('weak = ["café"]', 'template = "../card"', 21, "topics.1.template: must be a template's name"),
        ('weak = ["café"]', "pull = 0", 21, "topics.1.pull"),
        ('tag = "release"', 'tag = "security"', 9, "topics.0.tag: 'security' is the tag of 2 topics"),
        ('strong = ["release", "hole in one"]\nweak = ["café"]', "", 22, "topics.2: a second topic without cues"),
        ('tag = "security"', 'tag = "@everyone"', 9, "topics.0.tag"),
        ('colour = "#000001"', 'colour = "#000001"\nweak = ["x"]', 1, "every topic has cues"),
    ],
)
def test_a_broken_file_is_named_with_its_line(was, becomes, line, problem):
    with pytest.raises(PromptsInvalid) as caught:
        rules(SMALL.replace(was, becomes))

    assert (caught.value.file, caught.value.line) == ("rules.toml", line)
    assert caught.value.problem.startswith(problem)


def test_an_empty_file_is_an_error():
    with pytest.raises(PromptsInvalid, match="topics: is missing"):
        rules("")
