"""Addresses in, 16-byte keys out: what makes a feed or an article unique. Pure."""

from hashlib import blake2b

from bot.text.urls import canonical


def url_key(url: str) -> bytes:
    """The same 16 bytes for every spelling of one address."""
    return blake2b(canonical(url).encode("utf-8", "replace"), digest_size=16).digest()
