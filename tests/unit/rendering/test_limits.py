"""Discord's limits, measured before Discord does."""

import pytest

from bot.model.delivery import Panel, Post
from bot.rendering.limits import check, problems, size, units


def posted(*panels: Panel) -> Post:
    return Post(code="BB-1", panels=(*panels, Panel(body="end", footer="unit BB-1")))


def test_an_emoji_beyond_the_first_plane_counts_two():
    assert (units("a"), units("é"), units("🤖"), units("\ud800")) == (1, 1, 2, 1)


def test_a_panel_is_as_long_as_its_title_body_and_footer():
    assert size(Panel(title="ab", body="cde", footer="f", url="https://diff.example/")) == 6


def test_a_post_at_every_limit_has_no_problem():
    post = posted(Panel(title="t" * 256, body="b" * 4096, url="https://e.example/" + "u" * 2030), *(Panel(body="x"),) * 8)

    assert problems(post) == ()
    check(post)


@pytest.mark.parametrize(
    ("post", "problem"),
    [
        (posted(Panel(title="t" * 257)), "title of 257, 256 allowed"),
        (posted(Panel(body="🤖" * 2049)), "body of 4098, 4096 allowed"),
        (posted(Panel(body="b", footer="f" * 2049)), "footer of 2049, 2048 allowed"),
        (posted(Panel(body="b", url="u" * 2049)), "address of 2049, 2048 allowed"),
        (posted(*(Panel(body="b"),) * 10), "11 panels, 1 to 10 allowed"),
        (posted(*(Panel(body="b" * 3000),) * 2), "6012 characters in all, 6000 allowed"),
        (posted(Panel(title=" ")), "panel 1: nothing to show"),
        (posted(Panel(body="hi @everyone")), "panel 1: pings everyone"),
        (posted(Panel(title="a\u202eb")), "panel 1: reverses the direction of text"),
        (Post(code="BB-2", panels=(Panel(body="b"),)), "no unit code in the last footer"),
        (Post(code="BB-2", panels=()), "0 panels, 1 to 10 allowed"),
    ],
)
def test_what_breaks_a_limit_is_named_and_refused(post, problem):
    assert problem in "; ".join(problems(post))
    with pytest.raises(ValueError, match="cannot be sent"):
        check(post)
