"""Stories in, the addresses of the messages that told them out."""

from collections.abc import Sequence

from bot.model.delivery import message_url
from bot.model.digest import Coverage, StoryId
from bot.model.search import Sight
from bot.rendering.frozen import thaw
from bot.store import seen
from bot.store.database import Transaction
from bot.store.seen import ToldIn
from bot.text.markdown import link_target


async def places_of(tx: Transaction, stories: Sequence[Coverage], *, sight: Sight) -> dict[StoryId, str]:
    """Where the asker can read each again, the newest message of each; those that were not posted are left out. Raises `StoreFailed`."""
    told = await seen.told_in(tx, [each.story_id for each in stories], sight=sight)
    places: dict[StoryId, str] = {}
    for story in stories:
        theirs = [each for each in told if each.story == story.story_id]
        best = next((each for each in theirs if _shows(each, story)), theirs[0] if theirs else None)
        if best and (place := message_url(best.target, best.message)):
            places[story.story_id] = place
    return places


def _shows(told: ToldIn, story: Coverage) -> bool:
    """Of a digest's several messages, the one that has the story."""
    link = link_target(story.link)
    return any(
        panel.story == story.story_id or (link and (panel.url == link or f"]({link})" in panel.body)) for panel in thaw(told.payload).panels
    )
