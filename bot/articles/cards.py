"""The last pieces of a text in, whether they are its author's card out. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from bot.articles.pieces import Piece
from bot.model.article import BlockKind

_CARD_WORDS: Final = 90
_LONE_WORDS: Final = 60
_NAME_WORDS: Final = 4
_LEAST_PIECES: Final = 3  # lead, name, card
TRADES: Final = (
    r"writer|editor|reporter|journalist|author|correspondent|columnist|contributor|blogger|mascot|freelancer?|developer advocate|novelist"
    r"|photographer|producer|podcaster|(?:software )?engineer|developer|founder|co-founder|consultant|analyst|enthusiast|researcher|lover"
    r"|journalist(?:in)?|redakteur(?:in)?|autor(?:in)?|reporter(?:in)?|journaliste|rédact(?:eur|rice)(?: en chef)?|auteure?|autrice"
    r"|periodista|redactora?|autora|jornalista|redatora?|giornalista|redattore|redattrice|autore|redacteur|auteur|dziennikar(?:z|ka)"
    r"|журналист(?:ка)?|автор|редактор"
)
_IS: Final = r"(?:is|was|are|ist|est|es|é|è|—|–|-|,)"
_BIO: Final = re.compile(
    rf"(?:I am|I['’]m|my mission|(?:he|she|they) (?:is|are|writes|covers|has)\b)|.{{2,60}}? {_IS}\s.{{0,80}}?\b(?:{TRADES})\b"
    r"|.{2,60}? (?:covers|writes (?:about|for|on)|has been (?:writing|covering|working)|has (?:written|covered|worked)"
    r"|reports on|lives in"
    r"|is based in|is responsible for|schreibt (?:über|für|seit)|berichtet (?:über|für)|écrit (?:sur|pour|depuis)|couvre"
    r"|escribe (?:sobre|para)"
    r"|cubre|escreve (?:sobre|para)|cobre|scrive (?:di|per|su)|schrijft (?:over|voor)|пишет)\b"
    rf"|(?:an? |the |our )?(?:\w+[ -]){{0,4}}(?:{TRADES})\b|(?:passionné|passioné|apasionad[oa]|apaixonad[oa]|appassionat[oa])\w*\b"
    r"|(?:passionate|obsessed) (?:about|with)\b|(?:our|the) (?:editorial|news) (?:team|staff|desk)\b|(?:with|after) (?:over|more than"
    r"|\w+) .{0,20}years\b"
    r"|.{0,80}(?:ライター|記者|編集者|编辑|作者)",
    re.IGNORECASE,
)
_WAY_OF_LIFE: Final = re.compile(
    r"\b(?:years of experience|(?:his|her|their|my) (?:spare|free) time|(?:his|her|their) work (?:has|appears)|when (?:he|she"
    r"|they)(?:['’]s| is| are|['’]re) not"
    r"|when (?:he|she|they) (?:is|are)n['’]t|when not writing|follow (?:him|her|them|me) (?:on|at)|loves? to (?:write|read|cook|travel"
    r"|hike)"
    r"|(?:father|mother|mom|dad) of (?:one|two|three|four)|you can (?:find|reach|follow|contact) (?:him|her|them|me)|contact (?:him|her"
    r"|them) at"
    r"|(?:find|reach|follow) [A-Z][\w.’'-]+ (?:on|at)|team is (?:made up|composed) of|coffee addict|in (?:seiner"
    r"|ihrer) freizeit|dans son temps libre|en su tiempo libre|em seu tempo livre|nel tempo libre|in (?:zijn"
    r"|haar) vrije tijd)\b",
    re.IGNORECASE,
)
_STRANGER: Final = re.compile(
    rf"(?P<name>[A-ZÀ-ÞА-Я][\w.’'-]+(?: [A-ZÀ-ÞА-Я][\w.’'-]*){{1,3}}) (?:is|ist|est|es|é|è) (?:an? |the |our |eine? |une? |una? |um )?"
    rf"(?:[\w-]+ ){{0,4}}(?:{TRADES})\b"
)
_PARTICLES: Final = frozenset({"van", "von", "de", "der", "den", "da", "di", "la", "le", "bin", "al", "and", "und", "et", "y", "&"})


def card_size(pieces: Sequence[Piece], *, author: str | None) -> int:
    """How many of the last pieces are a card of who wrote the text (his name, a few lines about him): 0, 1 or 2.

    A card needs the words of one and a name: in a line of its own before it, or the author's that the page tells (None: not told),
    or that of a person whom the text does not speak of.
    """
    if len(pieces) < _LEAST_PIECES or pieces[-1].kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM}:
        return 0
    last = pieces[-1].text
    words = len(last.split())
    named, told = is_name_line(pieces[-2]), is_author(pieces[-2].text, author)
    goes_on = named and words <= _LONE_WORDS and _goes_on_about(last, pieces)
    if words <= _CARD_WORDS and ((named and is_bio(last)) or goes_on or (told and words <= _LONE_WORDS)):
        return 2
    about_author = bool(author) and _starts_with_name(last, author or "")
    if words <= _CARD_WORDS and about_author and is_bio(last):
        return 1
    return 1 if words <= _LONE_WORDS and _is_stranger(last, pieces[:-1]) else 0


def is_bio(text: str) -> bool:
    """Whether a text speaks of somebody as authors' cards do."""
    return bool(_BIO.match(text) or _WAY_OF_LIFE.search(text))


def is_author(line: str, author: str | None) -> bool:
    """Whether a line is the author's name, with or without "By"."""
    return bool(author) and line.casefold().removeprefix("by ").strip(" :|") == (author or "").casefold()


def is_name_line(piece: Piece) -> bool:
    """Whether a line may be nothing but somebody's name: up to four words, all of them with a capital."""
    words = piece.text.removeprefix("By ").replace(".", " ").split()
    said = [word for word in words if word not in _PARTICLES]
    letters = all(word.replace("-", "").replace("’", "").replace("'", "").isalpha() for word in said)
    return 0 < len(words) <= _NAME_WORDS and letters and all(word[:1].isupper() or not word[:1].islower() for word in said)


def _starts_with_name(text: str, name: str) -> bool:
    """Whether the text begins with the name or its first word, as a card does that goes on about it."""
    first = name.partition(" ")[0]
    return bool(name) and (text.casefold().startswith(name.casefold()) or (len(first) > 1 and text.startswith(f"{first} ")))


def _goes_on_about(last: str, pieces: Sequence[Piece]) -> bool:
    """Whether the text begins with the name in the line before it, and nothing further up speaks of that name: no topic then."""
    name = pieces[-2].text.split()
    whole = "\n".join(piece.text for piece in pieces[:-2])
    return len(name) > 1 and last.startswith((f"{' '.join(name)} ", f"{name[0]} ")) and not any(word in whole for word in name)


def _is_stranger(last: str, before: Sequence[Piece]) -> bool:
    found = _STRANGER.match(last)
    return bool(found) and not any(found["name"].split()[-1] in piece.text for piece in before) if found else False
