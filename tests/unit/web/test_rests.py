"""Servers that asked for a pause."""

import pytest

from bot.text.servers import server_of
from bot.web.rests import Rests


def test_a_server_rests_until_its_time_and_no_other_does():
    rests = Rests()
    rests.add("a.example", until_s=100, now_s=40)

    assert (rests.left_s("a.example", now_s=70), rests.left_s("b.example", now_s=70), rests.left_s("a.example", now_s=100)) == (30, 0, 0)


def test_a_shorter_pause_does_not_end_a_longer_one():
    rests = Rests()
    rests.add("a.example", until_s=100, now_s=0)
    rests.add("a.example", until_s=50, now_s=1)

    assert rests.left_s("a.example", now_s=60) == 40


def test_pauses_that_are_over_are_forgotten():
    rests = Rests()
    for number in range(10_001):
        rests.add(f"{number}.example", until_s=number + 1, now_s=number)

    assert len(rests._until) < 10


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://www.Example.org/feed?x=1", "example.org"),
        ("http://example.org:80/", "example.org"),
        ("https://example.org.:8443/", "example.org:8443"),
        ("http://[::1]:99/", "::1:99"),
        ("http://example.org:99999/", "example.org"),
        ("nonsense", ""),
    ],
)
def test_a_server_is_a_host_with_its_unusual_port(url, server):
    assert server_of(url) == server
