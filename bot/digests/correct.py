"""An article as it was posted and as it reads now in, what its publisher changed out. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.catalogue import mark
from bot.text.clip import clip
from bot.text.similar import containment, shingles
from bot.text.words import words

_TAKEN_BACK: Final = (
    r"(?:retracted|withdrawn|withdrew|removed|deleted|pulled|taken (?:down|back|offline)|unpublished|depublished"
    r"|zurückgezogen|depubliziert|gelöscht|entfernt|zurückgenommen|retiré|dépublié|rétracté|supprimé|retractado|retirado|eliminado"
    r"|removido|retratado|ritirato|ritrattato|rimosso|ingetrokken|verwijderd)"
)
_IT: Final = (
    r"(?:th(?:e|is) (?:article|story|report|page)|(?:this|our) (?:article|story|post|report|page|item|piece)"
    r"|diese[rns]? (?:artikel|beitrag|text|seite|bericht)|cet article|ce (?:texte|contenu)|est[ea] (?:artículo|noticia|artigo|texto)"
    r"|quest['’]?o? ?articolo|dit artikel)"
)
# Between "this article" and "withdrawn" stand only words like these: "this article on withdrawn drugs" takes nothing back.
_BETWEEN: Final = (
    r"(?:\W+(?:has|have|had|was|were|is|been|be|now|since|later|by|its|the|our|us|we|publishers?|editors?|authors?|wurde|ist|haben|hat|wir"
    r"|von|vom|der|uns|redaktion|verlag|inzwischen|mittlerweile|nachträglich|a|été|est|par|la|rédaction|ha|sido|fue|foi|è|stato|por"
    r"|redacción|is|werd)){0,6}\W+"
)
_WITHDRAWN: Final = re.compile(
    rf"\b{_IT}{_BETWEEN}{_TAKEN_BACK}\b|\b{_TAKEN_BACK}\W+(?:this|our) (?:article|story|post|report|page|item|piece)\b"
    r"|この記事[はを]?[^。\n]{0,20}(?:撤回|取り下げ|削除)|(?:статья|публикация)(?: \w+){0,2} (?:отозвана|удалена)",
    re.IGNORECASE,
)
_WITHDRAWN_TITLE: Final = re.compile(
    rf"\b(?:article|story|report|post|paper|page|artikel|beitrag|artículo|artigo|articolo)\W+(?:\w+\W+){{0,2}}{_TAKEN_BACK}\b"
    r"|^\W*(?:retract(?:ed|ion)|withdrawn|withdrawal|zurückgezogen|rétracté|retirado|ritirato|撤回|取り下げ)(?: notice)?\W*(?:[:\]\-–—]|$)",
    re.IGNORECASE,
)
_START_CHARACTERS: Final = 600
_LEFT: Final = 0.5
_SAME: Final = 0.3
_HEADLINE: Final = 150
GONE: Final = mark("The publisher has withdrawn this article.")


class Change(StrEnum):
    """NONE: nothing that readers were told has changed. CORRECTED: something has. RETRACTED: the publisher took the article back.

    RESTORED: it reads again as it was posted, after it was marked as one of those.
    """

    NONE = "none"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article at one time. `title`: what a card shows; `bullets`: the sentences that its takeaways rest on."""

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
    sentence the text does not hold any more, is a correction; whatever else changed concerns nobody who read the card. A text that shares
    hardly a phrase with the old one is another article at the same address, and says nothing of this one.
    """
    if is_withdrawn(old, title=new.title, text=new.text):
        return Correction(change=Change.RETRACTED, said=GONE)
    if not is_same(old, new):
        return Correction(change=Change.NONE, said="")
    flat = _flat(new.text)
    lost = sum(_flat(bullet).rstrip(".") not in flat for bullet in old.bullets) if new.bullets else 0
    said: list[str] = []
    if new.title and words(new.title) != words(old.title):
        said.append(mark("The headline was “{title}”.").format(title=clip(old.title, _HEADLINE)))
    if lost and new.bullets != old.bullets:
        said.append(mark("Its publisher corrected what stands here since it was posted."))
    return Correction(change=Change.CORRECTED, said=" ".join(said)) if said else Correction(change=Change.NONE, said="")


def is_same(old: Version, new: Version) -> bool:
    """Whether it is still that article, however reworded: shared runs of three words (Broder 1997)."""
    return containment(shingles(words(old.text)), shingles(words(new.text))) >= _SAME


def is_withdrawn(old: Version, *, title: str, text: str) -> bool:
    """Whether what stands in the article's place now is a note that this very article was taken back."""
    before, after = words(old.text), words(text)
    if len(after) > _LEFT * len(before) or containment(shingles(after), shingles(before)) >= _SAME:
        return False
    return _says_anew(_WITHDRAWN_TITLE, title, before=old.title) or _says_anew(_WITHDRAWN, text[:_START_CHARACTERS], before=old.text)


def _says_anew(pattern: re.Pattern[str], text: str, *, before: str) -> bool:
    """Whether it matches in words that were not there before: an article may tell of somebody else's retraction."""
    known = _flat(before)
    return any(_flat(found.group()) not in known for found in pattern.finditer(text))


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())
