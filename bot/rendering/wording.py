"""Words of a template in, the same in a reader's language out, and one of several by turns. Pure, but for the language at hand.

What the templates call: `say`, `count` and `one_of`. A value that is put among the words is escaped like any other.
"""

from typing import Final

from jinja2 import pass_context
from jinja2.runtime import Context

from bot import catalogue
from bot.rendering.values import Safe
from bot.text.markdown import escape

TURN: Final = "turn"
"""The variable by which `one_of` chooses; no template reads it itself."""


def safe(value: object) -> Safe:
    """`value` as it may stand in a post: escaped, unless it is Markdown of ours."""
    return value if isinstance(value, Safe) else Safe(escape(str(value)))


def say(message: str, **values: object) -> Safe:
    """`say("from {source}", source=source)`: the message in the language at hand."""
    return Safe(catalogue.say(str(message), **{name: safe(value) for name, value in values.items()}))


def count(one: str, many: str, number: int, **values: object) -> Safe:
    """`count("{n} story", "{n} stories", 3)`: the form for that number."""
    return Safe(catalogue.count(str(one), str(many), number, **{name: safe(value) for name, value in values.items()}))


@pass_context
def one_of(context: Context, *texts: object) -> Safe:
    """One of `texts` by turns: two in a row are never the same, the same turn gives the same. Raises ValueError for none."""
    if not texts:
        raise ValueError("one_of needs at least one text")
    return safe(texts[int(context.get(TURN, 0)) % len(texts)])
