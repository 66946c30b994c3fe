"""`bytebot filters`: what a channel does not want, or only wants, from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import NUMBER, channel_option, config_option, json_option, perform, progress

if TYPE_CHECKING:
    from bot.flows.filters import Added, Place, Tested
    from bot.store.filters import Owned

_ACTIONS = ("deny", "must", "allow")
_KINDS = ("word", "phrase", "pattern")
_FIELDS = ("any", "title", "text", "author", "tag", "source", "language", "topic")

feed_option = click.option("--feed", "feed", default="", metavar="URL", help="This feed, in every channel.")
subscription_option = click.option("--subscription", default="", metavar="URL", help="The channel's subscription to this feed.")


@click.group()
def filters() -> None:
    """Say what a channel doesn't want, or only wants."""


@filters.command()
@click.argument("action", type=click.Choice(_ACTIONS))
@click.argument("value")
@click.option("--kind", type=click.Choice(_KINDS), help="What VALUE is; without it a word, or a phrase where it has spaces.")
@click.option("--in", "field", type=click.Choice(_FIELDS), default="any", show_default=True, help="Where to look.")
@channel_option
@feed_option
@subscription_option
@config_option
def add(  # noqa: PLR0917  click reads a verb's words from such a signature
    action: str, value: str, kind: str | None, field: str, channel: int, feed: str, subscription: str, config_file: Path | None
) -> None:
    """Add a filter: deny drops what has VALUE, must drops what has not; where there are allows, one has to match.

    \b
    Examples:
      bytebot filters add deny sponsored --in title
      bytebot filters add must "open source" --subscription https://example.com/feed.xml
      bytebot filters add deny "\\b(deal|sale)s?\\b" --kind pattern --in title
    """
    from bot.cli.apps import app_of
    from bot.digests.filters import sees_the_start_alone
    from bot.flows.filters import FilterWish, add_filter
    from bot.model.filters import FilterAction, FilterField, FilterKind

    wish = FilterWish(action=FilterAction(action), value=value, kind=FilterKind(kind) if kind else None, field=FilterField(field))
    at = _place(channel, feed, subscription)

    async def work() -> "Added":
        async with app_of(config_file) as app:
            return await add_filter(wish, at=at, app=app, now=datetime.now(UTC))

    done = perform(work)
    click.echo(f"Filter {_line(done.owned)}.")
    if sees_the_start_alone(done.owned.filter):
        click.echo("A pattern sees the first 4 kB of a text.")
    click.echo(f"{done.waiting} entries that wait already are judged with it." if done.waiting else "It counts for what comes from now on.")


@filters.command("list")
@channel_option
@feed_option
@subscription_option
@config_option
@json_option
def list_(channel: int, feed: str, subscription: str, config_file: Path | None, *, as_json: bool) -> None:
    """Show the filters that hold for a channel, with their numbers: its own, its subscriptions' and its feeds'.

    \b
    Example:
      bytebot filters list
    """
    from bot.cli.apps import app_of
    from bot.flows.filters import list_filters

    at = _place(channel, feed, subscription)

    async def work() -> "tuple[Owned, ...]":
        async with app_of(config_file) as app:
            return await list_filters(at=at, app=app)

    found = perform(work)
    if as_json:
        click.echo(json.dumps([_as_record(each) for each in found], indent=2, ensure_ascii=False))
    elif not found:
        click.echo("There are no filters; add one with `bytebot filters add deny WORD`.")
    for each in () if as_json else found:
        click.echo(_line(each))


@filters.command()
@click.argument("number", type=NUMBER)
@config_option
def remove(number: int, config_file: Path | None) -> None:
    """Remove the filter of this number. What it dropped stays dropped.

    \b
    Example:
      bytebot filters remove 3
    """
    from bot.cli.apps import app_of
    from bot.flows.filters import remove_filter

    async def work() -> "Owned":
        async with app_of(config_file) as app:
            return await remove_filter(number, within=None, app=app)

    click.echo(f"Removed filter {_line(perform(work))}.")


@filters.command("test")
@channel_option
@click.option("--entries", type=click.IntRange(1, 200), default=20, show_default=True, help="How many of the newest entries.")
@config_option
@json_option
def try_out(channel: int, entries: int, config_file: Path | None, *, as_json: bool) -> None:
    """Show which of a channel's newest entries its filters would drop, and why; nothing is fetched or changed.

    \b
    Example:
      bytebot filters test --entries 50
    """
    from bot.cli.apps import app_of, target_of
    from bot.flows.filters import try_filters
    from bot.text.unseen import seen

    async def work() -> "tuple[Tested, ...]":
        async with app_of(config_file) as app:
            return await try_filters(target=target_of(channel), most=entries, app=app)

    with progress("Trying the filters"):
        found = perform(work)
    if as_json:
        click.echo(json.dumps([_as_tested(each) for each in found], indent=2, ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{'pass' if each.verdict.passed else 'DROP'}  {seen(each.title or each.link) or 'untitled'} ({seen(each.source)})")
        if each.verdict.why:
            click.echo(f"      {each.verdict.why}")
    dropped = sum(not each.verdict.passed for each in found)
    click.echo(f"{dropped} of {len(found)} would be dropped." if found else "No entries were seen yet; follow a feed first.")


def _place(channel: int, feed: str, subscription: str) -> "Place":
    from bot.cli.apps import target_of
    from bot.flows.filters import Place

    if feed and (subscription or channel):
        raise click.UsageError("--feed holds in every channel: leave out --channel and --subscription.")
    return Place(target=target_of(channel), feed_url=feed or subscription, everywhere=bool(feed))


def _line(owned: "Owned") -> str:
    from bot.digests.filters import described

    return f"{owned.filter.id}: {described(owned.filter)}{_whose(owned)}"


def _whose(owned: "Owned") -> str:
    if owned.target is None:
        return f", from {owned.feed_title}, in every channel"
    return f", from {owned.feed_title}" if owned.feed_title else ""


def _as_record(owned: "Owned") -> dict[str, object]:
    one = owned.filter
    return {
        "id": one.id,
        "action": one.action.value,
        "kind": one.kind.value,
        "field": one.field.value,
        "value": one.value,
        "channel": owned.target.channel if owned.target else None,
        "feed": owned.feed_url or None,
        "created_at": one.created_at.isoformat(),
    }


def _as_tested(tested: "Tested") -> dict[str, object]:
    known = {"title": tested.title, "link": tested.link, "source": tested.source}
    return known | {"passed": tested.verdict.passed, "why": tested.verdict.why}
