"""A channel's stories in, what to post of them now out. Pure."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from bot.model.digest import Digest, DigestKind, Story, StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`digests` to post now, in order. `later`: stories that were to come singly and wait for the next digest instead."""

    digests: tuple[Digest, ...]
    later: tuple[StoryId, ...]


def plan_posts(stories: Sequence[Story], *, instant: Set[StoryId], cards: int, due: bool, most: int, say_when_empty: bool = False) -> Plan:
    """What to post now of `stories`, best first; those that `instant` names come singly, the others in the digest that may be `due`.

    At most `cards` come singly: a flood of cards is no news. What is over waits for the digest, so nothing is dropped. A digest
    shows the best `most` and counts the rest, which `/latest` lists. One without stories is made only to
    say that nothing came, so not beside a card.
    """
    singly = [story for story in stories if story.id in instant]
    now, over = singly[: max(cards, 0)], singly[max(cards, 0) :]
    made = [Digest(kind=DigestKind.CARD, stories=(story,)) for story in now]
    if not due:
        return Plan(digests=tuple(made), later=tuple(story.id for story in over))
    told = {story.id for story in now}
    together = tuple(story for story in stories if story.id not in told)
    if together:
        made.append(Digest(kind=DigestKind.DIGEST, stories=together[:most], more=together[most:]))
    elif say_when_empty and not made:
        made.append(Digest(kind=DigestKind.EMPTY, stories=()))
    return Plan(digests=tuple(made), later=())
