"""What the language model cost, by UTC day: reserved before a request, settled after it. SQL."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.usage import Caps, Usage
from bot.store.tables import model_usage
from bot.store.upsert import insert


def day_of(now: datetime) -> str:
    """The UTC day of an instant, as it is stored: 2026-11-23."""
    return now.astimezone(UTC).date().isoformat()


async def reserve(tx: AsyncConnection, amount: Usage, *, caps: Caps, now: datetime) -> bool:
    """Count `amount` for the day of `now` if the day then stays within `caps`; False: it would not, and nothing was counted.

    Asking and counting are one statement under the writer's lock, so requests side by side, in one program or several, cannot
    overrun a cap together.
    """
    if amount.requests > caps.requests or amount.tokens > caps.tokens or amount.micros > caps.micros:
        return False
    row = model_usage.c
    new = insert(model_usage).values(day=day_of(now), **_columns(amount))
    added = new.on_conflict_do_update(
        index_elements=[row.day],
        set_={name: row[name] + new.excluded[name] for name in _columns(amount)},
        where=(row.requests + new.excluded.requests <= caps.requests)
        & (row.tokens_in + row.tokens_out + new.excluded.tokens_in + new.excluded.tokens_out <= caps.tokens)
        & (row.micros + new.excluded.micros <= caps.micros),
    )
    return (await tx.execute(added.returning(row.day))).first() is not None


async def settle(tx: AsyncConnection, difference: Usage, *, reserved_at: datetime) -> None:
    """Put right what was reserved for a request: `difference` is what it cost less what was reserved."""
    row = model_usage.c
    changed = {name: row[name] + value for name, value in _columns(difference).items()}
    await tx.execute(model_usage.update().where(row.day == day_of(reserved_at)).values(changed))


async def of_day(tx: AsyncConnection, now: datetime) -> Usage:
    """What the day of `now` cost so far, requests under way with what was reserved for them."""
    found = (await tx.execute(_sums().where(model_usage.c.day == day_of(now)))).one()
    return _row_to_usage(found)


async def of_days(tx: AsyncConnection, now: datetime, *, days: int) -> Usage:
    """What the last `days` days cost together, the day of `now` among them."""
    found = (await tx.execute(_sums().where(model_usage.c.day > day_of(now - timedelta(days=days))))).one()
    return _row_to_usage(found)


def _sums() -> Select[tuple[int, ...]]:
    return select(*(func.coalesce(func.sum(model_usage.c[name]), 0).label(name) for name in _columns(Usage())))


def _columns(amount: Usage) -> dict[str, int]:
    return {"requests": amount.requests, "tokens_in": amount.tokens_in, "tokens_out": amount.tokens_out, "micros": amount.micros}


def _row_to_usage(row: Row[tuple[int, ...]]) -> Usage:
    # Postgres sums up BIGINT as NUMERIC, which its driver gives as Decimal.
    return Usage(requests=int(row.requests), tokens_in=int(row.tokens_in), tokens_out=int(row.tokens_out), micros=int(row.micros))
