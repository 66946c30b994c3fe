"""What a language model wrote in, the takeaways it proposes out. Pure: nothing is believed yet.

Strict where it is cheap and patient where models are sloppy: JSON inside a fence or between sentences, cut short, numbers as strings,
plain lists. What has the wrong type is left out, the rest is read.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, StrictStr, ValidationError

from bot.text.unseen import seen

MOST_PROPOSED: Final = 12
_MOST_CHARACTERS: Final = 64 * 1024
_MOST_TRIES: Final = 60
_MARKED: Final = re.compile(
    r"[\s>•·‣▪◦●*–—-]*(?:\d{1,2}[.)]\s+)?[\s*]*[\[(【]\s*(?:sentence\s+|source:?\s+)?#?(\d{1,4})(?:\s*[,;–-]\s*\d{1,4})*\s*[\])】][\s:.*-]*(.+)",
    re.IGNORECASE,
)
_TAIL_MARK: Final = re.compile(r"\s*[\[(]\s*(?:sentence\s+|source:?\s+)?#?(\d{1,4})(?:\s*[,;–-]\s*\d{1,4})*\s*[\])]\s*\.?$", re.IGNORECASE)
_BULLETED: Final = re.compile(r"\s*(?:[•·‣▪◦●*–-]|\d{1,2}[.)])\s+(.+)")
_KEYS: Final = ("text", "takeaway", "bullet", "sentence", "content")
_SOURCES: Final = ("source", "sentence", "source_sentence", "number", "id")
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A takeaway as the model proposes it. `source` is the sentence that it names, counted from 1; None: it names none."""

    text: str
    source: int | None


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: StrictStr
    source: int | None = None


def read_answer(answer: str) -> tuple[Proposed, ...]:
    """At most twelve proposals, in the model's order; () where the answer is no answer."""
    answer = answer[:_MOST_CHARACTERS]
    found = list(_from_json(answer)) if "{" in answer or '["' in answer else list(_from_lines(answer))
    return tuple(found[:MOST_PROPOSED])


def _from_json(answer: str) -> Iterator[Proposed]:
    """From the first value that holds takeaways; what was cut short gives those of its objects that are whole."""
    for value in _values(answer):
        items = _items(value)
        if items:
            yield from items
            if isinstance(value, dict) and not _is_item(value):
                return


def _values(answer: str) -> Iterator[object]:
    at, tries = 0, 0
    while tries < _MOST_TRIES and (opening := re.search(r'\{|\[(?=\s*[{"])', answer[at:])):
        start = at + opening.start()
        try:
            value, at = _DECODER.raw_decode(answer, start)
        except (ValueError, RecursionError):
            at = start + 1
        else:
            yield value
        tries += 1


def _items(value: object) -> list[Proposed]:
    if isinstance(value, dict) and _is_item(value):
        value = [value]
    elif isinstance(value, dict):
        value = next((each for each in value.values() if isinstance(each, list)), [])
    return [item for each in value if (item := _item(each)) is not None] if isinstance(value, list) else []


def _is_item(value: dict[object, object]) -> bool:
    return any(isinstance(value.get(key), str) for key in _KEYS)


def _item(value: object) -> Proposed | None:
    """None: it is none."""
    if isinstance(value, str):
        return _from_line(value, marked=False)
    if not isinstance(value, dict):
        return None
    text = next((value[key] for key in _KEYS if isinstance(value.get(key), str)), None)
    source = next((number for key in _SOURCES if (number := _number(value.get(key))) is not None), None)
    try:
        item = _Item(text=text, source=source)
    except ValidationError:
        return None
    bulleted = _BULLETED.match(seen(item.text))
    return _proposed(bulleted[1] if bulleted else item.text, item.source)


def _number(value: object) -> int | None:
    """The first whole number of what may be 3, "3", "[3]" or [3, 4]; None: there is none."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    found = re.search(r"\d{1,4}", str(value)[:20])
    return int(found[0]) if found else None


def _from_lines(answer: str) -> Iterator[Proposed]:
    """Lines that are marked as takeaways; introductions and refusals carry no mark."""
    for line in answer.splitlines():
        found = _from_line(line, marked=True)
        if found is not None:
            yield found


def _from_line(line: str, *, marked: bool) -> Proposed | None:
    """`marked`: it must begin with a sentence's number or a bullet. None: it does not, or it is empty."""
    line = seen(line)
    if found := _MARKED.match(line):
        return _proposed(found[2], int(found[1]))
    bulleted = _BULLETED.match(line)
    if marked and bulleted is None:
        return None
    text = bulleted[1] if bulleted else line
    if tail := _TAIL_MARK.search(text):
        return _proposed(text[: tail.start()], int(tail[1]))
    return _proposed(text, None)


def _proposed(text: str, source: int | None) -> Proposed | None:
    shown = seen(text)
    return Proposed(text=shown, source=source) if shown else None
