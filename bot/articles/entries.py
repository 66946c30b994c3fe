"""An article's pieces in, the entries of a changelog or the items of a link roundup out. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.articles.pieces import Piece
from bot.model.article import BlockKind
from bot.text.words import count_words

_VERSION: Final = r"v?\d+\.\d+(?:\.\d+)*(?:[-.+]?(?:alpha|beta|rc|pre|dev|post)[\w.]*)?"
_VERSION_HEADING: Final = re.compile(
    rf"(?:(?:version|release|what['’]s new in|changes in|[\w.-]+) )?\[?{_VERSION}\]?"
    r"(?:\s*[-–—(/,:]?\s*(?:\d{4}-\d\d-\d\d|\d{1,2}[./ ]\w+[./ ]\d{4}|\w+ \d{1,2},? \d{4}|released?\b.*|unreleased)\)?)?\s*"
    r"|\[?unreleased\]?",
    re.IGNORECASE,
)
_CHANGE_HEADING: Final = re.compile(
    r"\W*(?:added|changed|deprecated|removed|fixed|fixes|security(?: fixes)?|bug ?fixes|(?:new )?features|breaking(?: changes)?"
    r"|improvements"
    r"|enhancements|performance(?: improvements)?|documentation|docs|dependencies|dependency updates|internal|chores?|misc(?:ellaneous)?"
    r"|what['’]s changed|other changes|known issues|upgrade notes|deprecations|refactoring|tests|build|ci"
    r"|hinzugefügt|geändert|behoben|entfernt|neu|ajouté|modifié|corrigé|supprimé|añadido|cambiado|corregido|eliminado|変更点|修正|追加)\W*",
    re.IGNORECASE,
)
_CHANGE_TITLE: Final = re.compile(
    r"\bchange ?log\b|\brelease notes?\b|\bwhat['’]s changed\b|\bversion history\b|\bpatch notes?\b|\bversionshinweise\b"
    r"|\bnotes de (?:version|mise à jour)\b"
    rf"|\bnotas de (?:la )?versión\b|変更履歴|リリースノート|^\S+ {_VERSION}(?: released?)?$|^{_VERSION}$",
    re.IGNORECASE,
)
_CHANGE: Final = re.compile(
    r"(?:\W*(?:feat|fix|chore|docs?|refactor|perf|test|build|ci|style|revert)(?:\([^)]*\))?!?: "
    r"|\W*(?:add(?:s|ed)?|fix(?:e[sd])?|remove[sd]?|update[sd]?|change[sd]?|improve[sd]?|drop(?:s|ped)?|bump(?:s|ed)?|deprecate[sd]?|rename[sd]?"
    r"|support(?:s|ed)?|allow(?:s|ed)?|make|made|use[sd]?|move[sd]?|replace[sd]?|introduce[sd]?|prevent(?:s|ed)?|avoid|ensure[sd]?|handle[sd]?"
    r"|correct(?:s|ed)?|refactor(?:s|ed)?|implement(?:s|ed)?|enable[sd]?|disable[sd]?|revert(?:s|ed)?|upgrade[sd]?|resolve[sd]?|reduce[sd]?"
    r"|increase[sd]?|optimi[sz]e[sd]?|clean(?:s|ed)? up|restore[sd]?|stop(?:s|ped)?|new|no longer)\b)|.*(?:\(?#\d{2,6}\)?|\bby @\w"
    r"|\b[0-9a-f]{7,40}\b)\W*",
    re.IGNORECASE,
)
_CHORE: Final = re.compile(
    r"\W*(?:(?:chore|ci|test|tests|build|style|docs?)(?:\([^)]*\))?!?:|bump(?:s|ed)? |update[sd]? (?:dependenc|deps|readme"
    r"|translations?|the (?:docs|changelog))"
    r"|fix(?:e[sd])? (?:a )?typos?|@\w+ made their first contribution)",
    re.IGNORECASE,
)
_ROUNDUP_TITLE: Final = re.compile(
    r"\blinks?\b(?: for | of | from |$|\W*\d)|\blink ?(?:dump|fest|list|roundup)\b|\bround-?up\b|\bthis week in\b"
    r"|\bweek(?:ly)? in review\b|\breading list\b"
    r"|\bweekly (?:news|links|digest|reads?|newsletter)\b|\bdaily (?:links|digest|briefing|headlines)\b|\bnews in brief\b|\b(?:issue"
    r"|edition) #?\d+\b"
    r"|\bwhat we['’]re reading\b|\b(?:morning|evening|daily|weekly|weekend) (?:brief(?:ing)?|headlines|reads?)\b|\btop (?:stories"
    r"|links|reads) (?:of|this|for)\b"
    r"|\bpresseschau\b|\blinks der woche\b|\bwochenrückblick\b|\brevue de (?:presse|liens|web)\b|\benlaces\b|\bresumen semanal\b"
    r"|\blinks da semana\b"
    r"|\brassegna stampa\b|\blinkdump\b|今週の|リンク集|ニュースまとめ",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"https?://\S+")
_LINKED: Final = {BlockKind.ITEM: 0.3, BlockKind.PARAGRAPH: 0.5, BlockKind.HEADING: 0.8}
_LEAST_CHANGES, _LEAST_OF_VERSION = 4, 3
_LEAST_LINKS, _LEAST_NAMED, _LEAST_LEADING = 5, 4, 3
_MOST_WORDS_AN_ITEM: Final = 80
_NEARLY_ALL: Final = 0.8


def changelog_entries(pieces: Sequence[Piece], *, title: str) -> tuple[int, ...]:
    """Places of the newest version's entries, chores (updates of dependencies, of the documentation) left out where others remain.

    () where this is no changelog: half of the words must stand in a list, under a title or headings that say so, most entries
    being worded as changes.
    """
    entries = _items(pieces)
    headings = [piece.text for piece in pieces if piece.kind is BlockKind.HEADING or (piece.bold and len(piece.text) < 60)]  # noqa: PLR2004  a bold line
    if len(entries) < _LEAST_CHANGES or 2 * _words(pieces, entries) < _words(pieces, range(len(pieces))):
        return ()
    sections = sum(bool(_CHANGE_HEADING.fullmatch(text)) for text in headings)
    named = bool(_CHANGE_TITLE.search(title)) or any(_VERSION_HEADING.fullmatch(text) for text in headings)
    changes = sum(bool(_CHANGE.match(pieces[place].text)) for place in entries) / len(entries)
    if changes >= 0.7 or (changes >= 0.4 and (named or sections > 1)) or (named and sections > 1):  # noqa: PLR2004  judged on made-up pages
        newest = _of_newest(pieces, entries)
        telling = tuple(place for place in newest if not _CHORE.match(pieces[place].text))
        return telling or newest
    return ()


def calls_itself_roundup(title: str) -> bool:
    """Whether a title promises a list of links: "Weekly links", "This week in databases"."""
    return bool(_ROUNDUP_TITLE.search(title))


def roundup_items(pieces: Sequence[Piece], *, title: str) -> tuple[int, ...]:
    """Places of the links that a roundup is made of; () where this is none.

    Without a title that says so, most of the words must stand in items that are links, or under headings that are.
    """
    linked = [place for place, piece in enumerate(pieces) if _is_linked(piece)]
    whole = _words(pieces, range(len(pieces)))
    named = calls_itself_roundup(title)
    share = sum(_with_blurbs(pieces, linked)) / max(1, whole)
    if len(linked) >= (_LEAST_NAMED if named else _LEAST_LINKS) and share >= (0.4 if named else 0.6):
        return tuple(linked) if 2 * sum(pieces[place].kind is BlockKind.ITEM for place in linked) < len(linked) else _items(pieces)
    return _unlinked(pieces, whole) if named else ()


def _unlinked(pieces: Sequence[Piece], whole: int) -> tuple[int, ...]:
    """Of what calls itself a roundup but whose links don't lead: the items, else the short paragraphs that link to their source,
    else the headings with a short report under each."""
    items = _items(pieces)
    if len(items) >= _LEAST_LINKS and 2 * _words(pieces, items) >= whole:
        return items
    sourced = [place for place, piece in enumerate(pieces) if piece.linked and _is_blurb(piece)]
    headings = [place for place, piece in enumerate(pieces) if piece.kind is BlockKind.HEADING]
    if len(sourced) >= _LEAST_LINKS and not headings and _words(pieces, sourced) >= _NEARLY_ALL * whole:
        return tuple(sourced)
    if len(headings) >= _LEAST_LINKS and whole <= _MOST_WORDS_AN_ITEM * len(headings):
        return tuple(headings)
    return ()


def _items(pieces: Sequence[Piece]) -> tuple[int, ...]:
    return tuple(place for place, piece in enumerate(pieces) if piece.kind is BlockKind.ITEM)


def _of_newest(pieces: Sequence[Piece], entries: Sequence[int]) -> tuple[int, ...]:
    """The entries before the second version's heading, where there are enough of them."""
    versions = [place for place, piece in enumerate(pieces) if piece.kind is not BlockKind.ITEM and _VERSION_HEADING.fullmatch(piece.text)]
    for end in [place for place in versions if place > entries[0]]:
        newest = tuple(place for place in entries if place < end)
        if len(newest) >= _LEAST_OF_VERSION:
            return newest
    return tuple(entries)


def _is_linked(piece: Piece) -> bool:
    least = _LINKED.get(piece.kind, 2.0)
    led = piece.leading >= _LEAST_LEADING and count_words(piece.text) <= _MOST_WORDS_AN_ITEM
    return piece.linked >= least or led or (piece.kind is BlockKind.ITEM and bool(_ADDRESS.search(piece.text)))


def _with_blurbs(pieces: Sequence[Piece], linked: Sequence[int]) -> Iterator[int]:
    """Words of each linked piece; of the paragraphs after it too, where it is a heading."""
    taken = set(linked)
    for place in linked:
        yield count_words(pieces[place].text)
        after = place + 1
        while pieces[place].kind is BlockKind.HEADING and after < len(pieces) and after not in taken and _is_blurb(pieces[after]):
            yield count_words(pieces[after].text)
            after += 1


def _is_blurb(piece: Piece) -> bool:
    return piece.kind in {BlockKind.PARAGRAPH, BlockKind.QUOTE} and count_words(piece.text) <= _MOST_WORDS_AN_ITEM


def _words(pieces: Sequence[Piece], places: Sequence[int]) -> int:
    return sum(count_words(pieces[place].text) for place in places)
