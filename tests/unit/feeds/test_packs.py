"""The starter packs, ours and an operator's."""

from pathlib import Path

import pytest

from bot.errors import PromptsInvalid
from bot.feeds.packs import packs_faults, read_packs

OURS = (Path(__file__).parents[3] / "prompts" / "packs.toml").read_text("utf-8")
ONE = '[[packs]]\nname = "one"\ntitle = "One"\nemoji = "📰"\nabout = "First"\n\n[packs.feeds]\n"A" = "https://a.example/feed"\n'


def test_ours_are_eight_with_four_to_eight_feeds_each_of_their_own():
    packs = read_packs(OURS, file="packs.toml")
    urls = [feed.url for pack in packs for feed in pack.feeds]

    assert len(packs) == 8
    assert packs[0].name == "tech-news"
    assert all(4 <= len(pack.feeds) <= 8 for pack in packs)
    assert len(set(urls)) == len(urls)
    assert all(url.startswith("https://") for url in urls)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[packs]", "line 1: not TOML"),
        ("", "line 1: packs: is missing"),
        (ONE.replace('"one"', '"One!"'), "line 2: packs.0.name: must be small letters, digits and -"),
        (ONE.replace("📰", "x"), "line 4: packs.0.emoji: must be one emoji"),
        (ONE.replace("about", "abuot"), "line 5: packs.0.abuot: there is no such key"),
        (ONE + '"B" = "ftp://b.example"\n', "line 9: packs.0.feeds.B: must be an http:// or https:// address"),
        (ONE + ONE, "line 10: packs.1.name: 'one' is the name of 2 packs"),
    ],
)
def test_each_problem_has_its_line(text, said):
    assert any(said in fault.said for fault in packs_faults(text, file="packs.toml"))
    with pytest.raises(PromptsInvalid):
        read_packs(text, file="packs.toml")
