"""The one place where parts are joined: `Settings` in, a bot that works out."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import VERSION
from bot.digests.rules import Rules, load_rules
from bot.engine.pool import WorkerPool
from bot.errors import PromptsInvalid, Refused
from bot.flows.app import App, Readers, Voice
from bot.flows.engines import ModelEngine, SentenceEngine
from bot.flows.tally import keep_tally, last_tally
from bot.flows.voice import RULES
from bot.flows.worker import FINISH_WITHIN_S, Worker
from bot.http import health_of, serve
from bot.log import Scrubber
from bot.model.subscription import OutletName
from bot.model.tally import Tally
from bot.ports import Engine, Outlet
from bot.rendering.prompt import Prompt
from bot.rendering.templates import Templates
from bot.settings import Settings, secrets_of
from bot.store.database import Database, file_of, location, open_database
from bot.store.lock import alone
from bot.store.migrate import migrate
from bot.telemetry import reporting
from bot.web.client import WebClient

if TYPE_CHECKING:
    from rich.console import Console

    from bot.cogs.client import ByteBotClient
    from bot.outlets.console import ConsoleOutlet
    from bot.outlets.guard import Guard

log = logging.getLogger(__name__)

_STOP_WITHIN_S = FINISH_WITHIN_S + 2.0  # in all less than 20 s; `docker stop` and compose want `stop_grace_period: 30s`


@asynccontextmanager
async def open_readers(settings: Settings) -> AsyncIterator[Readers]:
    """What reads addresses. The database is opened only where a language model is configured: its caps are counted there.

    Raises `Refused` where a model is configured and its library is missing, and then `StoreFailed`.
    """
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(open_store(settings)) if settings.llm.configured else None
        yield await stack.enter_async_context(_readers_with(settings, db))


@asynccontextmanager
async def _readers_with(settings: Settings, db: Database | None) -> AsyncIterator[Readers]:
    async with AsyncExitStack() as stack:
        pool = stack.enter_context(WorkerPool(settings.workers))
        web = await stack.enter_async_context(WebClient(settings.web, version=VERSION))
        model = await stack.enter_async_context(open_model(settings, db=db, pool=pool)) if db and settings.llm.configured else None
        yield Readers(settings=settings, web=web, pool=pool, model=model)


@asynccontextmanager
async def open_model(
    settings: Settings, *, db: Database, pool: WorkerPool, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[ModelEngine]:
    """The configured language model. Raises `Refused` where its library is missing."""
    try:
        from bot.takeaways.llm.client import ModelClient  # noqa: PLC0415  half a second that only those pay who have a model
    except ModuleNotFoundError as error:
        raise Refused(why="[llm] names a model, but its library is missing: pip install 'bytebot[llm]', or empty [llm] model.") from error
    async with ModelClient(settings.llm) as client:
        yield ModelEngine(
            client,
            settings=settings.llm,
            prompt=Prompt(settings.prompts.folder),
            db=db,
            pool=pool,
            built_in=SentenceEngine(pool),
            clock=clock,
        )


def open_voice(settings: Settings, *, forgiving: bool = False) -> Voice:
    """Templates and topics. Raises `PromptsInvalid`; where `forgiving`, our own rules stand in for an operator's broken ones."""
    if settings.prompts.folder and not Path(settings.prompts.folder).is_dir():
        raise PromptsInvalid(
            file=settings.prompts.folder, line=0, problem="there is no such folder; set [prompts] folder right or to nothing"
        )
    templates = Templates(settings.prompts.folder, voice=settings.prompts.voice)
    try:
        return Voice(templates=templates, rules=_rules_of(templates))
    except PromptsInvalid:
        if not (forgiving and settings.prompts.folder):
            raise
    return Voice(templates=templates, rules=_rules_of(Templates(voice=settings.prompts.voice)))


def _rules_of(templates: Templates) -> Rules:
    text, file = templates.read(RULES)
    return load_rules(text, file=file)


@asynccontextmanager
async def open_store(settings: Settings, *, check: bool = False) -> AsyncIterator[Database]:
    """The database, migrated; `check`: and looked through before. Raises `StoreFailed`."""
    db = open_database(settings.store)
    try:
        if check:
            await db.check()
        done = await migrate(db, file=file_of(settings.store), copies=settings.store.copies)
        if done.before != done.after:
            log.info("database migrated", extra={"before": done.before, "after": done.after})
        yield db
    finally:
        await db.close()


@asynccontextmanager
async def open_app(settings: Settings, *, outlets: Mapping[OutletName, Outlet], to_run: bool = False) -> AsyncIterator[App]:
    """A whole bot that is not running yet; `to_run`: its database was looked through, its rules may be ours in place of broken ones.

    Raises `StoreFailed`, `PromptsInvalid`.
    """
    voice = open_voice(settings, forgiving=to_run)
    async with open_store(settings, check=to_run) as db, _readers_with(settings, db) as readers:
        yield App(settings=settings, db=db, readers=readers, voice=voice, outlets=outlets)


@asynccontextmanager
async def open_bot(settings: Settings, *, outlets: Mapping[OutletName, Outlet]) -> AsyncIterator[App]:
    """The same, to be run: the only bot on its database. Raises `StoreFailed` (IN_USE where it is not), `PromptsInvalid`."""
    with alone(settings.store):
        async with open_app(settings, outlets=outlets, to_run=True) as app:
            yield app


@asynccontextmanager
async def observed(
    settings: Settings,
    db: Database,
    *,
    role: str = "all",
    gateway: Callable[[], bool] | None = None,
    engine: Engine | None = None,
    runs: Callable[[], bool] | None = None,
) -> AsyncIterator[None]:
    """What is done inside is reported, and the door for machines is open, as far as the settings want it. See `health_of`.

    Raises `Refused` where a service is to be reported to and its library is missing.
    """
    telemetry, health = settings.telemetry, health_of(db, role=role, gateway=gateway, engine=engine, runs=runs)
    to = {"otlp_endpoint": telemetry.otlp_endpoint, "sentry_dsn": telemetry.sentry_dsn.get_secret_value()}
    async with reporting(**to, role=role, version=VERSION, scrub=Scrubber(secrets_of(settings))), serve(settings.http, health):
        yield


def console_outlet(settings: Settings, console: "Console") -> "ConsoleOutlet":
    """Posts on a terminal; the transcript that keeps a crash from showing one twice lies beside the database."""
    from bot.outlets.console import ConsoleOutlet  # noqa: PLC0415  loads rich, which a bot on Discord has no use for

    return ConsoleOutlet(console, transcript=Path(f"{location(settings.store)}.console"), clock=lambda: datetime.now(UTC))


async def run_on_console(settings: Settings, console: "Console", *, stop: asyncio.Event) -> None:
    """The loops, with posts on the console, until `stop` is set. Raises `StoreFailed`, `PromptsInvalid`."""
    outlets: dict[OutletName, Outlet] = {OutletName.CONSOLE: console_outlet(settings, console)}
    async with open_bot(settings, outlets=outlets) as app, observed(settings, app.db):
        await Worker(app).run(stop)


async def run_on_discord(settings: Settings, *, stop: asyncio.Event) -> None:
    """The loops and the gateway until `stop` is set.

    Raises `StoreFailed`, `PromptsInvalid`, `Refused` where there is no token or Discord does not take it.
    """
    from bot.cogs.client import ByteBotClient  # noqa: PLC0415  loads discord: 12 MB that a bot on a console has no use for
    from bot.outlets.discord_channel import DiscordOutlet  # noqa: PLC0415  the same
    from bot.outlets.gateway import log_in  # noqa: PLC0415  the same
    from bot.outlets.guard import Guard  # noqa: PLC0415  the same
    from bot.outlets.owners import DiscordOwners  # noqa: PLC0415  the same

    token = settings.discord.token.get_secret_value()
    if not token:
        raise Refused(why="There is no token: set BYTEBOT_DISCORD__TOKEN, or use `bytebot run --no-discord`.")
    client, guard = ByteBotClient(), Guard()
    client.http.http_trace = guard.trace()
    outlet = DiscordOutlet(client, per_second=settings.delivery.per_second, guard=guard)
    async with client, open_bot(settings, outlets={OutletName.DISCORD: outlet}) as app, observed(settings, app.db, gateway=client.is_ready):
        await _count_on(guard, app)
        owners = DiscordOwners(client, guard=guard) if settings.discord.tell_owners else None
        worker = Worker(app, owners=owners, servers=client.servers)
        await client.join(app, look=worker.look)
        if await log_in(client, token, guard=guard, stop=stop):
            await _run_both(worker, client, stop=stop)


async def _count_on(guard: "Guard", app: App) -> None:
    """What earlier runs asked in vain counts in this one, so that one which starts again and again does not ask ever more."""

    async def keep(tally: Tally) -> None:
        await keep_tally(tally, app=app, now=datetime.now(UTC))

    await guard.go_on(await last_tally(app=app), keep=keep)


async def _run_both(worker: Worker, client: "ByteBotClient", *, stop: asyncio.Event) -> None:
    """Until `stop`: then what is in flight is finished first. A gateway that ends for good ends the bot, with its error."""
    from bot.outlets.gateway import stay_connected  # noqa: PLC0415  as in `run_on_discord`

    working = asyncio.create_task(worker.run(stop))
    connected = asyncio.create_task(stay_connected(client))
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


def stop_on_signals(stop: asyncio.Event) -> None:
    """The first SIGTERM or SIGINT sets `stop`: what is under way is finished. The second ends the program at once."""
    loop = asyncio.get_running_loop()
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}

    def first(*_: object) -> None:
        for number, handler in before.items():
            signal.signal(number, handler)
        loop.call_soon_threadsafe(stop.set)

    for number in before:
        signal.signal(number, first)
