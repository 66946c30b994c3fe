"""config.toml and the environment in, one frozen `Settings` out."""

from bot.settings.kinds import check_store
from bot.settings.load import load_settings
from bot.settings.running import EngineSettings, GatewaySettings, HttpSettings, TelemetrySettings
from bot.settings.secret import secrets_of
from bot.settings.sections import (
    ArticlesSettings,
    DeliverySettings,
    DigestsSettings,
    DiscordSettings,
    FeedsSettings,
    LlmSettings,
    LogSettings,
    PromptsSettings,
    Settings,
    StoreSettings,
    WebSettings,
    WorkersSettings,
)

__all__ = [
    "ArticlesSettings",
    "DeliverySettings",
    "DigestsSettings",
    "DiscordSettings",
    "EngineSettings",
    "FeedsSettings",
    "GatewaySettings",
    "HttpSettings",
    "LlmSettings",
    "LogSettings",
    "PromptsSettings",
    "Settings",
    "StoreSettings",
    "TelemetrySettings",
    "WebSettings",
    "WorkersSettings",
    "check_store",
    "load_settings",
    "secrets_of",
]
