"""What a process is ready for, on a real database."""

from sqlalchemy import text

from bot.http import health_of
from bot.http.health import failing
from bot.settings import StoreSettings
from bot.store.migrate import migrate
from bot.store.opened import open_database


async def test_a_process_whose_database_a_newer_program_has_migrated_is_alive_but_not_ready(tmp_path):
    db = open_database(StoreSettings(url=f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"))
    await migrate(db)
    health = health_of(db)
    before = await failing(health.ready)

    async with db.transaction() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert before == ()
    assert await failing(health.ready) == ("migrated",)
    assert await failing(health.alive) == ()
    await db.close()
