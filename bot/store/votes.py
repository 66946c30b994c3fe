"""What a channel's readers like less, or more. SQL."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.digest import StoryId, Vote
from bot.model.subscription import ChannelId
from bot.store.tables import votes
from bot.store.upsert import insert


async def cast(tx: AsyncConnection, vote: Vote, *, channel: ChannelId, story: StoryId, user: int) -> None:
    """A reader's vote on a story; a second one takes the place of the first."""
    new = insert(votes).values(
        channel_id=channel,
        story_id=story,
        user_id=user,
        value=vote.value,
        topic=vote.topic,
        source=vote.source,
        created_at=vote.created_at,
    )
    changed = {name: new.excluded[name] for name in ("value", "topic", "source", "created_at")}
    await tx.execute(new.on_conflict_do_update(index_elements=["channel_id", "story_id", "user_id"], set_=changed))


async def take_back(tx: AsyncConnection, *, channel: ChannelId, story: StoryId, user: int) -> None:
    """A reader's vote on a story is no more."""
    await tx.execute(delete(votes).where(votes.c.channel_id == channel, votes.c.story_id == story, votes.c.user_id == user))


async def of_user(tx: AsyncConnection, *, channel: ChannelId, story: StoryId, user: int) -> int:
    """A reader's vote on a story, 0 where there is none."""
    mine = (votes.c.channel_id == channel, votes.c.story_id == story, votes.c.user_id == user)
    return await tx.scalar(select(votes.c.value).where(*mine)) or 0


async def of_channel(tx: AsyncConnection, channel: ChannelId, *, most: int) -> tuple[Vote, ...]:
    """The newest votes cast here."""
    columns = (votes.c.topic, votes.c.source, votes.c.value, votes.c.created_at)
    query = select(*columns).where(votes.c.channel_id == channel).order_by(votes.c.created_at.desc()).limit(most)
    return tuple(Vote(topic=row.topic, source=row.source, value=row.value, created_at=row.created_at) for row in await tx.execute(query))
