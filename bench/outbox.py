"""What do claim and mark cost with many posts in the table, and do 500 channels that are due at once get served within a minute?

Prints CPU milliseconds of each, and their ratio to the same work on an empty table in the same run; then how long 500 channels take
through the real deliverer, its real bucket of 40 a second and an outlet that answers after 100 ms.

    python bench/outbox.py
"""

import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import insert

from bot.flows.app import App
from bot.flows.deliver import Deliverer
from bot.model.delivery import Panel, Post, PostState, Sent
from bot.model.subscription import OutletName, Target
from bot.outlets.bucket import Bucket
from bot.rendering.frozen import freeze
from bot.settings import DeliverySettings, Settings, StoreSettings
from bot.store import posts
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.opened import open_database
from bot.store.tables import channels, digests
from bot.store.tables import posts as outbox

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHANNELS, ROUNDS = 500, 40


async def _fill(db: Database, *, sent: int, ready: int) -> None:
    async with db.transaction() as tx:
        known = {"outlet": OutletName.DISCORD, "guild_id": 7, "next_digest_at": NOW}
        await tx.execute(insert(channels), [{"id": n + 1, "external_id": n} | known for n in range(CHANNELS)])
        await tx.execute(
            insert(digests),
            [{"id": n + 1, "channel_id": n % CHANNELS + 1, "kind": "cards", "created_at": NOW} for n in range(sent + ready)],
        )
        for first in range(0, sent + ready, 5000):
            await tx.execute(insert(outbox), [_row(n, sent=n < sent) for n in range(first, min(first + 5000, sent + ready))])


def _row(number: int, *, sent: bool) -> dict[str, Any]:
    code = f"BB-{number:06}"
    payload = freeze(Post(code=code, panels=(Panel(title="T", body="x" * 1500, footer=f"unit {code}"),)))
    state = PostState.SENT if sent else PostState.READY
    place = {"digest_id": number + 1, "part": 0, "channel_id": number % CHANNELS + 1}
    return place | {"payload": payload, "code": code, "nonce": f"{code}-0", "state": state, "attempts": 0, "next_at": NOW}


async def _measure(folder: Path, *, sent: int, ready: int) -> tuple[float, float]:
    """CPU milliseconds of a claim of one post, and of its mark: medians."""
    db = open_database(StoreSettings(url=f"sqlite+aiosqlite:///{folder / f'{sent}-{ready}.db'}"))
    await migrate(db)
    await _fill(db, sent=sent, ready=ready)
    claims, marks = [], []
    for _ in range(ROUNDS):
        began = time.process_time()
        async with db.transaction() as tx:
            taken = await posts.claim(tx, outlet=OutletName.DISCORD, owner="me", now=NOW, lease_s=60, most=1)
        claimed = time.process_time()
        async with db.transaction() as tx:
            await posts.mark_sent(tx, taken[0], sent=Sent(message="1"), now=NOW)
        claims.append(claimed - began)
        marks.append(time.process_time() - claimed)
    await db.close()
    return statistics.median(claims) * 1000, statistics.median(marks) * 1000


class _Outlet:
    """40 a second, each answered after 100 ms."""

    def __init__(self) -> None:
        self._bucket = Bucket(40)

    async def send(self, target: Target, post: Post, *, nonce: str) -> Sent:  # noqa: ARG002  the outlets' common signature
        await self._bucket.take()
        await asyncio.sleep(0.1)
        return Sent(message=nonce)


async def _serve(folder: Path) -> float:
    """Seconds until the last of 500 channels has its post."""
    settings = Settings.model_construct(store=StoreSettings(url=f"sqlite+aiosqlite:///{folder / 'due.db'}"), delivery=DeliverySettings())
    db = open_database(settings.store)
    await migrate(db)
    await _fill(db, sent=0, ready=CHANNELS)
    none = cast("Any", SimpleNamespace())
    app = App(settings=settings, db=db, readers=none, voice=none, outlets={OutletName.DISCORD: cast("Any", _Outlet())})
    woken = asyncio.Event()
    deliverer = Deliverer(app, owner="me", clock=lambda: NOW, done=woken.set)
    began = time.monotonic()
    while True:
        woken.clear()
        await deliverer.step(now=NOW + timedelta(seconds=1))
        async with db.reading() as tx:
            if await posts.next_due(tx, OutletName.DISCORD) is None:
                break
        await woken.wait()
    await deliverer.settle()
    took = time.monotonic() - began
    await db.close()
    return took


async def _main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = await _measure(folder, sent=0, ready=CHANNELS)
        print(f"{'posts in the table':40} claim ms  mark ms   against the small table")
        for sent, ready in ((0, CHANNELS), (100_000 - CHANNELS, CHANNELS), (90_000, 10_000), (0, 100_000)):
            claim, mark = base if (sent, ready) == (0, CHANNELS) else await _measure(folder, sent=sent, ready=ready)
            print(f"{f'{sent} sent, {ready} waiting':40} {claim:8.2f} {mark:8.2f}   x{claim / base[0]:.1f}, x{mark / base[1]:.1f}")
        print(f"{CHANNELS} channels due at once, 40 a second: the last after {await _serve(folder):.1f} s")


if __name__ == "__main__":
    asyncio.run(_main())
