"""`bytebot preview` and `bytebot tldr`: what would come of an address or a file, with nothing stored or posted."""

import json
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.lines import tldr_lines
from bot.cli.sheet import check_free, html_option, write_page
from bot.cli.verbs import config_option, is_address, json_option, one_line, perform, progress, read_source

if TYPE_CHECKING:
    from bot.flows.foresee import Foreseen
    from bot.flows.preview import Preview
    from bot.flows.tldr import Tldr
    from bot.rendering.page import Sheet

_WHOSE = {
    "own": " (the author's own)",
    "changelog": " (a changelog: its entries)",
    "roundup": " (a roundup: its items)",
    "llm": " (written by a language model, checked against the article)",
}


@click.command()
@click.argument("source", metavar="[URL|FILE]", required=False)
@click.option("--entries", type=click.IntRange(1, 25), default=5, show_default=True, help="How many of the newest entries.")
@click.option("--takeaways", type=click.IntRange(1, 5), default=3, show_default=True, help="Key Takeaways a story.")
@click.option("--why", is_flag=True, help="Tell for each entry what was decided, and on what ground.")
@html_option
@config_option
def preview(source: str | None, entries: int, takeaways: int, page_file: Path | None, config_file: Path | None, *, why: bool) -> None:
    """Show the newest entries of a feed as they would be posted; a page shows the feed that it links to, else its own card.

    With --html as Discord would show them: as cards in both looks, and in a digest. Without an address then the demo's stories.

    \b
    Examples:
      bytebot preview https://example.com/feed.xml --entries 2
      bytebot preview https://example.com/feed.xml --html preview.html
      bytebot preview --html bytebot.html
    """
    if page_file:
        with one_line():
            check_free(page_file)
    if source:
        return _preview_of(source, entries, takeaways, page_file, config_file, why=why)
    if page_file:
        return _show_demo(page_file)
    raise click.UsageError("Give an address or a file to preview, or --html FILE to see the demo's stories.")


def _show_demo(page_file: Path) -> None:
    from bot.cli.demo.showcase import showcase

    _write(page_file, perform(showcase), title="ByteBot", now=datetime.now(UTC))


def _preview_of(source: str, entries: int, takeaways: int, page_file: Path | None, config_file: Path | None, *, why: bool) -> None:
    from bot.cli.apps import settings_of
    from bot.compose import open_readers, open_voice
    from bot.flows.foresee import foresee
    from bot.flows.preview import preview_file, preview_url
    from bot.flows.show import sheets_of

    body = read_source(source)
    now = datetime.now(UTC)

    async def work() -> "tuple[Preview, tuple[Foreseen, ...], tuple[Sheet, ...]]":
        settings = settings_of(config_file)
        voice = open_voice(settings)
        async with open_readers(settings) as readers:
            if is_address(source):
                seen = await preview_url(source, readers=readers, voice=voice, most=entries, bullets=takeaways, now=now)
            else:
                seen = await preview_file(body, name=source, readers=readers, voice=voice, most=entries, bullets=takeaways, now=now)
            sheets = sheets_of(seen, voice=voice, bullets=takeaways, now=now) if page_file else ()
            return seen, await foresee(seen, readers=readers, voice=voice) if why else (), sheets

    with progress("Reading"):
        found, reasons, sheets = perform(work)
    _tell(found, reasons, boxes=page_file is None, now=now)
    if page_file and sheets:
        _write(page_file, sheets, title=found.title or source, now=now)
    click.echo(_summary(found))


def _tell(found: "Preview", reasons: "tuple[Foreseen, ...]", *, boxes: bool, now: datetime) -> None:
    """Each post in its boxes, and what was decided about it."""
    from rich.console import Console

    from bot.cli.reasons import foreseen_lines
    from bot.outlets.terminal import box

    console = Console(highlight=False)
    for post, reason in zip_longest(found.posts, reasons):
        console.print(*(box(panel, now=now) for panel in post.panels if boxes), end="\n" if boxes else "")
        for line in foreseen_lines(reason) if reason else ():
            click.echo(f"  {line}")


def _write(page_file: Path, sheets: "tuple[Sheet, ...]", *, title: str, now: datetime) -> None:
    from bot.rendering.page import page

    with one_line():
        write_page(page_file, page(sheets, title=title, now=now))


def _summary(found: "Preview") -> str:
    if not found.entries:
        return "That is a page, not a feed." if found.posts else f"{found.title or 'The feed'} shows no entries yet."
    return f"{len(found.posts)} of {found.entries} entries of {found.title or 'the feed'}. Nothing was stored or posted."


@click.command()
@click.argument("source", metavar="URL|FILE", required=False)
@click.option("--jsonl", is_flag=True, help="Answer every line of JSON on standard input with one on standard output.")
@config_option
@json_option
def tldr(source: str | None, config_file: Path | None, *, jsonl: bool, as_json: bool) -> None:
    """Key Takeaways of an article: a page's address, an HTML file or a text file; with --jsonl of many articles.

    A line for --jsonl is {"id", "title", "text"}, with "html" beside "text" where headings and lists are known, or {"id", "url",
    "html"} for a whole page. Its answer is {"id", "bullets", "method", "confidence", "reason", "spans"}: confidence is full, teaser
    or wall; spans are [start, end] in the text. A bad line is answered with {"id", "line", "error"} and makes the exit code 1.

    \b
    Examples:
      bytebot tldr https://example.com/an-article
      bytebot tldr --jsonl < articles.jsonl > takeaways.jsonl
    """
    if jsonl == bool(source):
        raise click.UsageError("Give an address or a file, or --jsonl and the articles on standard input.")
    if source is None:
        return tldr_lines(config_file)
    return _tldr_of(source, config_file, as_json=as_json)


def _tldr_of(source: str, config_file: Path | None, *, as_json: bool) -> None:
    from bot.cli.apps import settings_of
    from bot.compose import open_readers
    from bot.flows.tldr import tldr_of_file, tldr_of_page

    body = read_source(source)

    async def work() -> "Tldr":
        async with open_readers(settings_of(config_file)) as readers:
            if is_address(source):
                return await tldr_of_page(source, readers=readers)
            return await tldr_of_file(body, name=source, readers=readers)

    with progress("Reading"):
        found = perform(work)
    click.echo(json.dumps(_as_record(found), indent=2, ensure_ascii=False) if as_json else _as_text(found))


def _as_text(found: "Tldr") -> str:
    whose = _WHOSE.get(found.takeaways.method.value, "")
    head = f"{found.title or 'Untitled'}\n{found.words} words{whose}\n"
    bullets = "\n".join(f"  • {each.text}" for each in found.takeaways.bullets)
    return f"{head}\n{bullets}" if bullets else f"{head}\n  No takeaways: {found.takeaways.reason}."


def _as_record(found: "Tldr") -> dict[str, object]:
    return {
        "title": found.title,
        "url": found.url,
        "words": found.words,
        "method": found.takeaways.method.value,
        "reason": found.takeaways.reason,
        "takeaways": [{"text": each.text, "start": each.start, "end": each.end} for each in found.takeaways.bullets],
    }
