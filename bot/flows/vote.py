"""A reader's opinion of a story in; it weighs the channel's next digests."""

from datetime import datetime

from bot.catalogue import say
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.pressed import Press, one_by
from bot.model.digest import StoryId, Vote
from bot.model.subscription import Target
from bot.store import digests, subscriptions, votes


async def vote(story: StoryId, *, value: int, user: int, target: Target, app: App, now: datetime) -> Vote | None:
    """Note that `user` wants more (1) or less (-1) like this story in the target's channel; 0 takes the vote back, and gives None.

    Raises `Refused` where the channel never got the story, `StoreFailed`.
    """
    async with app.db.transaction() as tx:
        channel = await subscriptions.channel_of(tx, target)
        told = await digests.told(tx, channel.id, story) if channel else None
        if channel is None or told is None:
            raise Refused(why=say("I did not post this story here, so there is nothing to vote on."))
        if not value:
            await votes.take_back(tx, channel=channel.id, story=story, user=user)
            return None
        tag = app.voice.rules.topic_of(title=told.title, text=told.text, tags=told.tags, source=told.source).tag
        cast = Vote(topic=tag, source=told.source, value=value, created_at=now)
        await votes.cast(tx, cast, channel=channel.id, story=story, user=user)
    return cast


async def less(press: Press, *, app: App, now: datetime, undo: bool = False) -> Vote | None:
    """A press on "Less like this": the vote that was cast, or None where it was taken back: by a second press, or by `undo`.

    Raises `Refused`, `StoreFailed`.
    """
    async with app.db.reading() as tx:
        found, piece = await one_by(tx, press)
        story = piece.lead.story_id
        before = await votes.of_user(tx, channel=found.channel, story=story, user=press.user)
    return await vote(story, value=0 if undo or before < 0 else -1, user=press.user, target=found.target, app=app, now=now)
