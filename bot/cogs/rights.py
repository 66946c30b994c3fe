"""Who may do what, and what we may do where, checked in code: Discord's own defaults are hints that a server can change. Pure."""

import discord

from bot.errors import Refused

# What posting needs: to see and write, to show a card, and to look whether a post of ours arrived after all.
NEEDED = discord.Permissions(view_channel=True, send_messages=True, embed_links=True, read_message_history=True)

_NAMES = {"read_messages": "View Channels"}  # discord.py iterates by the old name


def require_manager(interaction: discord.Interaction) -> None:
    """Raises `Refused` unless the asker may manage the server."""
    if not interaction.permissions.manage_guild:
        raise Refused(why="Only people with the Manage Server permission can change what I follow here.")


def require_our_rights(channel: discord.TextChannel) -> None:
    """Raises `Refused` naming what we lack in `channel`."""
    ours = channel.permissions_for(channel.guild.me)
    missing = [name for name, wanted in NEEDED if wanted and not getattr(ours, name)]
    if missing:
        shown = ", ".join(_NAMES.get(name, name.replace("_", " ").title()) for name in missing)
        raise Refused(why=f"In #{channel.name} I lack: {shown}. Give me that there, then ask again.")
