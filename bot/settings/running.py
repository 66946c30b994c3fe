"""What can be set of how the bot runs: its engine, its shards, its own door for machines, what it reports to others. Pure."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from bot.settings.kinds import Count, PositiveSeconds, Section, check_collector

_SHARDS: Final = re.compile(r"[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*")


class EngineSettings(Section):
    """When and where work runs."""

    kind: Literal["auto", "local", "pgqueuer"] = Field(
        "auto", description="local: in this process; pgqueuer: in many, through Postgres; auto: pgqueuer where the store is Postgres"
    )
    polls: Count = Field(64, description="servers whose feeds one worker polls side by side")
    condenses: Count = Field(16, description="articles that one worker reads side by side")
    deliveries: Count = Field(100, description="channels that the sender serves side by side")
    heartbeat_s: PositiveSeconds = Field(
        5, description="a job whose worker gave no sign of life for so long is done by another; alike in all workers"
    )
    tries: Count = Field(5, description="failures after which a job is put in quarantine")
    retry_s: PositiveSeconds = Field(2, description="pause after a job's first failure, doubled each time")


class GatewaySettings(Section):
    """Discord's websocket, where a bot is on so many servers (2,500) that it needs several."""

    shard_count: Annotated[int, Field(ge=0, le=16384)] = Field(0, description="in all; 0: one, which Discord allows up to 2,500 servers")
    shards: str = Field("", description="those of this process, such as 0-7 or 0,2,4; empty: all of them")
    identify_at_once: Annotated[int, Field(ge=1, le=1024)] = Field(
        1, description="shards that may identify side by side: Discord's max_concurrency for this bot"
    )

    @property
    def shard_ids(self) -> tuple[int, ...]:
        """This process's shards: `0-3,8` as 0, 1, 2, 3 and 8; all of them where none is named."""
        return tuple(sorted(self._named())) or tuple(range(self.shard_count))

    def _named(self) -> set[int]:
        named: set[int] = set()
        for part in self.shards.split(",") if self.shards else ():
            first, _, last = part.partition("-")
            named |= set(range(int(first), int(last or first) + 1))
        return named

    @model_validator(mode="after")
    def _there_are(self) -> Self:
        if self.shards and not _SHARDS.fullmatch(self.shards):
            raise ValueError("shards is a list such as 0-7 or 0,2,4")
        if self.shards and (not self._named() or max(self._named()) >= self.shard_count):
            raise ValueError("shards names some that there are not: they go from 0 to shard_count - 1")
        return self


class HttpSettings(Section):
    """The bot's own door for machines: /healthz, /readyz and /metrics."""

    port: Annotated[int, Field(ge=0, le=65535)] = Field(8080, description="0: no such door")
    host: str = Field("127.0.0.1", description="where it listens; it asks nobody who they are, so keep it off public addresses")


class TelemetrySettings(Section):
    """What is reported to services of yours; nothing unless you name one."""

    otlp_endpoint: Annotated[str, AfterValidator(check_collector)] = Field(
        "", description="an OpenTelemetry collector, such as http://localhost:4318; needs the extra otel"
    )
    sentry_dsn: SecretStr = Field(
        SecretStr(""), description="a Sentry project's DSN; needs the extra sentry; better given as BYTEBOT_TELEMETRY__SENTRY_DSN"
    )
