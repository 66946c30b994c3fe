"""`Settings` in, every secret that they hold out. Pure."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, SecretStr

from bot.settings.sections import Settings


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """For whoever has to keep them out of what is shown: tokens, keys and passwords, also one within the store's address."""
    inside = urlsplit(settings.store.url).password
    return tuple(secret for secret in (*_secrets(settings), *((inside, unquote(inside)) if inside else ())) if secret)


def _secrets(section: BaseModel) -> Iterator[str]:
    for value in vars(section).values():
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, BaseModel):
            yield from _secrets(value)
