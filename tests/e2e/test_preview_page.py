"""`bytebot preview --html` as a person uses it, and its page as a real browser shows it."""

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from lxml import etree  # type: ignore[import-untyped]  # no types published

from bot.cli import main
from bot.model.delivery import CARD_BUTTONS, Panel, Post
from bot.model.subscription import Look
from bot.rendering.page import Scheme, Sheet, page
from tests.fakes.chromium import browser, chromium
from tests.fakes.http_server import Answer, Loopback
from tests.integration.polling.steps import XML
from tests.unit.rendering.made import NOW
from tests.worlds import page as article_page
from tests.worlds import rss

LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 12


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('[web]\nallow_networks = ["127.0.0.0/8"]\n')


def bytebot(*words):
    return CliRunner().invoke(main, ["preview", *words])


def sections(path):
    """The text of each section of a page, by its heading."""
    found = etree.fromstring(path.read_bytes()).iterfind("body/main/section")
    return {each.findtext("h2"): " ".join(each.itertext()) for each in found}


def test_a_feed_becomes_a_page_with_its_stories_in_every_look(tmp_path):
    names = ("Alpha", "Beta", "Gamma")
    with Loopback({}) as web:
        web.answers |= {f"/{name}": Answer(article_page(name)) for name in names}
        web.answers["/feed"] = Answer(rss(*names, base=web.url("")), content_type=XML)

        said = bytebot(web.url("/feed"), "--entries", "2", "--html", "page.html").output
        again = bytebot(web.url("/feed"), "--entries", "2", "--html", "page.html").output
    shown = sections(tmp_path / "page.html")

    assert said.startswith("Wrote page.html: open it in a browser.\n2 of 3 entries of Made-up News.")
    assert again.startswith("Rewrote page.html")
    assert list(shown) == ["Story cards", "A digest", "Story cards in embeds"]
    assert all("Alpha releases version 3.0" in text and "unit BB-" in text for text in shown.values())
    assert all(text.count("Report a bullet") == 2 for name, text in shown.items() if name != "A digest")


def test_without_an_address_the_demos_stories_are_shown(tmp_path):
    said = bytebot("--html", "page.html").output
    shown = sections(tmp_path / "page.html")

    assert said == "Wrote page.html: open it in a browser.\n"
    assert "15 stories" in shown["A digest"]
    assert "127.0.0." not in (tmp_path / "page.html").read_text()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["config.toml", "page.html"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Give an address or a file"),
        (("--html", "letter.txt"), "letter.txt is there already and is no preview of ByteBot's"),
        (("--html", "."), "is a folder; name a file in it."),
        (("--html", "nowhere/page.html"), "There is no folder nowhere"),
        (("--html", "letter.txt/page.html"), "There is no folder letter.txt"),
        (("none.xml", "--html", "page.html"), "none.xml: No such file or directory."),
    ],
)
def test_what_cannot_be_written_is_told_in_one_line_before_anything_is_read(words, said, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")

    result = bytebot(*words)

    assert result.exit_code != 0
    assert said in result.stderr.splitlines()[-1]
    assert (tmp_path / "letter.txt").read_text() == "dear"
    assert not (tmp_path / "page.html").exists()


@pytest.mark.skipif(chromium() is None, reason="no Chromium is installed here")
async def test_a_browser_shows_it_at_any_width_and_asks_the_web_for_nothing(tmp_path):
    panel = Panel(
        title=f"🔒 {LONG}", url="https://diff.example/1", body=f"• {LONG} [↗](https://diff.example/{'x' * 300})\n`{LONG}`\n> - {LONG}",
        colour=0xC0392B, footer=f"unit BB-7F3K2Q {LONG}", image=f"https://{'x' * 60}.example/lead.jpg",
    )  # fmt: skip
    card = Post(code="BB-7F3K2Q", panels=(panel,), look=Look.CARDS, buttons=CARD_BUTTONS, role=7)
    sheet = Sheet(title=LONG, note=LONG, posts=(card, replace(card, look=Look.EMBEDS)))
    url, dark_url = (tmp_path / "page.html").as_uri(), (tmp_path / "dark.html").as_uri()
    (tmp_path / "page.html").write_text(page((sheet,), title=LONG, now=NOW), encoding="utf-8")
    (tmp_path / "dark.html").write_text(page((sheet,), title=LONG, now=NOW, scheme=Scheme.DARK), encoding="utf-8")

    async with browser(chromium() or "") as tab:
        for width in (320, 390, 1280):
            await tab.show(url, width=width)
            assert await tab.eval("document.documentElement.scrollWidth") <= width
            assert await tab.eval(_BEYOND) == []
        light = await tab.eval(_PAPER)
        await tab.eval("document.getElementById('dark').click()")
        switched = await tab.eval(_PAPER)
        await tab.show(url, width=390, dark=True)
        by_system = await tab.eval(_PAPER)
        await tab.show(dark_url, width=390)
        fixed = await tab.eval(_PAPER)
        picture = await tab.picture()

    assert light == "rgb(255, 255, 255)"
    assert {switched, by_system, fixed} == {"rgb(49, 51, 56)"}
    assert set(tab.asked) == {url, dark_url}
    assert re.match(rb"RIFF....WEBP", picture, re.DOTALL)


_PAPER = "getComputedStyle(document.documentElement).backgroundColor"
# What reaches beyond the window's edge, or beyond the message that it stands in.
_BEYOND = """[...document.querySelectorAll('main *')].filter(each => {
  const inside = each.closest('.said')?.getBoundingClientRect().right ?? innerWidth
  return !each.closest('svg, .picture') && each.getBoundingClientRect().right > inside + 0.5
}).map(each => each.className)"""
