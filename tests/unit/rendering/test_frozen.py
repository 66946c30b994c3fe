"""What the outbox keeps of a post."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.delivery import Panel, Post
from bot.rendering.frozen import freeze, thaw

texts = st.text(max_size=30)
panels = st.builds(Panel, title=texts, url=texts, body=texts, colour=st.none() | st.integers(0, 0xFFFFFF), footer=texts)
posts = st.builds(Post, code=texts, panels=st.lists(panels, max_size=4).map(tuple))


@given(posts)
def test_a_post_comes_back_as_it_was(post):
    assert thaw(freeze(post)) == post


@given(posts)
def test_the_kept_text_is_ascii_json_with_sorted_keys(post):
    kept = freeze(post)

    assert kept.isascii()
    assert json.dumps(json.loads(kept), sort_keys=True, separators=(",", ":")) == kept


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"code": "a", "panels": [{"unknown": 1}]}'])
def test_a_damaged_row_is_an_error(text):
    with pytest.raises((ValueError, TypeError, KeyError)):
        thaw(text)
