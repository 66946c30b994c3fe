"""What filters say of entries."""

from datetime import UTC, datetime

import pytest

from bot.digests.filters import clean_value, described, judge
from bot.digests.rules import load_rules
from bot.errors import Refused
from bot.model.feed import FeedId
from bot.model.filters import Applied, Filter, FilterAction, FilterField, FilterId, FilterKind, Scope, Subject
from bot.model.subscription import ChannelId, SubscriptionId

NOW = datetime(2026, 11, 23, tzinfo=UTC)
RULES = load_rules(
    """
    [[topics]]
    tag = "open source"
    emoji = "🐧"
    colour = "#C0392B"
    decisive = ["linux"]
    [[topics]]
    tag = "tech"
    emoji = "📰"
    colour = "#5D6D7E"
    """,
    file="rules.toml",
)
SUBJECT = Subject(
    feed=FeedId(1),
    title="Linux kernel drops a driver",
    text="The maintainers removed it on Monday. Sponsored by nobody.",
    author="Ada Lovelace",
    tags=("kernel news", "Drivers"),
    feed_title="The Daily Diff",
    sources=("Diff Media", "diff.example"),
    language="en-US",
)


def rule(
    action="deny", value="linux", *, kind="word", field="any", number=1, feed: int | None = None, scope: Scope | None = None
) -> Applied:
    made = Filter(
        id=FilterId(number),
        scope=scope or Scope(channel=ChannelId(1)),
        action=FilterAction(action),
        kind=FilterKind(kind),
        field=FilterField(field),
        value=value,
        created_at=NOW,
    )
    return Applied(filter=made, feed=None if feed is None else FeedId(feed))


def verdict(*rules: Applied, subject: Subject = SUBJECT):
    (only,) = judge([subject], rules, rules=RULES)
    return only


def test_without_filters_all_passes():
    assert verdict().passed


def test_deny_wins_over_allow_and_must():
    assert not verdict(rule("allow"), rule("must"), rule("deny", "driver", number=3)).passed


def test_every_must_has_to_match():
    assert verdict(rule("must"), rule("must", "driver")).passed
    assert not verdict(rule("must"), rule("must", "windows")).passed


def test_of_the_allows_one_has_to_match():
    assert verdict(rule("allow", "windows"), rule("allow", "linux")).passed
    assert not verdict(rule("allow", "windows"), rule("allow", "haiku")).passed


def test_allows_of_channel_and_subscription_count_together():
    subscription = rule("allow", "linux", scope=Scope(subscription=SubscriptionId(4)), feed=1)

    assert verdict(rule("allow", "windows"), subscription).passed


def test_a_feeds_or_subscriptions_filter_holds_for_its_feed_alone():
    assert not verdict(rule(feed=1)).passed
    assert verdict(rule(feed=2)).passed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "kernel"),
        ("text", "maintainers"),
        ("author", "lovelace"),
        ("tag", "drivers"),
        ("source", "diff"),
        ("source", "diff.example"),
        ("language", "en"),
        ("language", "EN-us"),
        ("topic", "open source"),
        ("any", "sponsored"),
    ],
)
def test_each_field_is_looked_at(field, value):
    assert not verdict(rule(value=value, field=field, kind="phrase")).passed


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "maintainers"), ("text", "kernel"), ("language", "e"), ("any", "diff"), ("topic", "source"), ("author", "kernel")],
)
def test_a_field_is_not_another(field, value):
    if field == "topic":  # a topic is whole: half its name is no topic, and is refused when it is added
        with pytest.raises(Refused):
            clean_value(value, kind=FilterKind.WORD, field=FilterField.TOPIC, topics=["open source"])
    else:
        assert verdict(rule(value=value, field=field)).passed


@pytest.mark.parametrize("pattern", [r"\bdrops?\b.*driver$", r"(?i)LINUX", r"^Linux"])
def test_patterns_are_looked_for(pattern):
    assert not verdict(rule(value=pattern, kind="pattern", field="title")).passed


def test_patterns_can_be_left_out():
    denied = [rule(value=".", kind="pattern")]

    assert [each.passed for each in judge([SUBJECT], denied, rules=None, patterns=False)] == [True]


def test_an_entry_that_was_not_read_yet_is_judged_by_the_feeds_own_text():
    unread = Subject(
        feed=FeedId(1), title="", text="", author="", tags=(), feed_title="", sources=(), language="", markup="<p>Some <b>spam</b></p>"
    )

    assert not verdict(rule(value="spam", field="text"), subject=unread).passed
    assert not verdict(rule("must", "en", field="language"), subject=unread).passed


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ([rule()], "Filter 1 of the channel denies the word “linux”, which is in title, text, author and tags."),
        ([rule("must", "x", field="title", feed=1, scope=Scope(feed=FeedId(1)))], "Filter 1 of the feed wants the word “x” in the title"),
        ([rule("allow", "x")], "Filter 1 is the only one that allows, and it does not match."),
        ([rule("allow", "x"), rule("allow", "y", number=2)], "Of the filters that allow (1, 2), none matches."),
    ],
)
def test_a_verdict_says_which_filter_and_why(rules, why):
    assert why in verdict(*rules).why


def test_a_filter_is_described_as_it_was_asked_for():
    assert described(rule(value="spam", field="title").filter) == "deny the word “spam” in the title"


@pytest.mark.parametrize(
    ("value", "kind", "field", "said"),
    [
        ("  ", "word", "any", "nothing to look for"),
        ("\u200b", "word", "any", "nothing to look for"),
        ("two words", "word", "title", "make it a phrase"),
        ("x" * 201, "phrase", "any", "at most 200"),
        ("", "pattern", "any", "nothing to look for"),
        ("(a", "pattern", "any", "missing )"),
        ("a\x1fb", "pattern", "any", "cannot be shown"),
        ("(.?){900}", "pattern", "any", "too costly"),
        ("sport", "word", "topic", "there are: open source, tech"),
    ],
)
def test_what_cannot_be_a_filter_is_refused_in_one_line(value, kind, field, said):
    with pytest.raises(Refused, match=said.replace(")", r"\)")) as caught:
        clean_value(value, kind=FilterKind(kind), field=FilterField(field), topics=["open source", "tech"])

    assert "\n" not in caught.value.said


def test_a_word_is_stored_without_what_nobody_sees():
    assert clean_value(" Spam\u202e ", kind=FilterKind.WORD, field=FilterField.ANY, topics=()) == "Spam"


def test_a_topic_of_two_words_is_one_word_of_the_rules():
    assert clean_value("Open Source", kind=FilterKind.WORD, field=FilterField.TOPIC, topics=["open source"]) == "Open Source"


def test_a_pattern_that_sees_only_the_start_says_so():
    (verdict,) = judge([SUBJECT], [rule("must", "zebra", kind="pattern")], rules=None)

    assert verdict.why.endswith("and it is not in the first 4 kB.")


def test_a_pattern_that_was_left_out_is_named():
    asked = [rule("deny", "linux", kind="pattern")]

    (verdict,) = judge([SUBJECT], asked, rules=None, patterns=False)

    assert (verdict.passed, verdict.why) == (True, "Filter 1 of the channel could not be asked.")
