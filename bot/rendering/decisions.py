"""What was decided about an entry in, lines that tell it to a person out. Pure: the caller says how times, places and foreign text look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.catalogue import count, mark, say
from bot.catalogue.stored import said_again
from bot.model.article import Confidence, Source
from bot.model.decision import ChannelDecision, Decision, Fate, Reading
from bot.model.subscription import Target
from bot.model.takeaways import Method

_FATES: Final[Mapping[Fate, str]] = {
    Fate.OLD: mark("never handed over"),
    Fate.UNREAD: mark("waits to be read"),
    Fate.WAITING: mark("waits to be posted"),
    Fate.DROPPED: mark("dropped"),
    Fate.QUEUED: mark("on its way"),
    Fate.HELD: mark("held back"),
    Fate.POSTED: mark("posted"),
    Fate.REFUSED: mark("refused by Discord"),
}
_CONFIDENCES: Final[Mapping[Confidence, str]] = {
    Confidence.FULL: mark("whole"),
    Confidence.TEASER: mark("a teaser"),
    Confidence.WALL: mark("a wall"),
}
_WAITS: Final = frozenset({Fate.UNREAD, Fate.WAITING, Fate.QUEUED, Fate.HELD})
_METHODS: Final[Mapping[Method, str]] = {
    Method.OWN: mark("the author's own"),
    Method.EXTRACTIVE: mark("sentences of the article"),
    Method.CHANGELOG: mark("a changelog's entries"),
    Method.ROUNDUP: mark("a roundup's items"),
    Method.LLM: mark("written by a language model, checked against the article"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a surface shows a time, a channel, and text that is not ours."""

    when: Callable[[datetime], str]
    where: Callable[[Target], str]
    text: Callable[[str], str]


def decision_lines(decision: Decision, *, look: Look) -> tuple[str, ...]:
    """The entry's way, a line a station: seen, read, condensed, its topic and story, then each channel."""
    lines = [say("seen {when} in {feed}", when=look.when(decision.seen_at), feed=look.text(decision.feed_title))]
    if decision.reading is None:
        tried = " " + count("after {n} try", "after {n} tries", decision.tries) if decision.tries else ""
        trouble = f": {look.text(said_again(decision.error))}" if decision.error else ""
        lines.append(say("article: not read yet") + tried + trouble)
    else:
        lines += reading_lines(decision.reading, look=look)
        lines += [say("topic: {topic}", topic=decision.topic), _story_line(decision, look)]
    lines += [f"{look.where(each.target)}: {_fate_line(each, look)}" for each in decision.channels]
    return tuple(lines if decision.channels else [*lines, say("no channel follows its feed now")])


def reading_lines(reading: Reading, *, look: Look) -> tuple[str, ...]:
    """How the article was read, and who made its takeaways."""
    return _article_line(reading, look), _takeaways_line(reading, look)


def _article_line(reading: Reading, look: Look) -> str:
    taken = say("from its page") if reading.source is Source.PAGE else say("from the feed's own text")
    language = say(", in {language}", language=look.text(reading.language)) if reading.language else ""
    why = f" ({look.text(said_again(reading.reason))})" if reading.reason else ""
    words = count("{n} word", "{n} words", reading.words)
    return say(
        "article: {taken}, {how}, {words}", taken=taken, how=f"{say(_CONFIDENCES[reading.confidence])}{why}", words=f"{words}{language}"
    )


def _takeaways_line(reading: Reading, look: Look) -> str:
    if reading.method is Method.NONE:
        return say(
            "takeaways: none: {why}", why=look.text(said_again(reading.why_none)) if reading.why_none else say("the article gives none")
        )
    return say("takeaways: {many}, {method}", many=reading.bullets, method=say(_METHODS[reading.method]))


def _story_line(decision: Decision, look: Look) -> str:
    sources = ", ".join(dict.fromkeys(look.text(each.source) for each in decision.others))
    others = say("also from {sources}", sources=sources) if sources else say("no other source so far")
    return say("story: {title}; {others}", title=look.text(decision.story), others=others)


def _fate_line(channel: ChannelDecision, look: Look) -> str:
    until = say("until") + " " if channel.fate in _WAITS else ""
    when = f" {until}{look.when(channel.at)}" if channel.at else ""
    posts = " " + say("as {codes}", codes=", ".join(channel.codes)) if channel.codes else ""
    messages = " " + say("(message {messages})", messages=", ".join(channel.messages)) if channel.messages else ""
    why = f": {look.text(said_again(channel.why)).rstrip('.')}" if channel.why else ""
    return f"{say(_FATES[channel.fate])}{when}{posts}{messages}{why}"
