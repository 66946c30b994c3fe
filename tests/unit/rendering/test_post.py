"""Digests as messages."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.model.digest import Digest, DigestKind
from bot.model.takeaways import Method, Takeaway, Takeaways
from bot.rendering.limits import BODY, problems, units
from bot.rendering.listing import render_latest
from bot.rendering.panels import WORDS_A_MINUTE, minutes_of, seconds_of, title_of
from bot.rendering.post import ALARM, OURS, render_empty, render_failure, render_posts, render_takeaways
from bot.rendering.templates import Templates
from bot.rendering.values import SAMPLES
from bot.text.markdown import escape
from tests.unit.rendering.made import NOW, TOPIC, codes, coverage, hostile_stories, hostile_text, story, takeaways

PLAIN = Templates(voice="plain")
ROBOT = Templates(voice="bytebot")


class Listening(Templates):
    """Templates that remember what each was given."""

    def __init__(self) -> None:
        super().__init__(voice="plain")
        self.given: dict[str, set[str]] = {}

    def render(self, name: str, **variables: object) -> str:
        self.given[name] = set(variables)
        return super().render(name, **variables)


def posts_of(*stories, kind=DigestKind.DIGEST, templates=PLAIN):
    return render_posts(Digest(kind=kind, stories=stories), templates=templates, codes=codes(), now=NOW)


def card(**facts):
    (post,) = posts_of(story(**facts), kind=DigestKind.CARD)
    (panel,) = post.panels
    return panel


def test_a_card_is_one_panel_with_a_linked_title_in_the_topics_colour():
    panel = card()

    assert panel.title == "🔒 Story 1: a hole in libglimmer is closed"
    assert (panel.url, panel.colour, panel.footer) == ("https://diff.example/1", 0xC0392B, "unit BB-000000")


def test_a_card_tells_source_age_and_time_saved():
    assert card().body.startswith(f"security · The Daily Diff · <t:{int(NOW.timestamp()) - 7200}:R> · 6 min read → 5 s\n• A picture")


def test_a_topic_with_a_template_of_its_own_words_its_cards_with_it(tmp_path):
    alarm = tmp_path / "voice" / "plain" / "alarm.md.j2"
    alarm.parent.mkdir(parents=True)
    alarm.write_text("Close it now.", encoding="utf-8")
    told = story(topic=replace(TOPIC, template="alarm"))
    templates = Templates(str(tmp_path), voice="plain")

    (post,) = posts_of(told, kind=DigestKind.CARD, templates=templates)
    (digest,) = posts_of(told, templates=templates)

    assert post.panels[0].body == "Close it now."
    assert "Close it now." not in digest.panels[1].body


def test_a_story_from_the_future_is_new():
    assert f"<t:{int(NOW.timestamp())}:R>" in card(published_at=NOW + timedelta(days=400)).body


def test_each_bullet_of_a_card_opens_the_article_at_its_sentence():
    links = re.findall(r"^• .* \[↗\]\((\S+)\)$", card().body, re.MULTILINE)

    assert len(links) == 3
    assert all(link.startswith("https://diff.example/1#:~:text=") for link in links)


def test_a_link_goes_to_the_evidence_rather_than_to_the_bullets_words():
    resting = Takeaway(text="Libglimmer let a picture run code.", start=0, end=22)

    body = card(takeaways=Takeaways(bullets=(resting,), method=Method.EXTRACTIVE)).body

    assert "#:~:text=The%20hole%20in%20libglimmer)" in body


def test_no_more_bullets_are_shown_than_wanted():
    assert card(bullets=1).body.count("•") == 1


def test_the_authors_own_takeaways_are_marked():
    assert "The author's own takeaways" in card(takeaways=takeaways("One.", "Two.", "Three.", method=Method.OWN)).body
    assert "own" not in card().body


@pytest.mark.parametrize(("reason", "told"), [("the page shows only a teaser", "teaser."), ("", "the source gives only a headline.")])
def test_a_teaser_says_why_there_are_no_bullets(reason, told):
    nothing = Takeaways(bullets=(), method=Method.NONE, reason=reason)

    body = card(takeaways=nothing, words=0).body

    assert body.endswith(told)
    assert "min read" not in body


def test_other_sources_are_named_and_linked_with_labels_of_ours():
    others = tuple(coverage(number, source=f"Source {number} [x]") for number in range(2, 8))

    last = card(others=others).body.split("\n")[-1]

    assert last == (
        r"-# also covered by Source 2 \[x\] [↗](https://diff.example/2), Source 3 \[x\] [↗](https://diff.example/3), "
        r"Source 4 \[x\] [↗](https://diff.example/4) (+3)"
    )


def test_a_source_that_told_it_twice_is_named_once():
    others = (coverage(2, source="Byte Weekly"), coverage(3, source="Byte Weekly"), coverage(4, source="Bit Daily"))

    last = card(others=others).body.split("\n")[-1]

    assert last == "-# also covered by Byte Weekly [↗](https://diff.example/2), Bit Daily [↗](https://diff.example/4)"


def test_a_story_without_a_usable_address_or_name_is_still_shown():
    panel = card(link="javascript:alert(1)", source=" ", title="\u202e")

    assert (panel.title, panel.url) == ("🔒 somewhere", "")
    assert "](" not in panel.body


@pytest.mark.parametrize("templates", [PLAIN, ROBOT])
def test_a_line_does_not_end_where_a_link_would_be(templates):
    nowhere = coverage(2, link="javascript:alert(1)", source="Byte Weekly")
    (post,) = posts_of(story(link="", others=(nowhere, coverage(3))), templates=templates)
    listed = render_latest([nowhere], templates=templates)

    lines = [line for panel in (*post.panels, listed) for line in panel.body.split("\n")]

    assert [line for line in lines if line.rstrip().endswith("·") or " ," in line] == []
    assert any("covered by Byte Weekly, The Daily Diff [↗](https://diff.example/3)" in line for line in lines)


def test_a_digest_greets_then_shows_each_story_with_one_link():
    (post,) = posts_of(story(1), story(2, source="Byte Weekly"), templates=ROBOT)

    opening, first, second = post.panels
    assert opening.body.startswith("**Beep boop, fresh bytes!** I chewed through 2 stories from 2 sources")
    assert "12 min of reading → 10 s" in opening.body
    assert [panel.body.count("](") for panel in (first, second)] == [1, 1]
    assert second.footer == "That's all I could nibble. Beep, see you next time! · unit BB-000000"


def test_a_long_digest_is_split_and_each_part_has_its_own_code():
    stories = [story(number, takeaways=takeaways(*("A fact of some length that matters. " * 6,) * 5), bullets=5) for number in range(1, 13)]

    posts = posts_of(*stories, templates=ROBOT)

    titles = [panel.title for post in posts for panel in post.panels if panel.title]
    assert len(posts) > 1
    assert titles == [title_of(each.lead.title, emoji="🔒") for each in stories]
    assert [post.panels[-1].footer.split()[-1] for post in posts] == [post.code for post in posts]
    assert len({post.code for post in posts}) == len(posts)
    assert [post.panels[0].title == "" for post in posts] == [True] + [False] * (len(posts) - 1)
    assert ["nibble" in post.panels[-1].footer for post in posts] == [False] * (len(posts) - 1) + [True]


def test_a_digest_of_two_messages_is_shared_out_evenly():
    assert [len(post.panels) for post in posts_of(*(story(n, takeaways=takeaways("Short.")) for n in range(1, 12)))] == [6, 6]


def test_nine_short_stories_and_the_greeting_are_one_message():
    assert [len(post.panels) for post in posts_of(*(story(n, takeaways=takeaways("Short.")) for n in range(1, 10)))] == [10]


def test_a_card_too_long_loses_its_links_then_whole_bullets():
    four_links = card(takeaways=takeaways(*("é" * 250,) * 5), bullets=5, link="https://diff.example/" + "é" * 100)
    hopeless = card(takeaways=takeaways(*("*" * 800,) * 5), bullets=5)

    assert (four_links.body.count("•"), four_links.body.count("](")) == (5, 0)
    assert re.findall(r"^• (.*)$", hopeless.body, re.MULTILINE) == [escape("*" * 800)] * 2


def test_a_story_that_no_bullet_fits_says_so():
    assert card(takeaways=takeaways("*" * 5000)).body.endswith("No takeaways: the source gives only a headline.")


def test_no_stories_make_no_posts():
    assert posts_of() == ()
    assert posts_of(kind=DigestKind.CARD) == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(hostile_stories(), min_size=1, max_size=6),
    st.sampled_from([DigestKind.CARD, DigestKind.DIGEST]),
    st.sampled_from([PLAIN, ROBOT]),
)
def test_every_post_of_hostile_stories_fits_all_limits_and_drops_no_story(stories, kind, templates):
    posts = posts_of(*stories, kind=kind, templates=templates)

    shown = [panel for post in posts for panel in post.panels]
    assert [problems(post) for post in posts] == [()] * len(posts)
    assert len([panel for panel in shown if panel.title]) == len(stories)
    assert "://" not in re.sub(r"\[(?:↗|read)\]\(https?://[^()\s]+\)", "", "".join(panel.title + panel.body for panel in shown))


@settings(max_examples=60, deadline=None)
@given(hostile_text, st.sampled_from(["", "🔒", "<:byte:123456789012345678>"]))
@example("*" * 400, "🔒")
@example("🤖" * 300, "")
@example("word " * 200, "🔒")
def test_a_title_fits_whatever_it_is(text, emoji):
    title = title_of(text, emoji=emoji)

    assert 0 < units(title) <= 256
    assert not re.search(r"(?<!\\)(?:\\\\)*\\$", title)


def test_a_title_is_not_cut_shorter_than_it_must_be():
    assert units(title_of("*_" * 300)) > 240
    assert units(title_of("word " * 300)) > 240


def test_the_answer_to_tldr_has_linked_bullets():
    panel = render_takeaways(
        "A *title*", "https://diff.example/1", takeaways("One fact.", "Two facts."), article_words=1000, templates=PLAIN
    )

    assert (panel.title, panel.url, panel.colour) == (r"A \*title\*", "https://diff.example/1", OURS)
    assert panel.body.split("\n") == [
        "4 min read → 5 s · [read](https://diff.example/1)",
        "• One fact. [↗](https://diff.example/1#:~:text=One%20fact.)",
        "• Two facts. [↗](https://diff.example/1#:~:text=Two%20facts.)",
    ]


def test_the_answer_to_tldr_says_why_there_are_no_bullets():
    panel = render_takeaways("T", "https://diff.example/1", takeaways(), article_words=0, templates=ROBOT)

    assert panel.body == "[read](https://diff.example/1)\n-# I nibbled, but there was too little to chew: the page shows only a teaser."


def test_a_long_answer_fits():
    panel = render_takeaways("T" * 999, "https://e.example/" + "x" * 900, takeaways(*("y" * 600,) * 5), article_words=9, templates=PLAIN)

    assert units(panel.body) <= BODY
    assert panel.body.count("•") == 5


def test_a_list_holds_as_many_stories_as_fit():
    panel = render_latest([coverage(number, title="*" * 150) for number in range(1, 40)], templates=PLAIN)

    assert units(panel.body) <= BODY
    assert 5 < panel.body.count("[read](") < 39
    assert panel.body.split("\n")[0].endswith("[read](https://diff.example/1)")


def test_nothing_to_show_and_failures_are_said_in_the_voice():
    assert render_empty(ROBOT, "Nothing was posted here yet.").body.endswith(" Nothing was posted here yet.")
    assert render_empty(PLAIN, "Nothing was posted here yet.").body == "Nothing was posted here yet."
    assert render_failure(PLAIN, "a_b is gone; use another.").body == r"a\_b is gone; use another."
    assert render_failure(PLAIN, "Try `/feed add`, not `a_b`.").body == r"Try `/feed add`, not \`a\_b\`."
    assert (render_failure(PLAIN, "x" * 9999).colour, len(render_failure(PLAIN, "x" * 9999).body)) == (ALARM, 2048)


def test_reading_times_are_rounded_and_never_nothing():
    assert [minutes_of(words) for words in (0, 1, WORDS_A_MINUTE * 3, 1000)] == [0, 1, 3, 4]
    assert seconds_of(()) == 0
    assert seconds_of(takeaways("word " * 115).bullets) == 30


def test_every_template_is_given_just_what_its_readme_lists():
    listening = Listening()

    posts_of(story(), templates=listening)
    posts_of(story(), kind=DigestKind.CARD, templates=listening)
    render_takeaways("T", "https://diff.example/", takeaways("One."), article_words=1, templates=listening)
    render_latest([coverage()], templates=listening)
    render_empty(listening, "Nothing.")
    render_failure(listening, "Gone.")

    assert listening.given == {name: set(variables) for name, variables in SAMPLES.items()}
