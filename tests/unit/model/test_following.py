"""What several wishes come to together."""

from datetime import UTC, datetime
from itertools import permutations

from bot.model.feed import FeedId
from bot.model.following import Follow, FollowId, reading_of
from bot.model.subscription import ChannelId

FEEDS = {70: [FeedId(1), FeedId(2)], 80: [FeedId(2), FeedId(3)]}


def wish(number, *, guild=70, feed=None, topic=""):
    return Follow(
        id=FollowId(number),
        user=1,
        channel=ChannelId(1),
        guild=guild,
        feed=None if feed is None else FeedId(feed),
        feed_title="",
        topic=topic,
        since=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_topics_add_up_and_a_whole_feed_wins_whatever_came_first():
    wishes = (wish(1, topic="AI"), wish(2, guild=80, feed=2), wish(3, topic="law"), wish(4, guild=80, feed=3, topic="AI"))

    for order in permutations(wishes):
        assert reading_of(order, feeds=lambda each: FEEDS.get(each.guild, ())) == {1: {"AI", "law"}, 2: frozenset(), 3: {"AI"}}


def test_what_a_server_does_not_read_nobody_gets_by_it():
    assert reading_of([wish(1, feed=3), wish(2, guild=90, topic="AI")], feeds=lambda each: FEEDS.get(each.guild, ())) == {}
