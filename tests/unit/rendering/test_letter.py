"""Posts as direct messages."""

import pytest

from bot.model.delivery import Panel, Post
from bot.rendering.frozen import freeze, thaw
from bot.rendering.letter import as_letter
from bot.rendering.limits import problems, units


@pytest.mark.parametrize("closing", ["See you!", "\N{BOOKS}" * 100], ids=["usual", "longest"])
def test_a_letter_is_silent_says_the_way_out_and_fits(closing):
    post = Post(code="BB-7F3K2Q", panels=(Panel(body="a"), Panel(body="b", footer=f"{closing} · unit BB-7F3K2Q")))

    letter = as_letter(post)

    assert letter.silent
    assert "/bytebot unfollow · " in letter.panels[-1].footer
    assert letter.panels[-1].footer.endswith(f"{closing} · unit BB-7F3K2Q")
    assert units(letter.panels[-1].footer) <= 256
    assert problems(letter) == ()
    assert thaw(freeze(letter)) == letter
