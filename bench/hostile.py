"""Stories that want to do harm in, as cards and as digests, in both looks and voices; how many pings, broken cards and lies come out.

    python -m bench.hostile [stories]

Prints one line a kind of harm, and a last one: 0 of N is what is claimed.
"""

import random
import sys
import time
from collections import Counter

from bot.model.delivery import Post, Style
from bot.model.subscription import Look
from bot.outlets.shape import body_of, shaped
from bot.rendering.limits import problems
from bot.rendering.post import render_posts
from bot.rendering.templates import Templates
from tests.hostile import NOW, codes, digest, harm

SIZES = (1, 1, 1, 4, 12)


def posts_of(number: int, *, templates: Templates) -> tuple[Post, ...]:
    """The posts of one hostile card or digest, the same for the same number."""
    chance = random.Random(number)
    style = Style(look=chance.choice(tuple(Look)), voice=chance.choice(("", "plain")), turn=number)
    return render_posts(digest(chance, stories=SIZES[number % len(SIZES)]), templates=templates, codes=codes(), now=NOW, style=style)


def main(wanted: int) -> int:
    """How many posts do harm."""
    templates, found, stories, posts, number = Templates(voice="bytebot"), Counter[str](), 0, 0, 0
    began = time.perf_counter()
    while stories < wanted:
        stories += SIZES[number % len(SIZES)]
        for post in posts_of(number, templates=templates):
            posts += 1
            for what in (*problems(post), *harm(body_of(shaped(post)))):
                found[what.split(":")[0]] += 1
        number += 1
    for what, many in found.most_common():
        print(f"{many:6} {what}")
    print(f"{found.total()} harms in {posts} posts of {stories} stories, {(time.perf_counter() - began) / stories * 1000:.1f} ms a story")
    return found.total()


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000) else 0)
