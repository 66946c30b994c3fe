"""Bytes that are not what their document claims in, the likeliest encoding out. Pure.

A guess for East Asian and Cyrillic encodings alone, by what their text is made of: pairs of bytes hardly ever all fit by chance, and
Russian is half made of six letters. What tells nothing is left to windows-1252.
"""

import re
from typing import Final

_ASCII: Final = bytes(range(128))
_WORD: Final = re.compile(rb"[\x80-\xff]{4,}")
_LOOKED_AT: Final = 100_000
_FEWEST: Final = 4
_BAD: Final = 0.02
_KANA: Final = 0.2
_HANGUL: Final = 0.9
_COMMON_RUSSIAN: Final = frozenset("оеаинт")
_RUSSIAN: Final = 0.25


def guess(body: bytes) -> str | None:
    """Python's name of the encoding; None: nothing tells it."""
    head = body[:_LOOKED_AT]
    for name, part in (("euc_jp", _kana), ("cp932", _kana), ("euc_kr", _hangul), ("gb2312", _any), ("big5", _any)):
        shown = _foreign(head, name)
        if shown is not None and part(shown):
            return {"euc_kr": "cp949", "gb2312": "gb18030"}.get(name, name)
    if 2 * sum(map(len, _WORD.findall(head))) < len(head.translate(None, _ASCII)):
        return None  # letters with accents between others: a Western text
    shares = {name: _russian(_foreign(head, name) or "") for name in ("cp1251", "koi8-r")}
    likeliest = max(shares, key=lambda name: shares[name])
    return likeliest if shares[likeliest] >= _RUSSIAN else None


def _foreign(body: bytes, name: str) -> str | None:
    """The characters that are not ASCII, as this encoding has them; None: there are hardly any, or many bytes do not fit it."""
    shown = "".join(char for char in body.decode(name, "replace") if char > "\x7f")
    bad = shown.count("\ufffd")
    return shown if len(shown) >= _FEWEST and bad <= _BAD * len(shown) + (len(body) >= _LOOKED_AT) else None


def _kana(shown: str) -> bool:
    return sum("\u3041" <= char <= "\u30fe" for char in shown) >= _KANA * len(shown)


def _hangul(shown: str) -> bool:
    letters = [char for char in shown if char > "\u3400"]
    return bool(letters) and sum("\uac00" <= char <= "\ud7a3" for char in letters) >= _HANGUL * len(letters)


def _any(shown: str) -> bool:
    return sum("\u3400" <= char <= "\u9fff" for char in shown) * 2 > len(shown)


def _russian(shown: str) -> float:
    # In the other of the two encodings small letters are capital ones.
    return sum(char in _COMMON_RUSSIAN for char in shown) / len(shown) if shown else 0.0
