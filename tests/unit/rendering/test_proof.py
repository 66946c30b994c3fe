"""Faults of templates, found before a story meets them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.errors import PromptsInvalid
from bot.rendering.templates import Templates
from bot.rendering.values import LEAST, SAMPLES

CARD = "{{ title }} {{ reason }}"


def faults(folder: Path, files: Mapping[str, str], *, cards: tuple[str, ...] | None = ()) -> list[tuple[str, int, str]]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = Templates(str(folder), voice="plain").check(cards)
    return [(Path(fault.file).relative_to(folder).as_posix(), fault.line, fault.problem) for fault in found]


def test_ours_are_well(tmp_path):
    assert faults(tmp_path, {}) == []


def test_the_most_and_the_least_name_the_same_variables():
    assert {name: set(values) for name, values in LEAST.items()} == {name: set(values) for name, values in SAMPLES.items()}


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("one\ntwo {{ title", 2, "unexpected end of template"),
        ("{{ title|shout }}", 1, "No filter named 'shout'"),
        ("one\n{{ headline }}", 2, "'headline' is undefined"),
        ("{% if more > 99 %}\n{{ headline }}\n{% endif %}", 2, "'headline' is undefined"),
        ("{{ bullets[0].text }}", 1, "has no element 0"),
        ("{{ bullets }}\n{{ 60 // minutes }}", 2, "integer division or modulo by zero"),
        ("{% for bullet in bullets %}\n{{ bullet.words }}\n{% endfor %}", 2, "has no attribute 'words'"),
        ("{{ title.__class__.__mro__ }}", 1, "is unsafe"),
        ("{{ own }}\n{% include 'voice/plain/gone.md.j2' %}", 2, "there is no template voice/plain/gone.md.j2"),
        ("{{ title }}\n\nhello @here", 3, "pings everyone"),
        ("<@&123>", 1, "mentions somebody"),
        ("{{ title }}\ndiscord.gg/abc", 2, "invites to a server"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_fault_is_told_with_its_file_and_line(tmp_path, text, line, problem):
    ((file, found, told),) = faults(tmp_path, {"voice/plain/card.md.j2": text})

    assert (file, found) == ("voice/plain/card.md.j2", line)
    assert problem in told
    assert "\n" not in told


def test_every_voice_and_every_fault_is_told(tmp_path):
    files = {"voice/plain/card.md.j2": "{{ a }}\n{{ b }}", "voice/bytebot/empty.md.j2": "{{ what }}\n{{ said }}"}

    assert faults(tmp_path, files) == [
        ("voice/bytebot/empty.md.j2", 2, "'said' is undefined"),
        ("voice/plain/card.md.j2", 1, "'a' is undefined"),
        ("voice/plain/card.md.j2", 2, "'b' is undefined"),
    ]


def test_a_block_sees_only_its_own_variables(tmp_path):
    text = "{% block opening %}{{ stories }}{% endblock %}\n{% block story %}{{ stories }}{% endblock %}\n{% block closing %}{% endblock %}"

    assert faults(tmp_path, {"voice/plain/digest.md.j2": text}) == [("voice/plain/digest.md.j2", 2, "'stories' is undefined")]


def test_what_a_template_sets_itself_and_what_jinja_gives_is_known(tmp_path):
    text = "{% set n = more + 1 %}{% macro dot(x) %}•{{ x }}{% endmacro %}{% for i in range(n) %}{{ dot(i) }}{{ loop.index }}{% endfor %}"

    assert faults(tmp_path, {"voice/plain/card.md.j2": text}) == []


def test_a_file_that_is_no_text_is_told(tmp_path):
    path = tmp_path / "voice" / "plain" / "card.md.j2"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe")

    found = faults(tmp_path, {})

    assert [(file, line) for file, line, _ in found] == [("voice/plain/card.md.j2", 1)]
    assert "cannot be read" in found[0][2]


def test_a_topics_own_card_is_checked_where_there_is_one(tmp_path):
    files = {"voice/plain/alarm.md.j2": "{{ tittle }}"}

    assert faults(tmp_path, files, cards=("alarm", "card")) == [("voice/plain/alarm.md.j2", 1, "'tittle' is undefined")]


def test_a_file_that_nothing_asks_for_is_told(tmp_path):
    files = {
        "voice/plain/cards.md.j2": CARD,
        "voice/byte/card.md.j2": CARD,
        "voice/plain/card.md.j2": "{% include 'voice/plain/part.md.j2' %}",
        "voice/plain/part.md.j2": CARD,
        "notes.txt": "mine",
    }
    useless = "nothing uses a file of this name"

    assert faults(tmp_path, files) == [("voice/byte/card.md.j2", 1, useless), ("voice/plain/cards.md.j2", 1, useless)]
    assert faults(tmp_path, files, cards=None) == []


def test_a_topics_own_card_is_used_and_a_broken_one_gives_way_to_the_card(tmp_path):
    faults(tmp_path, {"voice/plain/alarm.md.j2": "Alarm: {{ title }}", "voice/plain/card.md.j2": "Card: {{ title }}"})
    templates = Templates(str(tmp_path), voice="plain")

    assert templates.has("alarm")
    assert templates.render("alarm", **SAMPLES["card"]) == "Alarm: A parser learns to say no"
    faults(tmp_path, {"voice/plain/alarm.md.j2": "{{ tittle }}, no longer the same"})
    assert templates.render("alarm", **SAMPLES["card"]) == "Card: A parser learns to say no"


def test_a_card_that_nobody_wrote_gives_way_to_ours(caplog):
    templates = Templates(voice="plain")

    shown = [templates.render("alarm", **SAMPLES["card"]) for _ in range(2)]

    assert not templates.has("alarm")
    assert shown == [templates.render("card", **SAMPLES["card"])] * 2
    assert [vars(record)["problem"] for record in caplog.records] == ["there is no such template"]


def test_a_fault_is_an_error_for_people():
    assert PromptsInvalid(file="card.md.j2", line=3, problem="'a' is undefined").said == "card.md.j2, line 3: 'a' is undefined"
