"""A date as people and programs write it in, a moment out. Pure: for what feedparser does not understand or misreads."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

_LONGEST: Final = 100
_SECONDS_TO_MILLIS: Final = 100_000_000_000
_EPOCH: Final = re.compile(r"\d{9,13}(?:\.\d{1,6})?")
_ISO: Final = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T ,]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?:[.,]\d+)?)?\s*(?P<zone>.*)"
)
_LOOSE_ISO: Final = re.compile(r"\d{4}(?:[/.]\d|-\d-|-\d\d-\d(?!\d)|-[^\W\d])")
_EUROPEAN: Final = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(?P<day>\d{1,2})(?P<glue>[./])(?P<month>\d{1,2})(?P=glue)(?P<year>\d{4})"
    r"(?:[T ,-]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?)?\s*(?P<zone>.*)"
)
# ISO 8601's basic form: `20260302T100000Z`.
_COMPACT: Final = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T|(?=\d{6}(?!\d)))(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?"
    r"(?:[.,]\d+)?\s*(?P<zone>.*)"
)
# Chinese, Japanese and Korean: `2026年3月2日(月) 午後3時05分`.
_EASTERN: Final = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日号號일]\s*(?:[(（]\w+[)）]|(?:星期|周|週)\w)?\s*"
    r"(?:(?P<half>上午|下午|午前|午後|오전|오후)?\s*(?P<hour>\d{1,2})\s*[:：時时点點시]\s*(?:(?P<minute>\d{1,2})\s*[:：分분]?\s*)?"
    r"(?:(?P<second>\d{1,2})\s*[秒초]?)?)?\s*(?P<zone>.*)"
)
_AFTERNOON: Final = frozenset({"下午", "午後", "오후"})
_DASHED: Final = re.compile(r"\b(\d{1,4})-([^\W\d_]{3,})\.?-(\d{1,4})\b")
_NUMERIC: Final = (_ISO, _EUROPEAN, _COMPACT, _EASTERN)
_NUMBER: Final = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er|º|ª)?\.?")
_CLOCK: Final = re.compile(r"(\d{1,2})[:.h](\d{2})(?!\d)(?:[:.](\d{2}))?(?:[.,]\d+)?(?:\s*([ap])\.?m\b\.?)?", re.IGNORECASE)
_OFFSET: Final = re.compile(r"(?:gmt|utc|etc/gmt)?\s*([+\-−])(\d{1,2}):?(\d{2})?")
_ZONE_NAME: Final = re.compile(r"[^\W\d_]+")
_WORD: Final = re.compile(r"[^\W\d_]+\.?|\S+")
# Month names by how they begin, accents gone: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Swedish, Turkish,
# Russian, Ukrainian, Bulgarian.
_MONTHS: Final[Mapping[str, int]] = {
    name: month
    for month, names in enumerate((
        "jan jän gen ene sty oca ocak янв січ яну", "feb fev fév lut sub şub фев лют", "mar mär mrz mrt maa mart мар бер",
        "apr avr abr kwi nis апр кві",
        "may mai mei mag maj mayo mayis май мая маи тра", "jun juin giu cze haz июн чер юни", "jul juil lug lip tem июл лип юли",
        "aug aoû aou ago sie ağu авг сер",
        "sep set wrz eyl сен вер сеп", "oct okt ott out paz paź eki окт жов", "nov lis kas ноя лис ное", "dec dez déc dic gru ara дек гру",
    ), start=1)
    for name in names.split()
}  # fmt: skip
# Zones that feedparser takes for UTC, and those that stand in German and French dates. Hours east of Greenwich.
ZONES: Final[Mapping[str, float]] = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "met": 1, "mest": 2,
    "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12,
    "nzdt": 13, "brt": -3, "ast": -4, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8, "мск": 3,
}  # fmt: skip
_MISREAD: Final = frozenset({
    "wet", "west", "bst", "cet", "cest", "mez", "mesz", "eet", "eest", "msk", "ist", "sgt", "hkt", "awst", "jst", "kst", "aest", "aedt",
    "nzst", "nzdt", "brt",
})  # fmt: skip
_LAST_MONTH: Final = 12
_NOON: Final = 12
_MONTH_LETTERS: Final = (4, 3)


def read_date(text: str) -> datetime | None:
    """The moment that `text` names, aware; UTC where no zone is told. None: it names none that can be told for sure.

    Epoch seconds or milliseconds, ISO 8601 and its looser kin, `2.11.2026 10:00`, and day, month name and year in any order with
    a time of day anywhere ("Mo, 2. Nov. 2026 10:00:00 MEZ", "Nov 2nd, 2026 at 3:05 PM"). `11/02/2026` could be two days and is none.
    """
    text = text.strip()[:_LONGEST]
    try:
        return _epoch(text) or _numeric(text) or _worded(text)
    except (ValueError, OverflowError):
        return None


def is_misread(text: str) -> bool:
    """Whether feedparser would take the date's zone for UTC though it is another, such as CET, drop the day of `2026/11/2`, the time of
    `20261102T100000Z`, or all but the year of `2026年11月2日`."""
    text = text.strip()[:_LONGEST]
    if any(form.match(text) for form in (_LOOSE_ISO, _COMPACT, _EASTERN)):
        return True
    return not _MISREAD.isdisjoint(_ZONE_NAME.findall(text.lower()))


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    number = float(text)
    return datetime.fromtimestamp(number / 1000 if number >= _SECONDS_TO_MILLIS else number, UTC)


def _numeric(text: str) -> datetime | None:
    found = next(filter(None, (form.fullmatch(text) for form in _NUMERIC)), None)
    if found is None:
        return None
    day, month = int(found["day"]), int(found["month"])
    if found.groupdict().get("glue") == "/":
        if month > _LAST_MONTH:
            day, month = month, day
        elif day <= _LAST_MONTH and day != month:
            return None
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if half := found.groupdict().get("half"):
        hour = hour % _NOON + (_NOON if half in _AFTERNOON else 0)
    return datetime(int(found["year"]), month, day, hour, minute, min(second, 59), tzinfo=_zone(found["zone"]))


def _worded(text: str) -> datetime | None:
    """A date with its month as a word."""
    clock = _CLOCK.search(text)
    rest = text[clock.end() :] if clock else ""
    bare = f"{text[: clock.start()]} {rest}" if clock else text
    words = _WORD.findall(_DASHED.sub(r"\1 \2 \3", bare.replace(",", " ")))
    month = next(filter(None, map(_month, reversed(words))), None)  # the last: "mar. 3 nov." is a Tuesday in French
    numbers = [int(found[1]) for found in (_NUMBER.fullmatch(word) for word in words) if found]
    year = next((number for number in numbers if number > 31), None)  # noqa: PLR2004  no day of a month
    if month is None or not numbers:
        return None
    day = next((number for number in numbers if number != year), None)
    if year is None and len(numbers) > 1:
        year = 2000 + numbers[1] if numbers[1] < 70 else 1900 + numbers[1]  # noqa: PLR2004  as POSIX reads two digits
    if day is None or year is None:
        return None
    hour, minute, second = _time(clock)
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone(rest))


def _month(word: str) -> int | None:
    plain = word.rstrip(".,").lower()
    bare = "".join(char for char in unicodedata.normalize("NFD", plain) if not unicodedata.combining(char))
    return next((_MONTHS[start[:size]] for size in _MONTH_LETTERS for start in (plain, bare) if start[:size] in _MONTHS), None)


def _time(clock: re.Match[str] | None) -> tuple[int, int, int]:
    if clock is None:
        return 0, 0, 0
    hour = int(clock[1])
    if clock[4]:
        hour = hour % _NOON + (_NOON if clock[4].lower() == "p" else 0)
    return hour, int(clock[2]), min(int(clock[3] or 0), 59)


def _zone(text: str) -> timezone:
    """The first offset or zone's name in `text`; UTC where there is none."""
    text = text.lower()
    if offset := _OFFSET.search(text):
        length = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(length if offset[1] == "+" else -length)
    hours = next((ZONES[word] for word in _ZONE_NAME.findall(text) if word in ZONES), 0)
    return timezone(timedelta(hours=hours))
