"""Words are what SQLite's FTS5 takes for words, letter by letter."""

import sqlite3
import unicodedata
from contextlib import closing

from bot.store.fts5 import DDL, TABLE
from bot.text.tokens import LONGEST, tokens

# FTS5 knows the letters of Unicode 6.1: younger capitals have no small form there, and younger symbols are letters to it.
_YOUNGER = 500
_READ_OTHERWISE = {"Cf", "Me", "Pd", "Pe", "Po", "Ps", "Sc", "Sk", "So"}


def _of_fts5(letters):
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(DDL.replace("content='', ", ""))
        db.execute(f"CREATE VIRTUAL TABLE words USING fts5vocab({TABLE}, 'instance')")
        rows = ((ord(letter), f"a{letter}b") for letter in letters)
        db.executemany(f"INSERT INTO {TABLE} (rowid, title) VALUES (?, ?)", rows)
        found: dict[str, list[str]] = {}
        for word, row in db.execute("SELECT term, doc FROM words ORDER BY doc, offset"):
            found.setdefault(chr(row), []).append(word)
        return found


def test_every_letter_that_both_know_is_read_alike():
    letters = [chr(code) for code in range(1, 0x30000) if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")]

    theirs = _of_fts5(letters)
    other = [letter for letter in letters if tokens(f"a{letter}b") != theirs[letter]]

    assert len(letters) > 100_000
    assert {unicodedata.category(letter) for letter in other} <= _READ_OTHERWISE | {"Lu", "Ll", "Mn"}
    assert all(len(theirs[letter]) < len(tokens(f"a{letter}b")) for letter in other if unicodedata.category(letter) in _READ_OTHERWISE)
    assert sum(unicodedata.category(letter)[0] in "LM" for letter in other) <= _YOUNGER


def test_words_are_folded_split_and_cut():
    assert tokens("Crème BRÛLÉE, well-known: mail@a.example/x_1 İstanbul Σίσυφος") == [
        *("creme", "brulee", "well", "known", "mail", "a", "example", "x", "1", "istanbul", "σίσυφοσ")
    ]
    assert tokens("x" * 9_000) == ["x" * LONGEST]
    assert tokens("\x00 \ud800 '\\") == []
