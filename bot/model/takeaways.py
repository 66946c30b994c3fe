"""Key Takeaways: what an article comes down to, with the evidence. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """Who made the bullets. NONE: there are no bullets, and `Takeaways.reason` says why. LLM: a language model, checked.

    CHANGELOG and ROUNDUP: nobody chose; they are the page's own entries or items, as they stand.
    """

    OWN = "own"
    EXTRACTIVE = "extractive"
    CHANGELOG = "changelog"
    ROUNDUP = "roundup"
    NONE = "none"
    LLM = "llm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeaway:
    """One bullet. It rests on `article.text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeaways:
    """Three to five bullets in the article's order, or none with a reason that a reader can be told."""

    bullets: tuple[Takeaway, ...]
    method: Method
    reason: str = ""
