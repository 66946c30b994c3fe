"""What was found, trends or was posted last in, embeds to answer with out. Pure, but for templates read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.catalogue import count, say
from bot.flows.search import Hit
from bot.flows.trending import Trend
from bot.model.search import Leaf
from bot.outlets.discord_channel import as_embed
from bot.rendering.limits import units
from bot.rendering.post import render_empty
from bot.rendering.templates import Templates
from bot.text.clip import clip
from bot.text.markdown import escape, link_target
from bot.text.snippet import CLOSE, OPEN

_ROOM = 4000  # of an embed's 4096
_TITLE, _SOURCE, _QUERY = 150, 60, 100  # characters
_NAMED = 4  # sources of a trend


@dataclass(frozen=True, slots=True)
class _Shape:
    """How much of each hit is shown; the next one where that is too much for one message."""

    snippet: int
    link: int


_SHAPES = (_Shape(10_000, 2048), _Shape(10_000, 400), _Shape(0, 400), _Shape(0, 0))


def hits(leaf: Leaf[Hit], *, asked: str, meant: str, templates: Templates) -> discord.Embed:
    """A page of search results, or what to try where there are none; `meant`: what would find something, "" where nothing is known."""
    if not leaf.total:
        nothing = say("I found nothing here for that.")
        hint = say("Try fewer words, the beginning of one with a star (`micro*`), or one of two: `chips OR memory`.")
        if meant:
            hint = say("Did you mean {query}?", query=f"**{escape(clip(meant, _QUERY))}**")
        embed = as_embed(render_empty(templates, nothing))
        embed.description = f"{embed.description}\n\n{hint}"  # Discord takes no field without a name
        return embed
    head = _many(count("{n} hit", "{n} hits", leaf.total), capped=leaf.capped)
    head = say("{hits} for {query}", hits=f"**{head}**", query=f"“{escape(clip(asked, _QUERY))}”")
    return _fitting([head, *(_hit(hit, shape) for hit in leaf.items)] for shape in _SHAPES)


def trends(leaf: Leaf[Trend], *, templates: Templates) -> discord.Embed:
    """A page of stories that several feeds have."""
    if not leaf.total:
        return as_embed(
            render_empty(templates, say("No story is in two of this server's feeds in that time; /latest lists what there is."))
        )
    head = _many(count("{n} story that several feeds tell", "{n} stories that several feeds tell", leaf.total), capped=leaf.capped)
    return _fitting([f"**{head}**", *(_trend(each, shape) for each in leaf.items)] for shape in _SHAPES)


def _hit(hit: Hit, shape: _Shape) -> str:
    one = hit.coverage
    first = f"**{_title(one.title)}** {_link(say('read'), one.link, most=shape.link)}".rstrip()
    posted = f" · [{say('posted here')}]({hit.place})" if hit.place else ""
    second = f"-# {_source(one.source)} · {_ago(one.published_at)}{posted}"
    return "\n".join([first, second, *([marked(hit.snippet)] if shape.snippet and hit.snippet else [])])


def _trend(trend: Trend, shape: _Shape) -> str:
    named = ", ".join(_source(source) for source in trend.sources[:_NAMED])
    more = f" +{len(trend.sources) - _NAMED}" if len(trend.sources) > _NAMED else ""
    first = f"**{_title(trend.title)}** {_link(say('read'), trend.link, most=shape.link)}".rstrip()
    return f"{first}\n-# {count('{n} source', '{n} sources', len(trend.sources))}: {named}{more} · {_ago(trend.at)}"


def marked(snippet: str) -> str:
    """The snippet with its hits in bold; foreign text is escaped before our own marks become Markdown."""
    return escape(snippet).replace(f"{CLOSE}{OPEN}", "").replace(OPEN, "**").replace(CLOSE, "**")


def _many(text: str, *, capped: bool) -> str:
    return say("more than {many}", many=text) if capped else text


def _title(title: str) -> str:
    return escape(clip(title, _TITLE)) or say("untitled")


def _source(source: str) -> str:
    return escape(clip(source, _SOURCE)) or say("a feed without a name")


def _link(label: str, url: str, *, most: int) -> str:
    target = link_target(url)
    return f"[{label}]({target})" if target and len(target) <= most else ""


def _ago(at: datetime) -> str:
    return f"<t:{int(at.timestamp())}:R>"


def _fitting(shapes: Iterator[Sequence[str]]) -> discord.Embed:
    """The first that fits."""
    body = ""
    for blocks in shapes:
        body = "\n\n".join(blocks)
        if units(body) <= _ROOM:
            break
    return discord.Embed(description=body)
