"""A takeaway and an article's ground in, what the takeaway states that the article does not out. Pure.

Each function looks for one kind of foreign matter and is strict: a sound takeaway that it drops costs little, since a sentence of the
article takes its place.
"""

import itertools
import re
from typing import Final

from bot.model.article import Span
from bot.takeaways.ground import Ground, fold, share_held, tokens
from bot.text.amounts import amounts
from bot.text.stopwords import STOP_WORDS
from bot.text.words import content_words, stem, words

_QUOTED: Final = re.compile(
    r"\"([^\"]*)\"|“([^“”„]*)”|„([^“”„]*)[“”]|«([^«»]*)»|「([^「」]*)」|『([^『』]*)』|(?<!\w)[‘']([^‘’']+ [^‘’']+)[’'](?!\w)"
)
_MARKS: Final = re.compile(r"[\"“”„«»「」『』]")
_QUANTITIES: Final = frozenset({
    "dozens", "hundreds", "thousands", "millions", "billions", "trillions", "half", "halved", "double", "doubled", "doubles", "twice",
    "triple", "tripled", "thrice", "tenfold", "majority", "minority", "most", "all", "every", "none", "nobody",
})  # fmt: skip
_DENSE_NUMBER: Final = re.compile(r"[〇一二三四五六七八九十百千万億亿兆]{2,}")
_SCALED: Final = re.compile(r"\d+(?:k|m|mn|b|bn|tn)?", re.IGNORECASE)  # `misstated_number` looks after these
_NEGATION: Final = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t|refus\w+|den(?:y|ies|ied)|fail(?:s|ed)?|kein\w*|nicht|nie|ohne"
    r"|pas|jamais|aucun\w*|sans|nunca|jamás|sin|não|sem|non|mai|senza|не|нет|без)\b|ない|ません|ず、|不|没|未|無",
    re.IGNORECASE,
)
_UP: Final = re.compile(
    r"\b(?:r[io]se[sn]?|rising|gr[eo]w(?:s|n)?|increas\w+|gain\w*|climb\w*|jump\w*|soar\w*|surg\w+|higher|up|more|rais\w+|won|wins?)\b"
)
_DOWN: Final = re.compile(
    r"\b(?:f[ae]ll(?:s|en|ing)?|decreas\w+|declin\w+|drop\w*|los[et]s?|los(?:ing|ses)|shr[aiu]nk\w*|lower\w*|down|less|fewer|cuts?|halv\w+|plung\w+)\b"
)
_LOST_NEGATION: Final = 0.5
_LEAST_FUNCTION_WORDS: Final = 0.5
_FEW: Final = 2
_ENDING: Final = 2
_ROOT: Final = 4


def misstated_number(text: str, *, ground: Ground) -> bool:
    """A number that the article does not hold with this scale, this unit and, where it counts something, this thing."""
    for stated in amounts(text):
        if stated.amount not in ground.amounts:
            return True
        if stated.counted and stated.counted not in ground.counted[stated.amount]:
            return True
    said = set(words(text))
    loose = (said & _QUANTITIES) - {word for word in said if word in ground.tokens}
    return bool(loose) or any(found not in ground.folded for found in _DENSE_NUMBER.findall(text))


def numbers_elsewhere(text: str, *, span: Span, ground: Ground) -> bool:
    """A number that neither the sentence at `span` nor its neighbours state: the article says it of something else."""
    return any(stated.amount not in ground.around[span] for stated in amounts(text))


def foreign_quote(text: str, *, ground: Ground) -> bool:
    """A quotation that the article does not hold word for word, or marks that open none."""
    found = list(_QUOTED.finditer(text))
    if _MARKS.search(_QUOTED.sub("", text)):
        return True
    said = (next(part for part in each.groups() if part is not None) for each in found)
    return any(fold(each).strip(" .,!?…;:") not in ground.folded for each in said)


def foreign_name(text: str, *, ground: Ground) -> bool:
    """A word with a capital or a digit that the article does not hold, or names in a row that stand nowhere in a row.

    The first word counts as a name unless it is a common word; German writes every noun with a capital, other languages inflect names.
    """
    found = tokens(text)
    named = [word for word in found if _is_marked(word) and not _SCALED.fullmatch(word) and word.casefold() not in STOP_WORDS]
    if any(_is_foreign(word, ground) for word in named):
        return True
    rows = itertools.pairwise(found)
    return ground.cased and any(
        _is_name(one, ground) and _is_name(other, ground) and not _in_row(one, other, ground) for one, other in rows
    )


def foreign_word(text: str, *, ground: Ground) -> bool:
    """Whether it is in another language: most of the little words that it uses never occur in the article."""
    little = [word for word in set(words(text)) if word in STOP_WORDS]
    return len(little) > _FEW and share_held(little, ground.tokens | ground.content) < _LEAST_FUNCTION_WORDS


def turned_around(text: str, *, span: Span, ground: Ground) -> bool:
    """A "not" put in or left out, or up for down, against the sentence that the takeaway rests on."""
    sentence = ground.shown[span]
    denied, denies = bool(_NEGATION.search(sentence)), bool(_NEGATION.search(text))
    if denies and not denied:
        return True
    covered = share_held(ground.sentences[span], frozenset(content_words(text)))
    if denied and not denies and covered >= _LOST_NEGATION:
        return True
    up, down = bool(_UP.search(text)), bool(_DOWN.search(text))
    was_up, was_down = bool(_UP.search(sentence)), bool(_DOWN.search(sentence))
    return (up and not down and was_down and not was_up) or (down and not up and was_up and not was_down)


def _is_marked(word: str) -> bool:
    """Written with a capital, or of letters and digits such as 21st."""
    return not word.islower() or any(letter.isdigit() for letter in word)


def _is_foreign(word: str, ground: Ground) -> bool:
    low = word.casefold()
    if low in ground.tokens or stem(low) in ground.content:
        return False
    if any(letter.isdigit() for letter in word) or (ground.english and word.isascii()):
        return True
    return not any(_same_root(low, other) for other in ground.tokens)


def _same_root(one: str, other: str) -> bool:
    """Two forms of one word: they share all but the last two letters of each."""
    root = max(_ROOT, max(len(one), len(other)) - _ENDING)
    return len(one) >= root and len(other) >= root and one[:root] == other[:root]


def _is_name(word: str, ground: Ground) -> bool:
    return word[:1].isupper() and not word.isupper() and word.casefold() not in STOP_WORDS and word.casefold() not in ground.small


def _in_row(one: str, other: str, ground: Ground) -> bool:
    return (one.casefold(), other.casefold()) in ground.rows
