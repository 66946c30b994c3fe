"""Forms: what is no article is told apart by its structure, and an article that only resembles it stays one."""

import re

import pytest

from bot.articles.extract import extract_page, extract_text
from bot.articles.given import article_of_text
from bot.model.article import Article, Confidence, Form
from bot.model.takeaways import Method
from bot.takeaways import condense
from tests.unit.articles.made import END, LEAD, MIDDLE, PARAGRAPHS, page

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
CHANGES = (
    "Added a --json flag to the export command (#412)",
    "Fixed a crash when the clock goes back by more than an hour, by @tern in https://code.example/412",
    "Removed the old importer, which nobody had used since version 1.8 of the tool",
    "Bump lodash from 1.2.3 to 1.2.4",
    "Improved the speed of cold starts by a third on machines with slow disks",
)
LINKS = (
    ("Oru buys a warehouse robot maker", "The shop pays 40 million for a firm of twelve people that builds arms for shelves."),
    ("Tellus closes its last branch", "The bank will serve customers in the north only by telephone from June, to much protest."),
    ("A clock that needs no battery", "A student in Bergen runs it on the warmth of the room, and it loses a second a week."),
    ("Kestrel 4.2 is out", "The database takes half the memory that it did, says its maker; nobody else has measured it yet."),
    ("Rain stops the robot race", "Nine of twelve walkers fell over within the first metre, and the other three could not be found."),
    ("A court rules on repairs", "Makers of phones must sell spare parts for seven years, the judges say, at a fair price."),
)
TURNS = (
    ("MARA LINDQVIST", "Thank you all for joining us today, we are very happy with the quarter and with what comes after it."),
    ("OPERATOR", "The next question comes from the line of Ada Byron, your line is now open, please go ahead."),
    ("ADA BYRON", "Thanks for taking my question, can you say something about the memory costs in the second half?"),
)
CODE = "\n".join(f"def step_{place}(state: State) -> State:\n    state.total += {place}\n    return state" for place in range(40))


def _changelog(changes: tuple[str, ...] = CHANGES, *, times: int = 3) -> str:
    return "".join(
        f"<h2>v2.{9 - place}.0 (2026-03-0{9 - place})</h2><h3>Changes</h3><ul>{''.join(f'<li>{text}</li>' for text in changes)}</ul>"
        for place in range(times)
    )


def _roundup() -> str:
    return "<ul>" + "".join(f"<li><a href='/{place}'>{title}</a>: {text}</li>" for place, (title, text) in enumerate(LINKS)) + "</ul>"


def _headlines() -> str:
    return "".join(f"<h3><a href='/{place}'>{title}</a></h3><p>{text}</p>" for place, (title, text) in enumerate(LINKS))


def _liveblog() -> str:
    return "".join(f"<h3>1{place}:05</h3><p>{PARAGRAPHS[place % 3]}</p>" for place in range(7, 0, -1))


def _talk(rounds: int = 5) -> str:
    return "".join(f"<p>{who}: {said}</p>" for who, said in TURNS * rounds)


CAPTIONS = "\n\n".join(
    f"0{place // 10}:{place % 10}5 so um we are going to look at the engine and uh how it keeps its memory" for place in range(20)
)


@pytest.mark.parametrize(
    ("inner", "title", "form"),
    [
        (_changelog(), "Tern 2.9.0 release notes", Form.CHANGELOG),
        (_roundup(), "What happened on Tuesday", Form.ROUNDUP),
        (_headlines(), "Weekly links", Form.ROUNDUP),
        ("".join(f"<p><a href='/{text[:3]}'>{name}</a> — {text}</p>" for name, text in LINKS), "Tuesday", Form.ROUNDUP),
        ("".join(f"<p><b>{name}</b> {text} <a href='/'>Oru Times</a></p>" for name, text in LINKS), "Week in review", Form.ROUNDUP),
        ("<ul>" + "".join(f"<li><a href='/'>{name}</a></li>" for name, _ in LINKS) + "</ul>", "Links for 3 March", Form.ROUNDUP),
        (_liveblog(), "Halden keynote: live updates", Form.LIVEBLOG),
        (_liveblog(), "Halden's keynote", Form.LIVEBLOG),
        (_talk(), "Halden Labs, first quarter", Form.TRANSCRIPT),
        (f"<p>Here it is.</p><pre>{CODE}</pre>", "steps.py", Form.CODE),
    ],
    ids=[
        "changelog",
        "roundup",
        "headlines",
        "led by links",
        "sources last",
        "bare links",
        "live, named",
        "live, clock times",
        "transcript",
        "code",
    ],
)
def test_a_page_that_is_no_article_is_recognised(inner: str, title: str, form: Form):
    assert _read(inner, title=title).form is form
    assert article_of_text(_text_of(inner), title=title, html=inner).form is form


@pytest.mark.parametrize(
    ("text", "title", "form"),
    [
        (CAPTIONS, "A talk", Form.TRANSCRIPT),
        ("[Music]\n\n" + LEAD + "\n\n[Applause]\n\n" + MIDDLE + "\n\n[Music]", "A talk", Form.TRANSCRIPT),
        ("1\n00:00:01,000 --> 00:00:04,000\nHello and welcome.\n\n" * 20, "A film", Form.TRANSCRIPT),
        ("Well, um, you know, it is, uh, I mean, it was hard, uh, for us. " * 12, "A call", Form.TRANSCRIPT),
        ("\n".join(f"- {text}" for text in CHANGES * 3), "Changelog", Form.CHANGELOG),
        ("\n\n".join(f"* {title}: {text} https://news.example/{title[:3]}" for title, text in LINKS), "Links for Tuesday", Form.ROUNDUP),
        (CODE, "steps.py", Form.CODE),
    ],
    ids=["captions", "noises", "subtitles", "fillers", "changelog", "roundup", "code"],
)
def test_a_text_that_is_no_article_is_recognised(text: str, title: str, form: Form):
    assert extract_text(text, url="notes.txt", title=title).form is form


@pytest.mark.parametrize(
    ("inner", "title"),
    [
        (f"{BODY}<pre>{CODE[:600]}</pre>{BODY}", "How to step"),
        (f"{BODY}<p>The changes:</p><ul>{''.join(f'<li>{text}</li>' for text in CHANGES)}</ul>", "Tern 2.9 brings a flag"),
        (f"{BODY}<h2>Further reading</h2>{_roundup()}", "Kestrel 4.2 halves its memory"),
        (f"{BODY}<p>10:05 in the morning is when it began.</p>{BODY}", "How a live blog is made"),
        (BODY.replace("Halden", "The changelog of Halden"), "Why a changelog matters"),
        (f"{BODY}<p>0:32 — Welcome and agenda</p><p>1:05 — The new engine</p><p>4:10 — Questions</p><p>6:00 — More</p>" * 2, "A call"),
        (BODY + "".join(f"<p><b>What about part {place}?</b></p><p>{text}</p>" for place, text in enumerate(PARAGRAPHS)), "An interview"),
        (BODY.replace("Halden", "The cookie banner of Halden, which asks to accept all cookies,"), "Cookies"),
    ],
    ids=["code in it", "a list of changes", "further reading", "a time of day", "about changelogs", "chapters", "interview", "cookies"],
)
def test_an_article_that_resembles_one_stays_an_article(inner: str, title: str):
    article = _read(inner, title=title)

    assert (article.form, article.confidence) == (Form.ARTICLE, Confidence.FULL)
    assert condense(article).method is Method.EXTRACTIVE


def test_a_short_changelog_is_whole():
    article = _read("<ul>" + "".join(f"<li>{text}</li>" for text in CHANGES) + "</ul>", title="v2.9.1")

    assert (article.confidence, condense(article).method) == (Confidence.FULL, Method.CHANGELOG)


def test_clock_times_that_the_extractor_leaves_out_are_seen():
    posts = "".join(f"<div><time>1{place}:05 GMT</time><h3>Robot {place}</h3><p>{PARAGRAPHS[place % 3]}</p></div>" for place in range(7))

    assert _read(posts, title="Robot race live updates").form is Form.LIVEBLOG


def test_a_long_opening_above_a_till_is_a_teaser():
    article = _read(f"{BODY}<div class='paywall'><p>Subscribe to continue reading</p></div>", title="Kestrel")

    assert (article.confidence, article.reason) == (Confidence.TEASER, "only a teaser is public, the rest is for subscribers")


def test_a_changelog_gives_its_newest_entries_without_chores_and_references():
    newer = (*CHANGES[:2], CHANGES[3], "Changed the licence of the examples to one that everybody may use")
    article = _read(_changelog(newer, times=1) + _changelog(times=2).replace("v2.9", "v2.7"), title="Tern 2.9.0 release notes")

    made = condense(article)

    assert made.method is Method.CHANGELOG
    assert [bullet.text for bullet in made.bullets] == [
        "Added a --json flag to the export command",
        "Fixed a crash when the clock goes back by more than an hour",
        newer[3],
    ]
    assert all(article.text[bullet.start : bullet.end] == bullet.text for bullet in made.bullets)


def test_a_roundup_gives_its_items():
    article = _read(_roundup(), title="What happened on Tuesday")

    made = condense(article)

    assert (made.method, len(made.bullets)) == (Method.ROUNDUP, 5)
    assert made.bullets[0].text == ": ".join(LINKS[0])
    assert all(article.text[bullet.start : bullet.end] == bullet.text for bullet in made.bullets)


@pytest.mark.parametrize(
    ("inner", "title", "reason"),
    [
        (_liveblog(), "Keynote live blog", "it is a liveblog, which changes by the minute"),
        (_talk(), "Call", "it is a transcript of something spoken"),
        (f"<pre>{CODE}</pre>", "steps.py", "it is nearly all code"),
    ],
)
def test_the_others_give_only_a_reason(inner: str, title: str, reason: str):
    made = condense(_read(inner, title=title))

    assert (made.bullets, made.method, made.reason) == ((), Method.NONE, reason)


def test_a_page_may_declare_itself_a_liveblog():
    declared = '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'
    posts = "".join(f"<h3>{text.split(' ')[0]} {place}</h3><p>{text}</p>" for place, text in enumerate(PARAGRAPHS * 3))

    article = extract_page(page(posts, head=declared), url="https://a.example/1", content_type="text/html", title="")

    assert article.form is Form.LIVEBLOG


def test_an_authors_own_list_wins_over_the_form():
    own = f"<h2>Key points</h2><ul><li>{LEAD.split('. ')[0]}</li><li>{END.split('. ')[0]}</li></ul>"

    assert condense(_read(own + _liveblog(), title="Keynote live blog")).method is Method.OWN


def _read(inner: str, *, title: str) -> Article:
    whole = page(inner).decode().replace("Kestrel 4.2 halves its memory", title)
    return extract_page(whole.encode(), url="https://a.example/1", content_type="text/html; charset=utf-8", title="")


def _text_of(inner: str) -> str:
    return re.sub(r"[ \t]*\n\s*\n", "\n\n", re.sub(r"<[^>]+>", "\n\n", inner)).strip()
