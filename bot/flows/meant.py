"""A search that found nothing in, the same with its mistyped words put right out; what it suggests is found by who asks."""

import re
from dataclasses import replace
from datetime import datetime

from bot.flows.app import App
from bot.flows.search import Wish, narrowed
from bot.model.search import Narrowed, Sight
from bot.ports import Search
from bot.store import words
from bot.store.search import search_of
from bot.text.query import Query, Term
from bot.text.spelling import may_be_mistyped, nearest
from bot.text.tokens import tokens

_MOST = 4  # words looked after; each asks the index a few times


async def meant(wish: Wish, *, sight: Sight, app: App, now: datetime) -> str:
    """What may have been meant by `wish.text`, of which nothing was found; "": nothing that would find more.

    Each word that finds nothing by itself is replaced by the nearest known one that does, as far as this asker may see: a word that only
    others' articles have is never shown. Raises as `bot.flows.search.search`.
    """
    asked = await narrowed(wish, sight=sight, app=app, now=now)
    alone = [term for term in asked.query.terms if _is_word(term)][:_MOST]
    index, text = search_of(app.db), wish.text
    for term in alone:
        if better := await _better(term, asked, sight=sight, index=index, app=app):
            text = re.sub(rf"(?<![\w:-]){re.escape(term.typed)}(?!\w)", better, text)
    if text == wish.text:
        return ""
    right = await narrowed(replace(wish, text=text), sight=sight, app=app, now=now)
    return text if await index.matches(right, sight=sight, most=1) else ""


async def _better(term: Term, asked: Narrowed, *, sight: Sight, index: Search, app: App) -> str:
    async def finds(word: Term) -> bool:
        return bool(await index.matches(replace(asked, query=Query(all_of=((word,),), none_of=())), sight=sight, most=1))

    if await finds(term):
        return ""
    (typed,) = tokens(term.indexed)
    async with app.db.reading() as tx:
        known = await words.near(tx, typed)
    for word in nearest(typed, known):
        if await finds(Term(typed=word, indexed=word, start=False)):
            return word
    return ""


def _is_word(term: Term) -> bool:
    folded = tokens(term.indexed)
    return not term.start and len(folded) == 1 and may_be_mistyped(folded[0])
