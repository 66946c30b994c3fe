"""Short writing transactions in turns and apart, on SQLite and on Postgres, in one run. Prints transactions a second and ratios.

python -m bench.store [--seconds 3] [--writers 8]
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from bot.settings import StoreSettings
from bot.store import notes
from bot.store.migrate import migrate
from bot.store.opened import open_database
from tests.fakes import postgres


async def rate(url: str, *, apart: bool, writers: int, seconds: float) -> float:
    """Transactions a second, each one note of the writer's own; every writer has a connection of its own where there can be several."""
    db = open_database(StoreSettings(url=url, writers=writers))
    await migrate(db)
    done, end = 0, time.perf_counter() + seconds

    async def write(number: int) -> None:
        nonlocal done
        while time.perf_counter() < end:
            async with db.transaction(apart=apart) as tx:
                await notes.write(tx, f"writer {number}", str(done))
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*(write(number) for number in range(writers)))
    took = time.perf_counter() - began
    await db.close()
    return done / took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--writers", type=int, default=8)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, postgres.running(fast=False) as server:
        urls = {"sqlite": f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}", "postgres": server.url(server.create())}
        found = {
            (name, apart): asyncio.run(rate(url, apart=apart, writers=told.writers, seconds=told.seconds))
            for name, url in urls.items()
            for apart in (False, True)
        }
    for (name, apart), each in found.items():
        print(f"{name:9}{'apart' if apart else 'in turns':9}{each:8.0f} /s {each / found['postgres', False]:6.2f} x Postgres in turns")


if __name__ == "__main__":
    main()
