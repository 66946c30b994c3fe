"""How good and how fast are the takeaways? Prints every bar with what was reached, each ratio against baselines of the same run.

    python -m bench.takeaways --data DIR --scorer FILE

DIR holds `summaries-dev.jsonl` and `summaries-tech-dev.jsonl`; FILE is the scorer, a script that runs the baselines and counts (its
own help says how). Run it where sumy and numpy are installed beside ByteBot: without them there is no ratio against sumy.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Final

from bench.articles import Judged, article_of, load
from bench.spans import rests
from bot.model.takeaways import Method
from bot.takeaways import condense

_SHARED: Final = {
    "self_contained": ">=0.90", "redundant_pairs": "<=0.02", "count_ok": ">=1.00", "one_sentence": ">=0.99", "length_ok": ">=0.95",
    "faithful": ">=1.00", "deterministic": ">=1", "missing": "<=0", "edge_failures": "<=0",
}  # fmt: skip
BARS: Final = {
    "summaries-dev.jsonl": {"r2_vs_best": ">=1.14", "coverage_vs_best": ">=1.10", "r2rec_vs_lead": ">=1.02", "coverage_vs_lead": ">=1.02"},
    "summaries-tech-dev.jsonl": {
        "r2_vs_best": ">=1.03", "coverage_vs_best": ">=1.03", "r2rec_vs_lead": ">=1.25", "coverage_vs_lead": ">=1.12",
    },
}  # fmt: skip
_EIGHT_HUNDRED: Final = range(700, 900)
_ROUNDS: Final = 3


def main() -> None:
    """Everything in one run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, required=True)
    given = parser.parse_args()
    print(f"{datetime.now(UTC):%d %B %Y}, Python {sys.version.split()[0]}\n")
    for name, bars in BARS.items():
        _print_bars(given.data / name, given.scorer, {**bars, **_SHARED})
        _print_spans(load(given.data / name))
    _print_times(given.data / "summaries-dev.jsonl", _module(given.scorer))


def _print_bars(data: Path, scorer: Path, bars: Mapping[str, str]) -> None:
    command = [sys.executable, str(scorer), "--data", str(data), "--html", "--import", "bench.articles:bullets"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    print(done.stdout.rpartition("\n{")[0] + "\n")
    found = json.loads(done.stdout[done.stdout.rindex("\n{") :])
    if not found["sumy"]:
        print("sumy is not installed: the ratios against the best are against another baseline")
    for name, bar in bars.items():
        reached = found[name] >= float(bar[2:]) if bar.startswith(">=") else found[name] <= float(bar[2:])
        print(f"{name:18s} {found[name]:8.3f}  {bar:7s} {'reached' if reached else 'MISSED'}")


def _print_spans(judged: Iterable[Judged]) -> None:
    """Of every article: does each bullet say what its stretch of the text says, and nothing else?"""
    bullets = wrong = longest = over = 0
    for one in judged:
        takeaways = condense(one.article)
        if takeaways.method is not Method.EXTRACTIVE:
            continue
        for bullet in takeaways.bullets:
            bullets += 1
            wrong += not rests(bullet.text, one.article.text[bullet.start : bullet.end])
            over += len(bullet.text.split()) > 35
            longest = max(longest, len(bullet.text))
    print(f"{bullets} bullets, {wrong} that say more than their span; {over} of more than 35 words, the longest {longest} characters\n")


def _print_times(data: Path, scorer: ModuleType) -> None:
    lines = [json.loads(line) for line in data.read_text("utf-8").splitlines()]
    lines = [line for line in lines if len(line["text"].split()) in _EIGHT_HUNDRED]
    articles = [article_of(line) for line in lines]
    own = _cpu_ms(lambda: [condense(article) for article in articles]) / len(articles)
    print(f"{len(articles)} articles of 700 to 900 words: {own:.2f} ms of CPU each (bar 4)")
    if lexrank := scorer.sumy_baselines().get("sumy.lexrank"):
        for line in lines:
            line |= {"_s": scorer.sentences(line["text"]), "_k": 3, "_w": 30}
        theirs = _cpu_ms(lambda: [lexrank(line) for line in lines]) / len(lines)
        print(f"sumy's LexRank on the same: {theirs:.2f} ms, {theirs / own:.1f} times as long (bar 2)")
    said = " ".join(f"Service number {n} in region {n % 7} handled {n * 13} requests on day {n % 30} of a long month." for n in range(1200))
    long = article_of({"id": "long", "title": "Long", "text": said})
    print(f"1,200 sentences: {_cpu_ms(lambda: condense(long)):.1f} ms (bar 60)")


def _cpu_ms(work: Callable[[], object]) -> float:
    """The least of some rounds: what the work takes where nothing disturbs it."""
    times = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times) * 1e3


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
