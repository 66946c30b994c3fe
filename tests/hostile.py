"""A source of chance in, stories that want to do harm out; and a message's body in, the harm that it would do out."""

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.model.article import ArticleId
from bot.model.digest import Coverage, Digest, DigestKind, Story, StoryId, Topic
from bot.model.takeaways import Method, Takeaway, Takeaways

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOPICS = (
    Topic(tag="security", emoji="🔒", colour=0xC0392B, weight=1.4),
    Topic(tag="open source", emoji="<:byte:123456789012345678>", colour=0, weight=1.0),
    Topic(tag="law", emoji="⚖️", colour=0xFFFFFF, weight=1.0, plain=True),
)
PIECES = (
    "@everyone ", "@here", "@Everyone", "@\u200beveryone", "<@123456789012345678>", "<@!1>", "<@&42> ", "<#77>",
    "</feed add:5>", "<id:home>",
    "<t:0:R>", "<a:x:123456789012345678>", ":smile:", "[win](javascript:alert(1)) ", "[read](https://evil.example/x)",
    "[a]: https://evil.example",
    "<https://evil.example>", "https://evil.example/x ", "http://bank.example@evil.example/", "discord.gg/evil ",
    "discord.com/invite/evil",
    "DISCORDAPP.com/invite/x", "\u202e", "\u2066abc\u2069", "\u200f", "\u061c", "\u200b", "\u2060", "\ufeff",
    "\u00ad", "\u115f", "\ufe0f" * 3,
    "\x00", "\x1b[31m", "\r\n", "\n# head\n", "\n-# small\n", "\n> quote\n", "\n>>> all\n", "\n1. one\n", "\n- two\n",
    "``` ", "`", "||", "**",
    "__", "~~", "\\", "\\\\", "*", "_", "](", ")", "(", "{{ 7 * 7 }} ", "{% raw %}", "{0}", "{reason}", "%s",
    "unit BB-AAAAAA",
    "words as they are ", "Version 3.1 ", "漢字の見出し", "العربية ", "👩\u200d🚀", "🏴\U000e0067\U000e0062\U000e007f", "🇩🇪",
    "e\u0301\u0301\u0301\u0301\u0301",
    "x" * 120, "é" * 60, "🤖" * 40, "\ud800",
)  # fmt: skip
LINKS = (
    "https://diff.example/a", "http://diff.example/b?x=1&y=(2)", "https://diff.example/", "p" * 1900,
    "https://diff.example/", "é(]" * 90,
    "javascript:alert(1)", "data:text/html,x", "", "https://discord.gg/evil", "https://user:pw@diff.example/",
    "https://", "//x", "ftp://x.example/",
    "https://bü.example/ü", "https://diff.example/<@1>", "https://diff.example/a)b](https://evil.example",
    "https://diff.example/@everyone",
    "https://x.example/\u202e", "file:///etc/passwd", "http://[::1]/", "https://diff.example:99999/",
)  # fmt: skip
_OURS = frozenset({"read", "↗", "earlier"})
_ZERO_WIDTH = re.compile("(?<=[@:.])\u200b|\u200c|\u200d|\U0001f3f4[\U000e0020-\U000e007f]+|\ufe0f")
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800\u034f"  # letters, by their category, that show as nothing
_HARM = (
    ("pings", re.compile(r"@(?:everyone|here)|<@", re.IGNORECASE)),
    ("invites", re.compile(r"discord(?:app)?\.(?:gg|com/invite)/", re.IGNORECASE)),
    ("shows a channel or a command", re.compile(r"<(?:#|/|id:)")),
)


def text(chance: random.Random, *, most: int = 14) -> str:
    """Pieces that do harm, in any order."""
    return "".join(chance.choices(PIECES, k=chance.randint(0, most)))


def coverage(chance: random.Random, number: int) -> Coverage:
    """One article, hostile in every field."""
    told = text(chance, most=40)
    bullets = tuple(
        Takeaway(text=text(chance) or "x", start=min(at, len(told)), end=len(told)) for at in range(chance.choice((0, 0, 1, 3, 5)))
    )
    method = chance.choice((Method.OWN, Method.EXTRACTIVE, Method.LLM)) if bullets else Method.NONE
    return Coverage(
        article_id=ArticleId(number),
        story_id=StoryId(number),
        source=text(chance),
        title=text(chance),
        link=chance.choice((*LINKS, text(chance))),
        tags=tuple(text(chance, most=3) for _ in range(3)),
        published_at=NOW - timedelta(minutes=chance.randint(-999, 99_999)),
        words=chance.randint(0, 10_000),
        text=told,
        takeaways=Takeaways(bullets=bullets, method=method, reason="" if bullets else text(chance)),
        correction=text(chance) if chance.random() < 0.3 else "",
        image=chance.choice((*LINKS, text(chance))),
    )


def story(chance: random.Random, number: int = 1) -> Story:
    """A story of such articles."""
    return Story(
        id=StoryId(number),
        lead=coverage(chance, number),
        others=tuple(coverage(chance, 1000 + each) for each in range(chance.choice((0, 0, 1, 6)))),
        topic=chance.choice(TOPICS),
        score=1.0,
        bullets=chance.randint(1, 5),
        differ=(text(chance),) if chance.random() < 0.3 else (),
        part=chance.choice((0, 0, 1)),
        earlier=chance.choice(("", "https://discord.com/channels/1/2/3")),
        plain=chance.random() < 0.2,
    )


def digest(chance: random.Random, *, stories: int) -> Digest:
    """A card of one such story, a digest of several."""
    told = tuple(story(chance, number) for number in range(1, stories + 1))
    return Digest(kind=DigestKind.CARD if stories == 1 else DigestKind.DIGEST, stories=told)


def codes() -> Callable[[], str]:
    """Unit codes, one after the other."""
    numbers = iter(range(1_000_000))
    return lambda: f"BB-{next(numbers):06}"


def harm(body: Mapping[str, Any]) -> list[str]:
    """What a message of this body would do that none of ours may, and Discord's limits that it breaks. Knows nothing of the renderer."""
    found = [f"{what}: {line!r}" for kind, line in _strings(body) if kind == "text" for what in _harm_of(line)]
    found += [f"bad address: {line!r}" for kind, line in _strings(body) if kind == "url" and not _is_clean(line)]
    return found + list(_beyond(body))


def _harm_of(line: str) -> Iterator[str]:
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", " ", line)  # what a backslash stands before is only shown
    yield from (what for what, pattern in _HARM if pattern.search(shown))
    for label, target in re.findall(r"\[([^\[\]]*)\]\(([^()\s]*)\)", shown):
        if label not in _OURS or not _is_clean(target):
            yield f"links {label!r} to {target!r}"
    unlinked = re.sub(r"\]\(https?://[^()\s]+\)", "", shown)
    if "://" in unlinked or re.search(r"\]\(", unlinked):
        yield "links what is not ours"
    for character in set(_ZERO_WIDTH.sub("", line)) - {"\n"}:
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} or character in _FILLERS:
            yield f"hides U+{ord(character):04X}"


def _is_clean(url: str) -> bool:
    parts = urlsplit(url)
    beyond = url.replace(parts.netloc, "", 1)  # an address of IPv6 has brackets of its own
    plain = url.isascii() and url.isprintable() and not re.search(r"[\s<>()\[\]\"'`|\\]", beyond)
    return plain and parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc and len(url) <= 2048


def _beyond(body: Mapping[str, Any]) -> Iterator[str]:
    every = [each for each in _dicts(body.get("components") or []) if "type" in each]
    embeds = body.get("embeds") or []
    counted = {
        "components": (len(every), 40),
        "characters of components": (sum(map(_units, (each.get("content", "") for each in every))), 4000),
        "embeds": (len(embeds), 10),
        "characters of embeds": (sum(_units(line) for kind, line in _strings({"embeds": embeds}) if kind == "text"), 6000),
        "title": (max([_units(each.get("title", "")) for each in embeds], default=0), 256),
        "description": (max([_units(each.get("description", "")) for each in embeds], default=0), 4096),
        "label": (max([len(each.get("label", "")) for each in every], default=0), 80),
        "custom id": (max([len(each.get("custom_id", "")) for each in every], default=0), 100),
    }
    yield from (f"{number} {what}, {limit} allowed" for what, (number, limit) in counted.items() if number > limit)
    ids = [each["custom_id"] for each in every if "custom_id" in each]
    if len(ids) != len(set(ids)):
        yield "a custom id twice"
    if not every and not embeds:
        yield "nothing to show"
    json.dumps(body)


def _strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _strings(each, str(name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each, key)
    elif isinstance(value, str) and key not in {"custom_id", "type"}:
        yield ("url" if key == "url" else "text"), value


def _dicts(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for key, each in value.items():
            yield from _dicts(each) if key != "media" else ()
    elif isinstance(value, list):
        for each in value:
            yield from _dicts(each)


def _units(shown: str) -> int:
    return len(shown.encode("utf-16-le", "surrogatepass")) // 2
