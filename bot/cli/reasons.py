"""What was foreseen for an entry in, lines for a terminal out. Pure. Heavy: verbs import it when they are called."""

from bot.flows.foresee import Foreseen
from bot.rendering.decisions import Look, reading_lines
from bot.text.unseen import seen

_KNOWN_BY = {
    "guid": "its guid; a new date, title or link makes it no new entry",
    "link": "its link, for it has no guid; a new date or title makes it no new entry",
    "content": "its content, for it has neither a guid nor a link of its own",
}
_LOOK = Look(when=str, where=str, text=seen)


def foreseen_lines(one: Foreseen) -> tuple[str, ...]:
    """A line a decision, and one for each of the ranker's best sentences with its score."""
    cues = f", for {', '.join(map(seen, one.cues))}" if one.cues else ", as nothing speaks clearly for another"
    story = f"one story with “{seen(one.story)}”" if one.story else "starts one of its own, as far as this feed shows"
    return (
        *([f"known by: {_KNOWN_BY[one.known_by]}"] if one.known_by else []),
        *reading_lines(one.reading, look=_LOOK),
        f"form: {one.form}",
        f"topic: {one.topic}{cues}",
        f"story: {story}",
        *(["sentences by score:"] if one.ranked else []),
        *(f"  {each.score:6.2f}  {seen(each.text)}" for each in one.ranked),
    )
