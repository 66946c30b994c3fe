"""A sentence in, whether it can stand without the one before it out. Pure."""

import re
from typing import Final

_DANGLING: Final = re.compile(
    r"[\"“‘'(]*(?:He|She|They|It|His|Her|Hers|Their|Its|Him|Them|This|That|These|Those|Such|We|I|You|My|Our|Your|But|And|So|Or|Yet|However"
    r"|Meanwhile|Then|Also|Instead|Still|Nor|Though|Here|There|Another|Both|Others?|Some|Many|Similarly|Likewise|Thus|Hence"
    r"|Therefore|Otherwise"
    r"|It['’]s|That['’]s|There['’]s|Here['’]s|He['’]s|She['’]s|They['’]re|We['’]re|I['’]m|You['’]re|Finally"
    r"|(?:In|With|After|Before|By|For|On|At|From|To|Of|Despite|Like|Without|Against|Under) (?:it|this|that|these|those|them|him"
    r"|her)(?=[ ,])"
    r"|The (?:company|firm|man|woman|couple|pair|two|three|incident|move|latter|former|report|team|result|same|other|above|following))\b"
    r"|(?:これ|それ|その|この|あれ|彼|しかし|だが|また|そして|一方|さらに|なお|ただし|他|这|那|但|它|他们|然而|此外)"
)
_DATED_THIS: Final = re.compile(
    r"(?:In |By |After |From )?(?i:this|these|that|those) (?:year|week|month|summer|winter|spring|autumn|fall)\b"
)


def dangles(sentence: str) -> bool:
    """Whether the opener needs the sentence before it: a pronoun, a connective, "The company"."""
    return bool(_DANGLING.match(sentence)) and not _DATED_THIS.match(sentence)
