"""How often a feed's document wants to be looked at."""

import json

import pytest

from bot.feeds.parse import parse_feed
from bot.feeds.rhythm import rhythm_of
from bot.model.feed import Rhythm

SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


def rhythm(inner: str) -> Rhythm:
    return rhythm_of(f"<rss {SY}><channel>{inner}</channel></rss>")


@pytest.mark.parametrize(
    ("inner", "least_s"),
    [
        ("", 0),
        ("<ttl>60</ttl>", 3600),
        ("<ttl> 60 </ttl>", 3600),
        ("<ttl>soon</ttl>", 0),
        ("<ttl>-5</ttl>", 0),
        ("<ttl>99999999999</ttl>", 365 * 86400),
        ("<sy:updatePeriod>\n hourly\n</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21600),
        ("<sy:updatePeriod>Weekly</sy:updatePeriod>", 7 * 86400),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 86400),
        ("<sy:updatePeriod>never</sy:updatePeriod>", 0),
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
    ],
)
def test_the_longest_wish_counts(inner, least_s):
    assert rhythm(inner).least_s == least_s


def test_hours_and_days_of_rest_are_numbers_in_utc():
    hours = "<skipHours><hour>3</hour><hour>24</hour><hour>x</hour><hour>99</hour><hour>3</hour></skipHours>"

    found = rhythm(f"{hours}<skipDays><day>Sunday</day><day>monday</day><day>Someday</day></skipDays>")

    assert (found.skip_hours, found.skip_days) == ((0, 3), (0, 6))


def test_a_feed_that_leaves_no_time_at_all_is_not_taken_at_its_word():
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))

    assert rhythm(f"<skipHours>{hours}</skipHours>") == Rhythm()


@pytest.mark.parametrize("shell", ["", "<", "plain", "<rss><channel><ttl>60", "\ud800"])
def test_a_broken_shell_costs_nothing(shell):
    assert rhythm_of(shell).least_s in {0, 3600}


@pytest.mark.parametrize("item", ["", "<item><guid>1</guid><title>x</title></item>", "<item><guid>1</guid><title>a & b</item>"])
def test_a_feeds_rhythm_and_hub_come_with_it(item):
    head = '<title>T</title><ttl>90</ttl><a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>'

    read = parse_feed(f"<rss><channel>{head}{item}</channel></rss>".encode(), url="https://a.example/f", content_type=None)

    assert (read.rhythm.least_s, read.hub_url) == (5400, "https://hub.example/")


def test_a_json_feed_names_its_hub():
    document = {"version": "https://jsonfeed.org/version/1.1", "hubs": [7, {"type": "WebSub", "url": "https://hub.example/"}], "items": []}

    assert parse_feed(json.dumps(document).encode(), url="https://a.example/f", content_type=None).hub_url == "https://hub.example/"
