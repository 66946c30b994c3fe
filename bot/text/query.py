"""What a person types into a search in, what it asks for out. Pure; any text is a query, if perhaps an empty one.

Words must all be there; "several words" stand together; `micro*` is a beginning; `-word` must not be there; `this OR that` is either;
`feed:verge`, `topic:security` and `since:7d` narrow it. What is written otherwise is only words.

`indexable` prepares a text for the index and a query alike. Scripts without spaces are split into pairs of neighbouring letters, the last
letter by itself: 発売日 becomes 発売 売日 日. So two letters are found as surely as ten, and a single one as the beginning of a pair.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bot.text.words import DENSE

MOST_TERMS: Final = 20
LETTER: Final = rf"(?:(?![{DENSE}\uac00-\ud7af])[^\W_])"
"""A pattern: one letter or digit of a script that puts spaces between words."""
_RUN: Final = re.compile(rf"[{DENSE}\uac00-\ud7af]+")  # Hangul has spaces, but glues its particles to its words
_UNREADABLE: Final = re.compile(r"[\x00-\x1f\x7f\"\ud800-\udfff]")
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»″〝〞", '"'))
_PIECE: Final = re.compile(
    r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<key>feed|topic|since):(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s"]+))|(?P<word>[^\s"]+))(?P<star>\*)?',
    re.IGNORECASE,
)
_LEAST_START: Final = 2  # letters of a beginning; one letter begins a tenth of all words
# Alone they stand in nearly every article. In capitals they are names: IT, US, WHO.
_FEW: Final = (
    "a an and are as at be been by for from in is it its of on or that the these this those to was we were with you he she they i",
    "der das den und ist le la les et du un une el los las y de en",
)
_NOISE: Final = frozenset(" ".join(_FEW).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word or phrase as it was typed, and `indexed` as the index holds it. `start`: its last word may go on."""

    typed: str
    indexed: str
    start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Of each of `all_of` one must be there, of `none_of` nothing. `feed`, `topic`, `since`: as typed, "" where not."""

    all_of: tuple[tuple[Term, ...], ...]
    none_of: tuple[Term, ...]
    feed: str = ""
    topic: str = ""
    since: str = ""

    @property
    def says_nothing(self) -> bool:
        """True: it has no word, or only such as stand in nearly every article."""
        return all(term.typed in _NOISE and not term.start for either in self.all_of for term in either)

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is looked for, in the order typed."""
        return tuple(term for either in self.all_of for term in either)


def parse(text: str) -> Query:
    """What `text` asks for; at most twenty words and phrases of it."""
    all_of: list[list[Term]] = []
    none_of: list[Term] = []
    filters: dict[str, str] = {}
    either = without = False
    for piece in _PIECE.finditer(_plain(text)):
        if piece["key"] and not piece["minus"]:
            filters[piece["key"].lower()] = (piece["quoted"] or piece["value"] or "").strip()
            continue
        if piece[0] in {"OR", "|", "AND", "&", "NOT"}:
            either, without = piece[0] in {"OR", "|"}, piece[0] == "NOT"
            continue
        term = _term(piece)
        if term is None:
            continue
        if piece["minus"] or without:
            none_of.append(term)
        elif either and all_of:
            all_of[-1].append(term)
        elif len(all_of) < MOST_TERMS:
            all_of.append([term])
        either = without = False
    return Query(all_of=tuple(tuple(each[:MOST_TERMS]) for each in all_of), none_of=tuple(none_of[:MOST_TERMS]), **filters)


def indexable(text: str) -> str:
    """`text` as the index is to see it: compatible forms made one (NFKC), scripts without spaces in pairs of letters."""
    shown = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return shown if shown.isascii() else _RUN.sub(lambda run: f" {' '.join(_pairs(run[0], alone=True))} ", shown)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_QUOTES)).replace("−", "-")


def _term(piece: re.Match[str]) -> Term | None:
    """None: it holds neither letter nor digit."""
    typed = piece["phrase"] if piece["phrase"] is not None else _whole(piece)
    star = bool(piece["star"]) or typed.endswith("*")
    typed = _UNREADABLE.sub(" ", typed).strip().rstrip("*").strip()
    if not _goes_on(typed):
        return None
    indexed = " ".join(_RUN.sub(lambda run: f" {' '.join(_pairs(run[0], alone=_goes_on(typed[run.end() :])))} ", typed).split())
    last = re.split(r"[\W_]+", indexed.rstrip())[-1]
    lone = bool(_RUN.fullmatch(last)) and len(last) == 1
    return Term(typed=typed, indexed=indexed, start=lone or (star and len(last) >= _LEAST_START))


def _goes_on(rest: str) -> bool:
    """There is a letter or digit in it: a run of letters before it has ended there in the text that is looked for, too."""
    return any(letter.isalnum() for letter in rest)


def _whole(piece: re.Match[str]) -> str:
    """A word; or, after a minus, what looks like a filter."""
    return str(piece["word"] or f"{piece['key']}:{piece['quoted'] or piece['value'] or ''}")


def _pairs(run: str, *, alone: bool) -> list[str]:
    """Each two neighbouring letters; the last one by itself where asked for, or where it is the only one."""
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return [*pairs, run[-1]] if alone or not pairs else pairs
