"""What kinds of values settings have, and what a value must be to be one of them. Pure."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import NoDecode

Network = IPv4Network | IPv6Network
_TEN_YEARS_S = 10 * 365 * 86400
Seconds = Annotated[float, Field(ge=0, le=_TEN_YEARS_S, allow_inf_nan=False)]
PositiveSeconds = Annotated[float, Field(gt=0, le=_TEN_YEARS_S, allow_inf_nan=False)]
ASecondOrMore = Annotated[float, Field(ge=1, le=_TEN_YEARS_S, allow_inf_nan=False)]
Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=2**31)]

_WIDEST = {4: 8, 6: 16}  # bits: 10.0.0.0/8 is the widest private network; a few wider ones together are all addresses
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg"}
_OPTIONS = {"host", "prepared_statement_cache_size", "ssl"}
_SSL = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?")


def _split(value: object) -> object:
    """A list given as one string: `a, b` or `["a", "b"]`, since an environment variable holds only text."""
    if not isinstance(value, str):
        return value
    return tuple(part for part in (piece.strip(" \t\"'[]") for piece in value.split(",")) if part)


def check_allowed(values: tuple[str, ...]) -> tuple[str, ...]:
    """Networks must be narrow enough to be meant: a list that lets everything in would be a switch."""
    for value in values:
        network = as_network(value)
        if network is None and not _HOST.fullmatch(value):
            raise ValueError(f"{value} is neither a network such as 10.1.0.0/16 nor a host's name")
        if network is not None and network.prefixlen < _WIDEST[network.version]:
            raise ValueError(f"{value} would allow every address, or a great part of them; name the network or host that you mean")
    return values


def as_network(value: str) -> Network | None:
    """`127.0.0.0/8` or `10.1.2.3` as a network; None: it is a host's name."""
    try:
        return ip_network(value, strict=False)
    except ValueError:
        return None


def with_driver(url: str) -> str:
    """A database's address with the driver that we open it with, where it names none, and its words for options: as hosts hand out theirs,
    `postgres://host/db?sslmode=require`."""
    scheme, _, rest = url.partition("://")
    where, mark, options = rest.partition("?")
    if _DRIVERS.get(scheme, scheme) == "postgresql+asyncpg":
        options = re.sub(r"(^|&)sslmode=", r"\1ssl=", options)
    return f"{_DRIVERS.get(scheme, scheme)}://{where}{mark}{options}" if rest else url


def check_store(value: str) -> str:
    """What `bot.store.database` can open: a file of SQLite's, or a database of Postgres', by the drivers that wait without blocking."""
    value = with_driver(value)
    scheme, _, rest = value.partition("://")
    if not rest or (scheme, rest) == ("sqlite+aiosqlite", "/") or scheme not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
        raise ValueError(
            "the bot remembers in SQLite or Postgres; give an address such as sqlite+aiosqlite:///bytebot.db "
            "or postgresql+asyncpg://bytebot@localhost/bytebot"
        )
    if scheme == "postgresql+asyncpg":
        _check_postgres(value)
    return value


def _check_postgres(value: str) -> None:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("it has to be an address whose port is a number from 1 to 65535") from None
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := set(options) - _OPTIONS:
        raise ValueError(f"of options after its ? there are {', '.join(sorted(_OPTIONS))}, but no {min(unknown)[:40]}")
    if options.get("ssl", "prefer") not in _SSL:
        raise ValueError(f"its ssl is one of {', '.join(_SSL)}")


def check_endpoint(value: str) -> str:
    """An address that an API key can be sent to: nothing secret in it, nothing that a path could not be added to."""
    if not value:
        return value
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        sound = None
    if not sound:
        raise ValueError("give a full address such as http://localhost:11434/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("leave out user, password, query and fragment; a key belongs under api_key")
    return value


def check_home(value: str) -> str:
    """An address that a reader can open."""
    try:
        parts = urlsplit(value)
        sound = not value or (parts.scheme in ("http", "https") and parts.hostname and not parts.username)
    except ValueError:
        sound = None
    if not sound:
        raise ValueError("give a full address such as https://you.example/bot")
    return value


def check_collector(value: str) -> str:
    """An address that reports can be sent to."""
    try:
        parts = urlsplit(value)
        sound = not value or (parts.scheme in ("http", "https") and parts.hostname and not parts.username and (parts.port or True))
    except ValueError:
        sound = None
    if not sound:
        raise ValueError("give a full address such as http://localhost:4318, without user and password")
    return value


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Ports = Annotated[tuple[Annotated[int, Field(ge=1, le=65535)], ...], NoDecode, BeforeValidator(_split)]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
