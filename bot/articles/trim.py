"""An article's pieces in, the same without the site's furniture out. Pure.

Extractors leave what stands in the article's own column: the author's card, "You may also like", the comment form, a newsletter
box. Conservative: a stop line cuts the end only where little of the article follows it; elsewhere only known lines go.
"""

import re
from collections.abc import Sequence
from typing import Final

from bot.articles.own_takeaways import is_own_heading
from bot.articles.pieces import Piece, words_in
from bot.model.article import BlockKind

_SHARE_AFTER_STOP: Final = 0.3
_STOP_WORDS_MOST: Final = 9
_CARD_WORDS: Final = 90
_NAME_WORDS: Final = 4

_STOP: Final = re.compile(
    r"(?:you (?:may|might|could) also (?:like|enjoy|be interested)|(?:more|also) (?:in|from|on|by)\b.{0,40}|related\b.{0,24}"
    r"|read (?:next|more|also|this next)|up next|recommended(?: for you| reading| stories)?|what to read next|keep reading"
    r"|leave a (?:reply|comment)|(?:\d+ )?(?:comments?|responses|replies)(?: \(?\d+\)?)?|join the (?:conversation|discussion)"
    r"|post a comment|about the authors?|share (?:this|on|via)\b.{0,24}|filed under|tagged\b.{0,20}|tags|topics|categories"
    r"|follow us\b.{0,24}"
    r"|(?:sign up|subscribe)\b.{0,50}|(?:our |the )?newsletter|most (?:read|popular|viewed)|trending(?: now)?|popular (?:posts|stories)"
    r"|latest (?:news|stories|posts|articles)|(?:previous|next) (?:article|post|story)|photo credits?|image credits?|credits"
    r"|advertisement|sponsored(?: content)?|disclosure|das könnte (?:sie|dich) auch interessieren|à lire aussi|sur le même sujet"
    r"|te puede interesar|leia também|leggi anche|читайте также|関連記事|あわせて読みたい|相关阅读)\s*[:：.!…]*\s*(?:\S+\s?){0,3}",
    re.IGNORECASE,
)
_LINE: Final = re.compile(
    r"(?:advertisement|continue reading|read more(?: here)?|share(?: this(?: article| story| post)?)?|(?:tweet|pin|email|print|copy link)"
    r"|click (?:here )?to share\b.*|sign up for .{0,60}newsletters?.*|subscribe (?:to|now)\b.{0,80}|get .{0,60} in your inbox.*"
    r"|skip to .{0,30}|your email address will not be published.*|required fields are marked.*|\d+ (?:min|minute)s? read"
    r"|listen to this article.*"
    r"|follow .{1,40} on (?:twitter|x|facebook|instagram|linkedin|threads|bluesky|mastodon)\b.*"
    r"|(?:photo|image|picture|video)(?: by| credit)?:.{0,80}|this (?:article|post|story) (?:was )?(?:originally|first) (?:appeared"
    r"|published) .*|we may earn .{0,20}commission.*"
    r"|thank you for your (?:patience|subscription).*|the post .{1,140} (?:appeared first on|first appeared on) .*"
    r"|\[?(?:…|\.\.\.)\]?)\s*[.!:]*",
    re.IGNORECASE,
)
_BIO: Final = re.compile(
    r"(?:I am|I['’]m|my mission|(?:he|she|they) (?:is|are|writes|covers|has)\b)|.{2,60}? (?:is|was) (?:an?|the|our)\b.{0,60}"
    r"\b(?:writer|editor|reporter|journalist|author|correspondent|columnist|contributor|blogger|mascot|freelancer?|developer advocate)\b"
    r"|.{2,60}? (?:covers|writes about|has been (?:writing|covering)|reports on)\b",
    re.IGNORECASE,
)


def without_furniture(pieces: Sequence[Piece], *, author: str | None) -> tuple[Piece, ...]:
    """The pieces of the article alone, in order; `author` helps to tell the author's card (None: not known)."""
    kept = [piece for piece in _until_stop(pieces) if not _LINE.fullmatch(piece.text)]
    while kept and _ends_in_card(kept, author):
        kept = kept[:-2] if _is_name(kept[-2], author) else kept[:-1]
    while kept and kept[-1].kind is BlockKind.HEADING:
        kept.pop()
    return tuple(kept)


def _until_stop(pieces: Sequence[Piece]) -> Sequence[Piece]:
    total = words_in(pieces)
    for place, piece in enumerate(pieces):
        if place and _is_stop(piece) and words_in(pieces[place:]) <= total * _SHARE_AFTER_STOP and not _is_own_list(pieces[place:]):
            return pieces[:place]
    return pieces


def _is_stop(piece: Piece) -> bool:
    return len(piece.text.split()) <= _STOP_WORDS_MOST and bool(_STOP.fullmatch(piece.text))


def _is_own_list(rest: Sequence[Piece]) -> bool:
    """The author's own takeaways may stand behind a stop line (a newsletter box before the summary): then nothing is cut."""
    return any(is_own_heading(piece) for piece in rest)


def _ends_in_card(pieces: Sequence[Piece], author: str | None) -> bool:
    last = pieces[-1]
    if len(pieces) < 3 or last.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM} or len(last.text.split()) > _CARD_WORDS:  # noqa: PLR2004  lead, name, card
        return False
    about_author = bool(author) and last.text.casefold().startswith((author or "").casefold())
    return bool(_BIO.match(last.text)) and (about_author or _is_name(pieces[-2], author))


def _is_name(piece: Piece, author: str | None) -> bool:
    """A line that is only somebody's name: the head of an author's card."""
    words = piece.text.removeprefix("By ").split()
    if author and piece.text.casefold().removeprefix("by ") == author.casefold():
        return True
    return len(words) <= _NAME_WORDS and piece.text[-1:].isalpha() and all(word[:1].isupper() for word in words)
