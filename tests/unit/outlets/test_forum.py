"""Which of a forum's tags a thread of ours gets."""

import itertools

import discord
import pytest

from bot.model.delivery import Panel, Post
from bot.outlets.forum import tags_for, title_of
from bot.text.markdown import escape

_NUMBERS = itertools.count(1)


def tag(name, *, moderated=False):
    made = discord.ForumTag(name=name, moderated=moderated)
    made.id = next(_NUMBERS)
    return made


AVAILABLE = [tag("Staff picks", moderated=True), tag("News"), tag("Security"), tag("AI "), *(tag(f"t{number}") for number in range(9))]


@pytest.mark.parametrize(
    ("wanted", "required", "given"),
    [
        (("security", "ai"), False, ["Security", "AI "]),
        (("AI", "SECURITY", "ai"), True, ["AI ", "Security"]),
        (("cooking",), False, []),
        (("cooking",), True, ["News"]),
        ((), True, ["News"]),
        (("staff picks",), False, []),
        (tuple(f"t{number}" for number in range(9)), False, ["t0", "t1", "t2", "t3", "t4"]),
    ],
)
def test_a_thread_gets_the_forums_tags_that_fit(wanted, required, given):
    assert [each.name for each in tags_for(wanted, available=AVAILABLE, required=required)] == given


def test_a_forum_with_nothing_but_moderated_tags_gives_none():
    assert tags_for(("x",), available=AVAILABLE[:1], required=True) == []


@pytest.mark.parametrize("title", ["snake_case and __init__", "**b** [x] <y> `z` ~ | \\", "127.0.0.1 is down", "# 1 thing"])
def test_a_threads_name_is_the_title_as_it_was_written(title):
    panel = Panel(title=f"📦 {escape(title)}", body="x")

    assert title_of(Post(code="BB-000000", panels=(panel,))) == f"📦 {title}"
