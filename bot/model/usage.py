"""What asking a language model costs. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Requests made, tokens read and written, and their price in millionths of the operator's currency."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    micros: int = 0

    @property
    def tokens(self) -> int:
        """Read and written together."""
        return self.tokens_in + self.tokens_out

    @property
    def cost(self) -> float:
        """In the operator's currency."""
        return self.micros / 1_000_000

    def __sub__(self, other: "Usage") -> "Usage":
        return Usage(
            requests=self.requests - other.requests,
            tokens_in=self.tokens_in - other.tokens_in,
            tokens_out=self.tokens_out - other.tokens_out,
            micros=self.micros - other.micros,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What one UTC day may cost at most."""

    requests: int
    tokens: int
    micros: int
