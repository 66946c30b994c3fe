"""An article's text in, how much of the article it is out. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from bot.model.article import Confidence
from bot.text.words import count_words

LEAST_WORDS: Final = 120
_WALL_WORDS: Final = 250
_TEASER_WORDS: Final = 25
_ENDING_CHARACTERS: Final = 200

_ROBOT: Final = re.compile(
    r"just a moment|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:robot|human)|unusual traffic|checking your browser"
    r"|enable javascript and cookies|please enable javascript|access denied|attention required|press (?:and|&) hold|complete the captcha",
    re.IGNORECASE,
)
_COOKIES: Final = re.compile(
    r"(?:accept|reject) all(?: cookies)?|(?:we|our partners|this (?:site|website)) uses? cookies"
    r"|cookie (?:settings|preferences|policy|consent)|manage (?:your )?(?:consent|privacy|choices)|wir verwenden cookies"
    r"|nous utilisons des cookies|utilizamos cookies",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(
    r"(?:log|sign) ?in to (?:continue|read|view|see|your account)|(?:you must|please) (?:be logged in|log in|sign in)"
    r"|create (?:a free|an) account to|register (?:for free )?to (?:continue|read)",
    re.IGNORECASE,
)
_PAYWALL: Final = re.compile(
    r"subscribe (?:now )?to (?:continue|keep|read|unlock)|subscribers? only|for (?:paid )?subscribers|to continue reading"
    r"|already a subscriber|this (?:article|content|story|post) is (?:for|reserved|only available)"
    r"|you['’]ve reached your (?:free )?(?:article )?limit"
    r"|unlock this article|become a (?:paid )?(?:member|subscriber)|start your free trial|jetzt weiterlesen|réservé aux abonnés"
    r"|solo para suscriptores",
    re.IGNORECASE,
)
_CUT_SHORT: Final = re.compile(
    r"(?:(?:continue|keep) reading|read (?:more|the (?:full|rest|whole)\b.{0,40})|\[(?:…|\.\.\.)\]|(?:…|\.\.\.)"
    r"|weiterlesen|lire la suite)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How much is at hand, and in a few words why it is not all; "" where it is."""

    confidence: Confidence
    reason: str = ""


FULL: Final = Judgement(confidence=Confidence.FULL)


def judge(text: str, *, around: str = "") -> Judgement:
    """`text` is the article as extracted, `around` more of what the page shows (its title, the line that was cut off).

    Phrases of walls count only in short texts: a long article may well be about cookies or captchas. What stands around a short
    text is heard only on subscriptions: every page has its cookie line and its login link.
    """
    size = count_words(text)
    if size >= _WALL_WORDS:
        return FULL
    ending = text[-_ENDING_CHARACTERS:]
    empty, short = size < _TEASER_WORDS, size < LEAST_WORDS
    if wall := _wall(f"{around}\n{text}" if empty else text, around=around if short else "", short=short, empty=empty):
        return wall
    if size < LEAST_WORDS:
        return _teaser("only a teaser is public" if _CUT_SHORT.search(ending) else "the text is too short")
    return _teaser("only a teaser is public") if _CUT_SHORT.search(ending) else FULL


def _wall(shown: str, *, around: str, short: bool, empty: bool) -> Judgement | None:
    """None: no wall shows."""
    if short and _ROBOT.search(shown):
        return Judgement(confidence=Confidence.WALL, reason="a robot check stands in front")
    if _PAYWALL.search(shown) or _PAYWALL.search(around):
        reason = "a paywall stands in front" if empty else "only a teaser is public, the rest is for subscribers"
        return Judgement(confidence=Confidence.WALL if empty else Confidence.TEASER, reason=reason)
    if short and _LOGIN.search(shown):
        return Judgement(confidence=Confidence.WALL, reason="a login stands in front")
    if short and _COOKIES.search(shown):
        return Judgement(confidence=Confidence.WALL, reason="a cookie notice stands in front")
    return None


def _teaser(reason: str) -> Judgement:
    return Judgement(confidence=Confidence.TEASER, reason=reason)
