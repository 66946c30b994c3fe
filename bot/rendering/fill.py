"""A template's name and its values in, finished Markdown out. Reads the template files, otherwise pure.

Jinja2 in its sandbox, strict about names. Every value is escaped on its way out unless it is `Safe`, so a filter cannot undo it.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import PromptsInvalid
from bot.rendering.wording import count, one_of, safe, say
from bot.text.markdown import dangers

MOST: Final = 6000
"""Characters of one rendered template; what is longer is cut. No message of Discord's holds more."""

_SPACE_AT_END: Final = re.compile(r"[ \t]+$", re.MULTILINE)
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def environment(*roots: Path) -> ImmutableSandboxedEnvironment:
    """Where templates are found, the first of `roots` winning, and how they are read. Reads nothing yet."""
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(root) for root in roots]),
        undefined=StrictUndefined,
        finalize=safe,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # that is for HTML; `safe` escapes for Markdown
    )
    made.globals |= {"say": say, "count": count, "one_of": one_of}
    return made


def file_of(name: str, *, voice: str) -> str:
    """The file of the template `card`, or of the block `digest.story`, under `prompts/`."""
    return f"voice/{voice}/{name.partition('.')[0]}.md.j2"


def rendered(environment: ImmutableSandboxedEnvironment, name: str, *, voice: str, variables: Mapping[str, object]) -> str:
    """The template `name`, filled in. Raises `PromptsInvalid` with the file and line of what is wrong: line 1 is the file itself."""
    file = file_of(name, voice=voice)
    try:
        template = environment.get_template(file)
    except TemplateSyntaxError as error:
        raise PromptsInvalid(file=error.filename or file, line=error.lineno, problem=str(error.message)) from error
    except TemplateNotFound as error:
        raise PromptsInvalid(file=file, line=0, problem="there is no such template") from error
    except (OSError, UnicodeDecodeError) as error:
        raise PromptsInvalid(file=file, line=1, problem=f"cannot be read ({error})") from error
    try:
        text = _tidy(_filled(template, name.partition(".")[2], variables))
    except Exception as error:  # an operator's template can raise anything: 1 // 0, a filter's TypeError
        raise where(error, file=template.filename or file) from error
    harm = dangers(text)
    if harm:
        line = _line_of_danger(environment, file)
        raise PromptsInvalid(file=template.filename or file, line=line, problem=f"its text {' and '.join(harm)}")
    return text


def _filled(template: Template, block: str, variables: Mapping[str, object]) -> str:
    """The whole template or one block of it, which `Template.render` cannot give."""
    if block and block not in template.blocks:
        raise TemplateError(f"it has no block {block!r}")
    part = template.blocks[block] if block else template.root_render_func
    return "".join(part(template.new_context(dict(variables))))


def _tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", _SPACE_AT_END.sub("", text)).strip()[:MOST]


def where(error: Exception, *, file: str) -> PromptsInvalid:
    """What went wrong while filling a template, with the innermost template line of its traceback; `file` where that names none.

    Jinja2's compiled modules carry their template in `__jinja_template__`.
    """
    line = 1
    step: TracebackType | None = error.__traceback__
    while step is not None:
        template = step.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            named = template.filename if template.name else None  # one made of a string is called "<template>"
            file, line = named or file, template.get_corresponding_lineno(step.tb_lineno)
        step = step.tb_next
    if isinstance(error, TemplateNotFound):
        return PromptsInvalid(file=file, line=line, problem=f"there is no template {error.name}")
    return PromptsInvalid(file=file, line=line, problem=" ".join(f"{error}".split()) or type(error).__name__)


def _line_of_danger(environment: ImmutableSandboxedEnvironment, file: str) -> int:
    """The first line that shows by itself what the finished text does; 1 where only the whole does."""
    source = environment.loader.get_source(environment, file)[0] if environment.loader else ""
    return next((number for number, line in enumerate(source.split("\n"), start=1) if dangers(line)), 1)
