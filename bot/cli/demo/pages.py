"""A piece in, the bytes of its web page out, with all the furniture that real pages carry. Pure."""

import json
import re
from collections.abc import Sequence
from html import escape
from string import Template

from bot.cli.demo.pieces import Part, PartKind, Piece
from bot.cli.demo.publishers import Publisher

_CODE = re.compile(r"(?<!`)`([^`\s](?:[^`]*[^`\s])?)`(?!`)")

_SHELL = Template("""\
<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title | $name</title>
<link rel="canonical" href="$link">
<link rel="alternate" type="$media" title="$name" href="$feed">
$meta
<style>body{font:17px/1.6 Georgia,serif;margin:0 auto;max-width:46rem;padding:1rem}a{color:$colour}nav a{margin-right:1rem}</style>
<script>window.dataLayer = window.dataLayer || []; dataLayer.push({event: "pageview"});</script>
</head>
<body>
<div id="cookie-banner" class="cookie-consent" role="dialog" aria-label="Cookies">
<p>We and our 0 partners value your privacy. This site sets no cookies, but we were told that every page needs this box.</p>
<button>Accept all</button> <button>Reject all</button>
</div>
<header class="site-header">
<a class="logo" href="/">$name</a> <small>$tagline</small>
<nav aria-label="Sections"><a href="/">News</a> <a href="/">Security</a> <a href="/">Business</a> <a href="/">Open source</a> \
<a href="/">Podcast</a> <a href="/login">Sign in</a></nav>
</header>
<main>
$main
</main>
<footer class="site-footer">
<p>© $name. All companies, products and people in these articles are invented.</p>
<a href="/about">About us</a> <a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a> <a href="$feed">Feed</a>
</footer>
</body>
</html>
""")

_ARTICLE = Template("""\
<article>
<header>
<h1>$title</h1>
<p class="byline">By <span class="author" rel="author">$author</span> · <time datetime="$published">$shown</time></p>
</header>
$share
$body
$wall
</article>
<section class="author-bio"><h3>About the author</h3><p>$author writes for $name and drinks too much tea.</p></section>
<aside class="newsletter"><h3>Get $name by mail</h3><p>One mail a day, no more. Unsubscribe at any time.</p>
<form action="/newsletter" method="post"><input type="email" name="email" placeholder="you@mail.example"><button>Sign up</button></form>
</aside>
<aside class="related"><h3>You may also like</h3><ul>
$related
</ul></aside>
<section id="comments" class="comments"><h3>Leave a reply</h3>
<p>Your email address will not be published. Required fields are marked *</p>
<form action="/comments" method="post"><textarea name="comment" aria-label="Comment *"></textarea><button>Post comment</button></form>
</section>""")

_META = Template("""\
<meta name="author" content="$author">
<meta name="description" content="$lead">
<meta property="og:type" content="article">
<meta property="og:site_name" content="$name">
<meta property="og:title" content="$title">
<meta property="og:url" content="$link">
<meta property="article:published_time" content="$published">
<script type="application/ld+json">$linked</script>""")

_SHARE = '<div class="share-buttons"><a href="#share">Share</a> <a href="#copy">Copy link</a> <a href="#mail">Mail</a></div>'


def article_page(piece: Piece, publisher: Publisher, *, base: str, others: Sequence[Piece]) -> bytes:
    """The page of `piece`. `base` is the origin of its links, `others` what the publisher recommends beside it."""
    facts = _facts(piece, publisher, base)
    related = "\n".join(f'<li><a href="{escape(other.path)}">{escape(other.title)}</a></li>' for other in others)
    main = _ARTICLE.substitute(facts, body=body_html(piece), share=_SHARE, related=related, wall=_wall(piece))
    meta = _META.substitute(facts, linked=_linked_data(piece, publisher))
    return _SHELL.substitute(facts, language=piece.language, main=main, meta=meta).encode()


def home_page(publisher: Publisher, pieces: Sequence[Piece], *, base: str) -> bytes:
    """The publisher's front page: its newest articles, and a link to its feed."""
    teasers = "\n".join(
        f'<section><h2><a href="{escape(piece.path)}">{escape(piece.title)}</a></h2><p>{escape(piece.lead)}</p></section>'
        for piece in pieces
    )
    facts = _site_facts(publisher, base) | {"title": "News", "link": f"{base}/"}
    return _SHELL.substitute(facts, language="en", main=teasers, meta="").encode()


def body_html(piece: Piece) -> str:
    """The article's own text as HTML; whatever looks like markup in it stays text."""
    return "\n".join(_part_html(part) for part in piece.body)


def _part_html(part: Part) -> str:
    lines = [_CODE.sub(r"<code>\1</code>", escape(line, quote=False)) for line in part.lines]
    match part.kind:
        case PartKind.HEADING:
            return f"<h2>{lines[0]}</h2>"
        case PartKind.LIST:
            return "<ul>\n" + "\n".join(f"<li>{line}</li>" for line in lines) + "\n</ul>"
        case PartKind.QUOTE:
            return f"<blockquote><p>{' '.join(lines)}</p></blockquote>"
        case PartKind.CODE:
            return "<pre><code>" + "\n".join(escape(line, quote=False) for line in part.lines) + "</code></pre>"
        case PartKind.PARAGRAPH:
            return f"<p>{' '.join(lines)}</p>"


def _site_facts(publisher: Publisher, base: str) -> dict[str, str]:
    return {
        "name": escape(publisher.name),
        "tagline": escape(publisher.tagline),
        "colour": publisher.colour,
        "media": publisher.kind,
        "feed": base + publisher.feed_path,
    }


def _facts(piece: Piece, publisher: Publisher, base: str) -> dict[str, str]:
    return _site_facts(publisher, base) | {
        "title": escape(piece.title),
        "author": escape(piece.author),
        "lead": escape(piece.lead),
        "link": escape(base + piece.path),
        "published": piece.published_at.isoformat(),
        "shown": f"{piece.published_at:%d %B %Y, %H:%M} UTC",
    }


def _wall(piece: Piece) -> str:
    """The box that a teaser's page ends with."""
    return '<div class="paywall"><a href="/subscribe">See the plans</a></div>' if piece.teaser else ""


def _linked_data(piece: Piece, publisher: Publisher) -> str:
    """schema.org's NewsArticle. `<` is written as an escape, for a title could close the script element."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "datePublished": piece.published_at.isoformat(),
        "author": {"@type": "Person", "name": piece.author},
        "publisher": {"@type": "Organization", "name": publisher.name},
        "isAccessibleForFree": not piece.teaser,
    }
    return json.dumps(facts).replace("<", "\\u003c")
