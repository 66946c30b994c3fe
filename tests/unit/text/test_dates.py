"""Dates as publishers write them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.parse import parse_feed
from bot.text.dates import read_date

TEN = datetime(2026, 11, 2, 10, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 2, tzinfo=UTC)
NINE = TEN - timedelta(hours=1)
MARCH = datetime(2026, 3, 3, 9, tzinfo=UTC)

WRITTEN = [
    ("Mo, 2. Nov. 2026 10:00:00 MEZ", NINE),
    ("Di, 03 Mär 2026 10:00:00 +0100", MARCH),
    ("Dienstag, 3. März 2026 10:00 MEZ", MARCH),
    ("mar., 03 mars 2026 10:00:00 +0100", MARCH),
    ("mar. 3 nov. 2026", MIDNIGHT + timedelta(days=1)),
    ("lundi 2 novembre 2026 à 10h00", TEN),
    ("12 août 2026", datetime(2026, 8, 12, tzinfo=UTC)),
    ("2 de noviembre de 2026", MIDNIGHT),
    ("02.11.2026", MIDNIGHT),
    ("2.11.2026, 10:00 Uhr", TEN),
    ("Nov 2nd, 2026 at 10:00 AM", TEN),
    ("November 2, 2026 10:00 p.m.", TEN + timedelta(hours=12)),
    ("Mon Nov 2 10:00:00 PST 2026", TEN + timedelta(hours=8)),
    ("Mon, 02 Nov 26 10:00 GMT", TEN),
    ("Mon, 02 Nov 2026 10:00:00 CET", NINE),
    ("Mon, 02 Nov 2026 10:00:00", TEN),
    ("2026-11-02 10:00:00", TEN),
    ("2026-11-02 10:00:00 +0100", NINE),
    ("2026-11-02T10:00:00.123456+01:00[Europe/Berlin]", NINE),
    ("2026/11/2", MIDNIGHT),
    ("1793613600", TEN),
    ("1793613600000", TEN),
    ("Mon,02 Nov 2026 10:00:00 GMT", TEN),
    ("02-Nov-2026 10:00", TEN),
    ("2026-Nov-02 10:00:00", TEN),
    ("02-Nov-26", MIDNIGHT),
    ("Пн, 02 ноя 2026 13:00:00 +0300", TEN),
    ("2 ноября 2026 г., 13:00 МСК", TEN),
    ("5 мая 2026", datetime(2026, 5, 5, tzinfo=UTC)),
    ("5 травня 2026", datetime(2026, 5, 5, tzinfo=UTC)),
    ("2026年11月2日", MIDNIGHT),
    ("2026年11月2日(月) 19:00 JST", TEN),
    ("2026年11月2日 下午7时00分 +0900", TEN),
    ("2026년 11월 2일 오전 10:00", TEN),
    ("20261102T100000Z", TEN),
    ("20261102T1100+0100", TEN),
    ("20261102100000", TEN),
    ("Mon Nov  2 10:00:00 CET 2026", NINE),
    ("13/02/2026", datetime(2026, 2, 13, tzinfo=UTC)),
]
UNTOLD = ["", "soon", "10:00", "June 2026", "11/02/2026", "32. Nov 2026", "99999999999999", "2026-13-01", "Mon, 02 Nov 2026 25:00:00 GMT"]


@pytest.mark.parametrize(("text", "when"), WRITTEN)
def test_a_date_is_read_as_its_writer_meant_it(text, when):
    found = read_date(text)

    assert found is not None
    assert found.replace(microsecond=0) == when


@pytest.mark.parametrize("text", UNTOLD)
def test_what_cannot_be_told_for_sure_is_no_date(text):
    assert read_date(text) is None


@pytest.mark.parametrize(("text", "when"), [each for each in WRITTEN if "123456" not in each[0]])
def test_an_entry_gets_such_a_date(text, when):
    item = f"<item><title>t</title><pubDate>{text}</pubDate></item>"
    body = f"<rss version='2.0'><channel>{item}</channel></rss>".encode()

    (one,) = parse_feed(body, url="https://a.example/f", content_type=None, now=datetime(2026, 12, 1, tzinfo=UTC)).entries

    assert one.entry.published_at == when


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="0123456789 :.-/+NovTZam,", max_size=40))
def test_any_text_is_a_moment_or_none(text):
    found = read_date(text)

    assert found is None or found.tzinfo is not None
