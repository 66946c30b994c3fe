"""A person's pattern in, something that searches texts in linear time out. Pure; costs CPU: call it in a worker process.

The engine is RE2, whose time grows with the text alone (Cox, "Regular Expression Matching Can Be Simple And Fast", 2007); Python's own
backtracks and never sees a person's pattern. RE2's `\\w`, `\\d` and `\\b` know ASCII only, so patterns are rewritten before it reads them:
`\\w` and `\\d` become Unicode's classes; where a pattern asks for `\\b`, the text carries a mark at each edge of a word (letters, marks and
numbers of any script, and the low line), and every other part of the pattern steps over such marks.
"""

import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import re2

from bot.errors import Refused
from bot.text.whole import is_word_character

LONGEST: Final = 200
"""Characters of a pattern."""
TEXT_BYTES: Final = 4096
"""Bytes of a text that a pattern sees."""
_MEMORY: Final = 1 << 20  # with RE2's usual 8 MiB one pattern took 0.6 s to compile, with 1 MiB 48 ms
_INSTRUCTIONS: Final = 8000  # (.?){900}(.?){90}x has 10,900 and takes 140 ms for 4 kB; four \w have 5,800 and take 2
_PROBE_S: Final = 0.025
_MARK: Final = "\x1f"  # white space, so no text that was put on one line has it
_WORD: Final = r"\pL\pM\pN_"
_TOKEN: Final = re.compile(
    r"(?P<quoted>\\Q(?P<inside>.*?)(?:\\E|$))"
    r"|(?P<property>\\(?P<sign>[pP])(?P<name>\{\^?\w+\}|\w))"
    r"|(?P<code>\\x(?:\{[0-9A-Fa-f]+\}|[0-9A-Fa-f]{2})|\\[0-7]{3})"
    r"|\\(?P<escape>.)"
    r"|\[(?P<negated>\^?)(?P<content>\]?(?:\[:\^?\w+:\]|\\[pP]\{\^?\w+\}|\\.|[^\]\\])*)\]"
    r"|(?P<syntax>\((?:\?(?:P?<\w+>|[imsU-]*[:)]))?|[)|]|[*+?]\??|\{\d+(?:,\d*)?\}\??)"
    r"|(?P<anchor>[\^$])"
    r"|(?P<dot>\.)"
    r"|(?P<literal>.)"
)
_IN_CLASS: Final = re.compile(r"\\(?:[pP]\{\^?\w+\}|.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Made by `compile_pattern`. `marked`: it asks for edges of words."""

    search: Callable[[str], object]
    marked: bool

    def finds(self, text: str) -> bool:
        """Whether it matches anywhere in `text`, which `prepared` made."""
        return self.search(_with_marks(text) if self.marked else text) is not None


def prepared(text: str) -> str:
    """`text` as patterns see it: NFC on one line, cut at `TEXT_BYTES`."""
    line = " ".join(unicodedata.normalize("NFC", text[:TEXT_BYTES]).split())
    return line.encode("utf-8", "ignore")[:TEXT_BYTES].decode("utf-8", "ignore")


@lru_cache(maxsize=64)
def compile_pattern(value: str) -> Pattern:
    """Upper and lower case are alike unless it says `(?-i)`. Raises `Refused`, with the line to say."""
    if len(value) > LONGEST:
        raise Refused.of("A pattern has at most {most} characters; this one has {many}.", most=LONGEST, many=len(value))
    _compiled(value, value)  # what is wrong is told in the words that were written
    marked = any(match["escape"] == "b" for match in _TOKEN.finditer(value))
    found = _compiled("".join(_rewritten(match, marked=marked) for match in _TOKEN.finditer(value)), value)
    if found.programsize > _INSTRUCTIONS:
        raise Refused.of("This pattern is too costly; use fewer or smaller repetitions, and fewer \\w.")
    return Pattern(search=found.search, marked=marked)


def check_cost(pattern: Pattern) -> None:
    """Raises `Refused` where it takes more than 25 ms of CPU for 4 kB of any of a few nasty texts: NFA's pace, not DFA's."""
    for text in (prepared(each * TEXT_BYTES) for each in ("a", "é", "一", "ab ", "x0 Ж_")):
        if min(_seconds(pattern, text), _seconds(pattern, text)) > _PROBE_S:
            raise Refused.of("This pattern takes too much time on long texts; use fewer or smaller repetitions.")


def _seconds(pattern: Pattern, text: str) -> float:
    start = time.thread_time()
    pattern.finds(text)
    return time.thread_time() - start


def _compiled(pattern: str, written: str) -> "re2._Regexp":
    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = _MEMORY, False, False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0].decode("utf-8", "replace") if error.args and isinstance(error.args[0], bytes) else str(error)
        if "too large" in said:
            raise Refused.of("This pattern is too costly; use fewer or smaller repetitions.") from error
        shown = said if pattern == written else "it mixes things that I cannot"
        raise Refused.of(
            "I can't read this pattern: {problem}. It must be RE2's: no look-around, no back-references.", problem=shown
        ) from error
    except UnicodeEncodeError as error:
        raise Refused.of("This pattern holds half a character; type it anew.") from error


def _rewritten(token: re.Match[str], *, marked: bool) -> str:
    """One piece of a pattern as RE2 is to read it; with `marked`, each that takes a character also takes the marks after it."""
    if token["syntax"]:
        return token[0]
    step = rf"{_MARK}*" if marked else ""
    if token["anchor"]:
        return f"{token[0]}{step}" if token[0] == "^" else f"{step}{token[0]}"
    if token["quoted"]:
        return "".join(f"(?:{re2.escape(each)}{step})" for each in token["inside"]) if marked else token[0]
    atom = _atom(token, mark=_MARK if marked else "")
    return f"(?:{atom}{step})" if marked and token["escape"] not in {"b", "A", "z"} else atom


def _atom(token: re.Match[str], *, mark: str) -> str:
    if token["escape"]:
        return _escape(token["escape"], mark=mark)
    if token["content"] is not None:
        return _class(token["content"], negated=bool(token["negated"]), mark=mark)
    if token["sign"] == "P" and mark:
        return rf"[^\p{token['name']}{mark}]"
    return f"[^{mark}]" if token["dot"] and mark else token[0]


def _escape(letter: str, *, mark: str) -> str:
    if letter in "BC":
        raise Refused.of("I don't know {what} in a pattern; leave it out.", what=f"\\{letter}")
    known = {
        "w": f"[{_WORD}]",
        "W": f"[^{_WORD}{mark}]",
        "d": r"\p{Nd}",
        "D": rf"[^\p{{Nd}}{mark}]",
        "S": rf"[^\s{mark}]",
        "b": f"{mark}+",
        "A": rf"\A{mark}*" if mark else r"\A",
        "z": rf"{mark}*\z" if mark else r"\z",
    }
    return known.get(letter, f"\\{letter}")


def _class(content: str, *, negated: bool, mark: str) -> str:
    """`content` of a character class, the `^` aside."""

    def wide(match: re.Match[str]) -> str:
        letter = match[0][1]
        if letter == "W" or (mark and not negated and letter in "DSP"):
            raise Refused.of("I don't know {what} inside [...] here; write it as a class of its own, such as [^\\w].", what=f"\\{letter}")
        return {"w": _WORD, "d": r"\p{Nd}", "D": r"\P{Nd}"}.get(letter, match[0])

    return f"[{'^' if negated else ''}{_IN_CLASS.sub(wide, content)}{mark if negated else ''}]"


@lru_cache(maxsize=16)  # ten patterns look at the same few texts one after the other
def _with_marks(text: str) -> str:
    """Two marks at each edge of a word: a second `\\b` at the same place finds one too."""
    marked: list[str] = []
    before = False
    for character in text:
        now = is_word_character(character)
        if now is not before:
            marked.append(_MARK * 2)
        marked.append(character)
        before = now
    return "".join(marked) + (_MARK * 2 if before else "")
