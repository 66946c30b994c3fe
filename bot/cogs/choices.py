"""What a person has typed of an option so far in, what they can choose out: feeds and topics, this server's alone."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

import discord
from discord import app_commands

from bot.catalogue import mark, say
from bot.cogs.sights import sight_of
from bot.flows.app import App
from bot.flows.narrow import feeds_to_choose, topics_to_choose
from bot.model.subscription import Mode
from bot.text.clip import clip

Member = TypeVar("Member", bound=StrEnum)
_MOST = 25
_LONGEST = 100  # characters

MODES: Final[Mapping[Mode, str]] = {Mode.INSTANT: mark("each story as it comes"), Mode.DIGEST: mark("together in the digest")}


def named(names: Mapping[Member, str]) -> list[app_commands.Choice[str]]:
    """A closed set's members, each by a name that a person understands; the catalogue has it too."""
    return [app_commands.Choice(name=name, value=each.value) for each, name in names.items()]


async def feed_choices(interaction: discord.Interaction, current: str, *, app: App) -> list[app_commands.Choice[str]]:
    """The feeds that channels which the asker sees follow."""
    known = await feeds_to_choose(current, sight=sight_of(interaction), most=_MOST, app=app)
    return [app_commands.Choice(name=clip(each.title.strip() or say("untitled"), _LONGEST), value=f"#{each.id}") for each in known]


def topic_choices(current: str, *, app: App) -> list[app_commands.Choice[str]]:
    """The topics of the operator's rules, which are the same for every server."""
    known = topics_to_choose(current, most=_MOST, rules=app.voice.rules)
    return [app_commands.Choice(name=clip(topic.tag, _LONGEST), value=topic.tag[:_LONGEST]) for topic in known]
