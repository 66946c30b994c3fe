"""What a feed says of an entry's pictures and files in, the lead image and the enclosures out. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.model.feed import Enclosure
from bot.text.urls import web_link

_MOST: Final = 10
_LONGEST_KIND: Final = 100
_LOOKED_AT: Final = 50
_IMAGE_NAMES: Final = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A file as the feed names it: `kind` is its media type or medium ("image"), "" where unsaid; `width` in pixels, 0 where unsaid."""

    url: str
    kind: str = ""
    width: int = 0


def lead_image(*, media: Iterable[Medium], pictures: Iterable[Medium], base: str) -> str | None:
    """The widest image among `media`, whose kinds differ, else the widest of `pictures`, which are images all. None: there is none."""
    candidates = [each for each in tuple(media)[:_LOOKED_AT] if _is_image(each)] or list(pictures)[:_LOOKED_AT]
    widest = sorted(candidates, key=lambda each: -each.width)  # stable: the first of equals stays first
    return next(filter(None, (web_link(each.url, base=base) for each in widest)), None)


def enclosures_of(media: Iterable[Medium], *, base: str) -> tuple[Enclosure, ...]:
    """The files that are no images, each once and at most ten."""
    found: dict[str, Enclosure] = {}
    for each in tuple(media)[:_LOOKED_AT]:
        url = None if _is_image(each) else web_link(each.url, base=base)
        if url and url not in found:
            found[url] = Enclosure(url=url, kind=each.kind.strip().lower()[:_LONGEST_KIND])
    return tuple(found.values())[:_MOST]


def _is_image(medium: Medium) -> bool:
    kind = medium.kind.strip().lower()
    if kind:
        return kind.startswith("image")
    try:
        return urlsplit(medium.url).path.lower().endswith(_IMAGE_NAMES)
    except ValueError:
        return False
