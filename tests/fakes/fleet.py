"""A small Discord and a database in, processes of the real bot on them out: started, killed, stopped. I/O."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

import discord.gateway
import discord.http
import yarl

from bot.cli import main as cli
from bot.cogs import shards
from tests.fakes.discord_server import DiscordServer

TOKEN: Final = "MTAwMQ.made-up.token"
READ_ONCE: Final = ("bot.cli.run", "bot.compose", "trafilatura", "tests.fakes.fleet")
"""What takes most of a start: read once by the process that all are forked from."""

_QUICK: Final = {
    "BYTEBOT_DISCORD__TELL_OWNERS": "false",
    "BYTEBOT_ENGINE__HEARTBEAT_S": "2",
    "BYTEBOT_DELIVERY__TICK_S": "0.2",
    "BYTEBOT_DELIVERY__RETRY_S": "0.2",
    "BYTEBOT_FEEDS__TICK_S": "0.5",
    "BYTEBOT_HTTP__PORT": "0",
    "BYTEBOT_WEB__ALLOW_NETWORKS": "127.0.0.0/8",
    "BYTEBOT_WORKERS__PROCESSES": "1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a process is started. `apart_s`: between two shards' identifies."""

    words: tuple[str, ...]
    api: str
    gateway: str
    log: str
    environ: Mapping[str, str]
    apart_s: float


def be_the_bot(start: Start) -> None:
    """The unchanged program, told where its Discord is."""
    with Path(start.log).open("ab", buffering=0) as to:
        os.dup2(to.fileno(), 1)
        os.dup2(to.fileno(), 2)
    os.environ.update(start.environ)
    discord.http.Route.BASE = start.api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(start.gateway)
    shards.APART_S = start.apart_s
    sys.argv = ["bytebot", *start.words]
    cli()


class Bot:
    """One process. `log` is all that it said so far."""

    def __init__(self, process: BaseProcess, log: Path) -> None:
        self._process = process
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    @property
    def works(self) -> bool:
        """Its loops run: it does not wait to take over."""
        return self.alive and self.log.count("working") > self.log.count("is lost")

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        """As the machine's power cord would."""
        self._process.kill()
        self._process.join()

    def send(self, number: signal.Signals) -> None:
        os.kill(self._process.pid or 0, number)

    async def stop(self, within_s: float = 20.0) -> int | None:
        """Ask it to stop; the code that it ended with, None: it did not in time."""
        self._process.terminate()
        return await self.ended(within_s)

    async def ended(self, within_s: float = 20.0) -> int | None:
        await asyncio.to_thread(self._process.join, within_s)
        return self._process.exitcode


class Fleet:
    """The processes of one bot; all are killed in the end."""

    def __init__(self, discord: DiscordServer, *, store_url: str, folder: Path, apart_s: float = 1.0, **environ: str) -> None:
        self._discord = discord
        self._folder = folder
        self._apart_s = apart_s
        self._environ = _QUICK | {"BYTEBOT_STORE__URL": store_url} | environ
        self.bots: list[Bot] = []

    async def __aenter__(self) -> "Fleet":
        return self

    async def __aexit__(self, *_: object) -> None:
        for each in self.bots:
            if each.alive:
                each.kill()

    def start(self, *roles: str, **environ: str) -> Bot:
        """One more process, with these roles, or all. Only one that needs it has a token."""
        token = {} if roles and not {"gateway", "sender"} & set(roles) else {"BYTEBOT_DISCORD__TOKEN": TOKEN}
        log = self._folder / f"{len(self.bots)}-{'-'.join(roles) or 'all'}.log"
        start = Start(
            words=("run", *(word for role in roles for word in ("--role", role))),
            api=self._discord.api,
            gateway=self._discord.gateway,
            log=str(log),
            environ=self._environ | token | environ,
            apart_s=self._apart_s,
        )
        forks = multiprocessing.get_context("forkserver")
        forks.set_forkserver_preload([*READ_ONCE])
        process = forks.Process(target=be_the_bot, args=(start,))
        process.start()
        self.bots.append(Bot(process, log))
        return self.bots[-1]
