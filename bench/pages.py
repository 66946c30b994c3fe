"""Saved article pages with their true text in; F1 and CPU time a page out, beside trafilatura's settings in the same run.

    python -m bench.pages --data FOLDER [--verbose]

FOLDER holds `truth.json` (an object a page: `url`, `articleBody` or `article_body`) and `html/<id>.html.gz`. The measure is that of
scrapinghub's article-extraction-benchmark: per page the 4-word shingles of the text against those of the truth, mean precision and
mean recall over pages, F1 of the two.
"""

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import trafilatura

from bot.articles.extract import extract_page
from bot.errors import Unreadable
from bot.model.article import Confidence

_WORD: Final = re.compile(r"\w+")
_SHINGLE: Final = 4
_SETTINGS: Final = {
    "default": {}, "fast": {"fast": True}, "precision": {"favor_precision": True}, "recall": {"favor_recall": True},
    "fast+precision": {"fast": True, "favor_precision": True}, "fast+recall": {"fast": True, "favor_recall": True},
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A page as it was saved, and the text that a person marked as its article."""

    name: str
    url: str
    body: bytes
    truth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """How well one page went: shares from 0 to 1, and CPU seconds."""

    name: str
    precision: float
    recall: float
    cpu_s: float


def load(folder: Path) -> Iterator[Saved]:
    """Every page of the folder."""
    for name, told in json.loads((folder / "truth.json").read_text("utf-8")).items():
        packed = (folder / "html" / f"{name}.html.gz").read_bytes()
        yield Saved(name=name, url=told["url"], body=gzip.decompress(packed), truth=told.get("article_body") or told.get("articleBody", ""))


def score(page: Saved, read: Callable[[Saved], str]) -> Scored:
    """What `read` makes of the page, against the truth."""
    start = time.process_time()
    text = read(page)
    cpu_s = time.process_time() - start
    got, wanted = _shingles(text), _shingles(page.truth)
    both = (got & wanted).total()
    return Scored(name=page.name, precision=both / max(1, got.total()), recall=both / max(1, wanted.total()), cpu_s=cpu_s)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    runs = max(1, len(words) - _SHINGLE + 1)
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(runs)) if words else Counter()


def ours(page: Saved) -> str:
    """ByteBot's text of the page; "" where it can't be read."""
    try:
        return extract_page(page.body, url=page.url, content_type="text/html", title="").text
    except Unreadable:
        return ""


def _line(name: str, scores: list[Scored]) -> str:
    precision = sum(each.precision for each in scores) / len(scores)
    recall = sum(each.recall for each in scores) / len(scores)
    times = sorted(each.cpu_s * 1000 for each in scores)
    mean, last = sum(times) / len(times), times[min(len(times) - 1, int(len(times) * 0.99))]
    f1 = 2 * precision * recall / (precision + recall)
    return f"{name:16} F1 {f1:.4f}  P {precision:.4f}  R {recall:.4f}  CPU ms mean {mean:6.1f}  p99 {last:6.1f}"


def main() -> None:
    """Print one line for ByteBot and one for each of trafilatura's settings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    pages = list(load(arguments.data))
    ours(pages[0])  # the first call loads word lists and patterns
    own = [score(page, ours) for page in pages]
    print(_line("ByteBot", own))
    for name, setting in _SETTINGS.items():
        print(_line(name, [score(page, lambda page, setting=setting: _trafilatura(page, setting)) for page in pages]))
    print("not full:", [page.name for page in pages if not _is_full(page)])
    if arguments.verbose:
        for each in sorted(own, key=lambda each: each.precision + each.recall):
            print(f"{each.name[:16]} P {each.precision:.3f} R {each.recall:.3f} CPU ms {each.cpu_s * 1000:.0f}")


def _trafilatura(page: Saved, setting: dict[str, bool]) -> str:
    return trafilatura.extract(page.body, url=page.url, include_comments=False, include_tables=True, **setting) or ""


def _is_full(page: Saved) -> bool:
    try:
        return extract_page(page.body, url=page.url, content_type="text/html", title="").confidence is Confidence.FULL
    except Unreadable:
        return False


if __name__ == "__main__":
    main()
