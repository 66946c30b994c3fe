"""`Settings` in, the parts of a bot out, joined but not running."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import VERSION
from bot.digests.rules import Rules, load_rules
from bot.engine.idle import IdleEngine
from bot.engine.pool import WorkerPool
from bot.engine.queue import LocalEngine
from bot.errors import PromptsInvalid, Refused, StoreFailed, StoreTrouble
from bot.flows.app import App, Readers, Voice
from bot.flows.engines import ModelEngine, SentenceEngine
from bot.flows.voice import RULES
from bot.flows.worker import FINISH_WITHIN_S
from bot.http import health_of, serve
from bot.log import Scrubber
from bot.model.subscription import OutletName
from bot.ports import Engine, Outlet
from bot.rendering.prompt import Prompt
from bot.rendering.templates import Templates
from bot.settings import Settings, secrets_of
from bot.store.clock import SharedClock
from bot.store.database import Database, on_commit
from bot.store.leader import Leadership
from bot.store.migrate import migrate
from bot.store.opened import dsn_of, file_of, is_shared, open_database
from bot.store.postgres import PostgresDatabase, driver_of
from bot.telemetry import reporting
from bot.web.client import WebClient

if TYPE_CHECKING:
    from rich.console import Console

    from bot.outlets.console import ConsoleOutlet

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
    """A whole bot that is not running yet; `to_run`: its database was looked through, its rules may be ours in place of broken ones, and
    what it is asked to do goes to an engine.

    Raises `StoreFailed`, `PromptsInvalid`, and `Refused` where the engine cannot be had.
    """
    voice = open_voice(settings, forgiving=to_run)
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(open_store(settings, check=to_run))
        clock = SharedClock(db)
        await clock.set()
        engine = await stack.enter_async_context(open_engine(settings, db=db)) if to_run else IdleEngine()
        readers = await stack.enter_async_context(_readers_with(settings, db))
        yield App(settings=settings, db=db, readers=readers, voice=voice, outlets=outlets, engine=engine, clock=clock)


@asynccontextmanager
async def open_engine(settings: Settings, *, db: Database, made: bool = False) -> AsyncIterator[Engine]:
    """The engine that the settings name; its tables are made, unless they are `made` already, and then nothing is asked of the database.

    Raises `Refused` where it cannot be had, `StoreFailed`.
    """
    shared = is_shared(settings.store)
    if settings.engine.kind == "pgqueuer" and not shared:
        raise Refused(why="[engine] kind is pgqueuer, which needs Postgres; name it under [store] url, or set kind to auto.")
    if settings.engine.kind == "local" or not shared:
        yield LocalEngine(settings.engine, on_commit=on_commit, finish_within_s=FINISH_WITHIN_S)
        return
    async with _shared_engine(settings) as engine:
        if not made:
            await _make_tables(db)
        yield engine


@asynccontextmanager
async def open_queue(settings: Settings) -> AsyncIterator[Engine | None]:
    """The engine, only to be asked. None: no queue is kept in this database, since jobs live in the process that does them, or since no bot
    ever ran on it. Raises `Refused`, `StoreFailed`."""
    if settings.engine.kind == "local" or not is_shared(settings.store):
        yield None
        return
    async with _shared_engine(settings) as engine:
        yield engine if await _has_tables(engine) else None


@asynccontextmanager
async def _shared_engine(settings: Settings) -> AsyncIterator[Engine]:
    try:
        from bot.engine.pgqueuer import PgQueuerEngine  # noqa: PLC0415  an extra that a bot on SQLite does without
    except ModuleNotFoundError as error:
        raise Refused(why="[store] url names Postgres, but what works on it is missing: pip install 'bytebot[postgres]'.") from error
    engine = PgQueuerEngine(dsn_of(settings.store), settings.engine, raw=driver_of)
    try:
        yield engine
    finally:
        await engine.close()


async def _has_tables(engine: Engine) -> bool:
    try:
        await engine.depths()
    except StoreFailed as error:
        if error.trouble is StoreTrouble.EMPTY:
            return False
        raise
    return True


async def _make_tables(db: Database) -> None:
    """The engine's, made or renewed by one process at a time. Raises `StoreFailed`."""
    from bot.engine.pg_tables import prepare  # noqa: PLC0415  an extra that a bot on SQLite does without

    turn = Leadership(db, "engine's tables")
    if isinstance(db, PostgresDatabase) and await turn.win(asyncio.Event()):
        session = await db.session()
        try:
            await prepare(await driver_of(session))
        finally:
            await session.close()
            await turn.release()


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
    """Posts on a terminal; the transcript that keeps a crash from showing one twice lies beside the database's file, or in the working
    folder where it has none."""
    from bot.outlets.console import ConsoleOutlet  # noqa: PLC0415  loads rich, which a bot on Discord has no use for

    return ConsoleOutlet(console, transcript=Path(f"{file_of(settings.store) or 'bytebot'}.console"), clock=lambda: datetime.now(UTC))
