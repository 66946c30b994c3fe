"""Nothing in, the demo's stories as posts in every look out: the real worker on its own feeds, in a folder that is gone afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.cli.demo.publishers import PUBLISHERS
from bot.cli.demo.tour import open_demo, work
from bot.errors import SendRefused
from bot.flows.preview import preview_url
from bot.flows.show import card_sheet, digest_sheet, embed_sheet
from bot.model.delivery import OwnMessage, Post, Sent
from bot.model.subscription import Target
from bot.rendering.page import Sheet

_CARDS_OF, _CARDS = 1, 2  # Kernel & Kettle's newest
_BULLETS = 3


class Kept:
    """An `Outlet` that keeps the posts it gets."""

    def __init__(self) -> None:
        self.posts: list[Post] = []

    async def send(self, target: Target, post: Post, *, nonce: str) -> Sent:  # noqa: ARG002  one place, no nonces
        """Keep `post`; its id is its unit code."""
        self.posts.append(post)
        return Sent(message=post.code)

    async def find(self, target: Target, *, code: str, since: datetime) -> Sent | None:  # noqa: ARG002  codes are unique here
        """`code` where such a post was kept."""
        return next((Sent(message=code) for post in self.posts if post.code == code), None)

    async def told(self, target: Target, *, since: datetime, until: datetime) -> tuple[OwnMessage, ...]:  # noqa: ARG002  it began empty
        """Nothing: what it keeps is of this run."""
        return ()

    async def edit(self, target: Target, sent: Sent, post: Post) -> None:  # noqa: ARG002  the outlets' common signature
        """Always raises `SendRefused`: a page shows what was posted first."""
        raise SendRefused(detail="kept posts cannot be changed")


async def showcase() -> tuple[Sheet, ...]:
    """One feed's newest stories as cards, a digest of all feeds, and the cards in embeds. Raises `StoreFailed`, `OSError`."""
    kept, now = Kept(), datetime.now(UTC)
    with TemporaryDirectory(prefix="bytebot-") as folder:
        async with open_demo(Path(folder), outlet=lambda _: kept) as (app, feeds):
            await work(app, feeds)
            found = await preview_url(feeds[_CARDS_OF], readers=app.readers, voice=app.voice, most=_CARDS, bullets=_BULLETS, now=now)
    homes = {url.removesuffix(publisher.feed_path): publisher.home for url, publisher in zip(feeds, PUBLISHERS, strict=True)}
    cards = _at_home(found.posts, homes=homes)
    return (card_sheet(cards), digest_sheet(_at_home(kept.posts, homes=homes)), embed_sheet(cards))


def _at_home(posts: Iterable[Post], *, homes: Mapping[str, str]) -> tuple[Post, ...]:
    """The posts with the addresses that the demo's publishers would have on the web: their loopback ones end with the run."""

    def moved(text: str) -> str:
        for base, home in homes.items():
            text = text.replace(base, home)
        return text

    def one(post: Post) -> Post:
        panels = (replace(panel, url=moved(panel.url), body=moved(panel.body), image=moved(panel.image)) for panel in post.panels)
        return replace(post, panels=tuple(panels))

    return tuple(map(one, posts))
