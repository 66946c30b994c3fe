"""An article's pieces in, its title and author, and the pieces without the menu, labels, byline and date around the title, out. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.articles import wordings
from bot.articles.cards import TRADES, is_bio
from bot.articles.pieces import Piece, one_line
from bot.articles.trim import is_prose
from bot.model.article import BlockKind

_META_WORDS: Final = 16
_LABEL_WORDS: Final = 4
_CRUMB_WORDS: Final = 30
_LEAST_TITLE_WORDS: Final = 3
_TITLE_LINES: Final = 80
_BYLINE: Final = re.compile(
    r"(?:(?:story |text |words |article |posted |written |reported |reviewed |edited )?by|von|text|autor(?:in)?|par|por|publicado por"
    r"|di|a cura di|door"
    r"|author|автор|av|文)\s?[:：]?\s+(?P<name>[^\W\d_][\w.’'-]*(?: (?:and |und |et |y |e |& )?[^\W\d_][\w.’'-]*){0,6})"
    r"(?:\s*[|·•,/–—-]\s*\S.{0,80})?",
    re.IGNORECASE,
)
_NAME: Final = r"[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){1,3}"
_WITH_TRADE: Final = re.compile(rf"(?P<name>{_NAME})(?:, | [|–—-] )(?:[\w’'-]+ ){{0,4}}(?i:{TRADES})")
_BARE_NAME: Final = re.compile(_NAME)
# What sections, sites and places are called that stand where a name may stand.
_NO_NAME_WORDS: Final = """
news daily times post journal review report reports press magazine gazette herald tribune weekly today world national local
politics business sport sports opinion culture science technology tech health travel climate change energy estate money markets
market media staff desk team editors office agency united new north south east west middle europe european states city county
intelligence security analysis features exclusive breaking live update updates release story stories more latest top read share
"""
_NO_NAMES: Final = frozenset(_NO_NAME_WORDS.split())
_LAST_LINES: Final = 3
_CRUMBS: Final = re.compile(r"[^>»›/]{1,40}(?:\s*[>»›]\s*[^>»›/]{1,80}){1,6}|[^/]{1,30}(?: / [^/]{1,80}){1,6}")
_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")
# Words that dates and the lines around them are made of; with a number among them they say when, not what.
_WHEN_WORDS: Final = """
published publish posted updated update last modified on at by am pm a m p uhr h um ago hours hour hrs minutes minute mins
min days day week weeks month months year years read reading time words views view comments comment shares share likes est
edt cet cest gmt utc pst pdt et bst ist today yesterday first edited created date the of and to since st nd rd th monday
tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february march april
may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec veröffentlicht
aktualisiert stand zuletzt geändert vor stunden minuten tagen tag montag dienstag mittwoch donnerstag freitag samstag sonntag
mo di mi do fr sa so januar februar märz mai juni juli oktober dezember mär okt dez lesezeit publié publiée mis mise à jour
le la modifié il y heures jours lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet
août septembre octobre novembre décembre janv févr avr juil déc lecture temps de publicado publicada actualizado actualizada
el hace horas minutos días lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio
agosto septiembre octubre noviembre diciembre del lectura tiempo em atualizado há dias segunda terça quarta quinta sexta
feira janeiro fevereiro março maio junho julho setembro outubro novembro dezembro às leitura tempo pubblicato aggiornato alle
ore giorni fa lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile maggio giugno luglio settembre
ottobre dicembre gepubliceerd geplaatst bijgewerkt op om uur geleden maandag dinsdag woensdag donderdag vrijdag zaterdag
zondag januari februari maart mei augustus opublikowano publicerad 年 月 日 時 分 更新 公開 投稿
"""
_WHEN: Final = frozenset(_WHEN_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An article's title ("" where none can be told), the author that a byline names (None: none), and its pieces from there on."""

    title: str
    author: str | None
    pieces: tuple[Piece, ...]


def opened(pieces: Sequence[Piece], *, title: str) -> Opened:
    """What stands before the first paragraph, sorted out; `title` is what the text is known to be called, "" where it is not.

    The title is the line that equals `title`, else the longest of those before the first paragraph. What stands before it (a menu,
    a label) goes; so do a byline, a date and a reading time after it.
    """
    first = next((place for place, piece in enumerate(pieces) if _is_text(piece)), len(pieces))
    at = _title_at(pieces, first, title)
    if at is None:
        return Opened(title=title, author=None, pieces=tuple(pieces) if first == len(pieces) else without_meta(pieces, title=title).pieces)
    rest = without_meta(pieces[at + 1 :], title=pieces[at].text)
    return Opened(title=title or pieces[at].text, author=rest.author, pieces=rest.pieces)


def without_meta(pieces: Sequence[Piece], *, title: str) -> Opened:
    """The pieces without what is the site's before the first paragraph: byline, date, reading time, labels, the title once more."""
    first = next((place for place, piece in enumerate(pieces) if _is_text(piece)), len(pieces))
    if first == len(pieces):
        return Opened(title=title, author=None, pieces=tuple(pieces[1:] if pieces and _same(pieces[0].text, title) else pieces))
    authors = [found for piece in pieces[:first] if (found := byline(piece.text))]
    author = authors[0] if authors else _bare_author(pieces, first, title)
    telling = [piece for piece in pieces[:first] if not _same(piece.text, title)]
    kept = [piece for piece in telling if not is_meta(piece, author)]
    # Where some lines are the site's, so are the other very short ones: "1.2K views", "Save for later".
    opening = kept if len(kept) == len(telling) else [piece for piece in kept if not _is_label(piece)]
    return Opened(title=title, author=author, pieces=(*opening, *pieces[first:]))


def is_meta(piece: Piece, author: str | None) -> bool:
    """Whether a line around the title is about the article rather than of it."""
    text = piece.text
    if piece.kind is BlockKind.HEADING and piece.linked == 0 and is_own_name(text):
        return False
    site = wordings.is_aside(text) or wordings.is_share(text) or wordings.is_letter(text) or wordings.stop_of(text) is not None
    named = bool(author) and text.casefold() == (author or "").casefold()
    return site or named or byline(text) is not None or is_date(text) or is_crumbs(text) or wordings.is_chrome(text)


def is_own_name(text: str) -> bool:
    """Whether a line is worded like a section of an article: more words than a label has."""
    return len(text.split()) > _META_WORDS


def byline(text: str) -> str | None:
    """The name in a line such as "By Ada Marlowe | Data Desk". None: it is no byline."""
    short = len(text.split()) <= _META_WORDS
    found = (_BYLINE.fullmatch(text) or _WITH_TRADE.fullmatch(text)) if short else None
    if not found:
        return None
    name = found["name"].split(" and ")[0].strip()
    return name if name[:1].isupper() or not name[:1].islower() else None


def _bare_author(pieces: Sequence[Piece], first: int, title: str) -> str | None:
    """A line below the title that is nothing but a name, where a date stands under it or a card at the end goes on about it."""
    below = next((place + 1 for place in range(first) if _same(pieces[place].text, title)), 0)
    for place in range(below, first):
        text = pieces[place].text
        if not _BARE_NAME.fullmatch(text) or _NO_NAMES & set(text.casefold().split()):
            continue
        carded = any(piece.text.startswith(f"{text} ") and is_bio(piece.text) for piece in pieces[first + 1 :][-_LAST_LINES:])
        if carded or (place + 1 < first and is_date(pieces[place + 1].text)):
            return text
    return None


def is_date(text: str) -> bool:
    """Whether a line says only when something was written, or how long it takes to read."""
    tokens = [token.casefold() for token in _TOKEN.findall(text)]
    return (
        0 < len(tokens) <= _META_WORDS
        and any(token.isdigit() for token in tokens)
        and all(token.isdigit() or token in _WHEN for token in tokens)
    )


def is_crumbs(text: str) -> bool:
    """Whether a line is a path through the site: "Home > News > Storage"."""
    return len(text.split()) <= _CRUMB_WORDS and text[-1:] not in {".", "!", "?"} and bool(_CRUMBS.fullmatch(text))


def _is_label(piece: Piece) -> bool:
    return len(piece.text.split()) <= _LABEL_WORDS and piece.text[-1:] not in ".!?:"


def _is_text(piece: Piece) -> bool:
    return is_prose(piece) or piece.kind is BlockKind.QUOTE


def _title_at(pieces: Sequence[Piece], first: int, title: str) -> int | None:
    """None: none of the opening lines is the title."""
    if title:
        return next((place for place, piece in enumerate(pieces[:_TITLE_LINES]) if _same(piece.text, title)), None)
    if first == len(pieces):
        return None
    likely = [place for place in range(first) if pieces[place].kind is BlockKind.HEADING or _may_be_title(pieces[place])]
    likely = [place for place in likely if not is_meta(pieces[place], None)]
    # A single heading over a text that has others may be its first section's, but a title far more often.
    return max(likely, key=lambda place: (len(pieces[place].text.split()), len(pieces[place].text), -place), default=None)


def _may_be_title(piece: Piece) -> bool:
    return piece.kind is BlockKind.PARAGRAPH and _LEAST_TITLE_WORDS <= len(piece.text.split()) <= _META_WORDS and piece.text[-1:] in "?!"


def _same(line: str, title: str) -> bool:
    return bool(title) and line.casefold().strip() == one_line(title).casefold()
