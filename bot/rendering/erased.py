"""What was erased in, a line for each kind out. Pure."""

from bot.catalogue import count
from bot.model.erased import Erased


def erased_lines(erased: Erased) -> tuple[str, ...]:
    """Such as: 3 saved articles. () where there was nothing."""
    lines = (
        (erased.saved, count("{n} saved article", "{n} saved articles", erased.saved)),
        (erased.reports, count("{n} report", "{n} reports", erased.reports)),
        (erased.votes, count("{n} vote", "{n} votes", erased.votes)),
        (erased.follows, count("{n} wish for direct messages", "{n} wishes for direct messages", erased.follows)),
        (erased.channels, count("{n} channel", "{n} channels", erased.channels)),
        (erased.subscriptions, count("{n} subscription to a feed", "{n} subscriptions to feeds", erased.subscriptions)),
        (erased.filters, count("{n} filter", "{n} filters", erased.filters)),
        (erased.digests, count("{n} card or digest", "{n} cards and digests", erased.digests)),
        (erased.posts, count("what {n} post showed", "what {n} posts showed", erased.posts)),
        (erased.waiting, count("{n} entry that waited", "{n} entries that waited", erased.waiting)),
        (
            erased.untied,
            count(
                "where {n} saved article or report came from",
                "where {n} saved articles and reports came from",
                erased.untied,
            ),
        ),
        (
            erased.unread,
            count(
                "{n} feed is no longer read, as nobody follows it", "{n} feeds are no longer read, as nobody follows them", erased.unread
            ),
        ),
    )
    return tuple(f"- {line}" for number, line in lines if number)
