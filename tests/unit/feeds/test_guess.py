"""Where sites keep their feeds by custom."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.guess import candidates, common_paths

CHANNEL = "UC" + "aB3_-" * 4 + "xy"
VIDEOS = "https://www.youtube.com/feeds/videos.xml"


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}", f"{VIDEOS}?channel_id={CHANNEL}"),
        (f"https://m.youtube.com/channel/{CHANNEL}/videos", f"{VIDEOS}?channel_id={CHANNEL}"),
        ("https://www.youtube.com/user/copper", f"{VIDEOS}?user=copper"),
        ("https://www.youtube.com/playlist?list=PL123", f"{VIDEOS}?playlist_id=PL123"),
        ("https://github.com/copper/wire", "https://github.com/copper/wire/releases.atom"),
        ("https://github.com/copper/wire.git", "https://github.com/copper/wire/releases.atom"),
        ("https://github.com/copper/wire/tags", "https://github.com/copper/wire/tags.atom"),
        ("https://github.com/copper/wire/commits/main", "https://github.com/copper/wire/commits/main.atom"),
        ("https://github.com/copper", "https://github.com/copper.atom"),
        ("https://gitlab.com/copper/wire", "https://gitlab.com/copper/wire/-/releases.atom"),
        ("https://codeberg.org/copper/wire", "https://codeberg.org/copper/wire/releases.rss"),
        ("https://www.reddit.com/r/copper/", "https://www.reddit.com/r/copper/.rss"),
        ("https://old.reddit.com/r/copper/new", "https://www.reddit.com/r/copper/new/.rss"),
        ("https://reddit.com/u/ada", "https://www.reddit.com/user/ada/.rss"),
        ("https://social.example/@ada", "https://social.example/@ada.rss"),
        ("https://bsky.app/profile/ada.example", "https://bsky.app/profile/ada.example/rss"),
        ("https://medium.com/@ada", "https://medium.com/feed/@ada"),
        ("https://copper.substack.com/p/wires", "https://copper.substack.com/feed"),
        ("https://copper.tumblr.com/", "https://copper.tumblr.com/rss"),
        ("https://copper.wordpress.com/2026/11", "https://copper.wordpress.com/feed/"),
        ("https://lobste.rs/t/rust", "https://lobste.rs/t/rust.rss"),
        ("https://news.ycombinator.com/", "https://news.ycombinator.com/rss"),
        ("https://stackoverflow.com/questions/tagged/sqlite", "https://stackoverflow.com/feeds/tag/sqlite"),
    ],
)
def test_the_likeliest_feed_of_a_known_site_comes_first(page, feed):
    assert candidates(page)[0] == feed


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/",
        "https://news.example/2026/@home/story",
        "https://www.youtube.com/@copper",
        "https://github.com/",
        "https://github.com/pricing",
        "https://github.com/copper/wire/issues/7",
        "https://github.com/copper/wire/releases.atom",
        "https://www.reddit.com/r/copper/comments/1/x/",
        "https://social.example/@ada.rss",
        f"{VIDEOS}?channel_id={CHANNEL}",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[",
        "",
    ],
)
def test_what_tells_nothing_or_is_a_feed_has_no_candidates(url):
    assert candidates(url) == ()


def test_of_a_repository_releases_come_before_tags_and_commits():
    assert [link.rpartition("/")[2] for link in candidates("https://github.com/copper/wire")] == [
        "releases.atom",
        "tags.atom",
        "commits.atom",
    ]


def test_common_paths_are_few_and_stand_at_the_root():
    paths = common_paths("https://news.example/2026/11/story?x=1")

    assert paths[0] == "https://news.example/feed"
    assert {"https://news.example/rss.xml", "https://news.example/atom.xml", "https://news.example/feed.json"} <= set(paths)
    assert len(paths) <= 8


def test_beside_a_blog_its_own_feed_comes_first():
    assert common_paths("https://news.example/blog/story")[0] == "https://news.example/blog/feed"


@settings(deadline=None)
@given(
    st.text(max_size=80)
    | st.text(alphabet="github.com/@rUCyoutbe?&=list%[]", max_size=60).map("https://www.youtube.com/playlist?list={}".format)
)
def test_any_text_is_taken(url):
    assert all(link.startswith(("http://", "https://")) for link in (*candidates(url), *common_paths(url)))
