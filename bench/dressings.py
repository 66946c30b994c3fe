"""Articles in made-up dressings in; how many lines of furniture stayed and how many of the article's went, out.

    python -m bench.dressings [--draws 40] [--seed FILE --end LINE] [--verbose]

`--seed` adds an article from a text file (label, title, then its lines up to the one that equals LINE).
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from bot.articles.extract import extract_page
from bot.errors import Unreadable
from bot.model.article import Article, BlockKind
from tests.unit.articles.dressed import Dressed, Made, flattened, souped, themed
from tests.unit.articles.stories import STORIES

_DRESSINGS: dict[str, Callable[[Made, Random], Dressed]] = {
    "theme": lambda made, chance: themed(made, chance=chance),
    "soup": lambda made, chance: souped(made, chance=chance),
    "text": lambda made, chance: flattened(made, chance=chance, kind="text"),
    "pre": lambda made, chance: flattened(made, chance=chance, kind="pre"),
    "br": lambda made, chance: flattened(made, chance=chance, kind="br"),
}
_KINDS = {"p": BlockKind.PARAGRAPH, "h": BlockKind.HEADING, "li": BlockKind.ITEM}


def seed_article(path: Path, *, end: str) -> Made:
    """The article of a text file: its second line is the title, all after it up to the line `end` is the article."""
    lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    inner = lines[2 : lines.index(end)]
    return Made(title=lines[1], lines=tuple(_told(line) for line in inner))


def _told(line: str) -> tuple[str, str]:
    if line.startswith("•"):
        return "li", line.removeprefix("•").strip()
    return ("h" if len(line) < 90 and line[-1] not in ".:!?”" else "p"), line


def read(page: Dressed, *, title: str = "") -> Article | None:
    """None: it could not be read."""
    try:
        return extract_page(page.body, url="https://data.example/x", content_type=page.content_type, title=title)
    except Unreadable:
        return None


def faults(made: Made, page: Dressed, article: Article | None) -> list[str]:
    """Every line that stayed (+), went (-) or changed its kind (~)."""
    if article is None:
        return ["! not read"]
    found = {article.text[block.start : block.end]: block.kind for block in article.blocks}
    own = {text for _, text in made.lines}
    stayed = [f"+ {line}" for line in page.furniture if line not in own and line in found]
    stayed += [f"+? {text}" for text in found if text not in own and text not in page.furniture]
    gone = [f"- {text}" for _, text in made.lines if text not in found]
    turned = [f"~ {found[text]} {text}" for kind, text in made.lines if text in found and found[text] is not _KINDS[kind]]
    titled = [] if article.title == made.title else [f"t {article.title}"]
    return stayed + gone + turned + titled


def main() -> None:
    """Print a line for each dressing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--seed", type=Path)
    parser.add_argument("--end", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    stories = [seed_article(arguments.seed, end=arguments.end)] if arguments.seed else STORIES
    for name, dress in _DRESSINGS.items():
        if arguments.only in name:
            _print(name, dress, stories, draws=arguments.draws, verbose=arguments.verbose)


def _print(
    name: str, dress: Callable[[Made, Random], Dressed], stories: list[Made] | tuple[Made, ...], *, draws: int, verbose: bool
) -> None:
    clean = pages = lines = 0
    marks: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for made in stories:
        for draw in range(draws):
            page = dress(made, Random(draw))
            wrong = faults(made, page, read(page))
            pages, clean, lines = pages + 1, clean + (not wrong), lines + len(page.furniture)
            marks.update(re.match(r"\S+", fault)[0] for fault in wrong)  # type: ignore[index]  # every fault has a mark
            seen.update(wrong)
    print(f"{name:6} pages {pages}  faultless {clean}  furniture lines {lines}  {dict(marks)}")
    if verbose:
        for fault, count in seen.most_common(25):
            print(f"   {count:4} {fault[:130]}")


if __name__ == "__main__":
    main()
