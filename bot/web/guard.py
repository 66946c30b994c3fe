"""Addresses in, a refusal or a socket out: keeps every request out of private networks. Opens sockets, looks nothing up.

An address is judged twice: its spelling before anything is asked (`check_url`), and the real network address at the moment a socket
is made for it (`open_socket`). Only the second can't be tricked by a name that resolves anew, so it alone decides what is private.
"""

import socket
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any, Final, Self
from urllib.parse import SplitResult, urlsplit

from bot.errors import FetchFailed, FetchTrouble
from bot.settings import WebSettings
from bot.settings.kinds import Network, as_network
from bot.web.addresses import Address, is_public, unwrapped

# What a socket factory is given: family, kind, protocol, canonical name, and host and port (and more for IPv6).
AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]

_LOOPBACK: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

_PRIVATE_NAMES: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".onion", ".intranet", ".corp", ".home", ".test")
_NAME_CHARS: Final = frozenset("-_.")
_LONGEST_URL: Final = 2048

# Whether the request under way goes to a host that the operator listed by name. A context variable follows the request into the
# tasks that aiohttp connects in, so that the exception holds for this connection and no other to the same address.
_to_listed_host: Final = ContextVar("to_listed_host", default=False)


class AddressRefused(OSError):
    """A network address that must not be connected to. An `OSError`, since aiohttp gathers only these from its tries."""

    def __init__(self, trouble: FetchTrouble) -> None:
        super().__init__(f"refused: {trouble}")
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What may be fetched: public addresses on `ports`; the operator's `networks` and `hosts` on any."""

    networks: tuple[Network, ...]
    hosts: frozenset[str]
    ports: frozenset[int]

    @classmethod
    def from_settings(cls, settings: WebSettings) -> Self:
        """The guard that `[web] allow_networks` and `allow_ports` ask for."""
        named = [(value, as_network(value)) for value in settings.allow_networks]
        return cls(
            networks=tuple(network for _, network in named if network is not None),
            hosts=frozenset(value.lower().rstrip(".") for value, network in named if network is None),
            ports=frozenset(settings.allow_ports),
        )

    def check_url(self, url: str) -> None:
        """Return where `url` may be asked for; raises `FetchFailed` (BAD_URL or PRIVATE) where its spelling alone forbids it."""
        parts = _taken_apart(url)
        host = (parts.hostname or "").rstrip(".")
        if host in self.hosts:
            return
        address = _literal(host)
        if address is None:
            self._check_name(host, url=url)
            # A name may lead into a listed network, where any port will do: then only the socket can tell.
            public = not self.networks
        else:
            self._check_address(address, url=url)
            public = not self._listed(address)
        if public and not self._usual_port(parts):
            raise FetchFailed(url=url, trouble=FetchTrouble.BAD_URL, detail="port")

    def _check_name(self, host: str, *, url: str) -> None:
        if not _is_name(host):
            raise FetchFailed(url=url, trouble=FetchTrouble.BAD_URL, detail="host")
        if host == "localhost" and any(
            network.overlaps(own) for network in self.networks for own in _LOOPBACK if network.version == own.version
        ):
            return
        if "." not in host or host.endswith(_PRIVATE_NAMES):
            raise FetchFailed(url=url, trouble=FetchTrouble.PRIVATE, detail="name")

    def _check_address(self, address: Address, *, url: str) -> None:
        if not self._listed(address) and not is_public(address):
            raise FetchFailed(url=url, trouble=FetchTrouble.PRIVATE, detail="address")

    def _usual_port(self, parts: SplitResult) -> bool:
        return (parts.port or {"http": 80, "https": 443}[parts.scheme]) in self.ports

    def _listed(self, address: Address) -> bool:
        return any(candidate in network for candidate in (address, unwrapped(address)) for network in self.networks)

    @contextmanager
    def request_to(self, host: str) -> Iterator[None]:
        """Hold this around a request, so that `open_socket` knows whether the operator listed its host by name."""
        token = _to_listed_host.set(host.lower().rstrip(".") in self.hosts)
        try:
            yield
        finally:
            _to_listed_host.reset(token)

    def open_socket(self, addr_info: AddrInfo) -> socket.socket:
        """An unconnected socket for the address about to be connected to, for `aiohttp.TCPConnector(socket_factory=...)`.

        Raises `AddressRefused` where the address is neither public, on a usual port, nor listed by the operator.
        """
        family, kind, protocol, _, place = addr_info
        address = ip_address(str(place[0]).partition("%")[0])
        if not (_to_listed_host.get() or self._listed(address)):
            if not is_public(address):
                raise AddressRefused(FetchTrouble.PRIVATE)
            if place[1] not in self.ports:
                raise AddressRefused(FetchTrouble.BAD_URL)
        return socket.socket(family, kind, protocol)


def _taken_apart(url: str) -> SplitResult:
    """The address in parts, plain enough that every parser takes it apart in the same way; raises `FetchFailed` BAD_URL."""
    trouble = FetchFailed(url=url, trouble=FetchTrouble.BAD_URL)
    if len(url) > _LONGEST_URL or "\\" in url or _has_controls(url):
        raise trouble
    try:
        parts = urlsplit(url)
        plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise trouble from error
    if not plain or set("@%") & set(parts.netloc):
        raise trouble
    return parts


def _has_controls(url: str) -> bool:
    if url.isascii() and url.isprintable():  # nearly all, and a tenth of the time
        return False
    return any(unicodedata.category(char) in {"Cc", "Cs"} for char in url)


def _literal(host: str) -> Address | None:
    if ":" not in host and not host[-1:].isdigit():  # nearly all: to find that out by exceptions takes ten times as long
        return None
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_name(host: str) -> bool:
    """Letters and digits of any script in their plain form; not `127.1` or `0x7f.1`, which some resolvers take for an address."""
    last = host.rpartition(".")[2]
    return (
        unicodedata.normalize("NFKC", host) == host
        and all(char.isalnum() or char in _NAME_CHARS or unicodedata.category(char) in {"Mn", "Mc"} for char in host)
        and ".." not in host
        and not host.startswith(".")
        and not (last.isdecimal() or last.startswith("0x"))
    )
