"""The bot's numbers in, docs/reference/metrics.md out. `python -m tests.metrics_page` writes it anew."""

from pathlib import Path

from bot import measures

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "metrics.md"
_HEAD = """\
# Metrics

What `/metrics` shows, for Prometheus ([how to watch the bot](../how-to/watch-it.md)). Times are in seconds. No label names a feed, a
server or a person. Beside these are the process's own: `process_resident_memory_bytes`, `process_cpu_seconds_total`,
`process_open_fds` and the like, of the bot's main process alone, without those that read feeds and pages for it.

| name | kind | label | what it is |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(f"| `{each.name}` | {each.kind} | {_label(each)} | {each.help} |\n" for each in measures.reference())


def _label(each: measures.Described) -> str:
    values = f": {', '.join(each.values)}" if each.values else ""
    return f"`{each.label}`{values}" if each.label else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
