"""Gates: what stands in an article's place is called by its name, and articles about such things are left alone."""

import pytest

from bot.articles.extract import extract_page
from bot.articles.gates import gate_of
from bot.model.article import Article, Confidence
from tests.unit.articles.made import PARAGRAPHS, page

SAID = "<p>The port authority said on Monday that eleven cranes had been sold for 3.4 million, half of what the town had hoped for.</p>"


def _read(inner: str, *, title: str = "Cranes sold", head: str = "") -> Article:
    whole = f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{inner}<p>We use cookies. Log in</p></body></html>"
    return extract_page(whole.encode(), url="https://port.example/x", content_type="text/html", title="")


@pytest.mark.parametrize(
    ("title", "inner", "reason"),
    [
        ("Attention Required!", "<p>Sorry, this site is protected. Tell the owner what you did.</p>", "a robot check stands in front"),
        ("Security check", "<p>Confirm that you are not a robot by ticking the box below.</p>", "a robot check stands in front"),
        ("Page not found", "<p>It may have been moved. Try the search, or go back to our homepage.</p>", "the page is gone"),
        ("404", "<p>Oops! That page can’t be found. Maybe try one of the links below?</p>", "the page is gone"),
        ("Hafenblatt", "<p>Die gewünschte Seite konnte leider nicht gefunden werden.</p>", "the page is gone"),
        ("Port News", "<p>Please turn on JavaScript in your browser and reload this page.</p>", "the page needs JavaScript"),
        ("Age verification", "<p>You must be at least 18 years old to view this. Are you?</p>", "a check of age stands in front"),
        ("Sorry", "<p>This content is not available in your country.</p>", "the page is not shown in this country"),
        ("Hello", "<p>It looks like you use an ad blocker. Please turn it off to go on.</p>", "the site wants advertisements to be shown"),
        ("403 Forbidden", "<p>nginx is the name of this server.</p>", "the site refuses"),
        ("Too many requests", "<p>Please try again in a while.</p>", "the site refuses"),
        ("Port News", "<p>Request unsuccessful. Incapsula incident ID: 77-12</p>", "a robot check stands in front"),
        ("Verifying your browser", "<p>DDoS-Guard</p>", "a robot check stands in front"),
        ("Порт", "<p>Подтвердите, что запросы отправляли вы, а не робот</p>", "a robot check stands in front"),
        ("港口", "<p>请完成安全验证后继续访问</p>", "a robot check stands in front"),
        ("Oops!", "<p>We couldn't find that page. Perhaps it has moved.</p>", "the page is gone"),
        ("Port News", "<p>Sorry, this page isn't available. The link may be broken.</p>", "the page is gone"),
        ("Port News", "<p>Our website is currently unavailable in most European countries.</p>", "the page is not shown in this country"),
        ("Port News", "<p>You are being redirected. Click here if nothing happens.</p>", "the page leads elsewhere"),
        ("Port News", "<p>We are undergoing scheduled maintenance. Please check back soon.</p>", "the site is out of order"),
    ],
)
def test_what_stands_in_the_articles_place_is_named(title: str, inner: str, reason: str):
    article = _read(inner, title=title)

    assert (article.confidence, article.reason) == (Confidence.WALL, reason)


@pytest.mark.parametrize(
    "asked",
    [
        "You have read your last free article this month.",
        "Create an account to read the full story.",
        "Sie wollen den Artikel weiterlesen? Das geht mit einem Abo.",
        "Il vous reste 78% de cet article à lire.",
    ],
)
def test_a_page_that_asks_for_a_subscription_is_a_teaser(asked: str):
    article = _read(SAID * 6 + f"<p>{asked}</p>")

    assert (article.confidence, article.reason) == (Confidence.TEASER, "only a teaser is public, the rest is for subscribers")


@pytest.mark.parametrize(("length", "confidence"), [(8, Confidence.TEASER), (40, Confidence.FULL)])
def test_a_page_that_declares_itself_paid_is_a_teaser_unless_all_of_it_is_there(length: int, confidence: Confidence):
    linked = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'

    assert _read(SAID * length, head=linked).confidence is confidence


@pytest.mark.parametrize(
    ("title", "opening"),
    [
        ("Why 404 pages matter", "Page not found is what half of the visitors saw, the harbour said."),
        ("A box that everybody knows", "“I’m not a robot” is a box that everybody knows, and JavaScript must be enabled for it."),
        ("Under maintenance", "The crane was under maintenance when it was sold, and the ad blocker in the office was turned off."),
    ],
)
def test_an_article_about_gates_is_none(title: str, opening: str):
    assert _read(f"<p>{opening}</p>" + SAID * 8, title=title).confidence is Confidence.FULL


def test_scripts_that_only_comments_need_are_no_gate():
    assert _read("<noscript>Please enable JavaScript to see the comments.</noscript>" + SAID * 8).confidence is Confidence.FULL


def test_an_ordinary_page_with_a_cookie_line_is_whole():
    article = extract_page(page(), url="https://data.example/x", content_type="text/html", title="")

    assert (article.confidence, len(article.blocks)) == (Confidence.FULL, len(PARAGRAPHS))


@pytest.mark.parametrize(
    "said",
    [
        "The new vaccine is still unavailable in most European countries, the agency said on Monday.",
        "The diver could not find the anchor, and the search of the bay goes on until Friday.",
        "Loading of the ship took nine hours, because one of the two cranes had broken down at noon.",
        "Trains were redirected to the northern line after a tree had fallen on the bridge at Malden.",
    ],
)
def test_a_short_report_with_words_of_a_gate_is_none(said: str):
    assert gate_of(said, title="Cranes sold", words=20) is None


def test_a_page_that_only_loads_needs_javascript():
    page_ = "<html><head><title>Port News</title></head><body><p>Loading...</p></body></html>"

    article = extract_page(page_.encode(), url="https://port.example/x", content_type="text/html", title="Cranes sold")

    assert (article.confidence, article.reason) == (Confidence.WALL, "the page needs JavaScript")
