"""A guild or channel in, the stories it got last out."""

from bot.flows.app import App
from bot.flows.narrow import about, feeds_named, topic_named
from bot.model.digest import Coverage
from bot.model.search import Leaf, Sight, pages_of
from bot.model.subscription import Target
from bot.store import seen

_MOST_OF_TOPIC = 300  # of the newest, for a topic is told anew for each


async def latest(*, target: Target, most: int, app: App) -> tuple[Coverage, ...]:
    """The newest stories posted in the target's guild, or in this one channel where it has none. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        return (await seen.latest(tx, Sight(target=target), most=most)).stories


async def latest_page(*, feed: str, topic: str, sight: Sight, number: int, size: int, app: App) -> Leaf[Coverage]:
    """One page of them, `feed` and `topic` as typed, "" for any. Raises `Refused`, `StoreFailed`."""
    wanted = topic_named(topic, rules=app.voice.rules)
    async with app.db.reading() as tx:
        feeds = await feeds_named(tx, feed, sight=sight)
        first = await seen.latest(
            tx, sight, feeds_wanted=feeds, most=_MOST_OF_TOPIC if wanted else size, skipped=0 if wanted else number * size
        )
        if wanted is None:
            pages = pages_of(first.total, size=size)
            if number >= pages:  # it got shorter since
                number = pages - 1
                first = await seen.latest(tx, sight, feeds_wanted=feeds, most=size, skipped=number * size)
            return Leaf(items=first.stories, number=number, pages=pages, total=first.total)
    fits = await about(wanted, first.stories, rules=app.voice.rules)
    of_topic = [story for story, fit in zip(first.stories, fits, strict=True) if fit]
    return Leaf.of(of_topic, number=number, size=size, capped=first.total > _MOST_OF_TOPIC)
