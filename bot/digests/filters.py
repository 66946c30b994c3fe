"""Entries and filters in, which of them a channel wants and why not the others out. Pure; costs CPU: call it in a worker process.

A matching DENY drops an entry, whatever else matches; so does a MUST that does not match; where there is an ALLOW, one has to match. The
filters of the entry's feed, of the channel and of the subscription count together.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from bot.catalogue import mark, say
from bot.digests.patterns import LONGEST, check_cost, compile_pattern, prepared
from bot.digests.rules import Rules
from bot.errors import Refused
from bot.model.filters import Applied, Filter, FilterAction, FilterField, FilterKind, Scope, Subject, Verdict
from bot.text.html import plain
from bot.text.unseen import seen
from bot.text.whole import fold, fold_phrase, stands_in

TEXT_READ: Final = 20_000
"""Characters of a text in which words and phrases are looked for; patterns see less (`bot.digests.patterns.TEXT_BYTES`)."""

_DESCRIBED: Final[Mapping[FilterAction, str]] = {
    FilterAction.ALLOW: mark("allow the {kind} “{value}” in {place}"),
    FilterAction.DENY: mark("deny the {kind} “{value}” in {place}"),
    FilterAction.MUST: mark("must the {kind} “{value}” in {place}"),
}
KINDS: Final[Mapping[FilterKind, str]] = {
    FilterKind.WORD: mark("word"),
    FilterKind.PHRASE: mark("phrase"),
    FilterKind.PATTERN: mark("pattern"),
}
PLACES: Final[Mapping[FilterField, str]] = {
    FilterField.ANY: mark("title, text, author and tags"),
    FilterField.TITLE: mark("the title"),
    FilterField.TEXT: mark("the text"),
    FilterField.AUTHOR: mark("the author"),
    FilterField.TAG: mark("the tags"),
    FilterField.SOURCE: mark("the source"),
    FilterField.LANGUAGE: mark("the language"),
    FilterField.TOPIC: mark("the topic"),
}


def clean_value(value: str, *, kind: FilterKind, field: FilterField, topics: Iterable[str]) -> str:
    """`value` as it is stored. Raises `Refused`, with one line that says what to change. `topics` are the tags that there are."""
    tidy = unicodedata.normalize("NFC", value).strip() if kind is FilterKind.PATTERN else seen(value)
    if len(tidy) > LONGEST:
        raise Refused.of(
            "A filter's {kind} has at most {most} characters; this one has {many}.", kind=say(KINDS[kind]), most=LONGEST, many=len(tidy)
        )
    if any(unicodedata.category(each) in {"Cc", "Cs"} for each in tidy):
        raise Refused.of("This {kind} holds characters that cannot be shown; type it anew.", kind=say(KINDS[kind]))
    if not (tidy if kind is FilterKind.PATTERN else fold_phrase(tidy)):
        raise Refused.of("There is nothing to look for in this {kind}; give at least a letter, a digit or a sign.", kind=say(KINDS[kind]))
    if kind is FilterKind.WORD and field is not FilterField.TOPIC and " " in fold(tidy):
        raise Refused.of("“{what}” is more than one word; make it a phrase.", what=tidy)
    if kind is FilterKind.PATTERN:
        check_cost(compile_pattern(tidy))
    elif field is FilterField.TOPIC and fold(tidy) not in map(fold, known := tuple(topics)):
        raise Refused.of("No topic is called “{what}”; there are: {known}.", what=tidy, known=", ".join(known))
    return tidy


def described(one: Filter) -> str:
    """Such as: deny the word “sponsored” in the title."""
    return say(_DESCRIBED[one.action], kind=say(KINDS[one.kind]), value=one.value, place=say(PLACES[one.field]))


def judge(subjects: Sequence[Subject], applied: Sequence[Applied], *, rules: Rules | None, patterns: bool = True) -> tuple[Verdict, ...]:
    """A verdict for each of `subjects`, in their order. `rules` may be None where no filter looks at topics.

    `patterns` False leaves patterns out, for when they took too long; each verdict says which.
    Raises `Refused` where a stored pattern cannot be read any more.
    """
    counted = [each for each in applied if patterns or each.filter.kind is not FilterKind.PATTERN]
    verdicts = [
        _verdict(_Looked(subject, rules), [each.filter for each in counted if each.feed in {None, subject.feed}]) for subject in subjects
    ]
    left_out = [each for each in applied if each not in counted]
    return tuple(
        replace(verdict, why=" ".join(filter(None, [verdict.why, *_unasked(left_out, subject)])))
        for subject, verdict in zip(subjects, verdicts, strict=True)
    )


def _unasked(left_out: Sequence[Applied], subject: Subject) -> Iterable[str]:
    return (
        mark("Filter {id} of {owner} could not be asked.").format(**_named(each.filter))
        for each in left_out
        if each.feed in {None, subject.feed}
    )


def sees_the_start_alone(one: Filter) -> bool:
    """Whether the filter is a pattern that looks at texts, of which it sees the first 4 kB (`bot.digests.patterns.TEXT_BYTES`)."""
    return one.kind is FilterKind.PATTERN and one.field in {FilterField.TEXT, FilterField.ANY}


def _verdict(looked: "_Looked", filters: Sequence[Filter]) -> Verdict:
    allows = [one for one in filters if one.action is FilterAction.ALLOW]
    for one in filters:
        if one.action is FilterAction.DENY and looked.has(one):
            return Verdict(
                passed=False, why=mark("Filter {id} of {owner} denies the {kind} “{value}”, which is in {place}.").format(**_named(one))
            )
    for one in filters:
        if one.action is FilterAction.MUST and not looked.has(one):
            wants = (
                mark("Filter {id} of {owner} wants the {kind} “{value}” in {place}, and it is not in the first 4 kB.")
                if sees_the_start_alone(one)
                else mark("Filter {id} of {owner} wants the {kind} “{value}” in {place}, and it is not there.")
            )
            return Verdict(passed=False, why=wants.format(**_named(one)))
    if allows and not any(map(looked.has, allows)):
        numbers = ", ".join(str(one.id) for one in allows)
        none = (
            mark("Filter {id} is the only one that allows, and it does not match.")
            if len(allows) == 1
            else mark("Of the filters that allow ({id}), none matches.")
        )
        return Verdict(passed=False, why=none.format(id=numbers))
    return Verdict(passed=True, why="")


def _named(one: Filter) -> Mapping[str, object]:
    """What a reason says of a filter: in English, since it is stored (`bot.catalogue.stored`)."""
    return {"id": one.id, "owner": _owner(one.scope), "kind": one.kind.value, "value": one.value, "place": PLACES[one.field]}


def _owner(scope: Scope) -> str:
    if scope.feed is not None:
        return mark("the feed")
    return mark("the channel") if scope.channel is not None else mark("the subscription")


@dataclass(frozen=True)
class _Looked:
    """An entry, read at most once for each way of looking at it; no slots, so that what was read can be kept."""

    subject: Subject
    rules: Rules | None

    def has(self, one: Filter) -> bool:
        """Whether the filter's value is there."""
        if one.field is FilterField.TOPIC and one.kind is not FilterKind.PATTERN:
            return fold(one.value) == fold(self._topic)
        if one.kind is FilterKind.PATTERN:
            pattern = compile_pattern(one.value)
            return any(pattern.finds(text) for text in self._in(self._as_written, one.field))
        if one.kind is FilterKind.WORD:
            return any(stands_in(fold(one.value), text) for text in self._in(self._folded, one.field))
        return any(stands_in(fold_phrase(one.value), text) for text in self._in(self._spaced, one.field))

    def _in(self, texts: Mapping[FilterField, Sequence[str]], field: FilterField) -> Iterable[str]:
        if field is FilterField.TOPIC:
            return (self._topic,)
        if field is FilterField.ANY:
            return (text for each in (FilterField.TITLE, FilterField.TEXT, FilterField.AUTHOR, FilterField.TAG) for text in texts[each])
        return texts[field]

    @cached_property
    def _pieces(self) -> Mapping[FilterField, tuple[str, ...]]:
        subject = self.subject
        text = subject.text or plain(subject.markup)
        return {
            FilterField.TITLE: (subject.title,),
            FilterField.TEXT: (text[:TEXT_READ],),
            FilterField.AUTHOR: (subject.author,),
            FilterField.TAG: subject.tags,
            FilterField.SOURCE: (subject.feed_title, *subject.sources),
            FilterField.LANGUAGE: (subject.language.replace("_", "-"),),
        }

    @cached_property
    def _as_written(self) -> Mapping[FilterField, Sequence[str]]:
        return {field: [prepared(text) for text in texts] for field, texts in self._pieces.items()}

    @cached_property
    def _folded(self) -> Mapping[FilterField, Sequence[str]]:
        return {field: [fold(text) for text in texts] for field, texts in self._pieces.items()}

    @cached_property
    def _spaced(self) -> Mapping[FilterField, Sequence[str]]:
        return {field: [fold_phrase(text) for text in texts] for field, texts in self._pieces.items()}

    @cached_property
    def _topic(self) -> str:
        """ "" where no rules were given."""
        if self.rules is None:
            return ""
        subject, text = self.subject, self._pieces[FilterField.TEXT][0]
        return self.rules.topic_of(title=subject.title, text=text, tags=subject.tags, source=subject.feed_title).tag
