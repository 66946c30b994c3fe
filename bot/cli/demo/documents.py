"""A publisher and its pieces in, the bytes of its feed out. Pure."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from string import Template

from bot.cli.demo.pages import body_html
from bot.cli.demo.pieces import Piece
from bot.cli.demo.publishers import FeedKind, Publisher

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_RSS = Template("""\
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>$name</title>
<link>$base/</link>
<description>$tagline</description>
<language>en</language>
<lastBuildDate>$updated</lastBuildDate>
<ttl>60</ttl>
<atom:link href="$base$path" rel="self" type="$media"/>
$items
</channel>
</rss>
""")

_RSS_ITEM = Template("""\
<item>
<title>$title</title>
<link>$link</link>
<guid isPermaLink="false">$guid</guid>
<dc:creator>$author</dc:creator>
<pubDate>$published</pubDate>
$tags
<description>$summary</description>$content
</item>""")

_ATOM = Template("""\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>$home/</id>
<title>$name</title>
<subtitle>$tagline</subtitle>
<updated>$updated</updated>
<link rel="self" type="$media" href="$base$path"/>
<link rel="alternate" type="text/html" href="$base/"/>
$items
</feed>
""")

_ATOM_ENTRY = Template("""\
<entry>
<id>$guid</id>
<title>$title</title>
<link rel="alternate" type="text/html" href="$link"/>
<author><name>$author</name></author>
<published>$published</published>
<updated>$published</updated>
$tags
<summary>$summary</summary>
</entry>""")


def xml(text: str) -> str:
    """Text fit to stand in XML 1.0: escaped, and without the control characters that its `Char` production leaves out."""
    return escape(_NOT_XML.sub("", text))


def document(publisher: Publisher, pieces: Sequence[Piece], *, base: str) -> bytes:
    """The feed of `publisher` with `pieces` in their order; `base` is the origin that its links start with."""
    writers = {FeedKind.RSS: _rss, FeedKind.ATOM: _atom, FeedKind.JSON: _json}
    return writers[publisher.kind](publisher, pieces, base).encode()


def _head(publisher: Publisher, base: str) -> dict[str, str]:
    return {
        "name": xml(publisher.name),
        "tagline": xml(publisher.tagline),
        "media": publisher.kind,
        "home": publisher.home,
        "base": base,
        "path": publisher.feed_path,
    }


def _facts(piece: Piece, base: str) -> dict[str, str]:
    return {
        "title": xml(piece.title),
        "link": xml(base + piece.path),
        "guid": xml(piece.guid),
        "author": xml(piece.author),
        "summary": xml(piece.lead),
    }


def _rss(publisher: Publisher, pieces: Sequence[Piece], base: str) -> str:
    items = "\n".join(_rss_item(piece, base) for piece in pieces)
    updated = format_datetime(_newest(pieces), usegmt=True)
    return _RSS.substitute(_head(publisher, base), updated=updated, items=items)


def _rss_item(piece: Piece, base: str) -> str:
    whole = f"\n<content:encoded>{xml(body_html(piece))}</content:encoded>" if piece.full_content else ""
    tags = "\n".join(f"<category>{xml(tag)}</category>" for tag in piece.tags)
    published = format_datetime(piece.published_at, usegmt=True)
    return _RSS_ITEM.substitute(_facts(piece, base), published=published, tags=tags, content=whole)


def _atom(publisher: Publisher, pieces: Sequence[Piece], base: str) -> str:
    items = "\n".join(_atom_entry(piece, base) for piece in pieces)
    return _ATOM.substitute(_head(publisher, base), updated=_newest(pieces).isoformat(), items=items)


def _atom_entry(piece: Piece, base: str) -> str:
    tags = "\n".join(f'<category term="{xml(tag)}"/>' for tag in piece.tags)
    return _ATOM_ENTRY.substitute(_facts(piece, base), published=piece.published_at.isoformat(), tags=tags)


def _json(publisher: Publisher, pieces: Sequence[Piece], base: str) -> str:
    """JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": publisher.name,
        "description": publisher.tagline,
        "home_page_url": f"{base}/",
        "feed_url": base + publisher.feed_path,
        "language": "en",
        "items": [_json_item(piece, base) for piece in pieces],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _json_item(piece: Piece, base: str) -> dict[str, object]:
    return {
        "id": piece.guid,
        "url": base + piece.path,
        "title": piece.title,
        "content_html": f"<p>{escape(piece.lead)}</p>",
        "summary": piece.lead,
        "date_published": piece.published_at.isoformat(),
        "authors": [{"name": piece.author}],
        "tags": list(piece.tags),
        "language": piece.language,
    }


def _newest(pieces: Sequence[Piece]) -> datetime:
    return max((piece.published_at for piece in pieces), default=datetime.fromtimestamp(0, UTC))
