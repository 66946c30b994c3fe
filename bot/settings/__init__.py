"""config.toml and the environment in, one frozen `Settings` out."""

from bot.settings.load import load_settings
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
    "FeedsSettings",
    "LlmSettings",
    "LogSettings",
    "PromptsSettings",
    "Settings",
    "StoreSettings",
    "WebSettings",
    "WorkersSettings",
    "load_settings",
]
