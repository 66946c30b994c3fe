"""The author's own takeaways on whole pages and in text files, in eight languages and many dresses."""

import pytest

from bot.articles.extract import extract_page, extract_text
from bot.model.article import Article
from bot.model.takeaways import Method
from bot.takeaways import condense
from tests.unit.articles.made import PARAGRAPHS, TAKEAWAYS, page

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
LIST = "<ul>" + "".join(f"<li>{text}</li>" for text in TAKEAWAYS) + "</ul>"
LINES = "<br>".join(f"• {text}" for text in TAKEAWAYS)
NAMES = {
    "en": ("Key Takeaways", "TL;DR", "Highlights", "At a glance", "In brief", "The bottom line", "What you need to know", "5 key points"),
    "de": ("Das Wichtigste in Kürze", "Auf einen Blick", "Kurz gefasst", "Die wichtigsten Punkte", "Zusammenfassung"),
    "fr": ("L'essentiel", "À retenir", "Ce qu’il faut retenir", "En bref", "Points clés", "Résumé"),
    "es": ("Puntos clave", "Lo más importante", "En resumen", "De un vistazo", "Las claves", "Lo que hay que saber"),
    "pt": ("Principais pontos", "Em resumo", "Pontos-chave", "Destaques", "O que você precisa saber"),
    "it": ("Punti chiave", "In sintesi", "In breve", "Cosa c’è da sapere", "I punti principali"),
    "nl": ("De belangrijkste punten", "In het kort", "Kernpunten", "Samenvatting", "Wat je moet weten"),
    "ja": ("要点", "この記事のポイント", "3行まとめ", "まとめ", "重要ポイント"),
}
NAMED = [pytest.param(name, id=f"{language} {name}") for language, names in NAMES.items() for name in names]


@pytest.mark.parametrize("name", NAMED)
def test_a_heading_with_a_list_at_the_end_of_a_page(name: str):
    _assert_own(_page(BODY, f"<h2>{name}</h2>{LIST}"))


@pytest.mark.parametrize("name", NAMED)
def test_a_line_with_bullets_at_the_top_of_a_text(name: str):
    listed = "\n".join(f"• {text}" for text in TAKEAWAYS)

    _assert_own(extract_text("\n\n".join((f"{name}:\n{listed}", *PARAGRAPHS)), url="notes.txt", title="Kestrel"))


@pytest.mark.parametrize(
    "dress",
    [
        f"<p><strong>Key takeaways</strong></p>{LIST}",
        f"<p><b>✨ Key Takeaways:</b></p>{LIST}",
        f"<p><b>In brief</b><br>{LINES}</p>",
        f"<aside class='summary-box'><h3>At a glance</h3>{LIST}</aside>",
        f"<div class='callout'><div class='title'>Key Points</div><div>{LIST}</div></div>",
        f"<details><summary>TL;DR</summary>{LIST}</details>",
        f"<table><tr><th>Highlights</th></tr><tr><td>{LIST}</td></tr></table>",
        "<dl><dt>Key points</dt>" + "".join(f"<dd>{text}</dd>" for text in TAKEAWAYS) + "</dl>",
        "<h2>Key takeaways</h2><ol>" + "".join(f"<li><p>{text} ;</p></li>" for text in TAKEAWAYS) + "</ol>",
        f"<h2>Key takeaways</h2><p>Here is what matters:</p>{LIST}",
    ],
    ids=["bold", "emoji", "line breaks", "aside", "box", "details", "table", "definitions", "numbers and separators", "introduced"],
)
@pytest.mark.parametrize("at_top", [True, False])
def test_any_dress_at_the_top_and_at_the_end(dress: str, at_top: bool):
    _assert_own(_page(dress, BODY) if at_top else _page(BODY, dress))


def test_a_label_in_front_of_a_paragraph():
    made = condense(_page(f"<p><strong>TL;DR:</strong> {TAKEAWAYS[0]}. {TAKEAWAYS[1]}.</p>", BODY))

    assert (made.method, [bullet.text for bullet in made.bullets]) == (Method.OWN, [f"{TAKEAWAYS[0]}.", f"{TAKEAWAYS[1]}."])


def test_a_list_that_lost_its_marks_in_a_text():
    text = "\n\n".join((*PARAGRAPHS, "Key Takeaways", *(f"{text}." for text in TAKEAWAYS)))

    assert [bullet.text for bullet in condense(extract_text(text, url="notes.txt", title="Kestrel")).bullets] == [
        f"{text}." for text in TAKEAWAYS
    ]


@pytest.mark.parametrize(
    "box",
    [
        "<h3>At a glance</h3><ul>" + "".join(f"<li><a href='#{text[:3]}'>{text}</a></li>" for text in TAKEAWAYS) + "</ul>",
        "<h3>In this article</h3>" + LIST,
        "<aside><h3>Highlights</h3><ul>" + "".join(f"<li><a href='/{text[:3]}'>{text}</a></li>" for text in TAKEAWAYS) + "</ul></aside>",
        "<aside><h3>What you need to know</h3><ul><li>Get the newsletter that thousands of Kestrel's customers read</li>"
        "<li>Subscribe and unsubscribe whenever you want to, for a year</li></ul></aside>",
        "<h3>Highlights</h3><ul><li>Display: 6.7-inch AMOLED, 120 Hz, 1,400 nits</li><li>Battery: 5,000 mAh with 65 W charging</li>"
        "<li>Memory: 12 GB LPDDR5X and 256 GB UFS 4.0</li></ul>",
        "<h3>At a glance</h3><ul><li>Author of three books about databases and their customers</li>"
        "<li>Award-winning reporter who writes about storage and memory</li></ul>",
        "<aside><h3>Key points</h3><ul><li>The football club sold its best striker to a rival in Spain</li>"
        "<li>Fans gathered at the stadium to protest against the owner</li></ul></aside>",
    ],
    ids=["table of contents", "another name", "related", "newsletter", "specifications", "about the author", "of another article"],
)
@pytest.mark.parametrize("at_top", [True, False])
def test_other_boxes_are_not_taken_for_it(box: str, at_top: bool):
    article = _page(box, BODY) if at_top else _page(BODY, box)

    assert article.own == ()
    assert condense(article).method is Method.EXTRACTIVE


def test_takeaways_of_each_section_are_not_those_of_the_article():
    sections = "".join(f"<h2>Book {place}</h2><p>{PARAGRAPHS[0]}</p><h3>Key takeaways</h3>{LIST}" for place in range(3))

    assert _page(BODY, sections).own == ()


def test_a_common_name_counts_only_near_the_top_or_the_end():
    assert _page(BODY, BODY.replace("Halden", "Oru"), f"<h2>Summary</h2>{LIST}", BODY.replace("Halden", "Tellus"), BODY).own == ()


def _page(*inner: str) -> Article:
    return extract_page(page(*inner), url="https://data.example/kestrel", content_type="text/html; charset=utf-8", title="")


def _assert_own(article: Article) -> None:
    made = condense(article)
    assert (made.method, [bullet.text for bullet in made.bullets]) == (Method.OWN, list(TAKEAWAYS))
    assert all(article.text[bullet.start : bullet.end] == bullet.text for bullet in made.bullets)
