"""A sentence of an article in, the bullet made of it out. Pure.

The only edits there are: white space, a dateline, one leading connective, and where the sentence is too long the end of it, by the
rules of `bot.takeaways.cuts`. Attribution, negation and quotations stay as they are: cutting ", police said" turns a claim into a fact.
"""

import re
from typing import Final

from bot.takeaways.cuts import shortened

_PLACE: Final = r"[A-Z][\w.’' -]{1,40}(?:, [A-Z][\w. ]{1,24})?"
_AGENCY: Final = r"\((?:CNN|Reuters|AP|AFP|dpa|Bloomberg|UPI|ANI|PTI|IANS)[\w ]{0,12}\)"
_DATELINE: Final = re.compile(
    rf"(?:{_PLACE} )?{_AGENCY}\s*(?:--|[-–—])?\s*(?=[\"“‘']?[A-Z\d])"
    rf"|[A-Z][A-Z .'-]{{2,30}}(?:, [A-Z][\w. ]{{1,20}})?\s+(?:--|[–—])\s+(?=[A-Z])"
)
_CONNECTIVE: Final = re.compile(
    r"(?i:however|meanwhile|moreover|furthermore|additionally|in addition|besides|nevertheless|nonetheless|still|therefore|consequently"
    r"|as a result|of course|indeed|in fact|also|similarly|likewise|that said|finally|in short|in other words|on the other hand|instead"
    r"|to be fair|to be clear|notably|importantly|interestingly|in conclusion|overall|ultimately), (?=\S)"
    r"|(?:But|And|Yet|So) (?=[A-Z\d])"
)


def tidy(sentence: str) -> str:
    """`sentence` on one line without its dateline and its leading "However," and the like, its first letter a capital again, and cut
    where it is too long and may be.

    Tidying twice changes no more than one further connective could; the words that are left are the sentence's own, in order.
    """
    line = " ".join(sentence.split())
    line = line[_end(_DATELINE, line) :]
    start = _end(_CONNECTIVE, line)
    return shortened(line[start : start + 1].upper() + line[start + 1 :] if start else line)


def _end(pattern: re.Pattern[str], line: str) -> int:
    found = pattern.match(line)
    return found.end() if found else 0
