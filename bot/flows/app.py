"""The parts that flows work with, joined once by `bot.compose`. Pure: a bundle of names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.digests.rules import Rules
from bot.engine.idle import IdleEngine
from bot.engine.pool import WorkerPool
from bot.flows.asking import Asking
from bot.flows.counting import Counting
from bot.model.subscription import OutletName
from bot.ports import Engine, Outlet, TakeawaysEngine
from bot.rendering.templates import Templates
from bot.settings import Settings
from bot.store.database import Database
from bot.web.client import WebClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """What reading an address needs: the web and the worker processes. `model` None: there is no language model."""

    settings: Settings
    web: WebClient
    pool: WorkerPool
    model: TakeawaysEngine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What saying something needs: templates and topics."""

    templates: Templates
    rules: Rules


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A whole bot. `outlets` holds those that posts can go to in this run; `asking` is what people ask of it right now,
    `counting` what it did lately, and `clock` shows the time that all processes on this database go by."""

    settings: Settings
    db: Database
    readers: Readers
    voice: Voice
    outlets: Mapping[OutletName, Outlet]
    engine: Engine = field(default_factory=IdleEngine)
    clock: Callable[[], datetime] = _now
    asking: Asking = field(default_factory=Asking)
    counting: Counting = field(default_factory=Counting)
