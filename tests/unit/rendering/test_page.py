"""Posts as a page."""

import base64
import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.model.delivery import CARD_BUTTONS, DIGEST_BUTTONS, Panel, Post
from bot.model.subscription import Look
from bot.rendering.page import MARK, Scheme, Sheet, page
from bot.text.markdown import escape
from tests.unit.rendering.made import NOW, hostile_links, hostile_text

GOLDEN = Path(__file__).parents[2] / "data" / "page.html"
SINCE = f"<t:{int(NOW.timestamp()) - 7200}:R>"
PANEL = Panel(
    title="🔒 A hole in libglimmer\\_3 is closed",
    url="https://diff.example/1",
    body=f"security · The Daily Diff · {SINCE} · 6 min read → 20 s\n"
    "• A picture could run code. [↗](https://diff.example/1#:~:text=a%20picture)\n-# also covered by Byte Weekly [↗](https://byte.example/1)",
    colour=0xC0392B,
    footer="unit BB-7F3K2Q",
    image="https://img.diff.example/lead.jpg",
)
CARD = Post(code="BB-7F3K2Q", panels=(PANEL,), look=Look.CARDS, buttons=CARD_BUTTONS, role=7)
GREETING = Panel(body="**Beep boop, fresh bytes!** I chewed through 1 story.", colour=0x2BB5A8)
DIGEST = Post(code="BB-7F3K2Q", panels=(GREETING, replace(PANEL, image="")), look=Look.CARDS, buttons=DIGEST_BUTTONS)
EMBEDS = replace(CARD, look=Look.EMBEDS)


def made(*posts, **given):
    sheet = Sheet(title="Cards", note="Each story by itself.", posts=posts)
    return page((sheet,), title="A <b>preview</b>", now=NOW, **given)


def parsed(html):
    return etree.fromstring(html.encode())


def words(html):
    return [each.strip() for each in parsed(html).find("body/main").itertext() if each.strip()]


def test_a_card_shows_all_that_discord_would():
    shown = words(made(CARD))

    assert {"ByteBot", "APP", "@role", "🔒 A hole in libglimmer_3 is closed", "2 hours ago", "img.diff.example", "unit BB-7F3K2Q"} <= set(
        shown
    )
    assert [each for each in shown if each in {"Receipts", "More", "Save", "Less like this", "Report a bullet"}] == [
        "Receipts", "More", "Save", "Less like this", "Report a bullet",
    ]  # fmt: skip


def test_in_embeds_the_title_is_the_link():
    (title,) = parsed(made(EMBEDS)).iterfind(".//div[@class='title']/a")

    assert title.get("href") == "https://diff.example/1"
    assert "".join(title.itertext()) == "🔒 A hole in libglimmer_3 is closed"


def test_the_messages_look_as_they_did():
    drawn = made(CARD, DIGEST, EMBEDS)
    body = drawn[drawn.index("<main>") : drawn.index("</body>")].replace("><", ">\n<") + "\n"
    if "BYTEBOT_UPDATE_GOLDEN" in os.environ:
        GOLDEN.write_text(body, encoding="utf-8")

    assert body == GOLDEN.read_text(encoding="utf-8")


def test_the_page_loads_nothing_and_its_policy_says_so():
    html = made(CARD, EMBEDS)
    document = parsed(html)
    style = document.find("head/style").text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    (policy,) = [each.get("content") for each in document.iterfind("head/meta") if each.get("http-equiv")]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"<(script|img|link|iframe|object)\b|\ssrc=|\sstyle=|@import|url\(", html)
    assert html.startswith(MARK)
    assert "<title>A &lt;b&gt;preview&lt;/b&gt;</title>" in html


def test_a_picture_has_colours_of_its_own_and_no_switch():
    assert 'class="dark"' in made(CARD, scheme=Scheme.DARK)
    assert "<header>" not in made(CARD, scheme=Scheme.DARK)
    assert made(CARD).count('type="radio"') == 3


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("ink", "paper"), ("ink", "box"), ("head", "box"), ("faint", "paper"), ("faint", "box"), ("link", "paper"), ("link", "box"),
        ("on-press", "press"), ("on-pill", "pill"), ("faint", "code"), ("ink", "code"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dark", [0, 1])
def test_every_text_stands_out_from_what_is_behind_it(ink, paper, dark):
    """4.5 to 1 is what WCAG 2.2 asks for (success criterion 1.4.3)."""
    named = re.findall(r"--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\);", made(CARD))
    colours = {name: shades[dark] for name, *shades in named}

    lighter, darker = sorted((_light(colours[ink]), _light(colours[paper])), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _light(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


hostile_panels = st.builds(
    Panel,
    title=hostile_text,
    url=hostile_links,
    body=hostile_text | hostile_text.map(escape),
    colour=st.none() | st.integers(0, 0xFFFFFF),
    footer=hostile_text,
    image=hostile_links,
)
hostile_posts = st.builds(
    Post,
    code=st.just("BB-000000"),
    panels=st.lists(hostile_panels, min_size=1, max_size=3).map(tuple),
    look=st.sampled_from(list(Look)),
    buttons=st.sampled_from([(), CARD_BUTTONS]),
)


@settings(max_examples=60, deadline=None)
@given(hostile_posts, hostile_text)
def test_whatever_a_post_says_the_page_stays_ours(post, title):
    document = parsed(page((Sheet(title=title, posts=(post,)),), title=title, now=NOW))

    for each in document.iter(etree.Element):
        assert not [name for name in each.attrib if name.startswith("on") or name in {"src", "style"}]
        assert etree.QName(each).localname not in {"script", "img", "link", "iframe", "object", "form", "base"}
        assert each.get("href", "#").startswith(("#", "http://", "https://"))
    assert len(list(document.iter("style"))) == 1
