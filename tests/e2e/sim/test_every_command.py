"""Every command in a Discord in this process; a command without a scenario fails."""

import pytest
from discord import app_commands

from tests.e2e.sim.scenarios import SCENARIOS
from tests.fakes.tree import grown_tree

OF_MANAGERS = {"feed", "filter", "digest", "why"}
MENUS = {"Key takeaways"}


@pytest.mark.parametrize("deed", dict.fromkeys(SCENARIOS.values()), ids=lambda deed: deed.__name__)
async def test_a_command_does_what_it_says(world, deed):
    await deed(world)


async def test_each_command_has_a_scenario(tmp_path):
    async with grown_tree(tmp_path) as client:
        top = client.tree.get_commands()
        every = {each.qualified_name for each in client.tree.walk_commands() if isinstance(each, app_commands.Command)}

    assert every | {each.name for each in top if isinstance(each, app_commands.ContextMenu)} == set(SCENARIOS)


async def test_discord_shows_the_managers_commands_to_managers_only(world):
    every = set(SCENARIOS) - MENUS

    assert world.sim.offered(world.sim.ada) == every
    assert world.sim.offered(world.sim.bob) == {name for name in every if name.split()[0] not in OF_MANAGERS}
