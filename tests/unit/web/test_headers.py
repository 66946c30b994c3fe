"""What an answer's headers say of when to ask again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.headers import fresh_s, hub_of

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DATE = "Mon, 02 Nov 2026 11:00:00 GMT"
LATER = "Mon, 02 Nov 2026 13:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Cache-Control": "max-age=600"}, 600),
        ({"Cache-Control": "public, Max-Age = 600"}, 600),
        ({"Cache-Control": 'max-age="600"'}, 600),
        ({"Cache-Control": "max-age=600", "Age": "100"}, 500),
        ({"Cache-Control": "max-age=600", "Age": "1000"}, 0),
        ({"Cache-Control": "no-cache, max-age=600"}, 0),
        ({"Cache-Control": "no-store", "Expires": LATER}, 0),
        ({"Cache-Control": "s-maxage=600"}, 0),
        ({"Cache-Control": "max-age=-5"}, 0),
        ({"Cache-Control": "max-age=soon"}, 0),
        ({"Cache-Control": "max-age=99999999999999999999"}, 366 * 86400),
        ({"Expires": LATER, "Date": DATE}, 7200),
        ({"Expires": LATER}, 3600),
        ({"Expires": DATE}, 0),
        ({"Expires": "0"}, 0),
        ({"Expires": "-1", "Cache-Control": "max-age=60"}, 60),
        ({"Expires": LATER, "Date": DATE, "Cache-Control": "max-age=60"}, 7200),
    ],
    ids=repr,
)
def test_freshness_is_the_longer_of_max_age_less_age_and_expires_less_date(headers, seconds):
    assert fresh_s(headers, controls=[headers.get("Cache-Control", "")], now=NOW) == seconds


@pytest.mark.parametrize(
    ("controls", "seconds"),
    [
        (["public", "max-age=600"], 600),
        (["max-age=600", "no-store"], 0),
        (["max-age=600", "max-age=60"], 600),
        (['no-cache="Set-Cookie", max-age=600'], 600),
        (['no-cache="Set-Cookie, no-store", max-age=600'], 600),
        (['no-cache="Set-Cookie"', "no-cache, max-age=600"], 0),
        (['private="x, max-age=5"', "max-age=600"], 600),
        (['max-age="600'], 600),
        ([], 0),
    ],
    ids=repr,
)
def test_all_lines_of_cache_control_are_one_list(controls, seconds):
    assert fresh_s({}, controls=controls, now=NOW) == seconds


@given(st.dictionaries(st.sampled_from(["Cache-Control", "Expires", "Date", "Age"]), st.text(max_size=60)))
def test_freshness_is_never_negative_whatever_a_server_says(headers):
    assert 0 <= fresh_s(headers, controls=list(headers.values()), now=NOW) <= 366 * 86400


@pytest.mark.parametrize(
    ("links", "hub"),
    [
        (["<https://hub.example/>; rel=hub"], "https://hub.example/"),
        (['<https://a.example/f>; rel="self", <https://hub.example/x?y=1,2>; rel="hub"'], "https://hub.example/x?y=1,2"),
        (["<https://a.example/f>; rel=self", "</hub>; title=x; REL=HUB"], "https://a.example/hub"),
        (['<https://hub.example/>; rel="hub self"'], "https://hub.example/"),
        (["<https://hub.example/>; rel=self"], None),
        (["<https://x.example/>; rel=hubbub"], None),
        (["<javascript:alert(1)>; rel=hub"], None),
        (["rel=hub"], None),
        ([], None),
    ],
)
def test_a_hub_is_found_in_link_headers(links, hub):
    assert hub_of(links, base="https://a.example/f") == hub
