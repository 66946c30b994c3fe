"""What can be set, with what it means, its default and its bounds. Pure.

Pydantic stands here because strangers write these values; everything behind it uses plain frozen dataclasses.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.kinds import (
    ASecondOrMore,
    Count,
    Listed,
    Ports,
    PositiveSeconds,
    Price,
    Seconds,
    Section,
    check_allowed,
    check_endpoint,
    check_home,
    check_store,
)
from bot.settings.running import EngineSettings, GatewaySettings, HttpSettings, TelemetrySettings


class DiscordSettings(Section):
    """The bot's own account."""

    token: SecretStr = Field(SecretStr(""), description="the bot's token; better given as BYTEBOT_DISCORD__TOKEN")
    home: Annotated[str, AfterValidator(check_home)] = Field(
        "", description="an address that /bytebot about links to, such as where this bot's code or rules can be read; none where empty"
    )
    tell_owners: bool = Field(
        default=True, description="send the application's owner, or each member of its team, a direct message about what needs attention"
    )
    tldr_per_minute: Count = Field(6, description="links that one person can have condensed in a minute")
    tldr_per_hour: Count = Field(60, description="the same in an hour")


class StoreSettings(Section):
    """Where the bot remembers."""

    url: Annotated[str, AfterValidator(check_store)] = Field(
        "sqlite+aiosqlite:///bytebot.db",
        description="the database, such as postgresql+asyncpg://bytebot@localhost/bytebot; a path after sqlite's /// is relative to the "
        "working folder",
    )
    password: SecretStr = Field(SecretStr(""), description="Postgres' password; better given as BYTEBOT_STORE__PASSWORD than in the url")
    busy_timeout_s: PositiveSeconds = Field(10, description="how long to wait for another program that holds the database")
    readers: Count = Field(4, description="connections that read side by side")
    writers: Count = Field(4, description="connections to Postgres that write side by side; SQLite has one")
    keep_days: Annotated[float, Field(ge=0, le=36500)] = Field(
        90, description="days that texts of articles and posts are kept; what was seen and posted is known for ever. 0: keep all"
    )
    left_days: Annotated[float, Field(ge=0, le=36500)] = Field(
        30, description="days that what is kept of a server stays after it removed the bot, should it come back; then it is erased"
    )
    copies: Annotated[int, Field(ge=0, le=100)] = Field(3, description="copies kept of the database from before its last migrations")


class WebSettings(Section):
    """How the bot fetches feeds and pages."""

    contact: str = Field(
        "",
        description="an address in the User-Agent where server owners can reach you, such as https://you.example/bot",
    )
    allow_networks: Annotated[Listed, AfterValidator(check_allowed)] = Field(
        (),
        description="networks and hosts on private addresses that feeds may come from, such as 10.1.0.0/16 or wiki.example.lan",
    )
    allow_ports: Ports = Field(
        (80, 443, 8080, 8443), description="ports that public addresses may name; a network allowed above may use any"
    )
    connect_timeout_s: PositiveSeconds = Field(10, description="for a connection to be made")
    total_timeout_s: PositiveSeconds = Field(30, description="for a whole feed or page")
    max_feed_bytes: Count = Field(8 * 1024 * 1024, description="of a feed, after decompression")
    max_page_bytes: Count = Field(5 * 1024 * 1024, description="of a page, after decompression")
    max_redirects: Annotated[int, Field(ge=0, le=20)] = Field(5, description="hops followed")
    per_host: Count = Field(2, description="requests to one host at once")
    at_once: Count = Field(16, description="requests in all at once")


class FeedsSettings(Section):
    """When feeds are polled."""

    interval_s: PositiveSeconds = Field(
        3600,
        description="from one poll of a feed to the next until its own tempo is known; not above floor_s: always, whatever its tempo",
    )
    floor_s: PositiveSeconds = Field(900, description="the shortest pause that a busy feed's own tempo can lead to")
    max_interval_s: PositiveSeconds = Field(
        86400, description="the longest pause that a quiet feed's tempo, its server's wish for rest between polls, or failures can lead to"
    )
    tick_s: PositiveSeconds = Field(5, description="how often to look for feeds that are due")


class ArticlesSettings(Section):
    """How articles are read."""

    fetch_pages: bool = Field(default=True, description="fetch the article's page; false: only ever use the feed's own text")
    attempts: Count = Field(3, description="tries to fetch a page before the feed's own text is used")
    retry_s: Seconds = Field(60, description="pause between those tries")
    recheck_s: Seconds = Field(2700, description="after so long the page behind a card is read once more for corrections; 0: never")


class DigestsSettings(Section):
    """How stories become posts."""

    every_s: ASecondOrMore = Field(86400, description="from one digest to the next, for channels without a schedule of their own")
    offset_s: Seconds = Field(32400, description="shift of that clock from midnight UTC: 32400 is 09:00")
    stories: Count = Field(10, description="the most stories that one digest shows; the rest is counted, and listed by /latest")
    cards_at_once: Count = Field(
        5, description="the most stories that an instant channel gets singly at once; the rest comes in its next digest"
    )
    story_days: Annotated[float, Field(gt=0, le=365)] = Field(4, description="days in which articles can be one story")


class DeliverySettings(Section):
    """How posts get out."""

    lease_s: ASecondOrMore = Field(60, description="how long one try may take; also how long Discord is trusted to know a nonce")
    retry_s: Seconds = Field(5, description="pause after a failed try, doubled each time")
    max_retry_s: PositiveSeconds = Field(3600, description="the longest such pause")
    per_second: Annotated[float, Field(ge=1, le=1000, allow_inf_nan=False)] = Field(
        40, description="requests a second to Discord, which allows 50"
    )
    tick_s: PositiveSeconds = Field(2, description="how often to look for posts that are due")


class PromptsSettings(Section):
    """How posts sound."""

    folder: str = Field("", description="your own templates and rules; a file there wins over ours of the same name")
    voice: Literal["bytebot", "plain"] = Field("bytebot", description="bytebot or plain")


class LlmSettings(Section):
    """A language model that writes the takeaways, if you want one; without base_url and model there is none."""

    base_url: Annotated[str, AfterValidator(check_endpoint)] = Field(
        "", description="of any OpenAI-compatible server, such as http://localhost:11434/v1"
    )
    model: str = Field("", description="the model's name there")
    api_key: SecretStr = Field(SecretStr(""), description="the server's key, where it wants one; better given as BYTEBOT_LLM__API_KEY")
    timeout_s: PositiveSeconds = Field(
        30, description="for one request; an article gets twice that, with a second try and the pause before it"
    )
    at_once: Count = Field(2, description="requests side by side")
    article_chars: Annotated[int, Field(ge=1000)] = Field(
        24000, description="of an article that the model is shown; longer paragraphs are shortened"
    )
    answer_tokens: Annotated[int, Field(ge=100)] = Field(1000, description="the most that one answer may be long")
    daily_requests: Annotated[int, Field(ge=0)] = Field(500, description="per UTC day; then the built-in way takes over until midnight")
    daily_tokens: Annotated[int, Field(ge=0)] = Field(2_000_000, description="per UTC day, read and written together")
    daily_cost: Price = Field(1, description="per UTC day, in the currency of the two prices")
    price_in: Price = Field(0, description="of a million tokens that the model reads; 0 where it costs nothing")
    price_out: Price = Field(0, description="of a million tokens that the model writes")

    @property
    def configured(self) -> bool:
        """True: there is a model to ask."""
        return bool(self.base_url and self.model)

    @model_validator(mode="after")
    def _both(self) -> Self:
        if bool(self.base_url) != bool(self.model):
            raise ValueError("base_url and model belong together: set both, or neither")
        return self


class WorkersSettings(Section):
    """The processes that read foreign bytes, so that none of them can harm the bot."""

    processes: Annotated[int, Field(ge=1, le=8)] = Field(2, description="how many")
    timeout_s: PositiveSeconds = Field(10, description="wall time for one feed or page; a process that overruns is replaced")
    memory_mb: Annotated[int, Field(ge=128)] = Field(176, description="how much a process may grow, for its libraries (25) and its work")


class LogSettings(Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="debug, info, warning or error")
    style: Literal["auto", "lines", "json"] = Field(
        "auto", description="lines, json (an object a line), or auto: lines on a terminal and json anywhere else"
    )


class Settings(BaseSettings):
    """All of it. What is given to the constructor (a file's values) yields to the environment."""

    model_config = SettingsConfigDict(
        env_prefix="BYTEBOT_", env_nested_delimiter="__", frozen=True, extra="forbid", hide_input_in_errors=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  pydantic-settings' signature, here and below
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the same
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file."""
        return env_settings, init_settings

    discord: DiscordSettings = DiscordSettings()
    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    feeds: FeedsSettings = FeedsSettings()
    articles: ArticlesSettings = ArticlesSettings()
    digests: DigestsSettings = DigestsSettings()
    delivery: DeliverySettings = DeliverySettings()
    prompts: PromptsSettings = PromptsSettings()
    llm: LlmSettings = LlmSettings()
    workers: WorkersSettings = WorkersSettings()
    log: LogSettings = LogSettings()
    engine: EngineSettings = EngineSettings()
    gateway: GatewaySettings = GatewaySettings()
    http: HttpSettings = HttpSettings()
    telemetry: TelemetrySettings = TelemetrySettings()
