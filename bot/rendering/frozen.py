"""A post in, the text that the outbox keeps out, and back. Pure."""

import json
from dataclasses import asdict

from bot.model.delivery import Button, Panel, Post
from bot.model.subscription import Look


def freeze(post: Post) -> str:
    """`post` as JSON with sorted keys, ASCII only: the same post gives the same text."""
    return json.dumps(asdict(post), sort_keys=True, separators=(",", ":"))


def thaw(text: str) -> Post:
    """The post that `freeze` was given. Raises ValueError, TypeError or KeyError for any other text: a bug or a damaged row."""
    kept = json.loads(text)
    return Post(
        code=kept["code"],
        panels=tuple(Panel(**panel) for panel in kept["panels"]),
        # What was frozen before there were looks was an embed without buttons.
        look=Look(kept.get("look", Look.EMBEDS)),
        buttons=tuple(Button(each) for each in kept.get("buttons", ())),
        role=kept.get("role"),
        tags=tuple(kept.get("tags", ())),
        silent=kept.get("silent", False),
        language=kept.get("language", ""),
        voice=kept.get("voice", ""),
        turn=kept.get("turn", 0),
    )
