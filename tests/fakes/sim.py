"""Discord inside the test's own process: the real discord.py, with simcord instead of its requests and its gateway.

All that is known of simcord stands in this file, so that it can be replaced. It has no nonces and no bad days: those are tested with
`tests.fakes.discord_server`.
"""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import Any

import discord
import simcord

from tests.fakes.looks import code, labels, texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an interaction was answered with: a message, a form, or both not."""

    raw: simcord.InteractionResult
    text: str = ""
    ephemeral: bool = False
    labels: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    @property
    def message(self) -> Any:
        return self.raw.response


class Sim:
    """One server with the channels #news and #talk. Ada may manage it, Bob may not; both can write to the bot in person."""

    def __init__(self, env: simcord.Env) -> None:
        self._env = env
        self.guild = env.create_guild("Lab")
        self.news, self.talk = (self.guild.create_text_channel(name) for name in ("news", "talk"))
        managers = self.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
        self._ada, self._bob = env.create_user("ada"), env.create_user("bob")
        self.ada = self.guild.add_member(self._ada, roles=[managers])
        self.bob = self.guild.add_member(self._bob)

    async def slash(self, who: simcord.MemberActor, name: str, **options: Any) -> Answer:
        """A command in #news."""
        return _answer(await who.slash(self.news, name, **options))

    async def in_person(self, name: str, **options: Any) -> Answer:
        """Bob uses a command in direct messages."""
        return _answer(await self._bob.slash(name, **options))

    async def choices(self, who: simcord.MemberActor, name: str, option: str, typed: str, **options: Any) -> dict[str, Any]:
        """What is offered while somebody types: names to values."""
        found = await who.autocomplete(self.news, name, option, typed, **options)
        return {each["name"]: each["value"] for each in found}

    async def click(self, who: simcord.MemberActor, shown: Any, label: str) -> Answer:
        """A button under an answer or a post."""
        return _answer(await who.click(shown.message if isinstance(shown, Answer) else shown, label=label))

    async def choose(self, who: simcord.MemberActor, shown: Answer, value: str) -> Answer:
        """One of the list under an answer."""
        return _answer(await who.select(shown.message, [value]))

    async def submit(self, who: simcord.MemberActor, opened: Answer, **fields: Any) -> Answer:
        """The form that was opened."""
        return _answer(await who.submit_modal(opened.raw, fields))

    async def menu(self, who: simcord.MemberActor, name: str, message: Any) -> Answer:
        """A command of a message's menu."""
        return _answer(await who.context_menu(self.news, name, message))

    async def write(self, who: simcord.MemberActor, text: str) -> Any:
        """A message in #news."""
        return await who.send(self.news, text)

    def offered(self, who: simcord.MemberActor) -> set[str]:
        """The commands that Discord shows to somebody in #news."""
        return set(who.available_commands(self.news))

    def posts(self) -> list[Any]:
        """The messages with a unit code in #news, oldest first."""
        return [
            each for each in self.news.history() if code(_plain(each.embeds, each.content, [part.to_dict() for part in each.components]))
        ]

    def letters(self) -> list[Any]:
        """What the bot wrote to Bob in person."""
        return list(self._bob.dm_channel.history())


class _Ticking:
    """The module `time`, whose clock goes on: with simcord's, which stands still, a wait of a process pool for its children never ends."""

    monotonic = staticmethod(time.monotonic)

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


@asynccontextmanager
async def running(client: discord.Client) -> AsyncIterator[Sim]:
    """`client` is connected. What it failed at without telling anybody fails the test."""
    env = simcord.Env(client, settle_timeout=20)
    vars(connection)["time"] = _Ticking()
    try:
        await env.start()
        yield Sim(env)
    finally:
        await env.shutdown()
        vars(connection)["time"] = time
    env.raise_errors()


def _answer(result: simcord.InteractionResult) -> Answer:
    asked = [part.get("component") or part["components"][0] for part in (result.modal or {}).get("components", ())]
    fields = [each["custom_id"] for each in asked]
    shown = result.response
    if shown is None:
        return Answer(raw=result, fields=fields)
    message = _plain(shown.embeds, shown.content, shown.components)
    return Answer(
        raw=result,
        text="\n".join(texts(message)),
        ephemeral=shown.ephemeral,
        labels=labels(message),
        files=[each.filename for each in shown.attachments],
        fields=fields,
    )


def _plain(embeds: list[discord.Embed], content: str, components: list[Any]) -> dict[str, Any]:
    return {"embeds": [each.to_dict() for each in embeds], "content": content, "components": components}
