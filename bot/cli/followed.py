"""`bytebot feeds show|edit|pause|resume`: one feed that is followed, from the command line."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.cli.feeds import as_record, state_of
from bot.cli.verbs import NUMBER_OR_ZERO, channel_option, config_option, json_option, perform

if TYPE_CHECKING:
    from bot.flows.app import App
    from bot.flows.change import Changed, Paused, Resumed
    from bot.flows.subscriptions import Shown

T = TypeVar("T")


@click.command()
@click.argument("feed")
@channel_option
@config_option
@json_option
def show(feed: str, channel: int, config_file: Path | None, *, as_json: bool) -> None:
    """Show all about FEED: its number, its address, or a part of its title.

    \b
    Example:
      bytebot feeds show https://example.com/feed.xml
    """
    from bot.cli.apps import target_of
    from bot.flows.subscriptions import show as shown

    found: Shown = _with_app(config_file, lambda app: shown(feed, within=target_of(channel), app=app))
    known, counts = found.followed, {"filters": found.filters, "waiting": found.waiting, "posted": found.posted}
    if as_json:
        click.echo(json.dumps(as_record(known) | counts, indent=2))
        return
    looked = f"{known.feed.checked_at:%Y-%m-%d %H:%M:%S} UTC" if known.feed.checked_at else "never"
    click.echo(f"{known.subscription.id}: {known.feed.title}\n  {known.feed.url}\n  {state_of(known)}\n  last look {looked}")
    click.echo(f"  {found.filters} filters hold for it, {found.waiting} entries wait, {found.posted} were posted")


@click.command()
@click.argument("feed")
@click.option("--mode", type=click.Choice(["instant", "digest"]), help="As they come, or together.")
@click.option("--takeaways", type=click.IntRange(1, 5), help="Key Takeaways a story.")
@click.option("--to", type=NUMBER_OR_ZERO, help="The Discord channel that has it from now on, by its id.")
@click.option("--role", type=NUMBER_OR_ZERO, help="The one role that its stories mention, by its id; 0 for none.")
@channel_option
@config_option
@json_option
def edit(
    *,
    feed: str,
    mode: str | None,
    takeaways: int | None,
    to: int | None,
    role: int | None,
    channel: int,
    config_file: Path | None,
    as_json: bool,
) -> None:
    """Change how FEED is read: its number, its address, or a part of its title says which.

    \b
    Example:
      bytebot feeds edit https://example.com/feed.xml --mode digest --takeaways 5
    """
    from bot.cli.apps import target_of
    from bot.flows.change import Change
    from bot.flows.change import edit as changed
    from bot.model.subscription import Mode

    target = None if to is None else target_of(to)
    change = Change(mode=Mode(mode) if mode else None, takeaways=takeaways, target=target, role=role)
    within, now = target_of(channel), datetime.now(UTC)
    done: Changed = _with_app(config_file, lambda app: changed(feed, change, within=within, app=app, now=now))
    if as_json:
        click.echo(json.dumps(as_record(done.after), indent=2))
        return
    head = "Nothing is different" if done.before.subscription == done.after.subscription else "Changed"
    click.echo(f"{head}: {done.after.feed.title}\n  {state_of(done.after)}")


@click.command()
@click.argument("feed")
@channel_option
@config_option
@json_option
def pause(feed: str, channel: int, config_file: Path | None, *, as_json: bool) -> None:
    """Let nothing of FEED come until it is resumed; what comes meanwhile counts as read.

    \b
    Example:
      bytebot feeds pause https://example.com/feed.xml
    """
    from bot.cli.apps import target_of
    from bot.flows.change import pause as paused

    within, now = target_of(channel), datetime.now(UTC)
    done: Paused = _with_app(config_file, lambda app: paused(feed, within=within, app=app, now=now))
    if as_json:
        click.echo(json.dumps(as_record(done.followed) | {"passed": done.passed}, indent=2))
        return
    already = " already" if done.already else ""
    click.echo(f"Paused{already}: {done.followed.feed.title}. Entries that waited and are passed over: {done.passed}.")


@click.command()
@click.argument("feed")
@channel_option
@config_option
@json_option
def resume(feed: str, channel: int, config_file: Path | None, *, as_json: bool) -> None:
    """Let a paused FEED go on with what comes from now on; also tries a feed again that failed for too long.

    \b
    Example:
      bytebot feeds resume https://example.com/feed.xml
    """
    from bot.cli.apps import target_of
    from bot.flows.change import resume as resumed

    within, now = target_of(channel), datetime.now(UTC)
    done: Resumed = _with_app(config_file, lambda app: resumed(feed, within=within, app=app, now=now))
    if as_json:
        click.echo(json.dumps(as_record(done.followed) | {"passed": done.passed, "woken": done.woken}, indent=2))
        return
    head = "It was not paused" if done.already else "Goes on"
    click.echo(f"{head}: {done.followed.feed.title}. Entries that came meanwhile and count as read: {done.passed}.")
    click.echo(f"  {state_of(done.followed)}")


def _with_app(config_file: Path | None, deed: "Callable[[App], Awaitable[T]]") -> T:
    """What a flow gives with an app that posts nowhere; what goes wrong is told in one line."""
    from bot.cli.apps import app_of

    async def work() -> T:
        async with app_of(config_file) as app:
            return await deed(app)

    return perform(work)
