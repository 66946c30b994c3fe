"""A text in, a direct message to whoever owns the application out. Talks to Discord's REST door."""

import logging
from typing import Final

import discord

from bot.errors import BotError
from bot.outlets.door import Door
from bot.outlets.guard import SPARE, Guard

log = logging.getLogger(__name__)

_TIMEOUT_S: Final = 30.0
_PER_SECOND: Final = 1.0
_MOST: Final = 5  # people; each who takes no messages from us costs a request that counts as invalid


class DiscordOwners:
    """The `Owners` of one bot account: the application's owner, or the members of its team. Nobody else is ever written to."""

    def __init__(self, client: discord.Client, *, guard: Guard) -> None:
        self._client = client
        self._door = Door(client, per_second=_PER_SECOND, timeout_s=_TIMEOUT_S, guard=guard, spare=SPARE)

    async def tell(self, text: str) -> None:
        """See `Owners.tell`. Of a team it is enough that one member could be told."""
        async with self._door.deed():
            people = _people_of(await self._client.application_info())[:_MOST]
        failed: list[BotError] = []
        for person in people:
            try:
                await self._write(person, text)
            except BotError as error:
                log.info("an owner was not told", extra={"person": person, "why": str(error)})
                failed.append(error)
        if failed and len(failed) == len(people):
            raise failed[0]

    async def _write(self, person: int, text: str) -> None:
        async with self._door.deed():
            letters = await self._client.create_dm(discord.Object(person))
            await letters.send(text, allowed_mentions=discord.AllowedMentions.none(), suppress_embeds=True)


def owns(client: discord.Client, person: discord.abc.Snowflake) -> bool:
    """Whether a person runs this bot, as Discord said at the login: they may see how all of it is doing. Pure."""
    return client.application is not None and person.id in _people_of(client.application)


def _people_of(application: discord.AppInfo) -> tuple[int, ...]:
    """Ids of users: the team's members who accepted, its owner first, or the one owner. Pure."""
    if application.team is None:
        return (application.owner.id,)
    team = application.team
    accepted = [each.id for each in team.members if each.membership_state is discord.TeamMembershipState.accepted]
    return tuple(sorted(accepted, key=lambda each: each != team.owner_id)) or (application.owner.id,)
