"""A folder in, a digest on the console out: the real worker on the demo's own feeds. Heavy: the verb imports it when it is called."""

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.cli.demo.site import DemoSite
from bot.compose import console_outlet, open_app
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.condense import next_condense_at
from bot.flows.deliver import next_delivery_at
from bot.flows.digest import digest_due
from bot.flows.figures import told
from bot.flows.subscribe import Wish, subscribe
from bot.flows.worker import Worker
from bot.log import set_up_log
from bot.model.subscription import CONSOLE, Mode, OutletName
from bot.ports import Outlet
from bot.settings import ArticlesSettings, DeliverySettings, DigestsSettings, Settings, StoreSettings, WebSettings

_WISH = Wish(mode=Mode.DIGEST, takeaways=3, backfill=100)
_MARK = "bytebot-demo.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What makes the demo's feeds the same ones in every run: when their news is from, and their ports."""

    began_at: datetime
    ports: tuple[int, ...]


async def tour(folder: Path, console: Console, *, fresh: bool, logged: bool) -> None:
    """Read, condense, digest and show what the folder does not remember having shown; then the figures.

    Raises `Refused` where the folder is not ours to empty or the feeds' old ports are taken, `StoreFailed`, `OSError`.
    """
    started = time.monotonic()
    set_up_log(level="info" if logged else "error", secrets=[])
    _prepare(folder, fresh=fresh)
    async with open_demo(folder, outlet=lambda settings: console_outlet(settings, console)) as (app, feeds):
        before = await told(app=app, bullets=_WISH.takeaways)
        await work(app, feeds)
        after = await told(app=app, bullets=_WISH.takeaways)
    new = after.counts.told - before.counts.told
    if before.counts.told or not new:
        console.print(f"{before.counts.told} stories were shown before; {new} are new, and nothing is shown twice.")
    console.print(
        f"{after.counts.feeds} feeds · {after.counts.entries} entries · {after.counts.told} stories · {after.bullets} bullets"
        f" · {after.saved_s / 60:.0f} min of reading saved · {time.monotonic() - started:.1f} s"
    )
    console.print(f"Remembered in {folder}: run it again and nothing repeats; --fresh begins anew.")
    console.print("As Discord shows it: bytebot preview --html bytebot.html")


@asynccontextmanager
async def open_demo(folder: Path, *, outlet: Callable[[Settings], Outlet]) -> AsyncIterator[tuple[App, tuple[str, ...]]]:
    """A bot with its database in `folder` and what it posts going to `outlet`, and the addresses of the demo's feeds while they are served.

    Raises as `tour` does.
    """
    settings = _settings(folder)
    world = _recall(folder)
    with DemoSite(now=world.began_at, ports=world.ports) as site:
        if world.ports and site.ports != world.ports:
            raise Refused(why=f"Another program took the ports of the demo's feeds; use `bytebot demo --data {folder} --fresh`.")
        _remember(folder, World(began_at=world.began_at, ports=site.ports))
        async with open_app(settings, outlets={OutletName.CONSOLE: outlet(settings)}) as app:
            yield app, site.feeds


async def work(app: App, feeds: tuple[str, ...]) -> None:
    """The real loops; the digest does not wait for its hour, as `/digest now` would have it."""
    stop, worker = asyncio.Event(), Worker(app)
    working = asyncio.create_task(worker.run(stop))
    try:
        with _progress() as bar:
            await _through(app, feeds, worker=worker, working=working, bar=bar)
    finally:
        stop.set()
        await working


async def _through(app: App, feeds: tuple[str, ...], *, worker: Worker, working: asyncio.Task[None], bar: Progress) -> None:
    task = bar.add_task("Reading the feeds", total=None)
    for url in feeds:
        await subscribe(url, target=CONSOLE, wish=_WISH, app=app, now=datetime.now(UTC))
        worker.look()
    bar.update(task, description="Condensing the articles")
    while await next_condense_at(app=app) is not None:
        await _while_alive(working)
    bar.update(task, description="Writing the digest")
    while await digest_due(app=app, now=datetime.now(UTC), at_once=True):
        worker.look()
    while await next_delivery_at(app=app) is not None:
        await _while_alive(working)


async def _while_alive(working: asyncio.Task[None]) -> None:
    """A moment's wait; raises what ended the loops, if something did."""
    await asyncio.wait({working}, timeout=0.02)
    if working.done():
        working.result()


def _settings(folder: Path) -> Settings:
    """The demo's own, whatever config.toml and the environment say: they are about the operator's bot."""
    return Settings.model_construct(
        store=StoreSettings(url=f"sqlite+aiosqlite:///{folder / 'bytebot.db'}"),
        web=WebSettings(allow_networks=("127.0.0.0/8",)),
        articles=ArticlesSettings(attempts=1),
        digests=DigestsSettings(stories=50),
        delivery=DeliverySettings(retry_s=0.2),
    )


def _recall(folder: Path) -> World:
    try:
        known = json.loads((folder / _MARK).read_text(encoding="utf-8"))
        return World(began_at=datetime.fromisoformat(known["began_at"]), ports=tuple(known["ports"]))
    except FileNotFoundError:
        return World(began_at=datetime.now(UTC).replace(microsecond=0), ports=())
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(why=f"{folder / _MARK} is damaged; use `bytebot demo --data {folder} --fresh`.") from error


def _remember(folder: Path, world: World) -> None:
    """In one step, so that a crash leaves the old file or the new one."""
    draft = folder / f"{_MARK}.new"
    draft.write_text(json.dumps({"began_at": world.began_at.isoformat(), "ports": world.ports}), encoding="utf-8")
    draft.replace(folder / _MARK)


def _prepare(folder: Path, *, fresh: bool) -> None:
    """The folder, emptied where asked. Raises `Refused` where it holds something and is not a demo's."""
    if folder.exists() and not (folder / _MARK).exists() and any(folder.iterdir()):
        raise Refused(why=f"{folder} holds other things than a demo's; name another folder with --data.")
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


def _progress() -> Progress:
    """On standard error, seen only by a terminal, and gone afterwards."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
