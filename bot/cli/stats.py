"""`bytebot stats`: what the bot did over time, as a table, as JSON, or as a picture."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import config_option, json_option, perform, progress

if TYPE_CHECKING:
    from rich.table import Table

    from bot.model.hours import Hour, Series

_MOST_DAYS = 730


@click.command()
@config_option
@json_option
@click.option("--days", type=click.IntRange(1, _MOST_DAYS), default=30, show_default=True, help="How far back; 1 shows it by the hour.")
@click.option("--png", "picture", type=click.Path(path_type=Path), help="Draw it to this file; needs the extra stats.")
@click.option("--dark", is_flag=True, help="With --png: for a dark page.")
@click.option("--force", is_flag=True, help="With --png: replace the file if there is one.")
def stats(config_file: Path | None, *, as_json: bool, days: int, picture: Path | None, dark: bool, force: bool) -> None:
    """Show what the bot did over time: polls, entries, posts, and the reading time that it saved.

    \b
    Examples:
      bytebot stats --days 7
      bytebot stats --png figures.png
    """
    if picture is None and (dark or force):
        raise click.UsageError("--dark and --force go with --png.")
    if picture is not None and as_json:
        raise click.UsageError("--png and --json don't go together.")
    if picture is not None:
        _check(picture, force=force)
    found = perform(lambda: _look(config_file, days=days, now=datetime.now(UTC)))
    if picture is not None:
        _draw(found, picture, dark=dark)
    elif as_json:
        click.echo(json.dumps(_as_record(found), indent=2))
    else:
        _print(found)


async def _look(config_file: Path | None, *, days: int, now: datetime) -> "Series":
    from bot.cli.apps import settings_of
    from bot.compose import open_store
    from bot.flows.hours import hours_of

    async with open_store(settings_of(config_file)) as db:
        return await hours_of(db=db, days=days, now=now)


def _check(picture: Path, *, force: bool) -> None:
    """Before anything is read for it."""
    from bot.flows.charts import can_draw

    if not can_draw():
        raise click.ClickException("Pictures are drawn by matplotlib, which is not installed: pip install 'bytebot[stats]'.")
    if picture.is_dir():
        raise click.ClickException(f"{picture} is a folder; name a file in it.")
    if not picture.parent.is_dir():
        raise click.ClickException(f"There is no folder {picture.parent}; make it first or name another.")
    if picture.exists() and not force:
        raise click.ClickException(f"{picture} is there already; --force replaces it.")


def _draw(found: "Series", picture: Path, *, dark: bool) -> None:
    from bot.flows.charts import draw

    with progress("drawing"):
        drawn = perform(lambda: draw(found, dark=dark))
    picture.write_bytes(drawn.png)
    click.echo(f"Wrote {picture}. {drawn.alt}")


def _print(found: "Series") -> None:
    from rich.console import Console

    Console(highlight=False, soft_wrap=True).print(_as_table(found))


def _as_table(found: "Series") -> "Table":
    """A line a step; what was none is a dot, so that the rest stands out."""
    from rich.table import Table

    from bot.model.hours import Hour
    from bot.text.counted import amount, hours_and_minutes

    def cells(one: Hour) -> list[str]:
        counts = one.counts
        numbers = (counts.polls, counts.unchanged, counts.failures, counts.entries, counts.articles, counts.posts, counts.stories)
        return [*(amount(number) if number else "·" for number in numbers), hours_and_minutes(counts.saved_s) if counts.saved_s else "·"]

    table = Table(box=None, pad_edge=False)
    table.add_column(_name_of(found))
    for head in ("polls", "unchanged", "failed", "entries", "articles", "posts", "stories", "saved"):
        table.add_column(head, justify="right", no_wrap=True)
    for one in found.steps:
        table.add_row(_moment(one, found), *cells(one))
    table.add_row("all", *cells(Hour(at=found.until, counts=found.total)), style="bold")
    return table


def _name_of(found: "Series") -> str:
    hours = found.step.total_seconds() / 3600
    return {1: "hour (UTC)", 24: "day (UTC)"}.get(int(hours), "week from")


def _moment(one: "Hour", found: "Series") -> str:
    return f"{one.at:%m-%d %H:%M}" if found.step.total_seconds() == 3600 else f"{one.at:%Y-%m-%d}"  # noqa: PLR2004  an hour


def _as_record(found: "Series") -> dict[str, object]:
    from dataclasses import asdict

    return {
        "step_seconds": int(found.step.total_seconds()),
        "until": found.until.isoformat(),
        "steps": [{"from": each.at.isoformat()} | asdict(each.counts) for each in found.steps],
        "total": asdict(found.total),
    }
