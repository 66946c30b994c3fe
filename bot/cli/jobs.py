"""`bytebot jobs`: what the workers have to do, what they gave up, and a second chance for it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import NUMBER, config_option, json_option, perform

if TYPE_CHECKING:
    from bot.flows.queue import Queue
    from bot.model.job import Quarantined

_NONE = "No queue is kept in this database: its jobs live in the process that runs, and what failed tries again at its next start."


@click.group()
def jobs() -> None:
    """Look at the queue that workers share on Postgres, and let jobs that failed for good try again."""


@jobs.command("list")
@config_option
@json_option
def list_(config_file: Path | None, *, as_json: bool) -> None:
    """Show how many jobs wait by task, and those that failed every time, the newest first, with their numbers and reasons.

    \b
    Examples:
      bytebot jobs list
      bytebot jobs list --json
    """
    from bot.cli.apps import settings_of
    from bot.compose import open_queue
    from bot.flows.queue import queue_of

    async def work() -> "Queue | None":
        async with open_queue(settings_of(config_file)) as engine:
            return await queue_of(engine) if engine else None

    found = perform(work)
    click.echo(json.dumps(_as_record(found), indent=2, ensure_ascii=False) if as_json else _as_text(found))


@jobs.command()
@click.argument("numbers", type=NUMBER, nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that failed for good.")
@config_option
@json_option
def release(numbers: tuple[int, ...], config_file: Path | None, *, every: bool, as_json: bool) -> None:
    """Let jobs that failed for good try again, by their NUMBERS.

    \b
    Examples:
      bytebot jobs release 17
      bytebot jobs release --all
    """
    from bot.cli.apps import settings_of
    from bot.compose import open_queue
    from bot.flows.queue import release as let_out

    if bool(numbers) == every:
        raise click.UsageError("Give the numbers of jobs, or --all.")

    async def work() -> "tuple[Quarantined, ...]":
        async with open_queue(settings_of(config_file)) as engine:
            if engine is None:
                raise click.ClickException(_NONE)
            return await let_out(None if every else numbers, engine=engine)

    released = perform(work)
    if unknown := set(numbers) - {each.number for each in released}:
        click.echo(f"Not in quarantine: {', '.join(map(str, sorted(unknown)))}.", err=True)
    if as_json:
        click.echo(json.dumps([_as_entry(each) for each in released], indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(f"{each.number}: {_name(each)} tries again." for each in released) or "Nothing was released.")


def _as_text(found: "Queue | None") -> str:
    if found is None:
        return _NONE
    waiting = ", ".join(f"{task} {many}" for task, many in sorted(found.waiting.items()) if many)
    return "\n".join([f"Waiting: {waiting or 'nothing'}.", *(_held_lines(found.held) or ["Nothing is in quarantine."])])


def _held_lines(held: "tuple[Quarantined, ...]") -> list[str]:
    from bot.text.unseen import seen

    lines = [f"  {each.number}: {_name(each)}, {each.failed_at:%Y-%m-%d %H:%M} UTC: {seen(each.reason)}" for each in held]
    return [f"In quarantine, {len(held)}:", *lines] if lines else []


def _name(job: "Quarantined") -> str:
    from bot.text.unseen import seen

    return seen(f"{job.task} {job.key}".strip())


def _as_record(found: "Queue | None") -> dict[str, object] | None:
    return None if found is None else {"waiting": dict(found.waiting), "quarantined": [_as_entry(each) for each in found.held]}


def _as_entry(job: "Quarantined") -> dict[str, object]:
    return {"number": job.number, "task": job.task, "key": job.key, "reason": job.reason, "failed_at": job.failed_at.isoformat()}
