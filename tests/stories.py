"""Labelled articles: which of them tell one story. A line `== group/story | host | title`, then the article's text.

Articles of one label are one story; articles of one group and different stories are the pairs that are hard to keep apart.
"""

from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "data" / "stories"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One article and its story's name."""

    label: str
    host: str
    title: str
    text: str

    @property
    def group(self) -> str:
        return self.label.partition("/")[0]


def labelled(name: str) -> tuple[Labelled, ...]:
    """The articles of `tests/data/stories/<name>.txt`, in its order."""
    blocks = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("== ")[1:]
    return tuple(_article(block) for block in blocks)


def _article(block: str) -> Labelled:
    head, _, text = block.partition("\n")
    label, host, title = head.split(" | ", 2)
    return Labelled(label=label.strip(), host=host.strip(), title=title.strip(), text=text.strip())
