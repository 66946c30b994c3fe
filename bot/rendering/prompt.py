"""The operator's or our `llm/takeaways.md.j2` in, the two messages for a language model out. Reads templates, otherwise pure.

Two blocks, each with its own variables: the instructions never see the article, so that no template can put a stranger's text among
them. Nothing is escaped: a model reads this, not Discord; its answer is checked before anybody sees it.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import PromptsInvalid
from bot.rendering.fill import where
from bot.rendering.templates import Templates

FILE: Final = "llm/takeaways.md.j2"
_EMPTY_LINES: Final = re.compile(r"\n{3,}")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineValue:
    """A line of the article in the template: a sentence with its number, or a heading with 0."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """What a model is sent: instructions without a word of the article, and the article."""

    system: str
    user: str


PROMPT_SAMPLES: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType(
    {
        "system": MappingProxyType({"fewest": 3, "most": 5, "most_chars": 256, "language": "en", "shape": "json"}),
        "user": MappingProxyType({"title": "A parser learns to say no", "lines": (LineValue(number=1, text="It refuses."),)}),
    }
)
"""Each block of the template with a value for each of its variables, as `prompts/README.md` describes them."""


class Prompt:
    """The prompt of the language model: the operator's file wins over ours; a broken one is named in the log, once, and ours used."""

    def __init__(self, folder: str = "") -> None:
        """`folder` is the operator's, "" for none. Reads nothing yet."""
        self._chosen = Templates(folder, voice="plain")
        self._ours = Templates(voice="plain")
        self._warned = False

    def render(self, *, title: str, lines: Sequence[LineValue], system: Mapping[str, object]) -> Messages:
        """The two messages; `system` holds the variables of the instructions. Raises `PromptsInvalid` where ours is broken."""
        article = {"title": title, "lines": lines}
        try:
            return _rendered(*self._chosen.read(FILE), system=system, user=article)
        except PromptsInvalid as error:
            if not self._warned:
                self._warned = True
                log.warning("prompt broken, ours used", extra={"file": error.file, "line": error.line, "problem": error.problem})
        return _rendered(*self._ours.read(FILE), system=system, user=article)

    def check(self) -> PromptsInvalid | None:
        """What is wrong with the chosen file when filled with sample values; None: nothing."""
        try:
            _rendered(*self._chosen.read(FILE), system=PROMPT_SAMPLES["system"], user=PROMPT_SAMPLES["user"])
        except PromptsInvalid as error:
            return error
        return None


def _rendered(text: str, file: str, *, system: Mapping[str, object], user: Mapping[str, object]) -> Messages:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    try:
        template = environment.from_string(text)
        return Messages(system=_block(template, "system", system), user=_block(template, "user", user))
    except TemplateSyntaxError as error:
        raise PromptsInvalid(file=file, line=error.lineno, problem=str(error.message)) from error
    except Exception as error:  # an operator's template can raise anything: 1 // 0, a filter's TypeError
        raise where(error, file=file) from error


def _block(template: Template, name: str, variables: Mapping[str, object]) -> str:
    if name not in template.blocks:
        raise TemplateError(f"it has no block {name!r}")
    text = "".join(template.blocks[name](template.new_context(dict(variables))))
    return _EMPTY_LINES.sub("\n\n", text).strip()
