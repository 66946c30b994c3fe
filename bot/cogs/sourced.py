"""What takeaways rest on in, pages of embeds out. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

import discord

from bot.catalogue import count, say
from bot.cogs.pages import Page
from bot.flows.receipts import Receipt, Rest, Told
from bot.model.digest import Coverage
from bot.model.takeaways import Method
from bot.rendering.limits import units
from bot.rendering.panels import labelled, reason_of
from bot.rendering.post import OURS
from bot.text.clip import clip
from bot.text.markdown import escape

_ROOM: Final = 3800  # UTF-16 units, of an embed's 4096
_WORDS: Final = 500
_OTHERS: Final = 15


def receipts_page(told: Sequence[Told], number: int) -> Page:
    """The page of this number; the last one where there are fewer."""
    return _page([block for each in told for block in _blocks(each, none=_no_receipts(each))], number)


def more_page(rest: Sequence[Rest], number: int) -> Page:
    """The same for what cards had no room for."""
    blocks: list[str] = []
    for each in rest:
        blocks += _blocks(each.told, none=say("There are no other takeaways of this article: the post shows them all."))
        blocks += _others(each.others)
    return _page(blocks, number)


def _page(blocks: Iterable[str], number: int) -> Page:
    """As many blocks on each page as there is room for."""
    pages: list[list[str]] = [[]]
    left = _ROOM
    for block in blocks:
        if pages[-1] and units(block) + 2 > left:
            pages.append([])
            left = _ROOM
        pages[-1].append(block)
        left -= units(block) + 2
    number = min(number, len(pages) - 1)
    return Page(embed=discord.Embed(description="\n\n".join(pages[number]), colour=OURS), number=number, pages=len(pages))


def _blocks(told: Told, *, none: str) -> list[str]:
    read = labelled(say("read"), told.link)
    head = f"**{escape(clip(told.title or told.source, 150))}**\n-# {escape(clip(told.source, 80))} {read}".rstrip()
    made = [_receipt(number, each) for number, each in enumerate(told.receipts, start=1)]
    if not made:
        return [f"{head}\n{none}"]
    notes = [note for note in (_who(told.method), _kept(told)) if note]
    first = "\n".join([head, *(f"-# {note}" for note in notes), made[0]])
    return [first, *made[1:]]


def _receipt(number: int, receipt: Receipt) -> str:
    lines = [f"**{number}.** {escape(clip(receipt.bullet, 300))}"]
    if receipt.words:
        lines.append(f"> {escape(clip(receipt.words, _WORDS))}")
    link = labelled(say("open the article at this sentence"), receipt.link)
    lines.append(f"-# {say('Word for word.')} {link}" if receipt.same else f"-# {link}")
    whole = "\n".join(lines)
    return whole if units(whole) < _ROOM // 2 else "\n".join(lines[:-1])


def _no_receipts(told: Told) -> str:
    return say("This one has no takeaways: {reason}.", reason=escape(reason_of(told.reason)))


def _who(method: Method) -> str:
    if method is Method.OWN:
        return say("These takeaways are the author's own.")
    if method is Method.LLM:
        return say("A language model wrote these takeaways; I checked them against the article.")
    if method in {Method.CHANGELOG, Method.ROUNDUP}:
        return say("These are the page's own entries, as they stand.")
    return ""


def _kept(told: Told) -> str:
    return "" if told.kept else say("I no longer keep this article's text, so here is what I took from it; the link opens the article.")


def _others(others: Sequence[Coverage]) -> list[str]:
    if not others:
        return [say("No other source that is followed here told this story.")]
    lines = [
        f"• {escape(clip(each.source, 60))}: {escape(clip(each.title, 120))} {labelled(say('read'), each.link)}".rstrip()
        for each in others[:_OTHERS]
    ]
    if len(others) > _OTHERS:
        lines.append(count("… and {n} more source", "… and {n} more sources", len(others) - _OTHERS))
    blocks = [f"**{say('Also told by')}**"]
    for line in lines:
        if units(blocks[-1]) + units(line) > _ROOM // 2:
            blocks.append(line)
        else:
            blocks[-1] += f"\n{line}"
    return blocks
