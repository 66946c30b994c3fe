"""One question has one answer, whichever database is asked."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from bot.model.search import Narrowed, Sight
from bot.settings import StoreSettings
from bot.store import search_index, words
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.store.search import search_of
from bot.store.tables import articles, entries, feeds, takeaways
from bot.text.query import parse
from bot.text.spelling import nearest

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
OPERATOR = Sight(target=None)
WORDS = [
    "storage",
    "Store",
    "wind",
    "tunnel",
    "naïve",
    "NAIVE",
    "x-ray",
    "a_b",
    "3.14",
    "10%",
    "o'neil",
    "望遠鏡",
    "望遠",
    "鏡が",
    "서울에서",
    "Привет",
    "ёж",
]
WORDS += ["https://a.example/p?q=1", "mail@a.example", "שלום", "สวัสดี", "नमस्ते", "fi", "ﬁ", "ſ", "ς", "Σ", "\\", "'", '"', "*", "C++", "😀"]
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
asked = st.lists(
    st.tuples(st.sampled_from(["", "-", '"', "OR "]), texts, st.sampled_from(["", "*", '"'])).map("".join), min_size=1, max_size=3
).map(" ".join)


def _rows(number):
    key = number.to_bytes(16)
    article = {
        "id": number,
        "url_key": key,
        "url": str(number),
        "title": "",
        "text": "",
        "source": "page",
        "confidence": "full",
        "reason": "",
    }
    entry = {
        "id": number,
        "feed_id": 1,
        "identity": key,
        "content_key": key,
        "title": "",
        "summary_html": "",
        "content_html": "",
        "tags": [],
    }
    bullets = {"article_id": number, "method": "none", "reason": "", "bullets": [], "created_at": NOW}
    seen = {"seen_at": NOW + timedelta(hours=number), "next_at": NOW, "article_id": number}
    return article | {"words": 0, "created_at": NOW}, bullets, entry | seen


async def _opened(url, many):
    db = open_database(StoreSettings(url=url))
    await migrate(db)
    async with db.transaction() as tx:
        feed = {"id": 1, "url": "x", "url_key": b"x", "title": "", "state": "active", "next_at": NOW, "created_at": NOW}
        await tx.execute(insert(feeds), [feed])
        for table, rows in zip((articles, takeaways, entries), zip(*map(_rows, range(1, many + 1)), strict=True), strict=True):
            await tx.execute(insert(table), list(rows))
    return db


async def _keep(db, texts):
    """The articles' rows stay as they are: what FTS5 must be given to forget a text is read from there."""
    async with db.transaction() as tx:
        for number, (title, bullet, body) in enumerate(texts, 1):
            row = {"title": title, "text": body}
            await search_index.forget(tx, [number])
            await tx.execute(articles.update().where(articles.c.id == number).values(row))
            await tx.execute(takeaways.update().where(takeaways.c.article_id == number).values(bullets=[[bullet, 0, 0]]))
            await search_index.add(tx, number, titles=[title, ""], bullets=[bullet], body=body)


async def _found(db, text, **narrowed):
    query = parse(text)
    if not query.all_of:
        return []
    return [match.article for match in await search_of(db).matches(replace(Narrowed(query=query), **narrowed), sight=OPERATOR, most=100)]


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def both(loop, postgres, tmp_path_factory):
    """One database of each kind, with six articles that have no words yet."""
    urls = (f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('search') / 'bot.db'}", postgres.url(postgres.create()))
    opened = [loop.run(_opened(url, 6)) for url in urls]
    yield opened
    for db in opened:
        loop.run(db.close())


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(corpus=st.lists(st.tuples(texts, texts, texts), min_size=6, max_size=6), queries=st.lists(asked, min_size=8, max_size=8))
def test_both_find_the_same(loop, both, corpus, queries):
    async def answers(db):
        await _keep(db, corpus)
        return [await _found(db, query) for query in queries]

    of_sqlite, of_postgres = (loop.run(answers(db)) for db in both)

    assert dict(enumerate(of_sqlite)) == dict(enumerate(of_postgres)), queries


@pytest.mark.parametrize("kind", [0, 1])
def test_the_newest_come_first_and_a_title_weighs_more_than_a_text(loop, both, kind):
    db = both[kind]
    filler = " ".join(f"w{number}" for number in range(40))
    corpus = [("walrus", filler, filler), (filler, "walrus", filler), (filler, filler, "walrus"), *[(filler, filler, filler)] * 3]

    async def matches():
        await _keep(db, corpus)
        return await search_of(db).matches(Narrowed(query=parse("walrus")), sight=OPERATOR, most=100)

    found = loop.run(matches())

    assert [match.article for match in found] == [3, 2, 1]
    assert [match.article for match in sorted(found, key=lambda match: -match.weight)] == [1, 2, 3]
    assert all(match.weight > 0 for match in found)
    assert loop.run(_found(db, "walrus", since=NOW + timedelta(hours=2))) == [3, 2]


@pytest.mark.parametrize("kind", [0, 1])
@pytest.mark.parametrize("text", ["walrus", '"grey walrus"', "wal*", "walrus OR seal", "walrus -seal"])
def test_of_many_that_fit_the_newest_are_kept(loop, both, kind, text):
    db = both[kind]

    async def matches():
        await _keep(db, [("", "", "a grey walrus")] * 5 + [("", "", "a walrus, grey as a seal")])
        return await search_of(db).matches(Narrowed(query=parse(text)), sight=OPERATOR, most=2)

    newest = [6, 5] if text in ("walrus", "wal*", "walrus OR seal") else [5, 4]
    found = loop.run(matches())

    assert [(match.article, match.entry) for match in found] == [(number, number) for number in newest]
    assert [match.at for match in found] == [NOW + timedelta(hours=number) for number in newest]


@pytest.mark.parametrize("kind", [0, 1])
def test_a_text_of_any_length_is_stored_and_found(loop, both, kind):
    db = both[kind]
    long = " ".join(f"word{number} of" for number in range(120_000))
    huge = ["walrus", *["x" * 3_000] * 3, long]

    async def found():
        await _keep(db, [("", "", " ".join(huge)), *[("", "", "")] * 5])
        return await _found(db, "walrus word1000 of"), await _found(db, '"of word7"')

    assert loop.run(found()) == ([1], [1])


@pytest.mark.parametrize("kind", [0, 1])
@pytest.mark.parametrize(("typed", "known"), [("chpis", "chips"), ("nvidai", "nvidia"), ("memroy", "memory"), ("wallrus", "walrus")])
def test_a_mistyped_word_is_found_by_its_letters(loop, both, kind, typed, known):
    db = both[kind]

    async def likely():
        await _keep(db, [("Chips and memory by Nvidia", "A walrus's tale", "unheard"), *[("", "", "")] * 5])
        async with db.reading() as tx:
            return await words.near(tx, typed)

    found = loop.run(likely())

    assert nearest(typed, found)[:1] == (known,)
    assert "unheard" not in found


@pytest.mark.parametrize("kind", [0, 1])
def test_a_phrase_is_none_where_its_words_stand_apart_whatever_else_is_paired(loop, both, kind):
    db = both[kind]
    bodies = ["red fox", "fox red", "red or fox", "the red fox runs", "red", "fox"]

    async def found():
        await _keep(db, [("", "", body) for body in bodies])
        return [
            await _found(db, query) for query in ('"red fox"', '"the red fox"', '"red fox ru*"', 'red -"red fox"', '"red fox" OR "fox red"')
        ]

    assert loop.run(found()) == [[4, 1], [4], [4], [5, 3, 2], [4, 2, 1]]
