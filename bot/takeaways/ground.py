"""An article in, what its text holds out, ready to be asked: words, pairs of words, amounts, sentences. Pure."""

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model.article import Article, Span
from bot.text.amounts import Amount, amounts
from bot.text.unseen import seen
from bot.text.words import content_words, words

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’&][^\W_]+)*")
_DOTTED: Final = re.compile(r"\b((?:[A-Za-z]\.){2,})")
_MARKS: Final = re.compile(r"[\"“”„‟«»‹›「」『』‘’'`´]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an article holds.

    `tokens` are its words as written, casefolded; `small` those written small somewhere; `rows` those that stand side by side; `folded`
    the text for looking up quotations. `sentences` maps those that may be rested on to their content words, `shown` to their text,
    `around` to the amounts of each with its neighbours'. `cased`: the language writes only names with capitals.
    """

    tokens: frozenset[str]
    small: frozenset[str]
    rows: frozenset[tuple[str, str]]
    content: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    amounts: frozenset[Amount]
    counted: Mapping[Amount, frozenset[str]]
    folded: str
    sentences: Mapping[Span, frozenset[str]]
    shown: Mapping[Span, str]
    around: Mapping[Span, frozenset[Amount]]
    english: bool
    cased: bool


def ground_of(article: Article, spans: Sequence[Span]) -> Ground:
    """What `article.text` holds; `spans` are the sentences that a takeaway may rest on."""
    text = seen(article.text)
    written = tokens(text)
    folded = [each.casefold() for each in written]
    said = words(text)
    stated = list(amounts(text))
    counted: dict[Amount, frozenset[str]] = {}
    for each in stated:
        counted[each.amount] = counted.get(each.amount, frozenset()) | each.near
    shown = {span: seen(article.text[span.start : span.end]) for span in spans}
    language = (article.language or "").lower()[:2]
    return Ground(
        tokens=frozenset(folded),
        small=frozenset(each for each in written if each.islower()),
        rows=frozenset(itertools.pairwise(folded)),
        content=frozenset(content_words(text)),
        pairs=frozenset(itertools.pairwise(said)),
        amounts=frozenset(counted),
        counted=counted,
        folded=fold(text),
        sentences={span: frozenset(content_words(sentence)) for span, sentence in shown.items()},
        shown=shown,
        around=_around(shown),
        english=language in {"", "en"},
        cased=language != "de",
    )


def _around(shown: Mapping[Span, str]) -> dict[Span, frozenset[Amount]]:
    """The amounts that each sentence, the one before it and the one after it state."""
    stated = [frozenset(each.amount for each in amounts(sentence)) for sentence in shown.values()]
    return {span: frozenset().union(*stated[max(0, place - 1) : place + 2]) for place, span in enumerate(shown)}


def tokens(text: str) -> list[str]:
    """The words of `text` as written: U.S. as US, hyphens apart, without an owner's 's."""
    joined = _DOTTED.sub(lambda found: found[1].replace(".", ""), text)
    return [re.sub(r"['’][sS]$", "", each) for each in _TOKEN.findall(joined)]


def fold(text: str) -> str:
    """`text` for comparing quotations: no quotation marks or apostrophes, single spaces, casefolded."""
    return " ".join(_MARKS.sub("", text).casefold().split())


def share_held(parts: Collection[object], whole: Collection[object]) -> float:
    """The share of `parts` that are in `whole`; 0 where there are none."""
    return sum(part in whole for part in parts) / len(parts) if parts else 0.0


def supporting(content: frozenset[str], ground: Ground, *, least: float) -> list[Span]:
    """The sentences that hold at least this share of `content`, the best first, the earlier of equals."""
    shares = {span: share_held(content, held) for span, held in ground.sentences.items()}
    return sorted((span for span in shares if shares[span] >= least), key=lambda span: (-shares[span], span.start))
