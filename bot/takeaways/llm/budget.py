"""A request's texts in, the most it can cost out; and from a server's own count, what it did cost. Pure."""

import math
import re
from typing import Final

from bot.model.usage import Usage

_LETTERS: Final = re.compile(r"[A-Za-z ]+")
_LETTERS_A_TOKEN: Final = 2.5
_AROUND: Final = 64  # role marks and the schema, which servers count in as well


def most_tokens(text: str) -> int:
    """More tokens than a tokenizer in use makes of prose: one per 2.5 English letters or spaces, one per byte of anything else."""
    letters = sum(len(run) for run in _LETTERS.findall(text))
    return math.ceil(letters / _LETTERS_A_TOKEN) + len(text.encode("utf-8", "replace")) - letters


def worst_case(*texts: str, answer_tokens: int, price_in: float, price_out: float) -> Usage:
    """What one request can cost at most; prices are per million tokens."""
    return usage_of(_AROUND + sum(map(most_tokens, texts)), answer_tokens, price_in=price_in, price_out=price_out)


def usage_of(tokens_in: int, tokens_out: int, *, price_in: float, price_out: float) -> Usage:
    """One request's usage; a price per million tokens is a millionth of it per token, so micros come out by themselves."""
    micros = math.ceil(tokens_in * price_in + tokens_out * price_out)
    return Usage(requests=1, tokens_in=tokens_in, tokens_out=tokens_out, micros=micros)
