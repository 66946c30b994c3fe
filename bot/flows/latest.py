"""A guild or channel in, the stories it got last out."""

from bot.flows.app import App
from bot.model.digest import Coverage
from bot.model.subscription import Target
from bot.store import digests


async def latest(*, target: Target, most: int, app: App) -> tuple[Coverage, ...]:
    """The newest stories posted in the target's guild, or in this one channel where it has none. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        return await digests.latest(tx, target=target, most=most)
