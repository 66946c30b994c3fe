"""An article in, its sentences with what each is worth out: for showing how a choice was made. Pure, a few milliseconds."""

from dataclasses import dataclass

from bot.model.article import Article
from bot.takeaways.candidates import read
from bot.takeaways.extractive import is_analysis
from bot.takeaways.features import features, survey
from bot.takeaways.weights import shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A sentence, as the bullet it would be. A higher `score` is better; only the order means something."""

    text: str
    score: float


def weigh(article: Article, *, most: int) -> tuple[Weighed, ...]:
    """The `most` sentences that the built-in ranker likes best, best first, before length and repetition are counted."""
    reading = read(article)
    weights = shipped().analysis if is_analysis(reading) else shipped().report
    whole = survey(reading)
    weighed = [Weighed(text=one.bullet, score=weights.worth(features(one, whole))) for one in reading.candidates]
    return tuple(sorted(weighed, key=lambda each: -each.score)[:most])
