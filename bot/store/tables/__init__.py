"""The tables, as SQLAlchemy Core knows them. Pure: no connection is made here.

Times are integer epoch milliseconds UTC; keys are 16-byte blake2b; JSON stands only where nothing is filtered by it. The unique
constraints are the point: "seen" is (feed, identity), "handed to a channel" is (channel, entry), "posted" is (channel, story, part).
"""

from bot.store.tables.base import Instant, metadata
from bot.store.tables.counting import hours
from bot.store.tables.people import asked, follows, guilds, reports, saved
from bot.store.tables.reading import (
    articles,
    entries,
    feeds,
    hosts,
    model_answers,
    model_usage,
    notes,
    stories,
    story_articles,
    story_keys,
    takeaways,
    words,
)
from bot.store.tables.sending import channels, deliveries, digest_stories, digests, edits, filters, notices, posts, subscriptions, votes

__all__ = [
    "Instant",
    "articles",
    "asked",
    "channels",
    "deliveries",
    "digest_stories",
    "digests",
    "edits",
    "entries",
    "feeds",
    "filters",
    "follows",
    "guilds",
    "hosts",
    "hours",
    "metadata",
    "model_answers",
    "model_usage",
    "notes",
    "notices",
    "posts",
    "reports",
    "saved",
    "stories",
    "story_articles",
    "story_keys",
    "subscriptions",
    "takeaways",
    "votes",
    "words",
]
