"""A place for posts that remembers them, and can be told to fail."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.model.delivery import OwnMessage, Post, Sent
from bot.model.subscription import Target


@dataclass
class MemoryOutlet:
    """Makes a post once per nonce, as Discord does while it remembers the nonce. `errors` are raised first, in order."""

    posts: list[Post] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    edits: dict[str, Post] = field(default_factory=dict)
    forgetful: bool = False
    recalled: int = 0

    async def send(self, target: Target, post: Post, *, nonce: str) -> Sent:
        if self.errors:
            raise self.errors.pop(0)
        if nonce not in self.nonces or self.forgetful:
            self.posts.append(post)
            self.nonces.append(nonce)
        return Sent(message=f"message-{post.code}")

    async def find(self, target: Target, *, code: str, since: datetime) -> Sent | None:
        self.looked_for.append(code)
        return next((Sent(message=f"message-{post.code}") for post in self.posts if post.code == code), None)

    async def edit(self, target: Target, sent: Sent, post: Post) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.edits[sent.message] = post

    async def told(self, target: Target, *, since: datetime, until: datetime) -> tuple[OwnMessage, ...]:
        self.recalled += 1
        if self.errors:
            raise self.errors.pop(0)
        return tuple(
            OwnMessage(message_id=f"message-{post.code}", code=post.code, links=tuple(panel.url for panel in post.panels if panel.url))
            for post in self.posts
        )

    @property
    def titles(self) -> list[str]:
        """The stories that were posted, in order, without their topics' emoji."""
        return [panel.title.split(" ", 1)[1] for post in self.posts for panel in post.panels if panel.title]


@dataclass
class MemoryOwners:
    """Owners who remember what they were told. `errors` are raised first, in order."""

    letters: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    tries: int = 0

    async def tell(self, text: str) -> None:
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)
        self.letters.append(text)
