"""The demo's stories in, docs/digest.webp and docs/digest-dark.webp out: `python -m docs.picture`. Nothing in them is drawn by hand.

What stands in the pictures is a page of `bytebot preview --html`; a Chromium photographs it.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.demo.showcase import showcase
from bot.model.delivery import Post
from bot.rendering.page import Scheme, Sheet, page
from tests.fakes.chromium import browser, chromium

FOLDER = Path(__file__).parent
FILES = {Scheme.LIGHT: "digest.webp", Scheme.DARK: "digest-dark.webp"}
WIDTH = 660
SCALE = 1.5  # sharp on a dense screen, and still under 200 kB
STORIES = 2


def main() -> None:
    """Take both pictures."""
    binary = chromium()
    if binary is None:
        sys.exit("No Chromium here: install one, or leave the pictures as they are.")
    asyncio.run(photograph(binary))


async def photograph(binary: str) -> None:
    """A card and the beginning of a digest, as one channel shows them."""
    cards, digest, *_ = await showcase()
    sheet = Sheet(title="", posts=(cards.posts[1], beginning(digest.posts)))
    with tempfile.TemporaryDirectory() as folder:
        for scheme, name in FILES.items():
            file = Path(folder) / "page.html"
            file.write_text(page((sheet,), title="ByteBot", now=datetime.now(UTC), scheme=scheme), encoding="utf-8")
            async with browser(binary) as tab:
                await tab.show(file.as_uri(), width=WIDTH, scale=SCALE)
                (FOLDER / name).write_bytes(await tab.picture())


def beginning(posts: Sequence[Post]) -> Post:
    """A digest of several messages and many stories, cut to its greeting, its first stories of different colours and its end."""
    greeting, *stories = posts[0].panels
    first = {story.colour: story for story in reversed(stories)}
    *shown, last = [story for story in stories if first[story.colour] is story][:STORIES]
    return replace(posts[0], panels=(greeting, *shown, replace(last, footer=posts[-1].panels[-1].footer)))


if __name__ == "__main__":
    main()
