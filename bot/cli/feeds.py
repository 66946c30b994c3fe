"""`bytebot feeds`: what is followed, from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.feed_lists import check, export, import_, packs
from bot.cli.verbs import NUMBER, channel_option, config_option, json_option, perform, progress

if TYPE_CHECKING:
    from bot.flows.offer import Offer
    from bot.flows.subscribe import Wish
    from bot.flows.subscriptions import Followed
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
@click.option("--role", type=NUMBER, help="The one role of Discord's that its stories mention, by its id.")
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and follow nothing.")
@config_option
def add(
    url: str, *, channel: int, mode: str, takeaways: int, backfill: int, role: int | None, dry_run: bool, config_file: Path | None
) -> None:
    """Follow the feed at URL, or the one that the page there links to.

    \b
    Example:
      bytebot feeds add https://example.com/feed.xml --backfill 3
      bytebot feeds add https://example.com/ --dry-run
    """
    from bot.cli.apps import app_of, target_of
    from bot.flows.subscribe import Subscribed, Wish, subscribe
    from bot.model.subscription import Mode

    wish = Wish(mode=Mode(mode), takeaways=takeaways, backfill=backfill, role=role)
    if dry_run:
        _foresee(url, wish, channel=channel, config_file=config_file)
        return

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
    from bot.flows.subscriptions import Followed, list_feeds

    async def work() -> tuple[Followed, ...]:
        async with app_of(config_file) as app:
            return await list_feeds(target=target_of(channel), app=app)

    followed = perform(work)
    if as_json:
        click.echo(json.dumps([as_record(each) for each in followed], indent=2))
    elif not followed:
        click.echo("Nothing is followed yet; begin with `bytebot feeds add URL`.")
    for each in () if as_json else followed:
        click.echo(f"{each.subscription.id}: {each.feed.title}\n  {each.feed.url}\n  {state_of(each)}")


@feeds.command()
@click.argument("feed")
@channel_option
@config_option
@json_option
def remove(feed: str, channel: int, config_file: Path | None, *, as_json: bool) -> None:
    """Stop following FEED: its number, address or title. What it showed stays remembered: following it again repeats nothing.

    \b
    Example:
      bytebot feeds remove https://example.com/feed.xml
    """
    from bot.cli.apps import app_of, target_of
    from bot.flows.unsubscribe import Unsubscribed, unsubscribe

    async def work() -> Unsubscribed:
        async with app_of(config_file) as app:
            return await unsubscribe(feed, within=target_of(channel), app=app, now=datetime.now(UTC))

    done = perform(work)
    known = done.followed.feed
    if as_json:
        click.echo(json.dumps(as_record(done.followed) | {"dropped": done.dropped}, indent=2))
    else:
        click.echo(f"No longer following {known.title}. `bytebot feeds add {known.url}` brings it back.")


def _foresee(url: str, wish: "Wish", *, channel: int, config_file: Path | None) -> None:
    """Say what following would bring."""
    from bot.cli.apps import app_of, target_of
    from bot.flows.offer import Offer, foresee_offer

    async def work() -> Offer:
        async with app_of(config_file) as app:
            return await foresee_offer(url, target=target_of(channel), wish=wish, app=app, now=datetime.now(UTC))

    with progress("Reading the feed and its newest entry"):
        offer = perform(work)
    for line in _offered(offer):
        click.echo(line)


def _offered(offer: "Offer") -> list[str]:
    feed, wish = offer.feed, offer.wish
    tempo = f"about {feed.tempo.weekly:.0f} stories a week" if feed.tempo else "too little known to say how often it brings news"
    coming = min(wish.backfill, offer.entries)
    lines = [
        f"Found: {feed.title} ({feed.url}), {offer.entries} entries, {tempo}.",
        f"{coming} of its newest entries would follow now." if coming else "What it shows now would count as read.",
        f"Next look: {feed.next_at:%Y-%m-%d %H:%M:%S} UTC. Next digest: {offer.next_digest_at:%Y-%m-%d %H:%M:%S} UTC.",
        *(["It is followed here already."] if offer.known else []),
        *(f"The page names another feed: {other}" for other in offer.others),
    ]
    panels = offer.card.panels if offer.card else ()
    lines += (
        ["Its newest entry would look so:", *(f"{panel.title}\n{panel.body}\n{panel.footer}".strip() for panel in panels)] if panels else []
    )
    return [*lines, *([offer.trouble] if offer.trouble else []), "Nothing is followed yet: this was a dry run."]


def state_of(followed: "Followed") -> str:
    """How it is read, when next, and what is wrong with it."""
    subscription, feed = followed.subscription, followed.feed
    state = f"{subscription.mode}, {subscription.takeaways} takeaways, {_next_look(feed)}"
    trouble = "".join(f"\n  trouble: {each}" for each in (feed.error, subscription.error) if each)
    return f"{state}{', paused' if subscription.state == 'paused' else ''}{trouble}"


def _next_look(feed: "Feed") -> str:
    if feed.state == "gone":
        return "not looked at any more: its server says that it is gone for good"
    if feed.state == "paused":
        return "not looked at any more: `bytebot feeds resume` with its address tries it again"
    return f"next look {feed.next_at:%Y-%m-%d %H:%M:%S} UTC"


def as_record(followed: "Followed") -> dict[str, object]:
    """A subscription with its feed, for JSON."""
    feed, subscription = followed.feed, followed.subscription
    return {
        "id": subscription.id,
        "title": feed.title,
        "url": feed.url,
        "mode": subscription.mode.value,
        "takeaways": subscription.takeaways,
        "channel": subscription.target.channel,
        "role": subscription.role,
        "state": subscription.state.value,
        "feed_state": feed.state.value,
        "next_at": feed.next_at.isoformat(),
        "error": feed.error or subscription.error,
    }
