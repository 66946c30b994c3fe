"""A feed's entry in, an article made of what the feed itself holds out. Pure."""

from bot.articles.confidence import judge
from bot.articles.forms import item_spans, shape_of
from bot.articles.own_takeaways import find_own, spans_of
from bot.articles.pieces import assemble
from bot.articles.trees import fragment
from bot.articles.trim import without_furniture
from bot.catalogue import mark
from bot.model.article import Article, Confidence, Source
from bot.model.feed import Entry


def article_of_entry(entry: Entry, *, url: str, site: str | None) -> Article:
    """The entry's content, else its summary, as an article; TEASER with a reason where that is not the whole. Never raises."""
    pieces = without_furniture(fragment(entry.content_html or entry.summary_html), author=entry.author)
    body = assemble(pieces)
    shape = shape_of(pieces, title=entry.title)
    judgement = judge(body.text, listed=bool(shape.items))
    # What the feed lacks is the feed's choice, no wall that the reader would meet.
    whole = judgement.confidence is Confidence.FULL
    return Article(
        url=url,
        title=entry.title,
        text=body.text,
        blocks=body.blocks,
        own=spans_of(find_own(pieces), body),
        site=site,
        author=entry.author,
        language=None,
        published_at=entry.published_at,
        image_url=None,
        source=Source.FEED,
        confidence=Confidence.FULL if whole else Confidence.TEASER,
        reason="" if whole else mark("the feed gives only a teaser") if body.text else mark("the feed gives only a title"),
        form=shape.form,
        items=item_spans(shape, body),
    )
