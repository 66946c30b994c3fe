"""Feeds in, what they need out: polls, cores, memory, messages and what gives first. Pure arithmetic; prints the table of docs/capacity.md.

python -m bench.capacity
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Final

DAY_S: Final = 86_400
FEEDS: Final = (1_000, 10_000, 100_000, 1_000_000)
# What is assumed of the feeds. Change these to what yours do.
INTERVAL_S: Final = 900.0  # from one poll to the next, with no feed slower than the floor: the worst case
CHANGED: Final = 0.3  # of the answers bring a document; the others say 304
ENTRIES_A_DAY: Final = 4.0
CHANNELS: Final = 2.0  # that follow a feed
PEAK: Final = 4.0  # messages of the busiest hour over the mean
BURST: Final = 2.0  # the processor in the busiest minutes over the mean: polls are spread, new entries are not
BATCH: Final = 10.0  # entries in one message, where digests are used
# What is measured, in seconds of CPU: docs/polling.md, docs/extraction.md and the decisions name the runs.
POLL_S: Final = 0.0017  # unchanged, without TLS: 28 % of a core at 10,000 feeds a minute
TLS_S: Final = 0.002  # a handshake and its records; assumed
PARSE_S: Final = 0.013  # a changed document of 50 kB, its entries compared and stored
ENTRY_S: Final = 0.040  # a page extracted and condensed
STORE_S: Final = 0.0005  # one transaction
# What a place can hold.
CORE: Final = 0.5  # of a core is kept for commands, the gateway and bursts
ALONE: Final = 2.0  # cores that one process and its two readers can use
BASE_MB: Final = 163.0  # the all-in-one bot at 10,000 feeds
MACHINE: Final = 4  # cores of one machine
OTHERS: Final = 2  # cores for Postgres, senders, gateway and scheduler
WORKER_MB: Final = 250.0  # a worker and its two reading processes
ROLE_MB: Final = 90.0  # a sender, a gateway, a scheduler
POSTGRES_MB: Final = 1_000.0
SENDS_S: Final = 40.0  # messages a second of one token: Discord allows 50 requests
ENTRY_KB: Final = 0.3  # an entry's row and its guid, for ever
TEXT_KB: Final = 6.0  # its text, for `[store] keep_days`
KEPT_DAYS: Final = 90.0
COLUMNS: Final = (
    "feeds",
    "polls/s",
    "cores, mean",
    "messages/s, mean",
    "at the peak",
    "at the peak, digests of 10",
    "layout",
    "machines of 4 cores",
    "memory",
    "disk after a year",
    "gives first",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What so many feeds need. Rates a second; memory in MB, disk in GB after a year."""

    feeds: int
    polls: float
    cores: float
    sends: float
    sends_peak: float
    batched_peak: float
    workers: int
    machines: int
    memory_mb: float
    disk_gb: float

    @property
    def first(self) -> str:
        """What gives first when there is more of it."""
        if self.batched_peak > SENDS_S:
            return "the token: more than digests can save; a second bot"
        if self.sends_peak > SENDS_S:
            return "the token, at one message an entry: digests"
        return "the processor: more workers" if self.workers else "nothing yet"


def need(feeds: int) -> Need:
    """By the formulas of docs/capacity.md."""
    polls = feeds / INTERVAL_S
    entries = feeds * ENTRIES_A_DAY / DAY_S
    cores = polls * (POLL_S + TLS_S + CHANGED * PARSE_S + STORE_S) + entries * ENTRY_S
    sends = entries * CHANNELS
    alone = cores * BURST <= ALONE - CORE and sends * PEAK <= SENDS_S
    workers = 0 if alone else ceil(cores * BURST)
    memory = workers * WORKER_MB + 4 * ROLE_MB + POSTGRES_MB if workers else BASE_MB
    disk = entries * DAY_S * (365 * ENTRY_KB + KEPT_DAYS * TEXT_KB) / 1e6
    return Need(
        feeds=feeds,
        polls=polls,
        cores=cores,
        sends=sends,
        sends_peak=sends * PEAK,
        batched_peak=sends * PEAK / BATCH,
        workers=workers,
        machines=ceil((workers + OTHERS) / MACHINE) if workers else 1,
        memory_mb=memory,
        disk_gb=disk,
    )


def ends() -> tuple[float, float]:
    """The feeds at which one process ends by its processor, and one token at one message an entry."""
    one = need(1_000_000)
    return (ALONE - CORE) / BURST / one.cores * 1e6, SENDS_S / one.sends_peak * 1e6


def table() -> Iterator[str]:
    """The lines of docs/capacity.md's table."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "| --- " * len(COLUMNS) + "|"
    for each in map(need, FEEDS):
        layout = f"Postgres, {each.workers} workers, 2 senders, 1 gateway, 1 scheduler" if each.workers else "one process, SQLite"
        yield (
            f"| {each.feeds:,} | {each.polls:,.1f} | {each.cores:.2f} | {each.sends:.2f} | {each.sends_peak:.1f} | {each.batched_peak:.1f} "
            f"| {layout} | {each.machines} | {each.memory_mb / 1000:.1f} GB | {each.disk_gb:,.0f} GB | {each.first} |"
        )


if __name__ == "__main__":
    print("\n".join(table()))
    alone, token = ends()
    print(f"\nOne process ends near {alone:,.0f} feeds, one token near {token:,.0f} at one message an entry.")
