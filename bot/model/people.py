"""What people keep and report. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

SavedId = NewType("SavedId", int)
ReportId = NewType("ReportId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """An article that somebody kept."""

    id: SavedId
    url: str
    title: str
    source: str
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A takeaway that somebody says is wrong; `bullet` "": its headline, link or picture. `code` is its post's.

    `reason` "": none given. `closed_at` None: nobody looked after it yet.
    """

    id: ReportId
    user: int
    guild: int | None
    code: str
    url: str
    title: str
    bullet: str
    reason: str
    created_at: datetime
    closed_at: datetime | None
