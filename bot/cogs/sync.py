"""The command tree in; Discord told of it, but only where something changed: syncing is slow and rationed. I/O."""

import json
import logging
from hashlib import blake2b
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.store import notes
from bot.store.database import Database

log = logging.getLogger(__name__)

Tree = app_commands.CommandTree[commands.Bot]


async def sync_if_changed(tree: Tree, *, db: Database) -> bool:
    """True where the commands were sent. Compares what we have and what Discord has with what both were after the last sync.

    Raises `StoreFailed`, `discord.HTTPException`.
    """
    key = f"commands:{tree.client.application_id}"
    ours = await fingerprint(tree)
    async with db.reading() as tx:
        last = await notes.read(tx, key)
    if last == _state(ours, await tree.fetch_commands()):
        log.info("commands unchanged")
        return False
    synced = await tree.sync()
    async with db.transaction() as tx:
        await notes.write(tx, key, _state(ours, synced))
    log.info("commands synced", extra={"commands": len(synced)})
    return True


async def payload(tree: Tree) -> list[dict[str, Any]]:
    """The commands as Discord is told of them, in every language, by name."""
    commands = sorted(tree.get_commands(), key=lambda each: each.name)
    if tree.translator is None:
        return [command.to_dict(tree) for command in commands]
    return [await command.get_translated_payload(tree, tree.translator) for command in commands]


async def fingerprint(tree: Tree) -> str:
    """The same text for the same commands in the same words."""
    return blake2b(json.dumps(await payload(tree), sort_keys=True).encode(), digest_size=16).hexdigest()


def _state(ours: str, theirs: list[app_commands.AppCommand]) -> str:
    known = sorted((command.id, command.name) for command in theirs)
    return json.dumps([ours, known])
