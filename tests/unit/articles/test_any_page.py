"""Whatever stands at an address: an article comes of it or a refusal, and nothing else."""

import pickle

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.articles.extract import extract_page
from bot.errors import Unreadable
from bot.model.article import Article

_TAGS = (
    "p",
    "div",
    "article",
    "table",
    "td",
    "ul",
    "li",
    "h1",
    "blockquote",
    "pre",
    "br",
    "script",
    "style",
    "iframe",
    "svg",
    "main",
    "a",
    "body",
)
_SCRAPS = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in _TAGS]),
    st.sampled_from([f"</{tag}>" for tag in _TAGS]),
    st.sampled_from([
        "<!doctype html>", "<!--", "-->", "<![CDATA[", "]]>", "&#xD800;", "&#0;", "&nope;", "<", ">", "&", "\0", "\u202e",
        "<a href='javascript:x'>",
        "<script type='application/ld+json'>{\"@type\":",
        "<script type='application/ld+json'>[[[]]]</script>", "<meta property='og:title' content='",
        "<meta charset='utf-16'>", "<html lang='\ud800'>", "<time datetime='99999-99-99'>", "<link rel=canonical href='http://[::'>",
        "Version 4.1 refuses what version 3 guessed, its makers say, and 40 of 50 inputs are read twice as fast. ",
    ]),
    st.text(max_size=40),
)  # fmt: skip
_PAGES = st.lists(_SCRAPS, max_size=120).map(lambda scraps: "".join(scraps).encode("utf-8", "surrogatepass"))
_KINDS = st.sampled_from([None, "text/html", "text/html; charset=utf-7", "text/plain", "application/xhtml+xml", "image/png"])


@given(st.one_of(_PAGES, st.binary(max_size=400)), _KINDS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_page_gives_an_article_or_is_refused(body, kind):
    try:
        found = extract_page(body, url="https://news.example/a?b=c", content_type=kind, title="Known title")
    except Unreadable:
        return

    assert isinstance(found, Article)
    assert pickle.loads(pickle.dumps(found)) == found
    for block in found.blocks:
        assert 0 <= block.start <= block.end <= len(found.text)
