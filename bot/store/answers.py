"""What the language model answered, by a key of article, model and prompt, so that no article is paid for twice. SQL."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import model_answers
from bot.store.upsert import insert

_KEPT = timedelta(days=60)


async def find(tx: AsyncConnection, key: bytes) -> str | None:
    """The answer as the model gave it; None: it was never asked this, or long ago."""
    found: str | None = await tx.scalar(select(model_answers.c.answer).where(model_answers.c.key == key))
    return found


async def keep(tx: AsyncConnection, key: bytes, answer: str, *, now: datetime) -> None:
    """Remember an answer, and forget those of more than 60 days ago."""
    new = insert(model_answers).values(key=key, answer=answer, created_at=now)
    values = {"answer": new.excluded.answer, "created_at": new.excluded.created_at}
    await tx.execute(new.on_conflict_do_update(index_elements=[model_answers.c.key], set_=values))
    await tx.execute(delete(model_answers).where(model_answers.c.created_at < now - _KEPT))
