"""Signs of life: young enough, too old, none."""

from datetime import timedelta

import pytest

from bot.flows.health import STALE_S, is_alive
from tests.worlds import NOW


@pytest.mark.parametrize(
    ("last", "alive"), [(None, False), (NOW, True), (NOW - timedelta(seconds=STALE_S), True), (NOW - timedelta(seconds=STALE_S + 1), False)]
)
def test_only_a_young_sign_counts(last, alive):
    assert is_alive(last, now=NOW) is alive
