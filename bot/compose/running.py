"""`Settings` and roles in, a bot that runs until it is told to stop out."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.compose.parts import console_outlet, observed, open_app, open_engine
from bot.errors import Refused, StoreFailed, StoreTrouble
from bot.flows.app import App
from bot.flows.departures import NOWHERE
from bot.flows.tally import keep_tally, last_tally
from bot.flows.worker import FINISH_WITHIN_S, Worker
from bot.model.role import EVERY_ROLE, Role
from bot.model.subscription import OutletName
from bot.model.tally import Tally
from bot.outlets.absent import AbsentOutlet
from bot.ports import Outlet, Owners
from bot.settings import Settings
from bot.store.leader import Leadership
from bot.store.lock import alone
from bot.store.opened import is_shared, open_database

if TYPE_CHECKING:
    import discord
    from rich.console import Console

    from bot.cogs.client import ByteBotClient
    from bot.outlets.guard import Guard

log = logging.getLogger(__name__)

_STOP_WITHIN_S = FINISH_WITHIN_S + 2.0  # in all less than 20 s; `docker stop` and compose want `stop_grace_period: 30s`
_REACH_AGAIN_S = 5.0
_TOKEN = frozenset({Role.GATEWAY, Role.SENDER})


async def run_on_console(settings: Settings, console: "Console", *, stop: asyncio.Event) -> None:
    """The loops, with posts on the console, until `stop` is set. Raises `StoreFailed`, `PromptsInvalid`."""
    outlets: dict[OutletName, Outlet] = {OutletName.CONSOLE: console_outlet(settings, console)}
    with alone(settings.store):
        if not await _reach(settings, stop):
            return
        async with open_app(settings, outlets=outlets, to_run=True) as app:
            process = _Process(app, roles=EVERY_ROLE)
            async with observed(settings, app.db, engine=app.engine, runs=process.runs):
                await process.work(stop)


async def run_on_discord(settings: Settings, *, stop: asyncio.Event, roles: frozenset[Role] = EVERY_ROLE) -> None:
    """What the roles name, until `stop` is set.

    Raises `StoreFailed`, `PromptsInvalid`, `Refused` where there is no token, Discord does not take it, or roles need another store.
    """
    if roles != EVERY_ROLE and not is_shared(settings.store):
        raise Refused(why="Roles share their work through Postgres; name it under [store] url, or run without --role.")
    if roles & _TOKEN and not _token(settings):
        raise Refused(why="There is no token: set BYTEBOT_DISCORD__TOKEN, or use `bytebot run --no-discord`.")
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(_open_line(settings, roles)) if roles & _TOKEN else None
        stack.enter_context(alone(settings.store))
        if not await _reach(settings, stop):
            return
        outlets: dict[OutletName, Outlet] = {OutletName.DISCORD: line.outlet if line else AbsentOutlet()}
        app = await stack.enter_async_context(open_app(settings, outlets=outlets, to_run=True))
        process = _Process(app, roles=roles, line=line)
        hears = line.front.is_ready if line and line.front else None
        role = "all" if roles == EVERY_ROLE else ",".join(sorted(roles))
        await stack.enter_async_context(observed(settings, app.db, role=role, gateway=hears, engine=app.engine, runs=process.runs))
        if line is None:
            await process.work(stop)
        else:
            await _run_with(line, process, stop=stop)


async def _reach(settings: Settings, stop: asyncio.Event) -> bool:
    """Wait for a Postgres that is not up yet, as after a machine's start. False: told to stop before. Raises other `StoreFailed`."""
    if not is_shared(settings.store):
        return True
    db = open_database(settings.store)
    try:
        while not stop.is_set():
            try:
                await db.check()
            except StoreFailed as error:
                if error.trouble is not StoreTrouble.UNREACHABLE:
                    raise
                log.error("cannot begin, will try again", extra={"why": str(error), "wait_s": _REACH_AGAIN_S})  # noqa: TRY400  its line says enough
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _REACH_AGAIN_S)
            else:
                return True
        return False
    finally:
        await db.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """This process's line to Discord. `front` None: only its REST door; nothing is heard."""

    client: "discord.Client"
    guard: "Guard"
    outlet: Outlet
    front: "ByteBotClient | None"


@asynccontextmanager
async def _open_line(settings: Settings, roles: frozenset[Role]) -> AsyncIterator[_Line]:
    from bot.cogs.shards import open_front  # noqa: PLC0415  loads discord: 12 MB that a bot on a console has no use for
    from bot.outlets.discord_channel import DiscordOutlet  # noqa: PLC0415  the same
    from bot.outlets.gateway import rest_client  # noqa: PLC0415  the same
    from bot.outlets.guard import Guard  # noqa: PLC0415  the same

    guard = Guard()
    front = open_front(settings.gateway) if Role.GATEWAY in roles else None
    client = front or rest_client()
    client.http.http_trace = guard.trace()
    outlet = DiscordOutlet(client, per_second=settings.delivery.per_second, guard=guard, hears=front is not None)
    async with client:
        yield _Line(client=client, guard=guard, outlet=outlet if Role.SENDER in roles else AbsentOutlet(), front=front)


async def _run_with(line: _Line, process: "_Process", *, stop: asyncio.Event) -> None:
    from bot.outlets.gateway import log_in  # noqa: PLC0415  as in `_open_line`

    app = process.app
    await _count_on(line.guard, app)
    if line.front is None:
        if await log_in(line.client, _token(app.settings), guard=line.guard, stop=stop):
            await process.work(stop)
        return
    await line.front.join(app, look=process.look)
    turns = line.front.turns = Leadership(app.db, f"gateway {line.front.shards_told}")
    line.front.identifies = lambda bucket: Leadership(app.db, f"identify {bucket}")
    try:
        # Two that hear the same shards would answer every command twice.
        if await turns.win(stop) and await log_in(line.client, _token(app.settings), guard=line.guard, stop=stop):
            await _run_both(process, line.front, stop=stop)
    finally:
        await turns.release()


def _token(settings: Settings) -> str:
    return settings.discord.token.get_secret_value()


async def _keep_hearing(front: "ByteBotClient") -> None:
    """Until another process has these shards. Raises `Refused` then."""
    while front.turns is not None:
        await front.turns.lost()
        if not await front.turns.regain():
            raise Refused(why="Another process took over this gateway while the database did not answer; start again to wait for it.")


class _Process:
    """The loops of one process: at once, or where it sends once no other process does."""

    def __init__(self, app: App, *, roles: frozenset[Role], line: _Line | None = None) -> None:
        self.app = app
        self._roles = roles
        self._line = line
        self._worker: Worker | None = None

    def runs(self) -> bool:
        """Whether it works; one that waits to take over does not."""
        return self._worker is not None

    def look(self) -> None:
        """Something came in from outside: look everywhere at once. Schedulers of other processes look within seconds anyway."""
        if self._worker is not None:
            self._worker.look()

    async def work(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. Raises `StoreFailed`."""
        if not self.app.engine.shared:
            await self._serve(self.app, stop)
            return
        leadership = Leadership(self.app.db, "sender") if Role.SENDER in self._roles else None
        while not stop.is_set():
            if leadership and not await leadership.win(stop):
                return
            try:
                await self._take_a_turn(leadership, stop)
            finally:
                if leadership:
                    await leadership.release()

    async def _take_a_turn(self, leadership: Leadership | None, stop: asyncio.Event) -> None:
        """Work until `stop`, or until the right to send is lost."""
        turn = asyncio.Event()
        ending = asyncio.create_task(_end(turn, stop, leadership.lost if leadership else None))
        try:
            async with open_engine(self.app.settings, db=self.app.db, made=True) as engine:
                await self._serve(replace(self.app, engine=engine), turn)
        finally:
            ending.cancel()

    async def _serve(self, app: App, stop: asyncio.Event) -> None:
        presence = self._line.front if self._line else None
        self._worker = Worker(app, roles=self._roles, owners=self._owners(), presence=presence or NOWHERE)
        await self._worker.run(stop)

    def _owners(self) -> Owners | None:
        if self._line is None or Role.SENDER not in self._roles or not self.app.settings.discord.tell_owners:
            return None
        from bot.outlets.owners import DiscordOwners  # noqa: PLC0415  as in `_open_line`

        return DiscordOwners(self._line.client, guard=self._line.guard)


async def _end(turn: asyncio.Event, stop: asyncio.Event, lost: Callable[[], Awaitable[None]] | None) -> None:
    waits: list[asyncio.Future[object]] = [asyncio.ensure_future(stop.wait())]
    if lost is not None:
        waits.append(asyncio.ensure_future(lost()))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            log.error("the right to send is lost with the connection that held it; another process may have taken over")
        turn.set()
    finally:
        for each in waits:
            each.cancel()


async def _count_on(guard: "Guard", app: App) -> None:
    """What earlier runs asked in vain counts in this one, so that one which starts again and again does not ask ever more."""

    async def keep(tally: Tally) -> None:
        await keep_tally(tally, app=app, now=datetime.now(UTC))

    await guard.go_on(await last_tally(app=app), keep=keep)


async def _run_both(process: _Process, client: "ByteBotClient", *, stop: asyncio.Event) -> None:
    """Until `stop`: then what is in flight is finished first. A gateway that ends for good ends the bot, with its error."""
    working = asyncio.create_task(process.work(stop))
    connected = asyncio.create_task(_stay(client))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({working, connected, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    try:
        async with asyncio.timeout(_STOP_WITHIN_S):
            await working
    except TimeoutError:
        log.warning("stopped before the work under way was done; it is taken up at the next start")
    await client.close()
    await asyncio.wait({connected}, timeout=1)
    connected.cancel()
    await asyncio.wait({connected})
    if not connected.cancelled():
        connected.result()


async def _stay(client: "ByteBotClient") -> None:
    """Connected, for as long as no other process is."""
    from bot.outlets.gateway import stay_connected  # noqa: PLC0415  as in `_open_line`

    both = (asyncio.create_task(stay_connected(client)), asyncio.create_task(_keep_hearing(client)))
    try:
        done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for each in done:
            each.result()
    finally:
        for each in both:
            each.cancel()
        await asyncio.gather(*both, return_exceptions=True)
