"""What the bot counts and measures about itself: each number's name, label and meaning, here and nowhere else. Pure: numbers in memory.

Prometheus' own client keeps the numbers. They stand in a registry of ours, not in the library's default one: that one holds whatever any
other library of the process puts in it, and a test could not say what it shows. No label names a feed, a server or a person.
Where to find them: docs/reference/metrics.md.
"""

from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

REGISTRY: Final = CollectorRegistry()


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One number as the reference shows it. `values`: all that its label can be; () where that is told in words, or it has none."""

    name: str
    kind: str
    help: str
    label: str
    values: tuple[str, ...]


_described: Final[list[Described]] = []

_QUICK: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SLOW: Final = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
_LATE: Final = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0, 86400.0)
_STATUSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")


def reference() -> tuple[Described, ...]:
    """Every number that this module declares, in its order. The process's own (memory, processor, files) come on top of them."""
    return tuple(_described)


def status_class(status: int) -> str:
    """`2xx` of 204: what an answer's status begins with."""
    return f"{status // 100}xx"


def _note(name: str, kind: str, text: str, label: str, values: tuple[str, ...]) -> list[str]:
    _described.append(Described(name=name, kind=kind, help=text, label=label, values=values))
    return [each for each in label.split(",") if each]


def _counter(name: str, text: str, *, label: str = "", values: tuple[str, ...] = ()) -> Counter:
    """What only grows. Every value of its label is there from the start, at 0, so that a first failure is seen as a growth."""
    made = Counter(name, text, _note(name, "counter", text, label, values), registry=REGISTRY)
    for value in values:
        made.labels(value)
    return made


def _gauge(name: str, text: str, *, label: str = "") -> Gauge:
    """What goes up and down."""
    return Gauge(name, text, _note(name, "gauge", text, label, ()), registry=REGISTRY)


def _seconds(name: str, text: str, *, buckets: tuple[float, ...], label: str = "", values: tuple[str, ...] = ()) -> Histogram:
    """How long something takes, sorted into buckets."""
    made = Histogram(name, text, _note(name, "histogram", text, label, values), registry=REGISTRY, buckets=buckets)
    for value in values:
        made.labels(value)
    return made


INFO: Final = _gauge("bytebot_info", "Always 1 for the version that runs.", label="version")
LOOP_LAG: Final = _seconds(
    "bytebot_loop_lag_seconds",
    "How much later than it should the event loop came back, looked at every half second; everything in the process waits so long.",
    buckets=_QUICK,
)

FEED_POLLS: Final = _counter(
    "bytebot_feed_polls_total",
    "Polls of feeds: something new was read, nothing had changed, it failed, or the server rests and was not asked.",
    label="outcome",
    values=("read", "same", "failed", "rested"),
)
FEED_POLL: Final = _seconds("bytebot_feed_poll_seconds", "How long a poll took, its wait for a turn at the server included.", buckets=_SLOW)
FEED_LAG: Final = _seconds("bytebot_feed_lag_seconds", "How much later than due a poll began.", buckets=_LATE)
ENTRIES: Final = _counter("bytebot_entries_total", "New entries found in feeds.")
WEB_ANSWERS: Final = _counter(
    "bytebot_web_answers_total", "Answers of servers that feeds and pages were asked of, by status.", label="status_class", values=_STATUSES
)
WEB_BYTES: Final = _counter("bytebot_web_bytes_total", "Bytes of bodies read from the web, as they came over the wire.")

ARTICLES: Final = _counter(
    "bytebot_articles_total",
    "Articles condensed, by who made the takeaways; none: there was nothing to make them of.",
    label="method",
    values=("own", "extractive", "changelog", "roundup", "none", "llm"),
)
CONDENSE: Final = _seconds("bytebot_condense_seconds", "How long an article took, from its fetch to its takeaways.", buckets=_SLOW)
POOL_REPLACED: Final = _counter(
    "bytebot_worker_pool_replaced_total", "Times that all processes which read foreign bytes were replaced, since none answered any more."
)

POSTS: Final = _counter(
    "bytebot_posts_total",
    "Tries to deliver a post: sent, found (an earlier try had arrived), later (tried again), dead (Discord never takes it).",
    label="state",
    values=("sent", "found", "later", "dead"),
)
POST_AGE: Final = _seconds("bytebot_post_age_seconds", "How long after it was due a post arrived.", buckets=_LATE)
POSTS_LATE: Final = _counter(
    "bytebot_posts_late_total", "Posts that arrived after their sender's claim had run out: the one way in which a post can come twice."
)
DISCORD_ANSWERS: Final = _counter(
    "bytebot_discord_requests_total", "Requests that Discord answered, by status.", label="status_class", values=_STATUSES
)
DISCORD_429: Final = _counter("bytebot_discord_429_total", "Answers of Discord that asked for a pause (429).")

INTERACTION: Final = _seconds(
    "bytebot_interaction_seconds", "How long a command took, its answer included; Discord wants a first sign within three.", buckets=_SLOW
)

ENGINE_DEPTH: Final = _gauge("bytebot_engine_queue_depth", "Jobs that wait, as the whole engine has them.", label="task")
ENGINE_JOBS: Final = _counter("bytebot_engine_jobs_total", "Jobs that ended, by task and outcome (done or failed).", label="task,outcome")
ENGINE_JOB: Final = _seconds("bytebot_engine_job_seconds", "How long a job took.", label="task", buckets=_SLOW)
ENGINE_RECOVERED: Final = _counter("bytebot_engine_recovered_total", "Jobs taken over from a worker that gave no sign of life.")
ENGINE_QUARANTINED: Final = _gauge("bytebot_engine_quarantined", "Jobs that failed for good and wait for somebody to look at them.")

LLM_REQUESTS: Final = _counter(
    "bytebot_llm_requests_total",
    "Requests to the language model: answered, or failed.",
    label="outcome",
    values=("answered", "failed"),
)
LLM_TOKENS: Final = _counter(
    "bytebot_llm_tokens_total", "Tokens sent to and got from the language model.", label="direction", values=("in", "out")
)
DATABASE: Final = _seconds(
    "bytebot_database_seconds",
    "How long a transaction took, its wait for a connection and the work inside included.",
    label="kind",
    values=("read", "write"),
    buckets=_QUICK,
)

ProcessCollector(registry=REGISTRY)
