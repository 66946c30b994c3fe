"""A press on Receipts or More in, what each takeaway rests on, or what the card had no room for, out."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.flows.app import App
from bot.flows.pressed import Piece, Press, found_by
from bot.model.digest import Coverage
from bot.model.takeaways import Method, Takeaway
from bot.store import subscriptions
from bot.text.around import sentences_at
from bot.text.markdown import escape
from bot.text.unseen import seen
from bot.text.urls import text_fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A takeaway and the article's own words for it; "": they are not kept any more. `link` opens the article there.

    `same`: the takeaway is these very words, so that `words` has the sentence beside them too.
    """

    bullet: str
    words: str
    same: bool
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article and its takeaways with their receipts. `reason`: why there are none."""

    title: str
    source: str
    link: str
    method: Method
    receipts: tuple[Receipt, ...]
    reason: str
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What a card had no room for: more takeaways of its article, and who else told the story."""

    told: Told
    others: tuple[Coverage, ...]


async def receipts(press: Press, *, app: App) -> tuple[Told, ...]:
    """Each story of the post with the takeaways that it shows. Raises `Refused`, `StoreFailed`."""
    async with app.db.reading() as tx:
        found = await found_by(tx, press)
    return tuple(_told(each.lead, _shown(each) or each.lead.takeaways.bullets) for each in found.pieces)


async def more(press: Press, *, app: App) -> tuple[Rest, ...]:
    """Each story of the post with what it does not show. Raises `Refused`, `StoreFailed`."""
    async with app.db.reading() as tx:
        found = await found_by(tx, press)
        wanted = await subscriptions.most_takeaways(tx, found.channel)
    return tuple(Rest(told=_told(each.lead, _hidden(each, wanted=wanted)), others=each.others) for each in found.pieces)


def _shown(piece: Piece) -> tuple[Takeaway, ...]:
    body = piece.panel.body if piece.panel else ""
    return tuple(each for each in piece.lead.takeaways.bullets if escape(each.text) in body)


def _hidden(piece: Piece, *, wanted: int) -> tuple[Takeaway, ...]:
    """Where no telling what was shown (it is not kept, or a template rewords it), the channel's usual number counts as shown."""
    shown = _shown(piece) or piece.lead.takeaways.bullets[:wanted]
    return tuple(each for each in piece.lead.takeaways.bullets if each not in shown)


def _told(lead: Coverage, bullets: Sequence[Takeaway]) -> Told:
    return Told(
        title=lead.title,
        source=lead.source,
        link=lead.link,
        method=lead.takeaways.method,
        receipts=tuple(_receipt(each, lead) for each in bullets),
        reason=lead.takeaways.reason,
        kept=bool(lead.text),
    )


def _receipt(bullet: Takeaway, lead: Coverage) -> Receipt:
    words = seen(sentences_at(lead.text, bullet.start, bullet.end))
    same = words == seen(bullet.text)
    if same:
        words = seen(sentences_at(lead.text, bullet.start, bullet.end, more=1))
    quoted = lead.text[bullet.start : bullet.end] or ("" if lead.takeaways.method is Method.LLM else bullet.text)
    return Receipt(bullet=bullet.text, words=words, same=same, link=text_fragment(lead.link, quoted) if lead.link else "")
