"""A takeaway that a reader says is wrong in; a report for the operators out, who are told once a post. Never for the channel."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Final

from bot.catalogue import say
from bot.errors import Refused
from bot.flows.app import App
from bot.flows.pressed import Press, found_by
from bot.model.digest import Coverage
from bot.model.notice import Notice, NoticeKind
from bot.model.people import Report, ReportId
from bot.store import notices, reports
from bot.store.database import Transaction
from bot.store.reports import NewReport
from bot.text.clip import clip
from bot.text.unseen import seen

MOST_REASON: Final = 500
"""Characters."""

_MOST: Final = 24
_LISTED: Final = 1000
_MINUTE: Final = 6
_HOUR: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A takeaway of a post that can be reported, and a short `key` by which it is known. `bullet` "": its headline, link or picture."""

    key: str
    bullet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What was reported. `report` None: this person had done so before."""

    suspect: Suspect
    report: ReportId | None


async def suspects(press: Press, *, app: App) -> tuple[Suspect, ...]:
    """What can be reported of a post: its takeaways, and last the rest of it. Raises `Refused`, `StoreFailed`."""
    async with app.db.reading() as tx:
        return tuple(suspect for suspect, _ in await _suspects(tx, press))


async def report(press: Press, key: str, *, app: App, now: datetime) -> Reported:
    """Store it, and let the owners be told. Raises `Refused`, `StoreFailed`."""
    app.asking.count("report", user=press.user, minute=_MINUTE, hour=_HOUR, now=now)
    async with app.db.transaction() as tx:
        found = next((each for each in await _suspects(tx, press) if each[0].key == key), None)
        if found is None:
            raise Refused(why=say("That takeaway was changed meanwhile; press the button again to see what stands there now."))
        suspect, lead = found
        new = NewReport(
            user=press.user,
            guild=press.guild,
            article=lead.article_id,
            code=press.code,
            url=lead.link,
            title=lead.title,
            bullet=suspect.bullet,
        )
        made = await reports.add(tx, new, now=now)
        if made:
            await notices.raise_one(tx, _notice(made, now=now))
    return Reported(suspect=suspect, report=made.id if made else None)


async def explain_report(report: ReportId, reason: str, *, user: int, app: App) -> None:
    """Why the reader says so. Raises `Refused` where the report is not theirs or was looked after, `StoreFailed`."""
    async with app.db.transaction() as tx:
        if not await reports.give_reason(tx, report, user=user, reason=clip(seen(reason), MOST_REASON)):
            raise Refused(why=say("That report was looked after already, so there is nothing to add to it."))


async def list_reports(*, closed_too: bool, app: App) -> tuple[Report, ...]:
    """For the operators: the oldest first. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        return await reports.listed(tx, closed_too=closed_too, most=_LISTED)


async def close_reports(ids: Collection[ReportId] | None, *, app: App, now: datetime) -> tuple[Report, ...]:
    """Somebody looked after these, None: after all; a post without open ones needs no attention any more.

    Raises `Refused` where none of them is open, `StoreFailed`.
    """
    async with app.db.transaction() as tx:
        closed = await reports.close(tx, ids, now=now)
        if not closed and ids is not None:
            raise Refused(why=say("There is no open report of that number; `bytebot reports list` shows them."))
        over = [code for code in {each.code for each in closed} if not await reports.is_open(tx, code)]
        await notices.end(tx, [reports.subject_of(code) for code in over], kind=NoticeKind.REPORTED)
    return closed


async def _suspects(tx: Transaction, press: Press) -> list[tuple[Suspect, Coverage]]:
    found = await found_by(tx, press)
    bullets = [(each.text, piece.lead) for piece in found.pieces for each in piece.lead.takeaways.bullets]
    return [(Suspect(key=_key(text), bullet=text), lead) for text, lead in (*bullets[:_MOST], ("", found.pieces[0].lead))]


def _key(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _notice(made: Report, *, now: datetime) -> Notice:
    what = f"“{clip(seen(made.bullet), 200)}”" if made.bullet else "its headline, link or picture"
    text = f"A reader says that something is wrong in {made.code}: {what}. `bytebot reports list` shows all of it."
    return Notice(kind=NoticeKind.REPORTED, subject=reports.subject_of(made.code), text=text, created_at=now)
