"""A look at the bot in, what `bytebot status --watch` draws out. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.box import ROUNDED
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.flows.health import is_alive
from bot.flows.live import Live, Rates
from bot.model.hours import Counts
from bot.model.notice import Notice
from bot.store.load import Late
from bot.text.counted import age, amount, bars, hours_and_minutes

_GOOD, _BAD, _SOFT = "green", "bold red", "dim"
_LATE_S = 60.0  # from here on a wait is red
_MOST_NOTICES = 8


def picture(found: Live, *, trouble: str = "") -> RenderableType:
    """All of it. `trouble`: why the last look failed, and this is an older one; empty: it did not."""
    return Group(
        Panel(_head(found, trouble=trouble), title="ByteBot", title_align="left", box=ROUNDED, border_style="cyan"),
        _framed("Work", _work(found)),
        _framed("Waiting", _waiting(found)),
        _framed("Needs your attention", _attention(found.status.notices)),
        Text("Ctrl-C ends this; the bot goes on.", style=_SOFT),
    )


def _framed(title: str, inner: RenderableType) -> Panel:
    return Panel(inner, title=title, title_align="left", box=ROUNDED, border_style=_SOFT)


def _head(found: Live, *, trouble: str) -> Text:
    status = found.status
    alive = is_alive(status.beat_at, now=found.at)
    sign = f"last sign of life {_ago(status.beat_at, now=found.at)} ago" if status.beat_at else "never seen"
    head = Text.assemble(("● running" if alive else "○ not running", _GOOD if alive else _BAD), f", {sign}    {found.at:%H:%M:%S} UTC")
    counts = status.counts
    head.append(
        f"\n{amount(counts.feeds)} feeds, {amount(counts.entries)} entries seen, {amount(counts.posts)} posts sent, "
        f"database {counts.bytes / 1e6:.1f} MB"
    )
    if trouble:
        head.append(f"\n{trouble}", style=_BAD)
    return head


def _work(found: Live) -> Table:
    table = _table("", "a minute", "this hour", "24 hours", "hour by hour")
    day = found.status.day
    for name, pick, rate in _ROWS:
        row = [pick(each.counts) for each in day.steps]
        pace = "…" if found.rates is None else f"{rate(found.rates):.1f}"
        table.add_row(name, pace, amount(row[-1]), amount(sum(row)), bars(tuple(row)))
    total = day.total
    saved = [each.counts.saved_s for each in day.steps]
    table.add_row("reading saved", "", hours_and_minutes(saved[-1]), hours_and_minutes(total.saved_s), bars(tuple(saved)))
    failures = [each.counts.failures for each in day.steps]
    table.add_row("failed polls", "", amount(failures[-1]), amount(total.failures), bars(tuple(failures)))
    return table


_Row = tuple[str, Callable[[Counts], int], Callable[[Rates], float]]
_ROWS: tuple[_Row, ...] = (
    ("polls", lambda counts: counts.polls, lambda rates: rates.polls),
    ("entries", lambda counts: counts.entries, lambda rates: rates.entries),
    ("articles", lambda counts: counts.articles, lambda rates: rates.articles),
    ("posts", lambda counts: counts.posts, lambda rates: rates.posts),
)


def _waiting(found: Live) -> Table:
    load, counts = found.status.load, found.status.counts
    table = _table("", "due", "the oldest waits")
    for name, late in (("feeds to poll", load.feeds), ("entries to read", load.entries), ("posts to send", load.posts)):
        table.add_row(name, amount(late.number), _wait(late, now=found.at))
    for task, jobs in sorted((found.status.queue or {}).items()):
        table.add_row(f"queue: {task}", amount(jobs), "")
    wrong = (("failing feeds", load.failing), ("closed channels", counts.closed), ("jobs in quarantine", found.status.quarantined))
    for name, number in wrong:
        table.add_row(name, Text(amount(number), style=_BAD if number else ""), "")
    return table


def _attention(notices: Sequence[Notice]) -> Text:
    if not notices:
        return Text("Nothing.", style=_GOOD)
    lines = [f"since {each.created_at:%Y-%m-%d %H:%M} UTC: {each.text}" for each in notices[:_MOST_NOTICES]]
    more = len(notices) - len(lines)
    return Text("\n".join([*lines, *([f"… and {more} more: `bytebot status` lists them."] if more else [])]))


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style=_SOFT)
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number in {0, len(heads) - 1} and head != "the oldest waits" else "right", no_wrap=True)
    return table


def _wait(late: Late, *, now: datetime) -> Text:
    if late.since is None:
        return Text("")
    return Text(_ago(late.since, now=now), style=_BAD if (now - late.since).total_seconds() > _LATE_S else "")


def _ago(at: datetime, *, now: datetime) -> str:
    return age((now - at).total_seconds())
