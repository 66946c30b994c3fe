"""`bytebot feeds import`, `export`, `packs` and `check`: many feeds at once, from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.verbs import NUMBER_OR_ZERO, channel_option, config_option, counted, json_option, one_line, perform

if TYPE_CHECKING:
    from bot.flows.app import App
    from bot.flows.check_feeds import Checked
    from bot.flows.opml import Plan, Progress
    from bot.model.outline import Listed, Pack

mode_option = click.option(
    "--mode", type=click.Choice(["instant", "digest"]), default="digest", show_default=True, help="As they come, or together."
)


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@channel_option
@mode_option
@config_option
@json_option
def import_(file: Path, *, channel: int, mode: str, config_file: Path | None, as_json: bool) -> None:
    """Follow every feed of the OPML file FILE that is not followed yet. Exit code 1 where one of them could not be read.

    \b
    Example:
      bytebot feeds import subscriptions.opml
    """
    from bot.cli.apps import app_of
    from bot.flows.opml import check_size, read_listing

    with one_line():
        check_size(file.stat().st_size)
        body = file.read_bytes()

    async def work() -> "tuple[Plan, Progress]":
        async with app_of(config_file) as app:
            return await _follow(await read_listing(body, name=file.name, app=app), channel=channel, mode=mode, app=app)

    _tell(*perform(work), as_json=as_json)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False)
@click.option("--channel", type=NUMBER_OR_ZERO, help="One Discord channel's id, 0 for the console; without it all feeds.")
@config_option
def export(file: Path | None, *, channel: int | None, config_file: Path | None) -> None:
    """Write the feeds that are followed as OPML, which every feed reader can import: to FILE, or to standard output.

    \b
    Example:
      bytebot feeds export feeds.opml
    """
    from bot.cli.apps import app_of, target_of
    from bot.flows.opml import export as export_feeds

    async def work() -> bytes:
        async with app_of(config_file) as app:
            within = None if channel is None else target_of(channel)
            return await export_feeds(
                within=within, name_of=lambda each: f"{each.outlet} {each.channel or ''}".strip(), app=app, now=datetime.now(UTC)
            )

    document = perform(work)
    with one_line():
        if file is None:
            click.echo(document, nl=False)
        else:
            file.write_bytes(document)


@click.command()
@click.argument("name", required=False)
@channel_option
@mode_option
@config_option
@json_option
def packs(name: str | None, *, channel: int, mode: str, config_file: Path | None, as_json: bool) -> None:
    """Show the starter packs, or follow the one called NAME. Exit code 1 where one of its feeds could not be read.

    \b
    Example:
      bytebot feeds packs tech-news
    """
    from bot.cli.apps import app_of
    from bot.flows.packs import all_packs, listed, pack_named

    async def show() -> "tuple[Pack, ...]":
        async with app_of(config_file) as app:
            return await all_packs(app=app)

    async def follow() -> "tuple[Plan, Progress]":
        async with app_of(config_file) as app:
            return await _follow(listed(await pack_named(str(name), app=app)), channel=channel, mode=mode, app=app)

    if name:
        return _tell(*perform(follow), as_json=as_json)
    found = perform(show)
    if as_json:
        return click.echo(json.dumps([_pack_record(each) for each in found], indent=2, ensure_ascii=False))
    for each in found:
        click.echo(f"{each.name}: {each.about}\n" + "\n".join(f"  {feed.title}  {feed.url}" for feed in each.feeds))
    return None


@click.command()
@click.argument("urls", nargs=-1, metavar="[URL...|all]")
@config_option
@json_option
def check(urls: tuple[str, ...], config_file: Path | None, *, as_json: bool) -> None:
    """Fetch each URL now, or all feeds that are followed, and say what comes. Nothing is stored. Exit code 1 where one fails.

    \b
    Example:
      bytebot feeds check https://example.com/feed.xml
      bytebot feeds check all
    """
    from bot.cli.apps import app_of
    from bot.flows.check_feeds import addresses, check_feeds

    async def work() -> "tuple[Checked, ...]":
        async with app_of(config_file) as app:
            wanted = await addresses(app=app) if urls in {(), ("all",)} else urls
            with counted("Checking", len(wanted)) as count:
                return await check_feeds(wanted, readers=app.readers, told=lambda _: count(1))

    found = perform(work)
    if as_json:
        click.echo(json.dumps([_check_record(each) for each in found], indent=2, ensure_ascii=False))
    elif not found:
        click.echo("Nothing is followed yet; begin with `bytebot feeds add URL`.")
    for each in () if as_json else found:
        click.echo(_check_line(each))
    if any(each.error for each in found):
        raise SystemExit(1)


async def _follow(listed: "Listed", *, channel: int, mode: str, app: "App") -> "tuple[Plan, Progress]":
    from bot.cli.apps import target_of
    from bot.flows.opml import follow_all, plan
    from bot.flows.subscribe import Wish
    from bot.model.subscription import Mode

    target = target_of(channel)
    found = await plan(listed, target=target, app=app)
    with counted("Following", len(found.new)) as count:
        done = await follow_all(
            found.new, target=target, wish=Wish(mode=Mode(mode)), app=app, now=datetime.now(UTC), told=lambda _: count(1)
        )
    return found, done


def _tell(found: "Plan", done: "Progress", *, as_json: bool) -> None:
    good = done.feeds - len(done.failed)
    if as_json:
        failed = [{"title": each.title, "why": each.why} for each in done.failed]
        told = {"new": good, "followed_before": found.followed, "unreadable": found.unreadable, "failed": failed}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        from bot.text.unseen import seen

        click.echo(f"New: {good}. Followed before: {found.followed}. Lines without an address: {found.unreadable}.")
        for each in done.failed:
            click.echo(f"  {seen(each.title)}: {each.why}")
    if done.failed:
        raise SystemExit(1)


def _pack_record(pack: "Pack") -> dict[str, object]:
    feeds = [{"title": each.title, "url": each.url} for each in pack.feeds]
    return {"name": pack.name, "title": pack.title, "about": pack.about, "feeds": feeds}


def _check_record(one: "Checked") -> dict[str, object]:
    newest = one.newest_at.isoformat() if one.newest_at else None
    return {
        "url": one.url,
        "title": one.title,
        "entries": one.entries,
        "newest_at": newest,
        "moved_to": one.moved_to,
        "error": one.error,
    }


def _check_line(one: "Checked") -> str:
    from bot.text.unseen import seen

    if one.error:
        return f"failed  {one.url}\n  {one.error}"
    newest = f", the newest of {one.newest_at:%Y-%m-%d %H:%M} UTC" if one.newest_at else ""
    moved = f"\n  it lives now at {one.moved_to}" if one.moved_to else ""
    return f"well    {one.url}\n  {seen(one.title) or 'untitled'}: {one.entries} entries{newest}{moved}"
