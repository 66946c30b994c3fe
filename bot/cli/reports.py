"""`bytebot reports`: what readers say is wrong, from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import NUMBER, config_option, json_option, perform

if TYPE_CHECKING:
    from bot.model.people import Report


@click.group()
def reports() -> None:
    """Look after the takeaways that readers report as wrong."""


@reports.command("list")
@click.option("--all", "closed_too", is_flag=True, help="Those that are closed too.")
@config_option
@json_option
def list_(config_file: Path | None, *, closed_too: bool, as_json: bool) -> None:
    """Show what readers reported and nobody has looked after yet, the oldest first.

    \b
    Examples:
      bytebot reports list
      bytebot reports list --all --json
    """
    from bot.cli.apps import app_of
    from bot.flows.reports import list_reports

    async def work() -> "tuple[Report, ...]":
        async with app_of(config_file) as app:
            return await list_reports(closed_too=closed_too, app=app)

    _show(perform(work), as_json=as_json, none="Nobody reported anything." if closed_too else "No report is open.")


@reports.command()
@click.argument("numbers", type=NUMBER, nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that are open.")
@config_option
@json_option
def close(numbers: tuple[int, ...], config_file: Path | None, *, every: bool, as_json: bool) -> None:
    """Close reports by their NUMBERS: you looked after them. A new one about the same post is told again.

    \b
    Examples:
      bytebot reports close 3 4
      bytebot reports close --all
    """
    from bot.cli.apps import app_of
    from bot.flows.reports import close_reports
    from bot.model.people import ReportId

    if bool(numbers) == every:
        raise click.UsageError("Give the numbers of reports, or --all.")
    ids = None if every else [ReportId(each) for each in numbers]

    async def work() -> "tuple[Report, ...]":
        async with app_of(config_file) as app:
            return await close_reports(ids, app=app, now=datetime.now(UTC))

    _show(perform(work), as_json=as_json, none="No report is open.")


def _show(found: "tuple[Report, ...]", *, as_json: bool, none: str) -> None:
    if as_json:
        click.echo(json.dumps([_as_record(each) for each in found], indent=2, ensure_ascii=False))
    else:
        click.echo("\n\n".join(map(_as_text, found)) or none)


def _as_text(report: "Report") -> str:
    from bot.text.unseen import seen

    closed = f", closed {report.closed_at:%Y-%m-%d %H:%M} UTC" if report.closed_at else ""
    lines = [
        f"{report.id}: {report.code}, {report.created_at:%Y-%m-%d %H:%M} UTC{closed}",
        f"  {seen(report.title) or 'untitled'}",
        f"  {seen(report.url)}",
        f"  wrong: {seen(report.bullet) or 'its headline, link or picture'}",
    ]
    return "\n".join([*lines, *([f"  why: {seen(report.reason)}"] if report.reason else [])])


def _as_record(report: "Report") -> dict[str, object]:
    return {
        "id": report.id,
        "code": report.code,
        "user": report.user,
        "guild": report.guild,
        "title": report.title,
        "url": report.url,
        "bullet": report.bullet,
        "reason": report.reason,
        "created_at": report.created_at.isoformat(),
        "closed_at": report.closed_at.isoformat() if report.closed_at else None,
    }
