"""An article in, three to five Key Takeaways with their evidence out. Pure, in milliseconds; no key and no model."""

from collections.abc import Mapping
from typing import Final

from bot.catalogue import mark
from bot.model.article import Article, Confidence, Form
from bot.model.takeaways import Method, Takeaways
from bot.takeaways.extractive import pick
from bot.takeaways.own import item_bullets, own_bullets
from bot.text.words import count_words

_LEAST_WORDS: Final = 120
_MOST: Final = 5
_REASONS: Final[Mapping[Form, str]] = {
    Form.CHANGELOG: mark("it is a changelog without entries that can stand alone"),
    Form.ROUNDUP: mark("it is a list of links to other articles"),
    Form.LIVEBLOG: mark("it is a liveblog, which changes by the minute"),
    Form.TRANSCRIPT: mark("it is a transcript of something spoken"),
    Form.CODE: mark("it is nearly all code"),
}
_ITEMS: Final[Mapping[Form, Method]] = {Form.CHANGELOG: Method.CHANGELOG, Form.ROUNDUP: Method.ROUNDUP}


def condense(article: Article, *, most: int = _MOST) -> Takeaways:
    """At most `most` bullets, 12-35 words and at most 256 characters each, in the article's order.

    The author's own list wins; else the most telling sentences. Each bullet rests on `article.text[start:end]`: it is that
    stretch after the edits of `bot.takeaways.edits`. A changelog gives its entries and a roundup its items as they stand. A teaser,
    a wall, a liveblog, a transcript, a listing of code or a text under 120 words gives none, and the reason.
    """
    if article.confidence is not Confidence.FULL:
        return _none(article.reason or mark("only a teaser is public"))
    if article.own and (own := own_bullets(article, most=most)):
        return Takeaways(bullets=own, method=Method.OWN)
    if article.form is not Form.ARTICLE:
        return _short_form(article, most=most)
    if count_words(article.text) < _LEAST_WORDS:
        return _none(mark("the text is too short to condense"))
    bullets = pick(article, most=most)
    if not bullets:
        return _none(mark("no sentence of it can stand alone"))
    return Takeaways(bullets=bullets, method=Method.EXTRACTIVE)


def _short_form(article: Article, *, most: int) -> Takeaways:
    method = _ITEMS.get(article.form)
    bullets = item_bullets(article, most=most) if method else ()
    return Takeaways(bullets=bullets, method=method) if method and bullets else _none(_REASONS[article.form])


def _none(reason: str) -> Takeaways:
    return Takeaways(bullets=(), method=Method.NONE, reason=reason)
