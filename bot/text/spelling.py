"""A mistyped word and those that are known in, those that it may have meant out. Pure."""

import difflib
from collections.abc import Iterable
from typing import Final

from bot.text.query import indexable
from bot.text.tokens import tokens

_LETTERS: Final = range(4, 25)  # of a word: in a shorter one every letter tells, longer ones are no words
_ALIKE: Final = 0.75  # the ratio of "chpis" to "chips" is 0.8, of "nvidai" to "nvidia" 0.83, of "apple" to "maple" 0.8
_MOST: Final = 3


def worth_knowing(text: str) -> frozenset[str]:
    """The words of a text, folded, that somebody may mistype: letters alone, and enough of them."""
    return frozenset(filter(may_be_mistyped, tokens(indexable(text))))


def may_be_mistyped(word: str) -> bool:
    """Whether there is any use in looking for a word like it."""
    return word.isalpha() and len(word) in _LETTERS


def nearest(typed: str, known: Iterable[str]) -> tuple[str, ...]:
    """At most three of `known` that are not far from `typed`, the nearest first: by difflib's ratio of what both share, then with the same
    first letter, which is seldom the wrong one."""
    alike = {word: difflib.SequenceMatcher(None, word, typed).ratio() for word in known if word != typed}
    near = [word for word, ratio in alike.items() if ratio >= _ALIKE]
    return tuple(sorted(near, key=lambda word: (-alike[word], word[:1] != typed[:1], word))[:_MOST])
