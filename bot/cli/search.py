"""`bytebot search`: what was read, by words, from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import config_option, json_option, perform

if TYPE_CHECKING:
    from bot.flows.search import Hit
    from bot.model.search import Leaf


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--feed", default="", help="Of feeds alone whose titles have this.")
@click.option("--topic", default="", help="About this topic alone.")
@click.option("--since", default="", help="Not older than 24h, 7d, 3 months, or a day such as 2026-11-01.")
@click.option("--limit", type=click.IntRange(1, 500), default=10, show_default=True, help="The most to show.")
@config_option
@json_option
def search(query: tuple[str, ...], *, feed: str, topic: str, since: str, limit: int, config_file: Path | None, as_json: bool) -> None:
    """Search all articles that were read: words, "a whole phrase", micro*, this OR that; put -- before a word to leave out.

    \b
    Examples:
      bytebot search chips memory --since 7d
      bytebot search '"data breach"' --feed "Daily Diff" --json
      bytebot search -- apple -pie
    """
    from bot.cli.apps import app_of
    from bot.flows.meant import meant
    from bot.flows.search import Wish
    from bot.flows.search import search as find
    from bot.model.search import Sight

    wish = Wish(text=" ".join(query), feed=feed, topic=topic, since=since)

    async def work() -> "tuple[Leaf[Hit], str]":
        sight, now = Sight(target=None), datetime.now(UTC)
        async with app_of(config_file) as app:
            leaf = await find(wish, sight=sight, size=limit, app=app, now=now)
            return leaf, "" if leaf.total else await meant(wish, sight=sight, app=app, now=now)

    leaf, right = perform(work)
    if as_json:
        found = {"hits": leaf.total, "more": leaf.capped, "shown": [_as_record(hit) for hit in leaf.items], "meant": right or None}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for hit in leaf.items:
        click.echo(_as_text(hit))
    click.echo(_summary(leaf, meant=right))


def _summary(leaf: "Leaf[Hit]", *, meant: str) -> str:
    if not leaf.total and meant:
        return f"Nothing found. Did you mean: {meant}"
    if not leaf.total:
        return "Nothing found. Try fewer words, the beginning of one with a star (micro*), or one of two: chips OR memory."
    many = f"{'more than ' if leaf.capped else ''}{leaf.total} {'hit' if leaf.total == 1 else 'hits'}"
    return f"{many}." if leaf.total <= len(leaf.items) else f"{many}; --limit shows more than {len(leaf.items)}."


def _as_text(hit: "Hit") -> str:
    from bot.text.unseen import seen

    one = hit.coverage
    about = f"{seen(one.source)}, {one.published_at:%Y-%m-%d %H:%M} UTC"
    return f"{seen(one.title) or 'untitled'}\n  {about}\n  {seen(one.link)}\n  {seen(_marked(hit.snippet))}\n"


def _as_record(hit: "Hit") -> dict[str, object]:
    one = hit.coverage
    return {
        "title": one.title,
        "source": one.source,
        "link": one.link,
        "at": one.published_at.isoformat(),
        "snippet": _marked(hit.snippet),
        "message": hit.place or None,
    }


def _marked(snippet: str) -> str:
    """Hits between asterisks, as in Markdown."""
    from bot.text.snippet import CLOSE, OPEN

    return " ".join(snippet.replace(OPEN, "*").replace(CLOSE, "*").split())
