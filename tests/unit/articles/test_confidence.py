"""Confidence: what is at hand is told honestly."""

import pytest

from bot.articles.confidence import judge
from bot.model.article import Confidence

LONG = "A long report has many words about cookies and captchas and logins. " * 30


@pytest.mark.parametrize(
    ("text", "around", "confidence", "reason"),
    [
        (LONG, "Subscribe to continue reading", Confidence.FULL, ""),
        ("We use cookies. Accept all", "", Confidence.WALL, "a cookie notice stands in front"),
        ("", "Please enable JavaScript", Confidence.WALL, "a robot check stands in front"),
        ("Log in to continue", "", Confidence.WALL, "a login stands in front"),
        ("", "This article is for subscribers only", Confidence.WALL, "a paywall stands in front"),
        ("word " * 60, "Already a subscriber?", Confidence.TEASER, "only a teaser is public, the rest is for subscribers"),
        ("word " * 60, "We use cookies. Log in to read your mail", Confidence.TEASER, "the text is too short"),
        ("word " * 60 + "Read more", "", Confidence.TEASER, "only a teaser is public"),
        ("word " * 150 + "[…]", "", Confidence.TEASER, "only a teaser is public"),
        ("word " * 150, "", Confidence.FULL, ""),
        ("", "", Confidence.TEASER, "the text is too short"),
    ],
)
def test_each_has_its_confidence_and_reason(text: str, around: str, confidence: Confidence, reason: str):
    judgement = judge(text, around=around)

    assert (judgement.confidence, judgement.reason) == (confidence, reason)
