"""A language model's answer and the built-in takeaways in, what may be posted out. Pure.

What does not hold to the article is dropped and replaced by built-in takeaways; with fewer than three left, those are taken alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from bot.model.article import Article, Span
from bot.model.takeaways import Method, Takeaway, Takeaways
from bot.takeaways.check import Fault, check, repeats
from bot.takeaways.ground import ground_of
from bot.takeaways.llm.answer import Proposed, read_answer
from bot.takeaways.llm.layout import Layout, lay_out, speaks_to_machines

_FEWEST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What may be posted; how many takeaways were proposed and kept, and why the others were dropped."""

    takeaways: Takeaways
    proposed: int
    kept: int
    faults: tuple[str, ...]


def judge(article: Article, *, answer: str, draft: Takeaways, most: int, most_chars: int) -> Verdict:
    """`draft` are the built-in takeaways, `most_chars` what the model was shown of the article."""
    layout = lay_out(article, most_chars=most_chars)
    ground = ground_of(article, layout.spans)
    kept: list[Takeaway] = []
    faults: Counter[Fault] = Counter()
    proposals = read_answer(answer)
    for proposal in proposals:
        checked = check(proposal.text, source=_named(proposal, layout), ground=ground)
        if checked.takeaway is None:
            faults[checked.fault or Fault.SUPPORT] += 1
        elif repeats(checked.takeaway.text, [each.text for each in kept], title=article.title):
            faults[Fault.REPEATED] += 1
        else:
            kept.append(checked.takeaway)
    kept = kept[:most]
    enough = len(kept) >= _FEWEST
    wanted = min(most, max(_FEWEST, len(proposals)))
    made = Takeaways(bullets=_filled(kept, draft, wanted=wanted), method=Method.LLM) if enough else draft
    return Verdict(takeaways=made, proposed=len(proposals), kept=len(kept), faults=tuple(f"{each} {faults[each]}" for each in faults))


def _named(proposal: Proposed, layout: Layout) -> Span | None:
    """None: the model names no sentence, or one that there is not."""
    number = proposal.source or 0
    return layout.spans[number - 1] if 1 <= number <= len(layout.spans) else None


def _filled(kept: Sequence[Takeaway], draft: Takeaways, *, wanted: int) -> tuple[Takeaway, ...]:
    """`kept` and as many of the built-in ones as are wanted and say something else, in the article's order."""
    chosen = list(kept)
    for bullet in draft.bullets:
        if len(chosen) >= wanted:
            break
        if not speaks_to_machines(bullet.text) and not repeats(bullet.text, [each.text for each in chosen], title=""):
            chosen.append(bullet)
    return tuple(sorted(chosen, key=attrgetter("start")))
