"""What a small Discord says: its objects, as JSON would hold them."""

import itertools
import json
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

APPLICATION = 1001
BOT = {"id": "1001", "username": "bytebot", "discriminator": "0", "avatar": None, "bot": True, "global_name": None}
OWNER = {"id": "4001", "username": "ada", "discriminator": "0", "avatar": None}
GUILD = 2001
TEXT, ANNOUNCEMENT, THREAD, FORUM = 0, 5, 11, 15
EVERYONE = 2001
MANAGE_GUILD = 1 << 5
POSTING = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 16)
_DISCORD_EPOCH_MS = 1_420_070_400_000
serial = itertools.count(1)


def snowflake() -> str:
    """A fresh id that carries the time, as Discord's do."""
    return str(((int(time.time() * 1000) - _DISCORD_EPOCH_MS) << 22) | (next(serial) & 0xFFF))


def answer(data: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    # discord.py takes only this very content type for JSON; a charset behind it would make it text.
    return web.Response(body=json.dumps(data).encode(), status=status, headers={"Content-Type": "application/json"} | dict(headers or {}))


def message_of(channel: str, body: dict[str, Any], *, number: str = "") -> dict[str, Any]:
    return {
        "id": number or snowflake(),
        "channel_id": channel,
        "author": BOT,
        "content": body.get("content") or "",
        "embeds": body.get("embeds") or ([body["embed"]] if body.get("embed") else []),
        "attachments": [],
        "components": body.get("components") or [],
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "pinned": False,
        "type": 0,
        "flags": body.get("flags") or 0,
        "allowed_mentions": body.get("allowed_mentions"),
        "nonce": body.get("nonce"),
    }


def channel_of(channel: str, *, permissions: int, kind: int = 0) -> dict[str, Any]:
    overwrites = [{"id": str(EVERYONE), "type": 0, "allow": str(permissions), "deny": "0"}] if permissions else []
    return {
        "id": channel,
        "type": kind,
        "name": f"news-{channel}",
        "position": 0,
        "permission_overwrites": overwrites,
        "guild_id": str(GUILD),
        "permissions": "0",
    } | ({"available_tags": [], "default_sort_order": None} if kind == FORUM else {})


def guild_of(kinds: Mapping[str, int], *, permissions: int) -> dict[str, Any]:
    role = {
        "id": str(EVERYONE),
        "name": "@everyone",
        "permissions": str(permissions),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    }
    me = {"user": BOT, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    return {
        "id": str(GUILD),
        "name": "Lab",
        "owner_id": "1",
        "roles": [role | {"hoist": False, "managed": False, "mentionable": False, "flags": 0}],
        "members": [me],
        "member_count": 1,
        "channels": [channel_of(each, permissions=0, kind=kind) for each, kind in kinds.items()],
        "emojis": [],
        "stickers": [],
        "features": [],
        "threads": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "system_channel_flags": 0,
    }


def interaction_of(data: dict[str, Any], *, token: str, channel: str, permissions: int) -> dict[str, Any]:
    user = {"id": "4001", "username": "ada", "discriminator": "0", "avatar": None, "global_name": "Ada"}
    member = {"user": user, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    return {
        "id": snowflake(),
        "application_id": str(APPLICATION),
        "type": 2,
        "data": data,
        "guild_id": str(GUILD),
        "channel_id": channel,
        "channel": channel_of(channel, permissions=0),
        "member": member | {"permissions": str(permissions)},
        "token": token,
        "version": 1,
        "app_permissions": str(POSTING),
        "locale": "en-US",
        "guild_locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(GUILD)},
        "context": 0,
        "attachment_size_limit": 10_000_000,
    }


def thread_of(number: str, parent: str, *, name: str, archived: bool = False) -> dict[str, Any]:
    return {
        "id": number,
        "guild_id": str(GUILD),
        "parent_id": parent,
        "owner_id": str(APPLICATION),
        "type": THREAD,
        "name": name,
        "message_count": 0,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": "2026-01-01T00:00:00+00:00",
            "locked": False,
        },
    }
