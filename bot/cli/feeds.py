"""`bytebot feeds`: what is followed, from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.feed_lists import check, export, import_, packs
from bot.cli.verbs import channel_option, config_option, json_option, perform, progress

if TYPE_CHECKING:
    from bot.flows.subscribe import Followed
    from bot.model.feed import Feed


@click.group()
def feeds() -> None:
    """Follow feeds, and stop following them."""


for _verb in (import_, export, packs, check):
    feeds.add_command(_verb)


@feeds.command()
@click.argument("url")
@channel_option
@click.option("--mode", type=click.Choice(["instant", "digest"]), default="instant", show_default=True, help="As they come, or together.")
@click.option("--takeaways", type=click.IntRange(1, 5), default=3, show_default=True, help="Key Takeaways a story.")
@click.option("--backfill", type=click.IntRange(0, 500), default=0, show_default=True, help="Newest entries to post at once.")
@config_option
def add(url: str, *, channel: int, mode: str, takeaways: int, backfill: int, config_file: Path | None) -> None:
    """Follow the feed at URL, or the one that the page there links to.

    \b
    Example:
      bytebot feeds add https://example.com/feed.xml --backfill 3
    """
    from bot.cli.apps import app_of, target_of
    from bot.flows.subscribe import Subscribed, Wish, subscribe
    from bot.model.subscription import Mode

    wish = Wish(mode=Mode(mode), takeaways=takeaways, backfill=backfill)

    async def work() -> Subscribed:
        async with app_of(config_file) as app:
            return await subscribe(url, target=target_of(channel), wish=wish, app=app, now=datetime.now(UTC))

    with progress("Reading the feed"):
        done = perform(work)
    click.echo(f"{'Changed' if done.changed else 'Following'}: {done.feed.title} ({done.feed.url})")
    click.echo(f"{done.coming} of its newest entries follow now." if done.coming else "What it shows now counts as read.")
    click.echo(f"Next look: {done.feed.next_at:%Y-%m-%d %H:%M:%S} UTC.")


@feeds.command("list")
@channel_option
@config_option
@json_option
def list_(channel: int, config_file: Path | None, *, as_json: bool) -> None:
    """Show what is followed, when each feed is read next, and what is wrong with any.

    \b
    Example:
      bytebot feeds list
    """
    from bot.cli.apps import app_of, target_of
    from bot.flows.subscribe import Followed, list_feeds

    async def work() -> tuple[Followed, ...]:
        async with app_of(config_file) as app:
            return await list_feeds(target=target_of(channel), app=app)

    followed = perform(work)
    if as_json:
        click.echo(json.dumps([_as_record(each) for each in followed], indent=2))
    elif not followed:
        click.echo("Nothing is followed yet; begin with `bytebot feeds add URL`.")
    for each in () if as_json else followed:
        click.echo(f"{each.feed.title}\n  {each.feed.url}\n  {_state(each)}")


@feeds.command()
@click.argument("url")
@channel_option
@config_option
def remove(url: str, channel: int, config_file: Path | None) -> None:
    """Stop following the feed at URL. What it showed stays remembered: following it again repeats nothing.

    \b
    Example:
      bytebot feeds remove https://example.com/feed.xml
    """
    from bot.cli.apps import app_of, target_of
    from bot.flows.subscribe import unsubscribe
    from bot.model.feed import Feed

    async def work() -> Feed:
        async with app_of(config_file) as app:
            return await unsubscribe(url, target=target_of(channel), app=app)

    feed = perform(work)
    click.echo(f"No longer following {feed.title}. `bytebot feeds add {feed.url}` brings it back.")


def _state(followed: "Followed") -> str:
    subscription, feed = followed.subscription, followed.feed
    state = f"{subscription.mode}, {subscription.takeaways} takeaways, {_next_look(feed)}"
    trouble = "".join(f"\n  trouble: {each}" for each in (feed.error, subscription.error) if each)
    return f"{state}{', paused' if subscription.state == 'paused' else ''}{trouble}"


def _next_look(feed: "Feed") -> str:
    if feed.state == "gone":
        return "not looked at any more: its server says that it is gone for good"
    if feed.state == "paused":
        return "not looked at any more: `bytebot feeds add` with its address wakes it"
    return f"next look {feed.next_at:%Y-%m-%d %H:%M:%S} UTC"


def _as_record(followed: "Followed") -> dict[str, object]:
    feed, subscription = followed.feed, followed.subscription
    return {
        "title": feed.title,
        "url": feed.url,
        "mode": subscription.mode.value,
        "takeaways": subscription.takeaways,
        "state": subscription.state.value,
        "feed_state": feed.state.value,
        "next_at": feed.next_at.isoformat(),
        "error": feed.error or subscription.error,
    }
