"""What the bot did so far, in numbers."""

from dataclasses import dataclass

from bot.flows.app import App
from bot.flows.latest import latest
from bot.model.hours import reading_s
from bot.model.subscription import CONSOLE
from bot.store import figures
from bot.store.figures import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the console was told. `saved_s`: reading time of the articles less that of their bullets, as `bot.model.hours` reckons it."""

    counts: Figures
    bullets: int
    saved_s: float


async def told(*, app: App, bullets: int) -> Told:
    """Figures of all that was posted to the console, `bullets` a story. Raises `StoreFailed`."""
    stories = await latest(target=CONSOLE, most=10_000, app=app)
    shown = [each.text for story in stories for each in story.takeaways.bullets[:bullets]]
    articles = sum(story.words for story in stories if story.takeaways.bullets)
    saved = articles - sum(len(text.split()) for text in shown)
    async with app.db.reading() as tx:
        counts = await figures.count(tx)
    return Told(counts=counts, bullets=len(shown), saved_s=max(0.0, reading_s(saved)))
