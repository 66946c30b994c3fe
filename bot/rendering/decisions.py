"""What was decided about an entry in, lines that tell it to a person out. Pure: the caller says how times, places and foreign text look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.model.article import Source
from bot.model.decision import ChannelDecision, Decision, Fate, Reading
from bot.model.subscription import Target
from bot.model.takeaways import Method

_FATES: Final[Mapping[Fate, str]] = {
    Fate.OLD: "never handed over",
    Fate.UNREAD: "waits to be read",
    Fate.WAITING: "waits to be posted",
    Fate.DROPPED: "dropped",
    Fate.QUEUED: "on its way",
    Fate.HELD: "held back",
    Fate.POSTED: "posted",
    Fate.REFUSED: "refused by Discord",
}
_WAITS: Final = frozenset({Fate.UNREAD, Fate.WAITING, Fate.QUEUED, Fate.HELD})
_METHODS: Final[Mapping[Method, str]] = {
    Method.OWN: "the author's own",
    Method.EXTRACTIVE: "sentences of the article",
    Method.CHANGELOG: "a changelog's entries",
    Method.ROUNDUP: "a roundup's items",
    Method.LLM: "written by a language model, checked against the article",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a surface shows a time, a channel, and text that is not ours."""

    when: Callable[[datetime], str]
    where: Callable[[Target], str]
    text: Callable[[str], str]


def decision_lines(decision: Decision, *, look: Look) -> tuple[str, ...]:
    """The entry's way, a line a station: seen, read, condensed, its topic and story, then each channel."""
    lines = [f"seen {look.when(decision.seen_at)} in {look.text(decision.feed_title)}"]
    if decision.reading is None:
        tried = f" after {decision.tries} tries" if decision.tries else ""
        trouble = f": {look.text(decision.error)}" if decision.error else ""
        lines.append(f"article: not read yet{tried}{trouble}")
    else:
        lines += reading_lines(decision.reading, look=look)
        lines += [f"topic: {decision.topic}", _story_line(decision, look)]
    lines += [f"{look.where(each.target)}: {_fate_line(each, look)}" for each in decision.channels]
    return tuple(lines if decision.channels else [*lines, "no channel follows its feed now"])


def reading_lines(reading: Reading, *, look: Look) -> tuple[str, ...]:
    """How the article was read, and who made its takeaways."""
    return _article_line(reading, look), _takeaways_line(reading, look)


def _article_line(reading: Reading, look: Look) -> str:
    taken = "from its page" if reading.source is Source.PAGE else "from the feed's own text"
    language = f", in {look.text(reading.language)}" if reading.language else ""
    why = f" ({look.text(reading.reason)})" if reading.reason else ""
    return f"article: {taken}, {reading.confidence}{why}, {reading.words} words{language}"


def _takeaways_line(reading: Reading, look: Look) -> str:
    if reading.method is Method.NONE:
        return f"takeaways: none: {look.text(reading.why_none or 'the article gives none')}"
    return f"takeaways: {reading.bullets}, {_METHODS[reading.method]}"


def _story_line(decision: Decision, look: Look) -> str:
    sources = ", ".join(dict.fromkeys(look.text(each.source) for each in decision.others))
    return f"story: {look.text(decision.story)}; " + (f"also from {sources}" if sources else "no other source so far")


def _fate_line(channel: ChannelDecision, look: Look) -> str:
    when = f"{' until' if channel.fate in _WAITS else ''} {look.when(channel.at)}" if channel.at else ""
    posts = f" as {', '.join(channel.codes)}" if channel.codes else ""
    messages = f" (message {', '.join(channel.messages)})" if channel.messages else ""
    why = f": {look.text(channel.why).rstrip('.')}" if channel.why else ""
    return f"{_FATES[channel.fate]}{when}{posts}{messages}{why}"
