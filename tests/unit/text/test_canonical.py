"""One form for all addresses of a page, and never one for two pages: a table of labelled pairs."""

from pathlib import Path

import pytest

from bot.text.urls import canonical

_TABLE = Path(__file__).parents[2] / "data" / "text" / "addresses.tsv"
PAIRS = [line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(("label", "kind", "one", "other"), PAIRS, ids=[f"{pair[1]} {number}" for number, pair in enumerate(PAIRS)])
def test_a_pair_is_joined_or_kept_apart_as_labelled(label, kind, one, other):
    assert (canonical(one) == canonical(other)) is (label == "same"), kind


@pytest.mark.parametrize("address", sorted({address for pair in PAIRS for address in pair[2:]}))
def test_doing_it_twice_changes_nothing(address):
    once = canonical(address)

    assert canonical(once) == once


def test_doors_behind_doors_end():
    address = "https://daily.example/a"
    for _ in range(20):
        address = f"https://l.facebook.com/l.php?u={address}"

    assert canonical(address) == "https://daily.example/a"
