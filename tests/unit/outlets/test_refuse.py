"""A message's body against Discord's limits."""

import pytest

from bot.errors import SendRefused
from bot.outlets.refuse import refuse


def text(content="x"):
    return {"type": 10, "content": content}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({}, "nothing to show"),
        ({"content": "x" * 2001}, "2001 characters, 2000 allowed"),
        ({"components": [text()] * 41}, "41 components, 40 allowed"),
        ({"components": [{"type": 17, "components": [text()] * 40}]}, "41 components"),
        ({"components": [{"type": 9, "components": [text()] * 20, "accessory": text()}] * 2}, "44 components"),
        ({"components": [text("x" * 2001)] * 2}, "4002 characters in all components, 4000 allowed"),
        ({"embeds": [{"title": "x"}] * 11}, "11 embeds, 10 allowed"),
        ({"embeds": [{"footer": {"text": "x"}}]}, "an empty embed"),
        ({"embeds": [{"description": "x", "footer": {"text": "x" * 2049}}]}, "footer of 2049, 2048 allowed"),
    ],
)
def test_what_discord_would_answer_with_400_is_not_asked(body, why):
    with pytest.raises(SendRefused, match=why):
        refuse(body)


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        {"components": [{"type": 17, "components": [text("x" * 100)] * 39}]},
        {"embeds": [{"title": "x" * 256, "description": "x" * 3000}, {"description": "x" * 2744}]},
    ],
)
def test_what_fits_just_so_is_let_through(body):
    refuse(body)
