"""Discord's Markdown in, HTML that looks like it out. Pure: the time is handed in.

What Discord's own client does with a message: escapes, emphasis, links, lists, quotes, small print, time marks, mentions. Every character
that comes in leaves as text, but for the addresses of http(s) links; every tag is one of those below, opened and closed here. The work
grows with the text's length alone. Emphasis ends with its line.
"""

import re
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import groupby
from typing import Final

from babel.dates import format_date, format_datetime, format_time, format_timedelta

from bot.catalogue import language
from bot.text.markdown import link_target

_TOKEN: Final = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<code>``(?:[^`]|`(?!`))+``|`[^`]+`)"
    r"|\[(?P<label>[^\[\]\\]+)\]\((?P<target>[^()\s<>]+)\)"
    r"|<t:(?P<time>-?\d{1,15})(?::(?P<style>[tTdDfFR]))?>"
    r"|<(?P<mention>@[!&]?|#)\d{1,20}>"
    r"|</(?P<command>[\w -]{1,100}):\d{1,20}>"
    r"|<a?:(?P<emoji>\w{1,32}):\d{1,20}>"
    r"|(?P<everyone>@(?:everyone|here))\b"
    r"|(?P<mark>\*\*\*|\*\*|__|~~|\|\||\*|(?<![^\W_])_|_(?![^\W_]))"
)
_TAGS: Final = {
    "***": ("<strong><em>", "</em></strong>"),
    "**": ("<strong>", "</strong>"),
    "*": ("<em>", "</em>"),
    "_": ("<em>", "</em>"),
    "__": ("<u>", "</u>"),
    "~~": ("<s>", "</s>"),
    "||": ('<span class="spoiler">', "</span>"),
}
_NAMES: Final = {"@": "@member", "@!": "@member", "@&": "@role", "#": "#channel"}

_QUOTED: Final = re.compile(r"> (.*)")
_LINE: Final = re.compile(r"(?P<small>-# )|(?P<heading>#{1,3}) |(?P<depth> {0,10})(?P<item>[-*]|\d{1,4}\.) ")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNFIT: Final = re.compile("[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # controls, half characters


def blocks(markdown: str, *, now: datetime) -> str:
    """`markdown`, of any number of lines, as HTML: a `div` a line. Ages are told from `now`."""
    lines = [(quoted[1], True) if (quoted := _QUOTED.match(line)) else (line, False) for line in markdown.split("\n")]
    drawn = [(_line(line, now=now), quoted) for line, quoted in lines]
    runs = ((quoted, "".join(line for line, _ in run)) for quoted, run in groupby(drawn, key=lambda each: each[1]))
    return "".join(f"<blockquote>{run}</blockquote>" if quoted else run for quoted, run in runs)


def inline(markdown: str, *, now: datetime, links: bool = True) -> str:
    """One line's emphasis, links, times and mentions. Without `links` their labels alone are shown, as inside of another link."""
    pieces: list[str] = []
    opened: dict[str, int] = {}  # a mark that waits for its other half, and its piece
    at = 0
    for token in _TOKEN.finditer(markdown):
        pieces.append(text(markdown[at : token.start()]))
        at = token.end()
        if token["mark"]:
            _emphasise(token, pieces, opened)
        else:
            pieces.append(_word(token, now=now, links=links))
    return "".join((*pieces, text(markdown[at:])))


def text(plain: str) -> str:
    """`plain` as text of HTML or an attribute's value, without what may not stand there."""
    return escape(_UNFIT.sub("", plain), quote=True)


def _line(line: str, *, now: datetime) -> str:
    found = _LINE.match(line)
    if not line.strip():
        return '<div class="gap"></div>'
    if not found:
        return f'<div class="line">{inline(line, now=now)}</div>'
    rest = inline(line[found.end() :], now=now)
    if found["small"]:
        return f'<div class="small">{rest}</div>'
    if found["heading"]:
        return f'<div class="h{len(found["heading"])}">{rest}</div>'
    mark = "•" if found["item"] in "-*" else found["item"]
    deep = " deep" if found["depth"] else ""
    return f'<div class="item{deep}"><span class="mark">{mark}</span><span>{rest}</span></div>'


def _emphasise(token: re.Match[str], pieces: list[str], opened: dict[str, int]) -> None:
    """A mark closes its like, and what was opened in between stays text; or it opens; or it is text."""
    mark, whole = token["mark"], token.string
    before, after = whole[: token.start()][-1:], whole[token.end() :][:1]
    if mark in opened and not before.isspace():
        start = opened[mark]
        pieces[start] = _TAGS[mark][0]
        pieces.append(_TAGS[mark][1])
        for other in [each for each, place in opened.items() if place >= start]:
            del opened[other]
        return
    if mark not in opened and after and not after.isspace():
        opened[mark] = len(pieces)
    pieces.append(text(mark))


def _word(token: re.Match[str], *, now: datetime, links: bool) -> str:
    """Anything that is no mark of emphasis: one of its names is set."""
    if token["target"]:
        return _link(token, links=links)
    if token["time"]:
        return _time(token, now=now)
    if token["code"]:
        return f"<code>{text(token['code'].strip('`').strip())}</code>"
    if token["escaped"] or token["emoji"]:
        return text(token["escaped"] or f":{token['emoji']}:")
    command = f"/{token['command']}" if token["command"] else ""
    name = _NAMES.get(token["mention"], "") or command or token[0]
    return f'<span class="pill">{text(name)}</span>'


def _link(token: re.Match[str], *, links: bool) -> str:
    """A link under its label; the Markdown as it stands where the address is none that may be linked."""
    target = link_target(token["target"])
    if not target:
        return text(token[0])
    return anchor(target, text(token["label"])) if links else text(token["label"])


def anchor(target: str, inner: str) -> str:
    """A link to `target`, which `link_target` gave, around finished HTML."""
    return f'<a href="{text(target)}" rel="noreferrer nofollow" target="_blank">{inner}</a>'


def _time(token: re.Match[str], *, now: datetime) -> str:
    """Discord's time mark in words, with the moment itself on hovering; the mark as it stands beyond the calendar."""
    try:
        when = _EPOCH + timedelta(seconds=int(token["time"]))
        shown = _told(when, token["style"] or "f", now=now)
    except (OverflowError, ValueError):
        return text(token[0])
    return f'<time datetime="{when.isoformat()}" title="{when:%Y-%m-%d %H:%M} UTC">{text(shown)}</time>'


def _told(when: datetime, style: str, *, now: datetime) -> str:
    here = language()
    if style == "R":
        return format_timedelta(when - now, add_direction=True, locale=here)
    if style in "tT":
        return format_time(when, "short" if style == "t" else "medium", locale=here)
    if style in "dD":
        return format_date(when, "short" if style == "d" else "long", locale=here)
    return format_datetime(when, "long" if style == "f" else "full", locale=here)
