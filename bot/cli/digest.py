"""`bytebot digest`: when a channel's digests come and how its posts look, from the command line."""

import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.verbs import T, channel_option, config_option, json_option, perform

if TYPE_CHECKING:
    from bot.flows.app import App
    from bot.flows.schedule import AtOnce, Scheduled
    from bot.model.delivery import Style
    from bot.model.schedule import Schedule


@click.group()
def digest() -> None:
    """Say when a channel's digests come, how large they are, and how posts look."""


@digest.command()
@click.argument("when", nargs=-1, required=True)
@click.option("--zone", default="UTC", show_default=True, help="The time zone of the clock times, such as Europe/Berlin.")
@click.option("--quiet", default="", help="Hours without any posts, such as 22:00-07:00; what comes then waits.")
@click.option("--stories", type=click.IntRange(1, 50), help="The most stories in one digest.")
@click.option(
    "--daily-cards", type=click.IntRange(0, 500), help="The most stories posted one by one a day; the rest goes into the next digest."
)
@click.option("--say-when-empty", is_flag=True, help="Say so when there is no news; without it a digest hour without news is silent.")
@channel_option
@config_option
def schedule(
    when: tuple[str, ...],
    *,
    zone: str,
    quiet: str,
    stories: int | None,
    daily_cards: int | None,
    say_when_empty: bool,
    channel: int,
    config_file: Path | None,
) -> None:
    """Set WHEN: hourly, hourly :15, daily 08:00 18:00, weekly mon thu 09:00, weekdays 9am.

    \b
    Examples:
      bytebot digest schedule daily 08:00 18:30 --zone Europe/Berlin --quiet 22:00-07:00
      bytebot digest schedule weekdays 9am --stories 10
    """

    async def work(app: "App") -> "Scheduled":
        from bot.flows.schedule import ScheduleWish, understood

        wish = ScheduleWish(
            when=" ".join(when), zone=zone, quiet=quiet, stories=stories, daily_cards=daily_cards, say_when_empty=say_when_empty
        )
        return await _set(understood(wish), channel=channel, app=app)

    click.echo(_as_text(_performed(work, config_file)))


@digest.command()
@channel_option
@config_option
@json_option
def show(channel: int, config_file: Path | None, *, as_json: bool) -> None:
    """Show when the channel's digests come, and what its readers' votes do.

    \b
    Example:
      bytebot digest show --channel 123456789012345678
    """

    async def work(app: "App") -> "Scheduled":
        from bot.cli.apps import target_of
        from bot.flows.schedule import show_schedule

        return await show_schedule(target=target_of(channel), app=app, now=datetime.now(UTC))

    found = _performed(work, config_file)
    click.echo(json.dumps(_as_record(found)) if as_json else _as_text(found))


@digest.command()
@click.option("--look", help="cards or embeds; what was posted keeps its look.")
@click.option("--language", help="The language of ByteBot's own words: en, de or es.")
@click.option("--voice", help="bytebot, plain, or settings for what the configuration says.")
@channel_option
@config_option
def style(look: str | None, language: str | None, voice: str | None, channel: int, config_file: Path | None) -> None:
    """Say how the channel's posts look, in which language, and in whose voice.

    \b
    Example:
      bytebot digest style --look embeds --language de --channel 123456789012345678
    """
    from bot.flows.style import style_said

    async def work(app: "App") -> "Style":
        from bot.cli.apps import target_of
        from bot.flows.style import StyleWish, set_style

        return await set_style(StyleWish(look=look, language=language, voice=voice), target=target_of(channel), app=app)

    click.echo(style_said(_performed(work, config_file)))


@digest.command()
@channel_option
@config_option
def now(channel: int, config_file: Path | None) -> None:
    """Have the digest of what waits now, whatever the hour; the running bot builds it, after the channel's quiet hours if there are any.

    \b
    Example:
      bytebot digest now
    """

    async def work(app: "App") -> "AtOnce":
        from bot.cli.apps import target_of
        from bot.flows.schedule import digest_now

        return await digest_now(target=target_of(channel), app=app, now=datetime.now(UTC))

    found = _performed(work, config_file)
    when = f"after the quiet hours, at {found.quiet_until:%Y-%m-%d %H:%M} UTC" if found.quiet_until else "now"
    many = "1 entry waits" if found.waiting == 1 else f"{found.waiting} entries wait"
    click.echo(f"{many}; the digest is due {when}." if found.waiting else "Nothing waits for this channel.")


@digest.command()
@channel_option
@config_option
def stop(channel: int, config_file: Path | None) -> None:
    """Stop the channel's digests; what would be in them waits. `bytebot digest reset` undoes it.

    \b
    Example:
      bytebot digest stop
    """

    async def work(app: "App") -> "Scheduled":
        from bot.digests.schedule_text import parse_schedule

        return await _set(parse_schedule("never"), channel=channel, app=app)

    _performed(work, config_file)
    click.echo("No more digests here. `bytebot digest reset` or `bytebot digest schedule` brings them back.")


@digest.command()
@channel_option
@config_option
def reset(channel: int, config_file: Path | None) -> None:
    """Let the channel's digests come by the settings again.

    \b
    Example:
      bytebot digest reset
    """

    async def work(app: "App") -> "Scheduled":
        return await _set(None, channel=channel, app=app)

    click.echo(_as_text(_performed(work, config_file)))


async def _set(wanted: "Schedule | None", *, channel: int, app: "App") -> "Scheduled":
    from bot.cli.apps import target_of
    from bot.flows.schedule import set_schedule

    return await set_schedule(wanted, target=target_of(channel), app=app, now=datetime.now(UTC))


def _performed(work: Callable[["App"], Coroutine[Any, Any, T]], config_file: Path | None) -> T:
    from bot.cli.apps import app_of

    async def opened() -> T:
        async with app_of(config_file) as app:
            return await work(app)

    return perform(opened)


def _as_text(found: "Scheduled") -> str:
    from bot.digests.schedule_text import said
    from bot.flows.style import style_said
    from bot.model.schedule import Cadence
    from bot.text.unseen import seen

    when = said(found.schedule) if found.schedule else "as the settings say ([digests] every_s and offset_s)"
    never = found.schedule is not None and found.schedule.cadence is Cadence.NEVER
    first = f"Digests come {when}." + ("" if never else f" The next: {found.next_at:%Y-%m-%d %H:%M} UTC.")
    votes = [
        f"  {'fewer' if each.weight < 1 else 'more'} by votes: {each.kind} {seen(each.name)} (× {each.weight:.2g})"
        for each in found.leanings
    ]
    return "\n".join([first, style_said(found.style), *votes])


def _as_record(found: "Scheduled") -> dict[str, object]:
    from bot.digests.schedule_text import said

    style = found.style
    return {
        "schedule": said(found.schedule) if found.schedule else None,
        "next_at": found.next_at.isoformat(),
        "style": {"look": style.look, "language": style.language or "en", "voice": style.voice or None},
        "votes": [{"kind": each.kind, "name": each.name, "weight": round(each.weight, 3)} for each in found.leanings],
    }
