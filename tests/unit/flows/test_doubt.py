"""Whether an earlier try may have arrived, by the times that are known of it."""

from datetime import timedelta

import pytest

from bot.flows.doubt import Doubt, doubt_of
from bot.model.delivery import Claimed, PostId
from bot.model.subscription import CONSOLE, ChannelId
from tests.worlds import NOW

SECOND = timedelta(seconds=1)


def claimed(*, first_try_at):
    return Claimed(
        id=PostId(1),
        channel_id=ChannelId(1),
        target=CONSOLE,
        code="BB-1",
        payload="",
        nonce="BB-1-0",
        attempts=1,
        due_at=NOW,
        first_try_at=first_try_at,
        lease_until=NOW,
        held=False,
    )


@pytest.mark.parametrize(
    ("first_try_at", "since", "doubt"),
    [
        (None, None, Doubt.NONE),
        (None, NOW - SECOND, Doubt.NONE),
        (None, NOW, Doubt.SLIGHT),
        (NOW, None, Doubt.YOUNG),
        (NOW - 60 * SECOND, None, Doubt.YOUNG),
        (NOW - 61 * SECOND, None, Doubt.OLD),
        (NOW + SECOND, None, Doubt.OLD),
    ],
    ids=["untried", "untried, due after the start", "untried, due before", "now", "a minute ago", "longer ago", "in the future"],
)
def test_a_nonce_is_trusted_for_a_minute_of_a_clock_that_was_not_set_back(first_try_at, since, doubt):
    assert doubt_of(claimed(first_try_at=first_try_at), now=NOW, since=since, nonce_s=60) is doubt
