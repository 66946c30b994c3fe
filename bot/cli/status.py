"""`bytebot status`: what the bot did so far, whether it runs, and what its language model costs."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import config_option, json_option, perform

if TYPE_CHECKING:
    from bot.flows.status import Status
    from bot.model.usage import Usage
    from bot.settings import LlmSettings
    from bot.store.load import Late


@click.command()
@config_option
@json_option
@click.option("--watch", "live", is_flag=True, help="Keep looking, and draw it anew each second; Ctrl-C ends it.")
def status(config_file: Path | None, *, as_json: bool, live: bool) -> None:
    """Show how the bot is doing: what it did, its last sign of life, what goes wrong, and the language model's use of its caps.

    \b
    Examples:
      bytebot status
      bytebot status --watch
    """
    if live:
        _watch(config_file, as_json=as_json)
        return
    from bot.cli.apps import settings_of
    from bot.compose import open_queue, open_store
    from bot.flows.status import status as look

    now = datetime.now(UTC)

    async def work() -> "tuple[Status, LlmSettings]":
        settings = settings_of(config_file)
        async with open_store(settings) as db, open_queue(settings) as queue:
            return await look(db=db, now=now, interval_s=settings.feeds.interval_s, engine=queue), settings.llm

    found, llm = perform(work)
    click.echo(json.dumps(_as_record(found, llm), indent=2) if as_json else _as_text(found, llm, now=now))


def _watch(config_file: Path | None, *, as_json: bool) -> None:
    from rich.console import Console

    console = Console()
    if as_json or not console.is_terminal:
        raise click.UsageError("--watch draws on a terminal; without it a script gets the figures once, with --json as JSON.")
    from bot.cli.watch import watch

    perform(lambda: watch(config_file, console=console))


def _as_text(found: "Status", llm: "LlmSettings", *, now: datetime) -> str:
    from bot.flows.health import is_alive

    counts = found.counts
    sign = f"{found.beat_at:%Y-%m-%d %H:%M:%S} UTC" if found.beat_at else "never"
    return "\n".join([
        f"{'Running' if is_alive(found.beat_at, now=now) else 'Not running'}; last sign of life: {sign}.",
        f"{counts.feeds} feeds, {counts.entries} entries seen, {counts.told} stories told, {counts.posts} posts sent.",
        f"About {found.polls:.0f} polls an hour; {counts.waiting} posts wait, {counts.closed} channels take none; "
        f"database {counts.bytes / 1e6:.1f} MB.",
        *_done_lines(found),
        *_waiting_lines(found, now=now),
        *_notice_lines(found),
        *_model_lines(found, llm),
    ])  # fmt: skip


def _done_lines(found: "Status") -> list[str]:
    from bot.text.counted import hours_and_minutes

    done, saved = found.day.total, hours_and_minutes(found.day.total.saved_s)
    return [
        f"Last 24 hours: {done.polls} polls ({done.unchanged} found nothing new, {done.failures} failed), {done.entries} new entries, "
        f"{done.articles} articles read, {done.posts} posts with {done.stories} stories; {saved} of reading saved."
    ]


def _waiting_lines(found: "Status", *, now: datetime) -> list[str]:
    from bot.text.counted import age

    def late(what: str, late: "Late") -> str:
        return f"{late.number} {what}" + (f" (the oldest for {age((now - late.since).total_seconds())})" if late.since else "")

    load = found.load
    due = ", ".join([late("feeds to poll", load.feeds), late("entries to read", load.entries), late("posts to send", load.posts)])
    queue = ", ".join(f"{task} {jobs}" for task, jobs in sorted((found.queue or {}).items()))
    return [
        f"Due now: {due}; {load.failing} feeds fail.",
        *([] if found.queue is None else [f"Queue: {queue or 'empty'}; {found.quarantined} jobs in quarantine (`bytebot jobs list`)."]),
    ]


def _notice_lines(found: "Status") -> list[str]:
    if not found.notices:
        return ["Nothing needs your attention."]
    lines = [f"  since {each.created_at:%Y-%m-%d %H:%M} UTC: {each.text}" for each in found.notices]
    return [f"{len(lines)} {'thing needs' if len(lines) == 1 else 'things need'} your attention:", *lines]


def _model_lines(found: "Status", llm: "LlmSettings") -> list[str]:
    from bot.errors import place

    if not llm.configured:
        return ["No language model: takeaways are the articles' own sentences."]
    today = found.today
    cost = f", {today.cost:.4f} of {llm.daily_cost:g} in money" if llm.price_in or llm.price_out else ""
    return [
        f"Language model {llm.model} at {place(llm.base_url)}.",
        f"Today (UTC): {today.requests} of {llm.daily_requests} requests, {today.tokens} of {llm.daily_tokens} tokens{cost}.",
        f"Last 30 days: {found.month.requests} requests, {found.month.tokens} tokens, {found.month.cost:.4f} in money.",
    ]


def _as_record(found: "Status", llm: "LlmSettings") -> dict[str, object]:
    counts, load = found.counts, found.load
    caps = {"requests": llm.daily_requests, "tokens": llm.daily_tokens, "cost": llm.daily_cost}
    return {
        "last_sign_of_life": found.beat_at.isoformat() if found.beat_at else None,
        "feeds": counts.feeds,
        "entries": counts.entries,
        "stories": counts.told,
        "posts": counts.posts,
        "posts_waiting": counts.waiting,
        "channels_closed": counts.closed,
        "polls_an_hour": round(found.polls, 1),
        "last_24_hours": asdict(found.day.total),
        "due": {"feeds": _late(load.feeds), "entries": _late(load.entries), "posts": _late(load.posts)},
        "feeds_failing": load.failing,
        "queue": None if found.queue is None else {"waiting": dict(found.queue), "quarantined": found.quarantined},
        "database_bytes": counts.bytes,
        "notices": [{"kind": each.kind.value, "since": each.created_at.isoformat(), "text": each.text} for each in found.notices],
        "model": {"name": llm.model, "today": _usage(found.today), "last_30_days": _usage(found.month), "daily_caps": caps}
        if llm.configured
        else None,
    }


def _late(late: "Late") -> dict[str, object]:
    return {"number": late.number, "since": late.since.isoformat() if late.since else None}


def _usage(usage: "Usage") -> dict[str, float]:
    return {"requests": usage.requests, "tokens_in": usage.tokens_in, "tokens_out": usage.tokens_out, "cost": usage.cost}
