"""`bytebot why`: all that was decided about an entry, from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import NUMBER_OR_ZERO, config_option, json_option, perform

if TYPE_CHECKING:
    from bot.model.decision import ChannelDecision, Decision
    from bot.model.subscription import Target


@click.command()
@click.argument("item")
@click.option("--channel", type=NUMBER_OR_ZERO, help="This Discord channel alone, by its id; 0 is the console.")
@config_option
@json_option
def why(item: str, channel: int | None, config_file: Path | None, *, as_json: bool) -> None:
    """Tell why something was posted, or wasn't: ITEM is a link, a post's unit code, an entry's number (#12) or a part of a title.

    \b
    Examples:
      bytebot why BB-7F3K2Q
      bytebot why https://example.com/an-article
      bytebot why "part of a title" --channel 123456789012345678
    """
    from bot.cli.apps import app_of, target_of
    from bot.flows.why import explain

    within = None if channel is None else target_of(channel)

    async def work() -> "tuple[Decision, ...]":
        async with app_of(config_file) as app:
            return await explain(item, within=within, app=app, now=datetime.now(UTC))

    found = perform(work)
    if as_json:
        click.echo(json.dumps([_as_record(each) for each in found], indent=2, ensure_ascii=False))
    else:
        click.echo("\n\n".join(map(_as_text, found)))


def _as_text(decision: "Decision") -> str:
    from bot.rendering.decisions import Look, decision_lines
    from bot.text.unseen import seen

    look = Look(when=lambda at: f"{at:%Y-%m-%d %H:%M:%S} UTC", where=_where, text=seen)
    head = f"#{decision.entry} {seen(decision.title) or 'untitled'}\n  {seen(decision.link)}".rstrip()
    return "\n".join([head, *(f"  {line}" for line in decision_lines(decision, look=look))])


def _where(target: "Target") -> str:
    return f"channel {target.channel}" if target.channel else "the console"


def _as_record(decision: "Decision") -> dict[str, object]:
    reading = decision.reading
    return {
        "entry": decision.entry,
        "title": decision.title,
        "link": decision.link,
        "feed": {"title": decision.feed_title, "url": decision.feed_url},
        "seen_at": decision.seen_at.isoformat(),
        "published_at": _moment(decision.published_at),
        "article": None
        if reading is None
        else {
            "source": reading.source.value,
            "confidence": reading.confidence.value,
            "reason": reading.reason,
            "words": reading.words,
            "language": reading.language,
        },
        "takeaways": None if reading is None else {"method": reading.method.value, "bullets": reading.bullets, "reason": reading.why_none},
        "tries": decision.tries,
        "error": decision.error,
        "topic": decision.topic,
        "story": decision.story,
        "others": [{"source": each.source, "title": each.title, "link": each.link} for each in decision.others],
        "channels": [_as_fate(each) for each in decision.channels],
    }


def _as_fate(channel: "ChannelDecision") -> dict[str, object]:
    return {
        "outlet": channel.target.outlet.value,
        "channel": channel.target.channel,
        "fate": channel.fate.value,
        "why": channel.why,
        "at": _moment(channel.at),
        "posts": list(channel.codes),
        "messages": list(channel.messages),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
