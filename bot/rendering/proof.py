"""Folders of templates in, everything that is wrong with them out. Reads files, otherwise pure.

Templates are read twice: as they stand, which finds a wrong name in a branch that is seldom taken, and filled with the most and the least
that a story can give, which finds what only shows when it happens.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from jinja2 import TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import PromptsInvalid
from bot.rendering.fill import environment, file_of, rendered
from bot.rendering.values import CARD, LEAST, SAMPLES

VOICES: Final = ("bytebot", "plain")


def template_faults(roots: Sequence[Path], *, cards: Iterable[str] | None) -> tuple[PromptsInvalid, ...]:
    """What is wrong with the templates that `roots` give, the first root winning file by file; () where all are well.

    `cards` are the topics' own templates, checked in each voice that has them; None: not known.
    """
    read = environment(*roots)
    present = _present(roots)
    faults: dict[tuple[str, int, str], PromptsInvalid] = {}
    for fault in (*_unreadable(read, present), *_wrong(read, present, cards=cards or ()), *_useless(read, present, cards=cards)):
        faults.setdefault((fault.file, fault.line, fault.problem), fault)
    return tuple(sorted(faults.values(), key=lambda fault: (fault.file, fault.line)))


def _present(roots: Sequence[Path]) -> Mapping[str, Path]:
    """Every template by the name it is asked for, with the file that wins."""
    found: dict[str, Path] = {}
    for root in reversed(roots):
        paths = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
        found |= {path.relative_to(root).as_posix(): path for path in paths}
    return {name: path for name, path in found.items() if name.endswith(".j2") or name.startswith("voice/")}


def _unreadable(read: ImmutableSandboxedEnvironment, present: Mapping[str, Path]) -> Iterator[PromptsInvalid]:
    for name, path in present.items():
        try:
            read.get_template(name)
        except TemplateError as error:
            yield PromptsInvalid(file=str(path), line=getattr(error, "lineno", 1), problem=str(error.message))
        except (OSError, UnicodeDecodeError) as error:
            yield PromptsInvalid(file=str(path), line=1, problem=f"cannot be read ({error})")


def _wrong(read: ImmutableSandboxedEnvironment, present: Mapping[str, Path], *, cards: Iterable[str]) -> Iterator[PromptsInvalid]:
    """Each template of each voice: unknown names, then what filling it brings up."""
    for voice in VOICES:
        own = (card for card in cards if card not in SAMPLES and file_of(card, voice=voice) in present)
        for name in (*SAMPLES, *own):
            sample = name if name in SAMPLES else CARD
            yield from _unknown(read, present, name, voice=voice, known=frozenset(SAMPLES[sample]))
            for variables in (SAMPLES[sample], LEAST[sample]):
                try:
                    rendered(read, name, voice=voice, variables=variables)
                except PromptsInvalid as fault:
                    known = present.get(fault.file)
                    yield PromptsInvalid(file=str(known or fault.file), line=fault.line, problem=fault.problem)


def _unknown(
    read: ImmutableSandboxedEnvironment, present: Mapping[str, Path], name: str, *, voice: str, known: frozenset[str]
) -> Iterator[PromptsInvalid]:
    """Names that the template, or its block, uses and nobody gives it."""
    path = present.get(file_of(name, voice=voice))
    whole = _parsed(read, path) if path else None
    part = _block(whole, name.partition(".")[2], read) if whole else None
    if not (part and path):
        return
    strange = meta.find_undeclared_variables(part) - known - set(read.globals)
    for used in part.find_all(nodes.Name):
        if used.name in strange and used.ctx == "load":
            yield PromptsInvalid(file=str(path), line=used.lineno, problem=f"{used.name!r} is undefined")


def _block(whole: nodes.Template, block: str, read: ImmutableSandboxedEnvironment) -> nodes.Template | None:
    """The block of that name as if it were a template; the whole for ""; None where there is no such block."""
    if not block:
        return whole
    found = next((each for each in whole.find_all(nodes.Block) if each.name == block), None)
    if found is None:
        return None
    part = nodes.Template(found.body, lineno=1)
    part.set_environment(read)
    return part


def _useless(read: ImmutableSandboxedEnvironment, present: Mapping[str, Path], *, cards: Iterable[str] | None) -> Iterator[PromptsInvalid]:
    """Files of a voice that neither ByteBot nor a template asks for: most often a name misspelt."""
    asked = {file_of(name, voice=voice) for voice in VOICES for name in (*SAMPLES, *(cards or ()))}
    for path in present.values():
        tree = _parsed(read, path)
        called = set(meta.find_referenced_templates(tree)) if tree else set()
        if cards is None or None in called:  # None: the name is made while rendering
            return
        asked |= {name for name in called if name}
    for name, path in present.items():
        if name.startswith("voice/") and name not in asked:
            yield PromptsInvalid(file=str(path), line=1, problem="nothing uses a file of this name")


def _parsed(read: ImmutableSandboxedEnvironment, path: Path) -> nodes.Template | None:
    """None: it cannot be read or compiled (a filter that there is not), which is told elsewhere."""
    try:
        text = path.read_text(encoding="utf-8")
        read.compile(text)
        return read.parse(text)
    except (TemplateError, OSError, UnicodeDecodeError):
        return None
