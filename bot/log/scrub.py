"""Text in, the same without secrets out. Pure. The one scrubber: for lines, for JSON, for what is reported to others."""

import json
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

_HIDDEN: Final = "[hidden]"
_BESIDE_THE_PLACE: Final = re.compile(
    r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)(?:[^\s/?#\"'<>@]*@)?(?P<place>[^\s?#\"'<>]*)(?:[?#][^\s\"'<>]*)?", re.IGNORECASE
)


class Scrubber:
    """Replaces every secret, also as JSON and as addresses spell it."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if secret for form in (secret, json.dumps(secret)[1:-1], quote(secret, safe=""))}
        self._forms = tuple(sorted(forms, key=len, reverse=True))  # a secret that holds another goes first, as a whole

    def __call__(self, text: str) -> str:
        """The text with `[hidden]` in the place of each secret."""
        for form in self._forms:
            text = text.replace(form, _HIDDEN)
        return text


def places_only(text: str) -> str:
    """Every address in the text cut to scheme, host and path: user, password, query and fragment may hold secrets. Pure."""
    return _BESIDE_THE_PLACE.sub(r"\g<scheme>\g<place>", text)
