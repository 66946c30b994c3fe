"""Files, pictures, names and addresses of entries, in every format."""

import json
from dataclasses import replace

import pytest

from bot.feeds.parse import parse_feed
from bot.model.feed import Enclosure, Entry

URL = "https://feeds.news.example/a/feed.xml"
SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
AUDIO, MOVIE, IMAGE = "https://cdn.example/1.mp3", "https://cdn.example/1.mp4", "https://cdn.example/1.jpg"


def rss(inner: str, *, link: str = "https://www.news.example/") -> Entry:
    body = f'<rss version="2.0" {SPACES}><channel><title>T</title><link>{link}</link><item><title>t</title>{inner}</item></channel></rss>'
    (one,) = parse_feed(body.encode(), url=URL, content_type=None).entries
    return one.entry


def json_feed(**item: object) -> Entry:
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "t"} | item]})
    (one,) = parse_feed(body.encode(), url=URL, content_type=None).entries
    return one.entry


@pytest.mark.parametrize(
    "inner",
    [
        f'<enclosure url="{IMAGE}" type="image/jpeg" length="1"/>',
        f'<enclosure url="{IMAGE}" length="x"/>',
        f'<media:content url="{IMAGE}" medium="image"/>',
        f'<media:group><media:content url="{MOVIE}" type="video/mp4"/><media:content url="{IMAGE}" type="image/jpeg"/></media:group>',
        f'<media:thumbnail url="{IMAGE}"/>',
        f'<itunes:image href="{IMAGE}"/>',
        f'<media:content url="https://cdn.example/s.jpg" type="image/jpeg" width="80"/>'
        f'<media:content url="{IMAGE}" type="image/jpeg" width="900"/>',
        f'<media:thumbnail url="javascript:x"/><media:thumbnail url="{IMAGE}"/>',
    ],
)
def test_the_lead_image_is_found_where_publishers_put_it(inner):
    assert rss(inner).image_url == IMAGE


@pytest.mark.parametrize(
    "inner", ["", '<media:thumbnail url=""/>', '<enclosure url="data:image/png;base64,AA" type="image/png"/>', "<image>x</image>"]
)
def test_without_a_picture_there_is_none(inner):
    assert rss(inner).image_url is None


def test_files_are_kept_with_their_kind_and_images_are_not_among_them():
    inner = (
        f'<enclosure url="{AUDIO}" type="Audio/MPEG" length="1"/><enclosure url="{IMAGE}" type="image/jpeg"/>'
        f'<enclosure url="/x.zip"/><media:content url="{MOVIE}" type="video/mp4"/><media:content url="{AUDIO}"/>'
    )

    assert rss(inner).enclosures == (
        Enclosure(url=AUDIO, kind="audio/mpeg"),
        Enclosure(url="https://www.news.example/x.zip", kind=""),
        Enclosure(url=MOVIE, kind="video/mp4"),
    )


def test_a_json_feed_has_files_and_pictures_too():
    entry = json_feed(image=IMAGE, attachments=[7, {"url": AUDIO, "mime_type": "audio/mpeg", "size_in_bytes": 5}, {"url": "file:///x"}])

    assert (entry.image_url, entry.enclosures) == (IMAGE, (Enclosure(url=AUDIO, kind="audio/mpeg"),))
    assert json_feed(banner_image=IMAGE).image_url == IMAGE
    assert json_feed(image=5, attachments="x") == replace(json_feed(), image_url=None)


@pytest.mark.parametrize(
    ("item", "guid", "link"),
    [
        ({"id": 7, "url": "/a"}, "7", "https://feeds.news.example/a"),
        ({"id": 7.5, "external_url": "https://a.example/"}, "7.5", "https://a.example/"),
        ({"id": True, "url": "javascript:x"}, None, None),
        ({"url": "https://a.example/"}, None, "https://a.example/"),
        ({"id": None, "url": 5}, None, None),
    ],
)
def test_items_of_json_feeds_need_neither_id_nor_link(item, guid, link):
    entry = json_feed(**item)

    assert (entry.guid, entry.link) == (guid, link)


@pytest.mark.parametrize(
    ("inner", "author"),
    [
        ("<author>ada@a.example (Ada Vane)</author>", "Ada Vane"),
        ("<dc:creator>Ada Vane</dc:creator><dc:creator>Bo Lind</dc:creator>", "Ada Vane, Bo Lind"),
        ("<dc:creator>Ada &amp;amp; Bo</dc:creator>", "Ada & Bo"),
        ("<itunes:author>Ada Vane</itunes:author>", "Ada Vane"),
        ("<author><name>Ada Vane</name><email>ada@a.example</email></author>", "Ada Vane"),
        ("<author></author>", None),
    ],
)
def test_authors_are_names(inner, author):
    assert rss(inner).author == author


def test_the_authors_of_a_json_feed_stand_together():
    assert json_feed(authors=[{"name": "Ada"}, {"url": "x"}, {"name": "Bo"}]).author == "Ada, Bo"
    assert json_feed(author={"name": "Ada"}).author == "Ada"


@pytest.mark.parametrize(
    ("link", "inner", "expected"),
    [
        ("https://www.news.example/", "<link>2026/a</link>", "https://www.news.example/2026/a"),
        ("https://www.news.example/", "<link>/a</link>", "https://www.news.example/a"),
        ("/", "<link>/a</link>", "https://feeds.news.example/a"),
        ("", "<link>b</link>", "https://feeds.news.example/a/b"),
        ("https://www.news.example/", "<link xml:base='https://x.example/d/'>b</link>", "https://x.example/d/b"),
        (
            "https://www.news.example/",
            "<link>https://f.example/~r/1</link><feedburner:origLink>https://o.example/1</feedburner:origLink>",
            "https://o.example/1",
        ),
    ],
)
def test_a_relative_link_starts_from_the_site(link, inner, expected):
    assert rss(inner, link=link).link == expected
