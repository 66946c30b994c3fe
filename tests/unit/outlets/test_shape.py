"""What Discord is sent for each kind of post, against files written down, its own description, and stories that want to do harm.

`BYTEBOT_UPDATE_GOLDEN=1` writes the files anew; look at what changed. `BYTEBOT_DISCORD_OPENAPI` names Discord's OpenAPI document.
"""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bench.hostile import posts_of
from bot.errors import SendRefused
from bot.model.delivery import CARD_BUTTONS, Panel, Post, Style
from bot.model.digest import Digest, DigestKind
from bot.model.layout import components_in, laid_out, presses
from bot.model.subscription import Look
from bot.model.takeaways import Method
from bot.outlets.shape import body_of, shaped
from bot.rendering.limits import problems
from bot.rendering.post import render_posts
from bot.rendering.templates import Templates
from tests.hostile import harm
from tests.unit.rendering.made import NOW, codes, coverage, story, takeaways

FILES = Path(__file__).parents[2] / "data" / "cards"
OPENAPI = os.environ.get("BYTEBOT_DISCORD_OPENAPI", "")
TEMPLATES = Templates(voice="bytebot")
LONG = tuple("A fact of some length that matters, number by number. " * 4 for _ in range(5))


def _everything():
    lead = story(
        others=tuple(coverage(number, source=f"Source {number}") for number in range(2, 7)),
        takeaways=takeaways("One *fact*.", "Two facts.", method=Method.OWN),
        image="https://diff.example/a picture.png",
        correction="The headline was “A hole is open”.",
    )
    return replace(lead, differ=("40 M vs 55 M",), part=1, earlier="https://discord.com/channels/1/2/3", role=77)


DIGESTS = {
    "card": Digest(kind=DigestKind.CARD, stories=(story(image="https://diff.example/a.png"),)),
    "everything": Digest(kind=DigestKind.CARD, stories=(_everything(),)),
    "teaser": Digest(kind=DigestKind.CARD, stories=(story(takeaways=takeaways(), words=0),)),
    "digest": Digest(kind=DigestKind.DIGEST, stories=tuple(story(n, takeaways=takeaways(*LONG), bullets=5) for n in range(1, 9))),
    "empty": Digest(kind=DigestKind.EMPTY, stories=()),
}


def _bodies(name, look):
    posts = render_posts(DIGESTS[name], templates=TEMPLATES, codes=codes(), now=NOW, style=Style(look=look))
    made = [shaped(post) for post in posts]
    return [body_of(each) | {"allowed_mentions": each.mentions.to_dict()} for each in made]


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("name", DIGESTS)
def test_what_is_sent_is_as_it_was_written_down(name, look):
    bodies = json.loads(json.dumps(_bodies(name, look)))
    file = FILES / f"{name}.{look}.json"

    if os.environ.get("BYTEBOT_UPDATE_GOLDEN"):
        file.write_text(json.dumps(bodies, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    assert bodies == json.loads(file.read_text("utf-8"))
    assert [harm(body | {"content": ""}) for body in bodies if name != "everything"] == [[]] * (len(bodies) * (name != "everything"))


@pytest.mark.skipif(not Path(OPENAPI).is_file(), reason="BYTEBOT_DISCORD_OPENAPI names no file")
@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("name", DIGESTS)
def test_what_is_sent_is_as_discord_describes_it(name, look):
    described = json.loads(Path(OPENAPI).read_text("utf-8"))["components"]
    check = Draft202012Validator({"$ref": "#/components/schemas/MessageCreateRequest", "components": described})

    for body in _bodies(name, look):
        # The library writes the role's id as a number, which Discord takes and its description does not.
        mentions = {kind: list(map(str, each)) for kind, each in body["allowed_mentions"].items()}
        sent = {part: value for part, value in body.items() if value} | {"allowed_mentions": mentions}
        assert [error.message for error in check.iter_errors(sent)] == []


def test_hostile_stories_do_no_harm_in_any_look():
    posts = [post for number in range(90) for post in posts_of(number, templates=TEMPLATES)]

    assert len(posts) > 100
    assert [found for post in posts if (found := (*problems(post), *harm(body_of(shaped(post)))))] == []


def test_components_are_counted_as_the_library_builds_them():
    (post,) = render_posts(DIGESTS["everything"], templates=TEMPLATES, codes=codes(), now=NOW)

    def count(parts):
        return sum(1 + count(each.get("components", ())) + ("accessory" in each) for each in parts)

    assert components_in(laid_out(post)) == count(body_of(shaped(post))["components"]) == 14


@pytest.mark.parametrize("look", Look)
def test_only_the_named_role_is_mentioned_and_only_when_the_message_is_made(look):
    (post,) = render_posts(DIGESTS["everything"], templates=TEMPLATES, codes=codes(), now=NOW, style=Style(look=look))
    made = shaped(post)

    assert made.as_new["allowed_mentions"].to_dict() == {"parse": [], "roles": [77]}
    assert made.as_edit["allowed_mentions"].to_dict() == {"parse": []}
    assert "<@&77>" in (made.content or body_of(made)["components"][0]["content"])
    assert "content" not in made.as_edit


def test_a_message_of_components_has_neither_content_nor_embeds():
    (post,) = render_posts(DIGESTS["card"], templates=TEMPLATES, codes=codes(), now=NOW)
    made = shaped(post)

    assert set(made.as_new) == {"view", "allowed_mentions"}
    assert set(made.as_edit) == {"view", "allowed_mentions"}
    assert made.view is not None
    assert made.view.timeout is None


def test_a_title_is_bold_text_beside_a_link_of_ours():
    lying = Digest(kind=DigestKind.CARD, stories=(story(title="[win](https://evil.example) *now*"),))
    (post,) = render_posts(lying, templates=TEMPLATES, codes=codes(), now=NOW)

    first = body_of(shaped(post))["components"][0]["components"][0]["content"].split("\n")[0]

    assert first == r"**🔒 \[win\](https:" + "\u200b" + r"//evil.example) \*now\*** [read](https://diff.example/1)"


def test_buttons_carry_the_unit_code():
    post = Post(code="BB-7F3K2Q", panels=(), buttons=CARD_BUTTONS)

    assert [each.label for each in presses(post)] == ["Receipts", "More", "Save", "Less like this", "Report a bullet"]
    assert [each.custom_id for each in presses(post)] == [f"bytebot:{each.value}:BB-7F3K2Q" for each in CARD_BUTTONS]


@pytest.mark.parametrize("look", Look)
def test_what_is_beyond_the_limits_is_refused_before_it_is_asked(look):
    post = Post(code="BB-1", panels=tuple(Panel(body="b" * 900, footer="unit BB-1") for _ in range(8)), look=look)

    with pytest.raises(SendRefused, match="allowed"):
        shaped(post)


@pytest.mark.parametrize("look", Look)
def test_a_digest_is_shared_out_by_what_its_look_holds(look):
    bodies = _bodies("digest", look)

    assert [len(bodies)] == [3 if look is Look.CARDS else 2]
    assert all(harm(body) == [] for body in bodies)
