"""The house's rooms in, docs/architecture.svg out: `python -m docs.drawing`. A test compares; rooms come from pyproject.toml's floors."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

FILE = Path(__file__).parent / "architecture.svg"
PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
STAGES = ("feed", "entry", "article", "takeaways", "story", "digest", "post", "delivery")
ROLES = {
    "gateway": ("commands and buttons", "by shards"),
    "scheduler": ("asks for what is due", "any number"),
    "worker": ("polls and reads", "any number, no token"),
    "sender": ("posts and edits", "one leads, one waits"),
}
WORDS = {
    "cli": "bytebot …",
    "compose": "joins the parts",
    "cogs": "Discord's front door",
    "http": "the machines' door",
    "flows": "the verbs: subscribe, poll, condense, digest, deliver",
    "ports": "doors with two sides",
    "settings": "what can be set",
    "model": "the words: frozen dataclasses",
    "catalogue": "every sentence, in three languages",
}
WIDTH, LEFT, ROOM, GAP, ROW = 960, 110, 830, 8, 46
STYLE = """
  .ink { fill: #1f2933; } .soft { fill: #52606d; } .room { fill: #f5f7fa; stroke: #9aa5b1; }
  .deed { fill: #dceefb; stroke: #4098d7; } .store { fill: #e3f9e5; stroke: #3f9142; } .line { stroke: #52606d; fill: none; }
  text { font: 14px system-ui, 'DejaVu Sans', sans-serif; } .small { font-size: 11.5px; } .head { font-weight: 600; font-size: 16px; }
  @media (prefers-color-scheme: dark) {
    .ink { fill: #f0f4f8; } .soft { fill: #b3becb; } .room { fill: #243b53; stroke: #627d98; }
    .deed { fill: #0b4f80; stroke: #4098d7; } .store { fill: #14532d; stroke: #51ca58; } .line { stroke: #b3becb; }
  }
"""


def drawing() -> str:
    """The whole picture: the data's way, the floors, the roles."""
    parts = [*_way(30), *_floors(floors(), 150)]
    below = 150 + 40 + len(floors()) * (ROW + GAP) + 10
    parts += _roles(below)
    height = below + 250
    label = "The data's way, the floors of the house, and the roles that share a database"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">\n'
        f'<style>{STYLE}</style>\n<defs><marker id="tip" '
        'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">'
        '<path class="soft" d="M0 0 8 4 0 8z"/></marker></defs>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def floors() -> Sequence[Sequence[str]]:
    """The rooms of each floor, the highest first, as import-linter holds them."""
    contracts = tomllib.loads(PYPROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    return [[room.strip(" ()") for room in layer.split("|")] for layer in layers if layer != "__main__"]


def _way(top: int) -> Iterator[str]:
    yield _text(20, top, "The data's way: each arrow is a stage; nothing flows back", style="head ink")
    wide, step = 92, (WIDTH - 40 - 92) / (len(STAGES) - 1)
    for number, stage in enumerate(STAGES):
        x = 20 + number * step
        yield from _box(x, top + 16, wide, 38, stage, kind="deed")
        if number:
            yield f'<path class="line" marker-end="url(#tip)" d="M{x - step + wide + 2:.0f} {top + 35}H{x - 3:.0f}"/>'
    yield _text(20, top + 78, "feeds and pages", style="small soft")
    yield _text(WIDTH - 20, top + 78, "Discord, or the console", style="small soft", anchor="end")


def _floors(layers: Sequence[Sequence[str]], top: int) -> Iterator[str]:
    yield _text(20, top, "The floors: imports go down only, rooms side by side don't know each other", style="head ink")
    for number, rooms in enumerate(layers):
        y = top + 16 + number * (ROW + GAP)
        yield _text(LEFT - 14, y + 28, f"floor {len(layers) - number}", style="small soft", anchor="end")
        wide = (ROOM - GAP * (len(rooms) - 1)) / len(rooms)
        for place, room in enumerate(rooms):
            yield from _box(
                LEFT + place * (wide + GAP), y, wide, ROW, room, WORDS.get(room, ""), kind="store" if room == "store" else "room"
            )


def _roles(top: int) -> Iterator[str]:
    yield _text(20, top, "The roles: one process has all of them; with Postgres each can have its own", style="head ink")
    wide, gap = 212, 24
    for number, (role, words) in enumerate(ROLES.items()):
        x = 20 + number * (wide + gap)
        yield from _box(x, top + 16, wide, 66, role, *words, kind="deed")
        yield f'<path class="line" marker-start="url(#tip)" marker-end="url(#tip)" d="M{x + wide / 2:.0f} {top + 86}V{top + 128}"/>'
    yield from _box(
        20,
        top + 132,
        WIDTH - 40,
        56,
        "the database",
        "what is true: feeds, entries, posts; on Postgres the queue and the locks too",
        kind="store",
    )
    yield _text(
        20,
        top + 216,
        "Only gateway and sender hold the token. Any of them may be killed at any time: what is due stands in the tables.",
        style="small soft",
    )


def _box(x: float, y: float, wide: float, high: float, title: str, *words: str, kind: str) -> Iterator[str]:
    yield f'<rect class="{kind}" x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{high:.0f}" rx="6"/>'
    said = [each for each in words if each]
    first = y + high / 2 + 5 - 8 * len(said)
    yield _text(x + wide / 2, first, title, style="ink", anchor="middle")
    for number, each in enumerate(said, start=1):
        yield _text(x + wide / 2, first + 16 * number, each, style="small soft", anchor="middle")


def _text(x: float, y: float, said: str, *, style: str, anchor: str = "start") -> str:
    return f'<text class="{style}" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{said}</text>'


if __name__ == "__main__":
    FILE.write_text(drawing(), encoding="utf-8")
