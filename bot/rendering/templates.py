"""The operator's and our template files in, finished Markdown out. Reads files, and logs once what is wrong with an operator's file."""

import copy
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import bot
from bot.errors import PromptsInvalid
from bot.rendering.fill import environment, file_of, rendered
from bot.rendering.proof import VOICES, template_faults
from bot.rendering.values import CARD, SAMPLES
from bot.rendering.wording import TURN

log = logging.getLogger(__name__)


class Templates:
    """The files under `prompts/`: the operator's folder wins over ours, file by file. Making it reads nothing."""

    def __init__(self, folder: str = "", *, voice: str) -> None:
        """`folder` is the operator's, "" for none; `voice` a folder under `prompts/voice/`."""
        packaged = _packaged(Path(bot.__file__).parent)
        self._voice = voice
        self._turn = 0
        self._roots = (Path(folder), packaged) if folder else (packaged,)
        self._ours = environment(packaged)
        self._chosen = environment(*self._roots)
        self._warned: set[str] = set()

    def spoken(self, *, voice: str = "", turn: int = 0) -> Self:
        """The same files in another voice ("" for this one), with the variants that are this turn's."""
        other = copy.copy(self)
        other._voice, other._turn = voice or self._voice, turn  # noqa: SLF001  it is one of us
        return other

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

        A broken file of the operator's is named in the log, once, and ours stands in. For a template that only an operator has (a topic's
        own) that is `card`. Raises `PromptsInvalid` where ours is broken.
        """
        given = variables | {TURN: self._turn}
        try:
            return rendered(self._chosen, name, voice=self._voice, variables=given)
        except PromptsInvalid as error:
            if name in SAMPLES and len(self._roots) == 1:
                raise
            self._warn(error)
        if name not in SAMPLES:
            return self.render(CARD, **variables)
        return rendered(self._ours, name, voice=self._voice, variables=given)

    def has(self, name: str) -> bool:
        """Whether some voice has a template of that name."""
        return any((root / file_of(name, voice=voice)).is_file() for root in self._roots for voice in VOICES)

    def looks(self) -> tuple[tuple[str, int, int, int], ...]:
        """Path, size and times of each of the operator's files: another answer means that `check` may have another one too."""
        paths = (path for root in self._roots[:-1] for path in sorted(root.rglob("*")) if path.is_file())
        return tuple((str(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns) for path in paths if (found := path.stat()))

    def check(self, cards: Iterable[str] | None = ()) -> tuple[PromptsInvalid, ...]:
        """What is wrong with the templates of every voice; () where all are well.

        `cards` are the topics' own templates; None: not known, so that no file can be called useless.
        """
        return template_faults(self._roots, cards=cards)

    def _warn(self, error: PromptsInvalid) -> None:
        if error.said not in self._warned:
            self._warned.add(error.said)
            log.warning("template broken, ours used", extra={"file": error.file, "line": error.line, "problem": error.problem})


def _packaged(package: Path) -> Path:
    """`prompts/` lies in the package once installed, and beside it in a checkout."""
    inside = package / "prompts"
    return inside if inside.is_dir() else package.parent / "prompts"
