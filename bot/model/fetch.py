"""What the web gave. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask "anything new?" with, kept byte for byte (RFC 9110, 8.8). None: not given."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer with status 200, or 304 with an empty body. `url` is where the answer came from, after redirects."""

    asked: str
    url: str
    status: int
    body: bytes
    content_type: str | None
    validators: Validators

    @property
    def not_modified(self) -> bool:
        """True: what was given with these validators still stands."""
        return self.status == 304  # noqa: PLR2004  HTTP's own number
