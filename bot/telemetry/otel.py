"""Spans in, OTLP over HTTP to the operator's collector out. Imported only where one is named: the extra `otel`.

An exception marks its span by its type: its message and traceback may hold what a feed or a person wrote, so neither is sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import StatusCode

_ANSWER_WITHIN_S: Final = 3.0


class OtelTracer:
    """A `Tracer`. Spans wait in memory, at most 2,048, and go out every five seconds; those that find no room are dropped."""

    def __init__(self, endpoint: str, *, role: str, version: str) -> None:
        """`endpoint`: the collector's own address; `/v1/traces` is added."""
        about = Resource.create({"service.name": "bytebot", "service.version": version, "bytebot.role": role})
        self._provider = TracerProvider(resource=about, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=_ANSWER_WITHIN_S)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("bytebot", version)

    @contextmanager
    def span(self, name: str, facts: dict[str, str | int]) -> Iterator[None]:
        """See `Tracer`."""
        named = {f"bytebot.{key}": value for key, value in facts.items()}
        with self._tracer.start_as_current_span(name, attributes=named, record_exception=False, set_status_on_exception=False) as span:
            try:
                yield
            except BaseException as error:
                span.set_status(StatusCode.ERROR, type(error).__name__)
                raise

    def close(self) -> None:
        """Send what is left, and end. Blocks for some seconds where the collector does not answer."""
        self._provider.shutdown()
