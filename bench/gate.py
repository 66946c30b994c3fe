"""`python bench/gate.py FILE.jsonl ...`: how often the gate of model-written takeaways stops what it should, and what it should not.

Lines are `{"title", "text", "highlights": [...]}`. Printed per kind: how many takeaways, the share stopped, and by which rule.
"""

import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.articles.extract import extract_text
from bot.takeaways import condense
from bot.takeaways.check import check
from bot.takeaways.ground import Ground, ground_of
from bot.takeaways.llm.layout import lay_out

_NAME = re.compile(r"(?<=[a-z] )[A-Z][a-z]{3,}")
_AUXILIARY = re.compile(r" (?:is|was|are|were|will|has|have|can) ")


def planted(bullet: str, text: str, foreign: list[str], rng: random.Random) -> Iterator[tuple[str, str]]:
    """One error of each kind put into a sound bullet: a number, a name of another article, a "not"."""
    digits, names, verbs = (list(each.finditer(bullet)) for each in (re.compile(r"\d+"), _NAME, _AUXILIARY))
    strange = [name for name in foreign if name not in text]
    if digits:
        at = rng.choice(digits)
        yield "number changed", bullet[: at.start()] + str(int(at[0]) + rng.randint(1, 9)) + bullet[at.end() :]
    if names and strange:
        at = rng.choice(names)
        yield "name of another article", bullet[: at.start()] + rng.choice(strange) + bullet[at.end() :]
    if verbs:
        at = rng.choice(verbs)
        yield '"not" inserted', bullet[: at.end()] + "not " + bullet[at.end() :]


def main(paths: list[str]) -> None:
    """Read, check, print."""
    rng = random.Random(7)
    rows = [json.loads(line) for path in paths for line in Path(path).read_text("utf-8").splitlines()]
    made = [extract_text(row["text"], url="", title=row.get("title") or "") for row in rows]
    started = time.process_time()
    grounds = [ground_of(each, lay_out(each, most_chars=24_000).spans) for each in made]
    print(f"{len(rows)} articles, {(time.process_time() - started) / len(rows) * 1000:.1f} ms CPU each to prepare")
    found: dict[str, Counter[str]] = defaultdict(Counter)

    def count(kind: str, text: str, ground: Ground) -> bool:
        fault = check(text, source=None, ground=ground).fault
        found[kind][fault or "passes"] += 1
        return fault is None

    for place, (row, article, ground) in enumerate(zip(rows, made, grounds, strict=True)):
        other = (place + rng.randrange(1, len(rows))) % len(rows)
        for text in row["highlights"]:
            count("people's own takeaways", text, ground)
            count("those of another article", text, grounds[other])
        for bullet in condense(article).bullets:
            if count("built-in takeaways", bullet.text, ground):
                for kind, text in planted(bullet.text, row["text"], _NAME.findall(rows[other]["text"]), rng):
                    count(kind, text, ground)
    for kind, counts in found.items():
        print(f"{kind}: {counts.total()}, stopped {1 - counts['passes'] / counts.total():.3f}, {dict(counts.most_common())}")


if __name__ == "__main__":
    main(sys.argv[1:])
