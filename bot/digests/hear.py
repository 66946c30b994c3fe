"""A story's words in, its topic and the cues that spoke for it out: for showing how a topic was told. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.digests.cues import Cue, Cues
from bot.digests.rules import TEXT_READ, Rules, Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """`cues` as they are compared (roots of words), each with where it stands, such as "breach (title)"; () for the bare topic."""

    topic: str
    cues: tuple[str, ...]


def hear(rules: Rules, *, title: str, text: str, tags: Sequence[str], source: str) -> Heard:
    """The topic that `rules` tell, and its cues in the title, the tags, the text and the source's name."""
    topic = rules.topic_of(title=title, text=text, tags=tags, source=source)
    if topic == rules.fallback:
        return Heard(topic=topic.tag, cues=())
    at = rules.topics.index(topic)
    own, theirs = (rules.cues, rules.votes), (rules.source_cues, rules.source_votes)
    places = (("title", (title,), *own), ("tags", tags, *own), ("text", (text[:TEXT_READ],), *own), ("source", (source,), *theirs))
    found = [
        f"{' '.join(cue)} ({place})" for place, pieces, cues, votes in places for piece in pieces for cue in _for(at, piece, cues, votes)
    ]
    return Heard(topic=topic.tag, cues=tuple(dict.fromkeys(found)))


def _for(at: int, text: str, cues: Cues, votes: Votes) -> list[Cue]:
    return sorted(cue for cue in cues.found_in(text) if any(vote.place == at for vote in votes[cue]))
