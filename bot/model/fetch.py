"""What the web gave. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask "anything new?" with, kept byte for byte (RFC 9110, 8.8). None: not given."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer with status 200, or 304 with an empty body. `url` is where the answer came from, after redirects.

    `moved_to`: where the asked address leads for good, None unless every hop said so (301, 308). `fresh_s`: seconds for which the
    server says that nothing changes, 0 where it does not say. `hub_url`: the WebSub hub that its `Link` header names.
    """

    asked: str
    url: str
    status: int
    body: bytes
    content_type: str | None
    validators: Validators
    moved_to: str | None = None
    fresh_s: float = 0.0
    hub_url: str | None = None

    @property
    def not_modified(self) -> bool:
        """True: what was given with these validators still stands."""
        return self.status == 304  # noqa: PLR2004  HTTP's own number
