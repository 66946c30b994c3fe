"""An article and a draw of chance in, the same article inside a made-up site's page out, with every line of furniture told. Pure.

Three kinds of dressing: an ordinary theme with telling tags and classes, div soup without any, and flat text with line breaks only.
"""

from dataclasses import dataclass
from html import escape
from random import Random
from typing import Final

from tests.unit.articles.furniture import SITES, Site

_KINDS: Final = {"p": "p", "h": "h2", "li": "li"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An article of our own: `lines` are (kind, text) with the kinds p, h (heading) and li."""

    title: str
    lines: tuple[tuple[str, str], ...]
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dressed:
    """A page; `furniture` are the lines on it that are not the article's."""

    body: bytes
    content_type: str
    furniture: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draw:
    before: tuple[tuple[str, ...], ...]
    middle: tuple[str, ...]
    after: tuple[tuple[str, ...], ...]


def _drawn(article: Made, chance: Random) -> _Draw:
    """A site's furniture in an order of chance: what stands before the title, in the middle, after the end."""
    site: Site = SITES[article.language]
    name, bio = chance.choice(site.authors)
    date = chance.choice(site.dates)
    after = [(name, bio), *(chance.choice(group) for group in site.after)]
    kept = [block for block in after[1:] if chance.random() < 0.75]
    if chance.random() < 0.8:
        kept.insert(chance.randrange(2) if kept else 0, after[0])
    tail = kept[:1] + chance.sample(kept[1:], len(kept) - 1)
    before = (chance.choice(site.menus), (chance.choice(site.labels),), tuple(chance.sample((f"{site.by} {name}", date, *site.meta), 3)))
    middle = chance.choice((*site.middle, (), ()))
    return _Draw(before=before, middle=middle, after=(*tail, chance.choice(site.footers)))


def themed(article: Made, *, chance: Random) -> Dressed:
    """An ordinary theme: header, nav, article, aside, footer, and class names that say what is what."""
    drawn = _drawn(article, chance)
    menu = "".join(f'<li class="menu-item"><a href="/{at}">{escape(word)}</a></li>' for at, word in enumerate(drawn.before[0]))
    label = f'<span class="cat-links"><a href="/c">{escape(drawn.before[1][0])}</a></span>'
    meta = "".join(f'<span class="meta">{escape(line)}</span>' for line in drawn.before[2])
    inner = list(_tagged(article.lines))
    if drawn.middle:
        first = 1 + next((at for at, (kind, _) in enumerate(article.lines) if kind == "p"), 0)
        box = "".join(f"<p>{escape(line)}</p>" for line in drawn.middle)
        inner.insert(first, f'<div class="in-article-box">{box}</div>')
    groups = "".join(_group(lines, at) for at, lines in enumerate(drawn.after[:-1]))
    footer = "".join(f"<p>{escape(line)}</p>" for line in drawn.after[-1])
    markup = (
        f'<!doctype html><html lang="{article.language}"><head><meta charset="utf-8"><title>{escape(article.title)}</title></head><body>'
        f'<header class="site-header"><nav><ul>{menu}</ul></nav></header><div class="content-area"><article class="post hentry">'
        f'<header class="entry-header">{label}<h1 class="entry-title">{escape(article.title)}</h1><div class="entry-meta">{meta}</div>'
        f'</header><div class="entry-content">{"".join(inner)}</div>{groups}</article></div><footer class="site-footer">{footer}</footer>'
        "</body></html>"
    )
    return Dressed(body=markup.encode(), content_type="text/html; charset=utf-8", furniture=_all(drawn))


def souped(article: Made, *, chance: Random) -> Dressed:
    """Div soup: not one tag or class that tells the article from the rest; headings and list marks are only how lines look."""
    drawn = _drawn(article, chance)
    style = chance.choice(("div", "span", "p"))
    line = "<div><span>{}</span></div>" if style == "span" else f"<{style}>{{}}</{style}>"
    said = [line.format(escape(text)) for text in _flat(article, drawn)]
    at = len(said) // 2 if chance.random() < 0.3 else len(said)
    inner = f"<div>{''.join(said[:at])}</div><div>{''.join(said[at:])}</div>" if at < len(said) else "".join(said)
    markup = f"<html><head><title>{escape(article.title)}</title></head><body><div>{inner}</div></body></html>"
    return Dressed(body=markup.encode(), content_type="text/html; charset=utf-8", furniture=_all(drawn))


def flattened(article: Made, *, chance: Random, kind: str) -> Dressed:
    """One text with line breaks only: as text/plain (`kind` "text"), in one `<pre>` ("pre") or in one `<div>` with `<br>` ("br")."""
    drawn = _drawn(article, chance)
    glue = "\n" if chance.random() < 0.4 else "\n\n"
    text = glue.join(_flat(article, drawn))
    if kind == "text":
        return Dressed(body=text.encode(), content_type="text/plain; charset=utf-8", furniture=_all(drawn))
    inner = f"<pre>{escape(text)}</pre>" if kind == "pre" else f"<div>{escape(text).replace(chr(10), '<br>')}</div>"
    markup = f"<html><head><title>{escape(article.title)}</title></head><body>{inner}</body></html>"
    return Dressed(body=markup.encode(), content_type="text/html; charset=utf-8", furniture=_all(drawn))


def _flat(article: Made, drawn: _Draw) -> list[str]:
    lines = [f"• {text}" if kind == "li" else text for kind, text in article.lines]
    first = 1 + next((at for at, (kind, _) in enumerate(article.lines) if kind == "p"), 0)
    lines[first:first] = drawn.middle
    return [*drawn.before[0], *drawn.before[1], article.title, *drawn.before[2], *lines, *(line for block in drawn.after for line in block)]


def _tagged(lines: tuple[tuple[str, str], ...]) -> list[str]:
    parts: list[str] = []
    for at, (kind, text) in enumerate(lines):
        tagged = f"<{_KINDS[kind]}>{escape(text)}</{_KINDS[kind]}>"
        opens = kind == "li" and (at == 0 or lines[at - 1][0] != "li")
        closes = kind == "li" and (at + 1 == len(lines) or lines[at + 1][0] != "li")
        parts.append(f"{'<ul>' if opens else ''}{tagged}{'</ul>' if closes else ''}")
    return ["".join(parts)] if any(kind == "li" for kind, _ in lines) and len(lines) < 2 else parts


def _group(lines: tuple[str, ...], at: int) -> str:
    head, *rest = lines
    inner = "".join(
        f'<li><a href="/{at}/{place}">{escape(line)}</a></li>' if len(rest) > 2 else f"<p>{escape(line)}</p>"
        for place, line in enumerate(rest)
    )
    return f'<div class="widget widget-{at}"><h3>{escape(head)}</h3>{inner}</div>'


def _all(drawn: _Draw) -> tuple[str, ...]:
    return tuple(line for block in (*drawn.before, drawn.middle, *drawn.after) for line in block)
