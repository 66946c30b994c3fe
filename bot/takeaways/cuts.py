"""A sentence too long for a bullet in, its main clause out where grammar lets the rest go safely. Pure.

Only the end is ever cut, at a comma, a semicolon or a dash, and only where the part that goes is a clause of its own that says who
or what, where, while or how. What it says is lost, so nothing may go that changes the part that stays: no attribution ("police
said"), no negation, no condition, no contrast, no quotation.
"""

import re
from typing import Final

from bot.text.words import count_words

LEAST_WORDS, MOST_WORDS = 12, 35
MOST_CHARACTERS: Final = 256

_PLACES: Final = re.compile(
    r"; (?=\w)"
    r"|, (?=(?:which|who|whose|where|while|whereas|after|before|as|because|when|so that|in order to"
    r"|with|including|amid|following|such as)\s)"
    r"|, (?=and\s)"
    r"|, (?=(?:an?|the|one|some)\s(?:[\w-]+\s){1,3}(?:that|which|who|where|of|for|to|in)\s)"
    r"|, (?=[a-z]{3,}ing\s)|, (?=(?:followed|accompanied|based|led|joined|backed)\s)"
    r"|(?<=\w) (?:--|-|–|—) (?=\w)|(?<=[a-z])—(?=[a-z])"
)
# A comma in the part that goes may be where the main clause goes on: "Acme, which makes phones, was sold". It isn't where the part
# that stays has its verb already, and no relative clause that the verb could belong to.
_BREAK: Final = re.compile(r"[;:–—]|\s--?\s")
_VERB: Final = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|did|does|said|says|announced|told)\b")
_RELATIVE: Final = re.compile(r"\b(?:who|which|that|where|whose|when|while|as|if|what|how|why|because|after|before)\b", re.IGNORECASE)
_MEANS_MORE: Final = re.compile(
    r"\b(?:said|says?|saying|told|tell(?:s|ing)?|wrote|writ(?:es|ing)|according|claim\w*|report(?:s|ed|edly|ing)|alleg\w*|argu\w+|add(?:s|ed|ing)"
    r"|announc\w+|warn\w*|believ\w+|think\w*|thought|suggest\w*|not(?:es|ed|ing)|stat(?:es|ed|ing)|confirm\w*|den(?:y|ies|ied|ying)"
    r"|estimat\w+|expect\w*|quot\w+|cit(?:es|ed|ing)|explain\w*|predict\w*|insist\w*|admit\w*|acknowledg\w*|tweet\w*|post(?:s|ed|ing)"
    r"|not|no|nor|never|none|nothing|without|un(?:less|til|like)|if|except|but|however|al?though|though|only|yet|rather|instead|despite"
    r"|may|might|could)\b|n['’]t\b|[\"“”«»「」]|\b(?:it|that)['’]s\b",
    re.IGNORECASE,
)
_SUBORDINATE: Final = re.compile(
    r"(?:If|When|Whenever|While|As|After|Before|Because|Although|Though|Since|Unless|Until|Once|With|Without|Despite|Given|By|In|On|At"
    r"|For|From|To|[A-Z][a-z]+ing|[A-Z][a-z]+ed)\s"
)
_UNFINISHED: Final = re.compile(
    r"\b(?:(?:both|either|neither|not only|whether|between)\b(?!.* (?:and|or|nor|but) )|such|so|if|when)\b[^,]*$"
)
_ASKS: Final = re.compile(r"[?？]['\"”’)]*$")  # a question's end is its mark: a full stop in its place would make a claim of it
_DASH: Final = re.compile(r"\s(?:--|[-–—])\s|—")
_LEAST_LAST: Final = 4  # fewer words after the last comma are an aside that the sentence was to go on after
_PAIRS: Final = (("“", "”"), ("(", ")"), ("[", "]"), ("«", "»"))


def shortened(sentence: str) -> str:
    """`sentence` of one line, cut to 12 to 35 words and 256 characters where it is longer and can be; else as it is.

    Of the safe places the last is taken that makes it short enough: as little goes as may.
    """
    if fits(sentence) or _ASKS.search(sentence):
        return sentence
    for place in reversed(list(_PLACES.finditer(sentence))):
        kept, gone = sentence[: place.start()], sentence[place.end() :]
        if fits(kept + ".") and count_words(kept) >= LEAST_WORDS and _goes_safely(gone, kept) and _stands(kept):
            return kept + "."
    return sentence


def fits(sentence: str) -> bool:
    """Whether a bullet may be as long as this."""
    return len(sentence) <= MOST_CHARACTERS and count_words(sentence) <= MOST_WORDS


def _goes_safely(gone: str, kept: str) -> bool:
    if _MEANS_MORE.search(gone) or _BREAK.search(gone) or (gone.startswith("and ") and "," in kept):
        return False
    return "," not in gone or bool(_VERB.search(kept) and not _RELATIVE.search(kept))


def _stands(kept: str) -> bool:
    """Whether what stays is a whole sentence: its opener is no lone subordinate clause, no row of
    -ing words goes on, no pair is torn (a dash
    may open an aside), nothing waits for its other half."""
    if kept.endswith("ing") or (_SUBORDINATE.match(kept) and "," not in kept):
        return False
    if kept.count('"') % 2 or any(kept.count(opening) != kept.count(closing) for opening, closing in _PAIRS):
        return False
    last = kept.rpartition(",")[2]
    return len(last.split()) >= _LEAST_LAST and not _DASH.search(kept) and not _UNFINISHED.search(kept)
