"""The messages for a language model."""

import logging

import pytest

from bot.errors import PromptsInvalid
from bot.rendering.prompt import PROMPT_SAMPLES, LineValue, Prompt

SYSTEM = PROMPT_SAMPLES["system"]
LINES = (LineValue(number=0, text="What is new"), LineValue(number=1, text="It *refuses* <b>{{ 7 * 7 }}</b> @everyone."))


def operators(folder, text):
    path = folder / "llm" / "takeaways.md.j2"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return Prompt(str(folder))


def test_the_article_stands_as_it_is_in_the_users_message_alone():
    messages = Prompt().render(title="A parser", lines=LINES, system=SYSTEM)

    assert "[1] It *refuses* <b>{{ 7 * 7 }}</b> @everyone." in messages.user
    assert "refuses" not in messages.system
    assert "A parser" not in messages.system


@pytest.mark.parametrize(("shape", "word"), [("json", "JSON"), ("list", "one a line")])
def test_the_shape_of_the_answer_is_asked_for(shape, word):
    assert word in Prompt().render(title="", lines=LINES, system={**SYSTEM, "shape": shape}).system


def test_nothing_in_the_instructions_could_come_back_as_a_takeaway():
    system = Prompt().render(title="", lines=LINES, system=SYSTEM).system

    assert "..." not in system
    assert '{"' not in system


def test_an_operators_prompt_wins(tmp_path):
    prompt = operators(tmp_path, "{% block system %}Most {{ most }}{% endblock %}{% block user %}{{ title }}{% endblock %}")

    assert prompt.render(title="T", lines=LINES, system=SYSTEM).system == "Most 5"
    assert prompt.check() is None


@pytest.mark.parametrize(
    "text",
    [
        "{% block system %}{{ title }}{% endblock %}{% block user %}{% endblock %}",
        "{% block system %}{% endblock %}",
        "{% block system",
        "{% block system %}{{ ''.__class__.__mro__ }}{% endblock %}{% block user %}{% endblock %}",
        "{% block system %}{{ 1 // 0 }}{% endblock %}{% block user %}{% endblock %}",
    ],
    ids=["the article among the instructions", "no user block", "no template", "out of the sandbox", "a division by zero"],
)
def test_a_broken_prompt_is_named_once_and_ours_is_used(text, tmp_path, caplog):
    caplog.set_level(logging.WARNING, logger="bot")
    prompt = operators(tmp_path, text)

    for _ in range(2):
        assert "condense news articles" in prompt.render(title="T", lines=LINES, system=SYSTEM).system

    assert [record.message for record in caplog.records] == ["prompt broken, ours used"]
    assert isinstance(prompt.check(), PromptsInvalid)
