"""What each feature is worth, for a news report and for an analysis. Pure: a table.

A report tells its news first; an analysis of several sections spreads it, so there what is central and what its headings name
weighs more than the place.
"""

from dataclasses import dataclass
from typing import Final

from bot.takeaways.features import Features


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """`features` by name; `over_length` for each word beyond 26; `redundancy` for the words shared with a chosen bullet, and
    `same_section` for each bullet chosen from the same section."""

    features: Features
    over_length: float
    redundancy: float
    same_section: float


REPORT: Final = Weights(
    features=Features(
        early=0.70, place=1.00, opens_section=0.05, opens_block=0.15, title=0.25, heading=0.0, headings=0.05, central=0.95, recurring=0.30,
        numbers=0.06, names=0.24, length=0.20, cues=0.35, concludes=0.0, item=0.0, first_person=-0.25, dangling=-0.45, pronoun=-0.08,
        quoted=-0.22, question=-0.5,
    ),
    over_length=0.012,
    redundancy=0.25,
    same_section=0.0,
)  # fmt: skip
ANALYSIS: Final = Weights(
    features=Features(
        early=0.12, place=0.12, opens_section=0.16, opens_block=0.08, title=0.25, heading=0.12, headings=0.15, central=1.1, recurring=0.25,
        numbers=0.04, names=0.10, length=0.20, cues=0.08, concludes=0.06, item=-0.04, first_person=-0.20, dangling=-0.45, pronoun=-0.08,
        quoted=-0.15, question=-0.5,
    ),
    over_length=0.012,
    redundancy=0.15,
    same_section=0.05,
)  # fmt: skip
