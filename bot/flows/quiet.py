"""Posts just claimed in, those that may go now out; what its channel's quiet hours hold back is put off until they are over."""

import logging
from collections.abc import Sequence
from datetime import datetime

from bot.digests.clock import quiet_until
from bot.model.delivery import Claimed
from bot.store import posts
from bot.store.database import Transaction

log = logging.getLogger(__name__)


async def put_off_in_quiet(tx: Transaction, taken: Sequence[Claimed], *, now: datetime) -> tuple[Claimed, ...]:
    """Those of `taken` whose channel is not quiet at `now`. A post that was built before the quiet hours waits like the others.

    Only what was claimed is looked at, so that a claim costs the same. Raises `StoreFailed`.
    """
    may_go: list[Claimed] = []
    for claimed in taken:
        wishes = claimed.schedule
        until = quiet_until(wishes.quiet, zone=wishes.zone, now=now) if wishes else None
        if until is None:
            may_go.append(claimed)
        else:
            await posts.give_back(tx, claimed, next_at=until)
            log.info("post waits for the end of quiet hours", extra={"post_id": claimed.id, "until": until.isoformat()})
    return tuple(may_go)
