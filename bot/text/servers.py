"""An address in, the server that it is on out. Pure."""

from typing import Final
from urllib.parse import urlsplit

from bot.text.urls import host_of

_USUAL_PORTS: Final = frozenset({None, 80, 443})


def server_of(url: str) -> str:
    """Whom a pause holds for: the host without `www.`, with its port where that is an unusual one; "" where there is none."""
    host = host_of(url)
    try:
        port = urlsplit(url.strip()).port
    except ValueError:
        return host
    return host if not host or port in _USUAL_PORTS else f"{host}:{port}"
