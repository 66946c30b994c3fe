"""What the bot does in, counted by the hour, in memory alone until somebody takes it to the store. Pure but for what it holds."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.delivery import PostId
from bot.model.hours import Counts, hour_of


@dataclass(slots=True)
class Counting:
    """What was done since it was last taken.

    No poll costs a write of its own; in return a process that is killed loses some seconds of it.
    """

    done: dict[datetime, Counts] = field(default_factory=dict)
    sent: dict[datetime, list[PostId]] = field(default_factory=lambda: defaultdict(list))

    def add(self, counts: Counts, *, at: datetime) -> None:
        """So much was done then."""
        hour = hour_of(at)
        self.done[hour] = self.done.get(hour, Counts()) + counts

    def arrived(self, post: PostId, *, at: datetime) -> None:
        """This post was sent then; what it told is looked up when it is stored, for all of them at once."""
        self.add(Counts(posts=1), at=at)
        self.sent[hour_of(at)].append(post)

    def take(self) -> "Counting":
        """All that was counted; from here on it counts from nothing."""
        taken = Counting(done=self.done, sent=self.sent)
        self.done, self.sent = {}, defaultdict(list)
        return taken

    def give_back(self, taken: "Counting") -> None:
        """What was taken could not be stored, and is to be taken again."""
        for hour, counts in taken.done.items():
            self.add(counts, at=hour)
        for hour, posts in taken.sent.items():
            self.sent[hour] += posts
