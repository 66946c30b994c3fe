"""`python bench/fuzz.py [SECONDS] [SEED]`: broken feeds and pages at the parsers, for as long as told (default 60).

Takes the feeds of tests/data and pages made up here, mutates them (bytes changed, cut, doubled, spliced, hostile pieces put in) and
gives them to the feed parser, the delta with half of the ids known, discovery and the extractor, in processes of their own. Anything but
a result or `Unreadable` is a crash; more than two seconds of CPU is slow, more than ten is a hang. The input of each find is written to a
temporary folder, which is named at the end. Exit code 1 where there was a crash or a hang.
"""

import asyncio
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.articles.extract import extract_page
from bot.engine.pool import WorkerPool
from bot.errors import Unreadable
from bot.feeds.discover import find_feeds
from bot.feeds.parse import parse_feed
from bot.settings import WorkersSettings

_FEEDS = Path(__file__).parents[1] / "tests" / "data" / "feeds"
_URL = "https://copper.example/feed"
_SLOW_S = 2.0
_LONGEST = 200_000
_PARAGRAPH = "<p>Tin and copper make a board that starts in 0.4&nbsp;s, <a href='/x'>say</a> its makers, and it costs 19 euros.</p>"
_PAGES = (
    f"<!doctype html><html lang=en><head><title>Boards</title><base href=/a/><link rel=alternate type=application/rss+xml href=f></head>"
    f"<body><nav><a href=/rss>RSS</a></nav><article><h1>Boards</h1>{_PARAGRAPH * 12}<ul><li>one<li>two</ul></article></body></html>",
    f'<html><head><script type="application/ld+json">{{"@type":"NewsArticle","headline":"x","datePublished":"2026-11-02"}}</script></head>'
    f"<body><div class=cookie>We use cookies</div><table><tr><td>{_PARAGRAPH * 8}</td></tr></table></body></html>",
)
_PIECES = (
    b"<", b">", b"&", b"&#xD800;", b"&#999999999999;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<item>",
    b"</item>", b"<entry>", b"</entry>", b"<links a='1'/>", b"<published_parsed a='1'/>", b"<title>", b"</channel>", b"\0",
    b"\xff\xfe", b"\x1f\x8b\x08", b" xml:base='x'", b" xmlns:a='urn:a'", b"<a:guid>",
    b"<?xml version='1.0' encoding='utf-7'?>", b"<g:Point srsName='\\d'>", b"\"", b"'", b"{", b"[",
    b"<div>" * 500, b"<a " * 500, b"<category>c</category>" * 200, b"a." * 500, b"9" * 500, b"<b" + b" a='1'" * 300 + b">",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one input: the name of each failure, and the most CPU seconds that a reader took."""

    crashes: tuple[str, ...]
    slowest_s: float


def try_all(body: bytes) -> Outcome:
    """Runs in a worker: every reader of foreign bytes once."""
    crashes: list[str] = []
    slowest = 0.0
    for name, read in (("parse", _parse_twice), ("discover", _discover), ("extract", _extract)):
        started = time.process_time()
        try:
            read(body)
        except Unreadable:
            continue
        except Exception:  # noqa: BLE001  the find that this script is after
            crashes.append(f"{name}: {traceback.format_exc(limit=-2)}")
        finally:
            slowest = max(slowest, time.process_time() - started)
    return Outcome(crashes=tuple(crashes), slowest_s=slowest)


def _parse_twice(body: bytes) -> None:
    keys = [one.keys.guid for one in parse_feed(body, url=_URL, content_type=None).entries]
    parse_feed(body, url=_URL, content_type=None, known=frozenset(key for key in keys[::2] if key))


def _discover(body: bytes) -> None:
    find_feeds(body, url=_URL)


def _extract(body: bytes) -> None:
    extract_page(body, url=_URL, content_type="text/html", title="")


def mutated(seeds: list[bytes], rng: random.Random) -> bytes:
    """One seed with one to eight things done to it."""
    body = bytearray(rng.choice(seeds))
    for _ in range(rng.randint(1, 8)):
        at, to = sorted(rng.randrange(len(body) + 1) for _ in range(2))
        deed = rng.randrange(6)
        if deed == 0:
            body[at:at] = rng.choice(_PIECES)
        elif deed == 1:
            body[at : min(to, at + 40)] = rng.randbytes(rng.randint(0, 4))
        elif deed == 2:
            del body[at : min(to, at + rng.choice((1, 10, 1000)))]
        elif deed == 3:
            body[at:at] = body[at:to] * rng.choice((1, 2, 30))
        elif deed == 4:
            body[at:at] = rng.choice(seeds)[:5_000]
        else:
            body = body.replace(*(rng.choice(_PIECES) for _ in range(2)), rng.randint(1, 50))
        body = body[:_LONGEST] or bytearray(b"<")
    return bytes(body)


async def hunt(seconds: float, seed: int) -> Counter[str]:
    """Mutate, read and print until the time is up; how often what happened."""
    rng = random.Random(seed)
    seeds = [path.read_bytes() for path in sorted(_FEEDS.iterdir()) if "expected" not in path.name] + [page.encode() for page in _PAGES]
    finds = Path(tempfile.mkdtemp(prefix="bytebot-fuzz-"))
    found: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    with WorkerPool(WorkersSettings(processes=2, timeout_s=30)) as pool:

        async def chase() -> None:
            while time.monotonic() < ends:
                body = mutated(seeds, rng)
                found["inputs"] += 1
                try:
                    outcome = await pool.run(_URL, try_all, body)
                except Unreadable as error:
                    outcome = Outcome(crashes=(), slowest_s=0.0)
                    _keep(finds, "hang", body, str(error), found)
                for crash in outcome.crashes:
                    _keep(finds, "crash", body, crash, found)
                if outcome.slowest_s > _SLOW_S:
                    _keep(finds, "slow", body, f"{outcome.slowest_s:.1f} s", found)

        await asyncio.gather(chase(), chase())
    print(f"seed {seed}: {dict(found)}; what was found is in {finds}")
    return found


def _keep(finds: Path, kind: str, body: bytes, said: str, found: Counter[str]) -> None:
    found[kind] += 1
    (finds / f"{kind}-{found[kind]}").write_bytes(body)
    print(f"{kind} {found[kind]} ({len(body)} bytes): {said}")


if __name__ == "__main__":
    told = [*sys.argv[1:], *("60", "7")[len(sys.argv) - 1 :]]
    counts = asyncio.run(hunt(float(told[0]), int(told[1])))
    sys.exit(1 if counts["crash"] or counts["hang"] else 0)
