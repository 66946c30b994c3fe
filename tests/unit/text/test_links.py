"""Addresses in what people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.links import links_in


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example/x, then", ["https://a.example/x"]),
        ("<https://a.example/x?y=1&z=2>", ["https://a.example/x?y=1&z=2"]),
        ("**https://a.example/x**!", ["https://a.example/x"]),
        ("(https://w.example/Byte_(unit))", ["https://w.example/Byte_(unit)"]),
        ("[read](https://a.example/x) and [b](http://b.example)", ["https://a.example/x", "http://b.example"]),
        ("||https://a.example/x||", ["https://a.example/x"]),
        ("`https://a.example/x`", ["https://a.example/x"]),
        ("[https://a.example/](https://b.example/)", ["https://a.example/"]),
        ("HTTPS://A.example/X", ["HTTPS://A.example/X"]),
        ("ftp://a.example javascript:x https://", []),
        ("", []),
    ],
)
def test_links_stand_bare(text, links):
    assert list(links_in(text)) == links


@given(st.text(max_size=200) | st.lists(st.sampled_from(["https://", "a.example", "(", ")", "[", "]", " ", "."])).map("".join))
def test_nothing_but_addresses_is_found(text):
    assert all(each.lower().startswith(("http://", "https://")) and each in text for each in links_in(text))
