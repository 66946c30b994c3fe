"""Who may do what, and what we may do where, checked in code: Discord's own defaults are hints that a server can change. Pure."""

import discord

from bot.catalogue import mark, say
from bot.errors import Refused

Place = discord.TextChannel | discord.ForumChannel | discord.Thread
"""Where posts can go: text and announcement channels, forum and media channels, threads."""

# What posting needs: to see and write, to show a card, and to look whether a post of ours arrived after all.
NEEDED = discord.Permissions(view_channel=True, send_messages=True, embed_links=True, read_message_history=True)
_IN_THREADS = discord.Permissions(view_channel=True, send_messages_in_threads=True, embed_links=True, read_message_history=True)

_NAMES = {  # as Discord's client shows them
    "read_messages": mark("View Channels"),  # discord.py iterates by the old name
    "send_messages": mark("Send Messages"),
    "send_messages_in_threads": mark("Send Messages in Threads"),
    "embed_links": mark("Embed Links"),
    "read_message_history": mark("Read Message History"),
}
_IN_FORUMS = {"send_messages": mark("Create Posts")}  # Discord shows the same right under another name there


def require_manager(interaction: discord.Interaction) -> None:
    """Raises `Refused` unless the asker may manage the server."""
    if not interaction.permissions.manage_guild:
        raise Refused(why=say("Only people with the Manage Server permission can change what I follow here."))


def require_our_rights(place: Place, *, role: int | None = None) -> None:
    """Raises `Refused` naming what we lack in `place` to post there and, with `role`, to mention that role."""
    if lacking := missing(place):
        raise Refused(
            why=say("In #{channel} I lack: {rights}. Give me that there, then ask again.", channel=place.name, rights=", ".join(lacking))
        )
    if isinstance(place, discord.Thread):
        _require_open(place)
    if isinstance(place, discord.ForumChannel):
        _require_tags(place)
    if role is not None:
        _require_mentionable(place, role)


def missing(place: Place) -> tuple[str, ...]:
    """The rights that we lack to post there, by the names that Discord shows for them."""
    ours = place.permissions_for(place.guild.me)
    names = _NAMES | (_IN_FORUMS if isinstance(place, discord.ForumChannel) else {})
    needed = _IN_THREADS if isinstance(place, discord.Thread) else NEEDED
    lacking = [name for name, wanted in needed if wanted and not getattr(ours, name)]
    return tuple(say(names[name]) for name in lacking)


def _require_open(thread: discord.Thread) -> None:
    """Discord takes no message in a locked thread, and shows a private one to its members alone."""
    manages = thread.permissions_for(thread.guild.me).manage_threads
    if thread.locked and not manages:
        raise Refused(why=say("The thread #{thread} is locked; unlock it, then ask again.", thread=thread.name))
    if thread.is_private() and thread.me is None and not manages:
        raise Refused(why=say("I am not in the private thread #{thread}; mention me there once, then ask again.", thread=thread.name))


def _require_tags(forum: discord.ForumChannel) -> None:
    """A forum can ask for a tag on every post, and keep tags to its moderators."""
    manages = forum.permissions_for(forum.guild.me).manage_threads
    if forum.flags.require_tag and not any(manages or not tag.moderated for tag in forum.available_tags):
        raise Refused(
            why=say("#{channel} wants a tag on every post, but has none that I may use; add one, then ask again.", channel=forum.name)
        )


def _require_mentionable(place: Place, role: int) -> None:
    if role == place.guild.id:
        raise Refused(why=say("I never mention everyone; choose another role, or none."))
    found = place.guild.get_role(role)
    if found is None:
        raise Refused(why=say("That role is not one of this server's; choose another, or none."))
    if not found.mentionable and not place.permissions_for(place.guild.me).mention_everyone:
        raise Refused(
            why=say(
                "I can't mention the role {role} in #{channel}: allow anyone to mention it, or give me the right Mention Everyone there.",
                role=found.name,
                channel=place.name,
            )
        )
