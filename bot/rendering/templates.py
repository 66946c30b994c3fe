"""The operator's and our template files in, finished Markdown out. Reads files, and logs once what is wrong with an operator's file.

Jinja2 in its sandbox, strict about names. Every value is escaped on its way out unless it is `Safe`, so a filter cannot undo it.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

import bot
from bot.errors import PromptsInvalid
from bot.rendering.values import SAMPLES, Safe
from bot.text.markdown import dangers, escape

MOST: Final = 6000
"""Characters of one rendered template; what is longer is cut. No message of Discord's holds more."""
VOICES: Final = ("bytebot", "plain")

_SPACE_AT_END: Final = re.compile(r"[ \t]+$", re.MULTILINE)
_EMPTY_LINES: Final = re.compile(r"\n{3,}")

log = logging.getLogger(__name__)


class Templates:
    """The files under `prompts/`: the operator's folder wins over ours, file by file. Making it reads nothing."""

    def __init__(self, folder: str = "", *, voice: str) -> None:
        """`folder` is the operator's, "" for none; `voice` a folder under `prompts/voice/`."""
        packaged = _packaged(Path(bot.__file__).parent)
        self._voice = voice
        self._roots = (Path(folder), packaged) if folder else (packaged,)
        self._ours = _environment(packaged)
        self._chosen = _environment(*self._roots)
        self._warned: set[str] = set()

    def read(self, name: str) -> tuple[str, str]:
        """The text of a file such as `rules.toml`, and the path it was read from. Raises `PromptsInvalid`."""
        for root in self._roots:
            path = root / name
            try:
                return path.read_text(encoding="utf-8"), str(path)
            except FileNotFoundError:
                continue
            except (OSError, UnicodeDecodeError) as error:
                raise PromptsInvalid(file=str(path), line=0, problem=f"cannot be read ({error})") from error
        raise PromptsInvalid(file=name, line=0, problem="is missing; reinstall ByteBot")

    def render(self, name: str, **variables: object) -> str:
        """The template `card`, or the block `story` of the template `digest` for `digest.story`, filled in; at most 6000 characters.

        A broken file of the operator's is named in the log, once, and ours stands in. Raises `PromptsInvalid` where ours is broken.
        """
        try:
            return _rendered(self._chosen, name, voice=self._voice, variables=variables)
        except PromptsInvalid as error:
            if len(self._roots) == 1:
                raise
            self._warn(error)
        return _rendered(self._ours, name, voice=self._voice, variables=variables)

    def check(self) -> tuple[PromptsInvalid, ...]:
        """What is wrong with each template of each voice when filled with sample values; () where all are well."""
        return tuple(self._faults())

    def _faults(self) -> Iterator[PromptsInvalid]:
        for voice in VOICES:
            for name, variables in SAMPLES.items():
                try:
                    _rendered(self._chosen, name, voice=voice, variables=variables)
                except PromptsInvalid as error:
                    yield error

    def _warn(self, error: PromptsInvalid) -> None:
        if error.said not in self._warned:
            self._warned.add(error.said)
            log.warning("template broken, ours used", extra={"file": error.file, "line": error.line, "problem": error.problem})


def _packaged(package: Path) -> Path:
    """`prompts/` lies in the package once installed, and beside it in a checkout."""
    inside = package / "prompts"
    return inside if inside.is_dir() else package.parent / "prompts"


def _environment(*roots: Path) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(root) for root in roots]),
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # that is for HTML; `_finalize` escapes for Markdown
    )


def _finalize(value: object) -> str:
    return value if isinstance(value, Safe) else escape(str(value))


def _rendered(environment: ImmutableSandboxedEnvironment, name: str, *, voice: str, variables: Mapping[str, object]) -> str:
    stem, _, block = name.partition(".")
    file = f"voice/{voice}/{stem}.md.j2"
    try:
        template = environment.get_template(file)
        text = _tidy(_filled(template, block, variables))
    except TemplateSyntaxError as error:
        raise PromptsInvalid(file=error.filename or file, line=error.lineno, problem=str(error.message)) from error
    except TemplateNotFound as error:
        raise PromptsInvalid(file=file, line=0, problem=f"there is no template {error.name}") from error
    except Exception as error:  # an operator's template can raise anything: 1 // 0, a filter's TypeError
        raise _where(error, file=file) from error
    harm = dangers(text)
    if harm:
        raise PromptsInvalid(file=template.filename or file, line=0, problem=f"its text {' and '.join(harm)}")
    return text


def _filled(template: Template, block: str, variables: Mapping[str, object]) -> str:
    """The whole template or one block of it, which `Template.render` cannot give."""
    if block and block not in template.blocks:
        raise TemplateError(f"it has no block {block!r}")
    part = template.blocks[block] if block else template.root_render_func
    return "".join(part(template.new_context(dict(variables))))


def _tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", _SPACE_AT_END.sub("", text)).strip()[:MOST]


def _where(error: Exception, *, file: str) -> PromptsInvalid:
    """The innermost template line of the traceback: Jinja2's compiled modules name their template in `__jinja_template__`."""
    line = 0
    step: TracebackType | None = error.__traceback__
    while step is not None:
        template = step.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            file, line = template.filename or file, template.get_corresponding_lineno(step.tb_lineno)
        step = step.tb_next
    return PromptsInvalid(file=file, line=line, problem=f"{error}" or type(error).__name__)
