"""Template files of ours and of an operator."""

import logging
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from bot.errors import PromptsInvalid
from bot.rendering.fill import MOST
from bot.rendering.prompt import PROMPT_SAMPLES
from bot.rendering.proof import VOICES
from bot.rendering.templates import Templates, _packaged
from bot.rendering.values import SAMPLES, Safe

PROMPTS = Path(__file__).parents[3] / "prompts"
FAILURE = {"said": "The page is gone."}


def operators(folder: Path, files: Mapping[str, str]) -> Templates:
    for name, text in files.items():
        path = folder / "voice" / "plain" / f"{name}.md.j2"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Templates(str(folder), voice="plain")


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_template_of_ours_can_be_filled(voice, name):
    text = Templates(voice=voice).render(name, **SAMPLES[name])

    assert text or name == "digest.closing"
    assert "\n\n" not in text


def test_all_of_ours_are_well():
    assert Templates(voice="bytebot").check() == ()


def test_a_story_reads_as_the_card_shows_it():
    text = Templates(voice="plain").render("card", **SAMPLES["card"])

    assert text.split("\n") == [
        "release · The Daily Diff · <t:1767225600:R> · 6 min read → 20 s",
        "-# Update to [earlier](https://discord.com/channels/1/2/3)",
        "-# The author's own takeaways:",
        "• Version 4 refuses what version 3 guessed. [↗](https://diff.example/4)",
        "• It is twice as fast on 40 of 50 inputs.",
        "-# also covered by Byte Weekly [↗](https://byte.example/parser) (+2)",
        "-# sources differ: 40 M vs 55 M",
        "-# ✏️ The headline was “A parser learns to say yes”.",
    ]


_FIRST: Mapping[str, object] = {"differ": (), "correction": "", "update": False, "earlier": ""}


def test_a_teaser_is_told_honestly():
    text = Templates(voice="plain").render("card", **{**SAMPLES["card"], "bullets": (), "minutes": 0, "own": False, "others": (), **_FIRST})

    assert text == "release · The Daily Diff · <t:1767225600:R>\n-# No takeaways: the page shows only a teaser."


def test_the_voice_is_in_the_frame_alone():
    robot, plain = (Templates(voice=voice).render("failure", said="It is *gone*.") for voice in VOICES)

    assert plain == r"It is \*gone\*."
    assert robot.endswith(plain)
    assert robot != plain


def test_an_operators_file_wins_and_the_others_stay_ours(tmp_path):
    templates = operators(tmp_path, {"failure": "Oh no: {{ said }}"})

    assert templates.render("failure", **FAILURE) == "Oh no: The page is gone."
    assert templates.render("empty", what="Nothing.") == "Nothing."


def test_a_changed_file_shows_in_the_next_post(tmp_path):
    templates = operators(tmp_path, {"failure": "old"})
    templates.render("failure", **FAILURE)

    operators(tmp_path, {"failure": "quite new"})

    assert templates.render("failure", **FAILURE) == "quite new"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("one\ntwo {{ said", 2, "unexpected end"),
        ("one\n\n{{ sade }}", 3, "'sade' is undefined"),
        ("one\n{{ 1 // 0 }}", 2, "division"),
        ("{{ said.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ said.nothing }}", 1, "no attribute"),
        ("{% include 'gone.md.j2' %}", 1, "gone.md.j2"),
        ("{{ said }}\nhello @everyone", 2, "pings everyone"),
        ("\n{% filter replace('\u200b', '') %}{{ said ~ ' @everyone' }}{% endfilter %}", 2, "pings everyone"),
        ("{{ '@every' ~ 'one' }}{% filter replace('\u200b', '') %}@every{{ 'one' }}{% endfilter %}", 1, "pings everyone"),
    ],
)
def test_a_broken_file_of_the_operators_is_named_once_and_ours_stands_in(tmp_path, caplog, text, line, problem):
    templates = operators(tmp_path, {"failure": text})

    with caplog.at_level(logging.WARNING):
        shown = {templates.render("failure", **FAILURE) for _ in range(3)}

    (record,) = caplog.records
    (fault,) = templates.check()
    assert shown == {"The page is gone."}
    assert (Path(fault.file).name, fault.line) == ("failure.md.j2", line)
    assert problem in fault.problem
    assert vars(record)["problem"] == fault.problem


def test_a_digest_without_a_block_is_named(tmp_path):
    templates = operators(tmp_path, {"digest": "{% block story %}{% endblock %}"})

    assert [fault.problem for fault in templates.check()] == ["it has no block 'opening'", "it has no block 'closing'"]


def test_ours_broken_is_an_error():
    with pytest.raises(PromptsInvalid, match="undefined"):
        Templates(voice="plain").render("failure")


@pytest.mark.parametrize("text", ["{{ value }}", "{{ value|upper|lower }}", "{{ ['x', value]|join }}", "{{ value|replace('\\\\', '') }}"])
def test_no_filter_undoes_the_escaping(tmp_path, text):
    templates = operators(tmp_path, {"failure": text})

    shown = templates.render("failure", value="*@everyone* [a](https://e.example)")

    assert "\\*" in shown
    assert "@\u200beveryone" in shown
    assert "\\[a\\](https:\u200b//" in shown


def test_only_our_own_markdown_comes_as_it_is(tmp_path):
    templates = operators(tmp_path, {"failure": "{{ value }} {{ value|string }} {{ value ~ '' }}"})

    assert templates.render("failure", value=Safe("**b**")) == r"**b** **b** \*\*b\*\*"


def test_an_endless_template_is_cut(tmp_path):
    templates = operators(tmp_path, {"failure": "{% for n in range(9000) %}x{% endfor %}"})

    assert len(templates.render("failure", **FAILURE)) == MOST


def test_a_file_is_read_from_the_operator_first(tmp_path):
    (tmp_path / "rules.toml").write_text("mine", encoding="utf-8")

    assert Templates(str(tmp_path), voice="plain").read("rules.toml") == ("mine", str(tmp_path / "rules.toml"))
    assert Templates(voice="plain").read("rules.toml") == ((PROMPTS / "rules.toml").read_text("utf-8"), str(PROMPTS / "rules.toml"))


def test_a_file_that_is_missing_or_not_text_is_an_error(tmp_path):
    (tmp_path / "rules.toml").write_bytes(b"\xff\xfe\xff")

    with pytest.raises(PromptsInvalid, match="cannot be read"):
        Templates(str(tmp_path), voice="plain").read("rules.toml")
    with pytest.raises(PromptsInvalid, match="is missing"):
        Templates(str(tmp_path), voice="plain").read("nothing.toml")


def test_a_wheel_holds_the_prompts_inside_the_package_and_a_checkout_beside_it(tmp_path):
    wheel, checkout = tmp_path / "wheel" / "bot", tmp_path / "checkout" / "bot"
    (wheel / "prompts").mkdir(parents=True)

    assert _packaged(wheel) == wheel / "prompts"
    assert _packaged(checkout) == checkout.parent / "prompts"


def documented() -> dict[str, set[str]]:
    """The variables that `prompts/README.md` lists under each template's heading."""
    sections = re.split(r"^## ", (PROMPTS / "README.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    tables = {section.split("\n")[0].strip(): set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) for section in sections}
    return {name: names for name, names in tables.items() if names}


def test_the_readme_lists_every_variable_and_no_other():
    prompt = {f"llm/takeaways.{block}": set(variables) for block, variables in PROMPT_SAMPLES.items()}
    assert documented() == {name: set(variables) for name, variables in SAMPLES.items()} | prompt


@pytest.mark.parametrize("path", sorted(PROMPTS.glob("voice/*/*.j2")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_our_templates_use_documented_variables_only(path):
    stem = path.name.removesuffix(".md.j2")
    known = set().union(*(names for name, names in documented().items() if name.split(".")[0] == stem))

    used = meta.find_undeclared_variables(Environment(autoescape=False).parse(path.read_text("utf-8")))

    assert used <= known | {"say", "count", "one_of"}
