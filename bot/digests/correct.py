"""An article as it was posted and as it reads now in, what its publisher changed out. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.text.clip import clip
from bot.text.similar import containment, shingles
from bot.text.words import words

_WITHDRAWN: Final = re.compile(
    r"\b(?:retract(?:ed|ion|s)?|withdrawn|withdrew|taken down|pulled (?:this|the) (?:article|story|post)|unpublished|depublished"
    r"|(?:article|story|post|page) (?:has been|was) (?:removed|deleted)|zurückgezogen|depubliziert|gelöscht|retiré|dépublié|rétracté"
    r"|retractad[oa]|retirad[oa]|ritrattat[oa]|rimoss[oa])\b|撤回|取り下げ|отозван|удалена",
    re.IGNORECASE,
)
_START_CHARACTERS: Final = 600
_LEFT: Final = 0.5
_SAME: Final = 0.3
_HEADLINE: Final = 150
GONE: Final = "The publisher has withdrawn this article."


class Change(StrEnum):
    """NONE: nothing that readers were told has changed. CORRECTED: something has. RETRACTED: the publisher took the article back."""

    NONE = "none"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article at one time. `bullets`: the sentences that its takeaways rest on."""

    title: str
    text: str
    bullets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What changed. `said` is a sentence for the card, "" for NONE."""

    change: Change
    said: str


def correction_of(old: Version, new: Version) -> Correction:
    """A text of which hardly anything is left, and which says that it was withdrawn, is a retraction. A new headline, or a takeaway whose
    sentence the text does not hold any more, is a correction; whatever else changed concerns nobody who read the card.
    """
    if is_withdrawn(old, title=new.title, text=new.text):
        return Correction(change=Change.RETRACTED, said=GONE)
    flat = _flat(new.text)
    lost = sum(_flat(bullet).rstrip(".") not in flat for bullet in old.bullets) if new.bullets else 0
    said: list[str] = []
    if new.title and words(new.title) != words(old.title):
        said.append(f"The headline was “{clip(old.title, _HEADLINE)}”.")
    if lost and new.bullets != old.bullets:
        said.append("Its publisher corrected what stands here since it was posted.")
    return Correction(change=Change.CORRECTED, said=" ".join(said)) if said else Correction(change=Change.NONE, said="")


def is_withdrawn(old: Version, *, title: str, text: str) -> bool:
    """Whether what stands in the article's place now is a note that it was taken back."""
    before, after = words(old.text), words(text)
    if len(after) > _LEFT * len(before) or containment(shingles(after), shingles(before)) >= _SAME:
        return False
    return bool(_WITHDRAWN.search(f"{title}\n{text[:_START_CHARACTERS]}"))


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())
