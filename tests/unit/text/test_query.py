"""Any text is a query that SQLite's FTS5 takes, and finds what a person means by it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.fts5 import DDL, TABLE
from bot.store.search import expression
from bot.text.query import MOST_TERMS, indexable, parse
from bot.text.since import since_of
from bot.text.snippet import CLOSE, OPEN, snippet

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
SYNTAX = st.sampled_from(
    [
        *"\"'*()-+^:{},;%_\\\x00\n\t\u202e\ufdd0\ud800ａ“”発売ก한",
        "AND",
        "OR", "NOT", "NEAR(", "|", "title:", "feed:", "since:", "topic:\"", "--", "');", " ", " ", "word", "MATCH", "rowid", "\U0001f3f4",
    ]
)  # fmt: skip
TYPED = st.lists(SYNTAX | st.text(max_size=4), max_size=30).map("".join)


@pytest.fixture(scope="module")
def index():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(DDL)
        texts = ["A word of 宇宙望遠鏡 here", "Übergrößen: straße, naïve café", "the null pointer's release 3.5 of C++ wi-fi"]
        connection.executemany(
            f"INSERT INTO {TABLE} (rowid, title) VALUES (?, ?)", [(place, indexable(t)) for place, t in enumerate(texts)]
        )
        yield connection


def _found(index, typed):
    query = parse(typed)
    if not query.all_of:
        return []
    return [row for (row,) in index.execute(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH ?", [expression(query)])]


@given(typed=TYPED)
def test_no_text_is_an_error(index, typed):
    query = parse(typed)

    _found(index, typed)

    assert len(query.all_of) <= MOST_TERMS
    assert len(query.terms) <= MOST_TERMS * MOST_TERMS
    shown = snippet([typed, indexable(typed)], query.terms, room=40)
    assert shown.count(OPEN) == shown.count(CLOSE)


@given(text=st.text(alphabet="ab é発売日한글 -.*", max_size=30))
def test_every_word_of_a_text_finds_it(text):
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(DDL)
        connection.execute(f"INSERT INTO {TABLE} (rowid, title) VALUES (7, ?)", [indexable(text)])

        for word in text.replace("-", " ").split():
            if parse(word).all_of:
                assert _found(connection, word) == [7]


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("望遠鏡", [0]), ("遠", [0]), ("望鏡", []), ("cafe", [1]), ("ubergroßen", [1]), ("Ｃａｆé", [1]), ("c++", [2]), ("wi-fi", [2]),
        ("wifi", []),
        ("3.5", [2]), ("5.3", []), ("nul*", [2]), ("nul", []), ("n*", []), ('"pointer release"', []), ("“null pointer”", [2]),
        ("here OR café", [0, 1]), ("word -宇宙", []), ("word NOT café", [0]), ("-word", []), ("(here OR null) release", [2]),
    ],
)  # fmt: skip
def test_what_is_typed_finds_what_is_meant(index, typed, rows):
    assert _found(index, typed) == rows


def test_filters_are_read_out_of_the_text():
    query = parse('chips feed:"The Verge" TOPIC:AI since:7d -feed:x a:b')

    assert (query.feed, query.topic, query.since) == ("The Verge", "AI", "7d")
    assert [term.typed for term in query.terms] == ["chips", "a:b"]
    assert [term.typed for term in query.none_of] == ["feed:x"]


@pytest.mark.parametrize(
    ("typed", "nothing"), [("the", True), ("of the", True), ("IT", False), ("the*", False), ("the end", False), ("", True)]
)
def test_words_that_every_article_has_ask_for_nothing(typed, nothing):
    assert parse(typed).says_nothing is nothing


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("24h", NOW - timedelta(hours=24)), ("7d", NOW - timedelta(days=7)), ("2 weeks", NOW - timedelta(weeks=2)),
        ("3 months", NOW - timedelta(days=90)), ("today", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)), ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)), ("2026-13-01", None),
        ("999999y", NOW - timedelta(days=36500)), ("soon", None), ("-7d", None), ("٣d", NOW - timedelta(days=3)),
    ],
)  # fmt: skip
def test_times_are_understood(typed, moment):
    assert since_of(typed, now=NOW) == moment


def test_a_snippet_shows_the_hits_where_they_are_thickest():
    text = (
        "Chips. "
        + "Nothing to see in this sentence. " * 20
        + "The new chips need less memory, and more cafés sell them. "
        + "The end. " * 40
    )

    shown = snippet(["A bullet of chips.", text], parse("chips memory cafes*").terms, room=80)

    assert f"{OPEN}chips{CLOSE} need less {OPEN}memory{CLOSE}, and more {OPEN}cafés{CLOSE}" in shown
    assert (shown[0], shown[-1]) == ("…", "…")
    assert len(shown) <= 80 + 8


def test_a_snippet_of_a_text_without_hits_is_its_beginning():
    assert snippet(["One two three."], parse("four").terms, room=8).startswith("One")
    assert snippet([], parse("four").terms, room=8) == ""
