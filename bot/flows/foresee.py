"""A preview in; for each of its entries the decisions that need no channel out: what it is known by, read how, about what, which story."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.digests.gather import find_story
from bot.digests.hear import hear
from bot.errors import Unreadable
from bot.flows.app import Readers, Voice
from bot.flows.preview import Made, Preview
from bot.model.article import Form
from bot.model.decision import Reading
from bot.model.feed import EntryKeys
from bot.takeaways.weigh import Weighed, weigh

_SENTENCES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """`known_by`: guid, link or content, "" for a page. `cues` spoke for `topic`. `ranked`: the ranker's best sentences, best first.

    `story`: the title of the entry of this preview that it is one story with, "" where it starts one.
    """

    title: str
    link: str
    known_by: str
    form: Form
    reading: Reading
    ranked: tuple[Weighed, ...]
    topic: str
    cues: tuple[str, ...]
    story: str


async def foresee(preview: Preview, *, readers: Readers, voice: Voice) -> tuple[Foreseen, ...]:
    """The decisions about each entry of `preview`, in its order. Nothing is stored; an entry that is too hard has no sentences."""
    return tuple([await _foresee(each, preview.made[:at], readers=readers, voice=voice) for at, each in enumerate(preview.made)])


async def _foresee(made: Made, before: Sequence[Made], *, readers: Readers, voice: Voice) -> Foreseen:
    article, coverage = made.article, made.coverage
    takeaways = coverage.takeaways
    heard = hear(voice.rules, title=coverage.title, text=coverage.text, tags=coverage.tags, source=coverage.source)
    return Foreseen(
        title=coverage.title,
        link=coverage.link,
        known_by=_rung(made.keys) if made.keys else "",
        form=article.form,
        reading=Reading(
            source=article.source,
            confidence=article.confidence,
            reason=article.reason,
            words=article.words,
            language=article.language or "",
            method=takeaways.method,
            bullets=len(takeaways.bullets),
            why_none=takeaways.reason,
        ),
        ranked=await _ranked(made, readers=readers),
        topic=heard.topic,
        cues=heard.cues,
        story=await _story(made, before, readers=readers),
    )


async def _ranked(made: Made, *, readers: Readers) -> tuple[Weighed, ...]:
    try:
        return await readers.pool.run(made.coverage.link, weigh, made.article, most=_SENTENCES)
    except Unreadable:
        return ()


async def _story(made: Made, before: Sequence[Made], *, readers: Readers) -> str:
    window = [each.coverage for each in reversed(before)]
    if not window:
        return ""
    try:
        found = await readers.pool.run(made.coverage.link, find_story, made.coverage, window)
    except Unreadable:
        return ""
    return next((each.title for each in window if each.story_id == found), "")


def _rung(keys: EntryKeys) -> str:
    """The identity ladder's highest rung that the entry has. Pure."""
    return "guid" if keys.guid else "link" if keys.link else "content"
