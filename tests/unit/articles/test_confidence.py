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


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Wir verwenden Cookies. Alle akzeptieren", "a cookie notice stands in front"),
        ("Nous utilisons des cookies. Tout accepter ou tout refuser", "a cookie notice stands in front"),
        ("Utilizamos cookies propias. Aceptar todo", "a cookie notice stands in front"),
        ("Wij gebruiken cookies. Alles accepteren", "a cookie notice stands in front"),
        ("当サイトはクッキーを使用しています。", "a cookie notice stands in front"),
        ("We value your privacy. Agree or see the options", "a cookie notice stands in front"),
        ("We and our partners store and/or access information on a device, such as cookies.", "a cookie notice stands in front"),
        ("Wir und unsere 120 Partner verarbeiten personenbezogene Daten.", "a cookie notice stands in front"),
        ("Besuchen Sie uns wie gewohnt mit Werbung und üblichem Tracking. Oder Pur-Abo", "a cookie notice stands in front"),
        ("Noi e i nostri partner archiviamo informazioni su un dispositivo.", "a cookie notice stands in front"),
        ("With your consent preferences you tell us which vendors may set a cookie.", "a cookie notice stands in front"),
        ("Register for free to keep reading. Already have an account?", "a login stands in front"),
        ("Bitte melden Sie sich an", "a login stands in front"),
        ("Connectez-vous pour lire la suite", "a login stands in front"),
        ("この記事を読むにはログインが必要です", "a login stands in front"),
        ("Forgot your password?", "a login stands in front"),
        ("Nur für Abonnenten", "a paywall stands in front"),
        ("Article réservé à nos abonnés", "a paywall stands in front"),
        ("Contenido exclusivo para suscriptores", "a paywall stands in front"),
        ("Conteúdo exclusivo para assinantes", "a paywall stands in front"),
        ("Contenuto riservato agli abbonati", "a paywall stands in front"),
        ("Dit artikel is alleen voor abonnees", "a paywall stands in front"),
        ("この記事は有料会員限定です", "a paywall stands in front"),
        ("Performance: checking your browser before you go on. DDoS protection", "a robot check stands in front"),
        ("Press & Hold to confirm", "a robot check stands in front"),
        ("Vérifiez que vous êtes un humain", "a robot check stands in front"),
    ],
)
def test_walls_are_known_in_other_languages(text: str, reason: str):
    judgement = judge(text)

    assert (judgement.confidence, judgement.reason) == (Confidence.WALL, reason)


def test_a_short_report_on_consent_is_no_wall():
    said = (
        "The court ruled that vendors had relied on a legitimate interest without asking anybody, and fined them four million euros. " * 3
    )

    assert judge(said).confidence is Confidence.TEASER


CONSENT = (
    "We and our 812 partners store and/or access information on a device, such as cookies, and process personal data. You may accept "
    "all, reject all, or manage your choices; some vendors rely on their legitimate interest, and you can withdraw your consent at any "
    "time in our privacy centre. With it we show personalised ads and personalised content, measure them and learn about audiences. "
)


def test_a_notice_as_long_as_an_article_is_a_wall():
    judgement = judge(CONSENT * 6)

    assert (judgement.confidence, judgement.reason) == (Confidence.WALL, "a cookie notice stands in front")


def test_a_long_article_that_quotes_a_notice_is_none():
    assert (
        judge(CONSENT + "The court found that nobody reads this, and fined the firm that had written it four million. " * 40).reason == ""
    )


@pytest.mark.parametrize(
    ("ending", "confidence"),
    [("Subscribe to continue reading.", Confidence.TEASER), ("She will subscribe to read it, she said.", Confidence.FULL)],
)
def test_a_free_opening_that_ends_at_the_till_is_a_teaser(ending: str, confidence: Confidence):
    assert judge("The finance chief kept two calendars, and the banks believed both of them. " * 25 + ending).confidence is confidence
