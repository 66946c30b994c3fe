"""`bytebot prompts check` on folders of operators."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

OURS = Path(__file__).parents[3] / "prompts" / "rules.toml"
FINE = "The rules and the templates are fine.\n"
RULES = """
[[topics]]
tag = "security"
emoji = "🔒"
colour = "#C0392B"
template = "alarm"
strong = ["hole"]

[[topics]]
tag = "tech"
emoji = "📰"
colour = "#5D6D7E"
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """A folder without settings, so that only what a test names is read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BYTEBOT_CONFIG", raising=False)


def check(*words: str) -> Result:
    return CliRunner().invoke(main, ["prompts", "check", *words])


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_ours_are_fine():
    result = check()

    assert (result.exit_code, result.output) == (0, FINE)


def test_an_empty_folder_is_fine(tmp_path):
    assert check("--folder", str(tmp_path)).output == FINE


def test_every_problem_is_a_line_with_its_file_and_line(tmp_path):
    rules = write(tmp_path, "rules.toml", RULES.replace("#C0392B", "red").replace("strong", "storng"))
    card = write(tmp_path, "voice/plain/card.md.j2", "{{ title }}\n{{ headline }}")

    result = check("--folder", str(tmp_path))

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{rules}, line 5: topics.0.colour: must look like #C0392B",
        f"{rules}, line 7: topics.0.storng: there is no such key",
        f"{card}, line 2: 'headline' is undefined",
    ]


def test_a_topics_own_card_that_nobody_wrote_is_told_where_it_is_named(tmp_path):
    rules = write(tmp_path, "rules.toml", RULES)

    result = check("--folder", str(tmp_path))

    assert (result.exit_code, result.output) == (1, f"{rules}, line 6: topics.0.template: no voice has a template 'alarm'\n")
    write(tmp_path, "voice/bytebot/alarm.md.j2", "{{ title }}")
    assert check("--folder", str(tmp_path)).output == FINE


@pytest.mark.parametrize("text", ["", "[[topics]", "topics = []"])
def test_rules_without_topics_are_one_problem(tmp_path, text):
    write(tmp_path, "rules.toml", text)

    result = check("--folder", str(tmp_path))

    assert result.exit_code == 1
    assert result.output.startswith(f"{tmp_path / 'rules.toml'}, line 1: ")
    assert result.output.count("\n") == 1


def test_the_folder_of_the_settings_is_looked_at(tmp_path):
    write(tmp_path, "mine/voice/plain/empty.md.j2", "@everyone {{ what }}")
    settings = write(tmp_path, "config.toml", f'[prompts]\nfolder = "{tmp_path / "mine"}"\n')

    result = check("--config", str(settings))

    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "empty.md.j2, line 1: its text pings everyone" in result.output


def test_a_folder_that_is_gone_is_told(tmp_path):
    settings = write(tmp_path, "config.toml", f'[prompts]\nfolder = "{tmp_path / "gone"}"\n')

    assert check("--folder", str(tmp_path / "gone")).exit_code == 2
    assert check("--config", str(settings)).output == f"{tmp_path / 'gone'}: there is no such folder; [prompts] folder names it\n"


def test_rules_that_cannot_be_read_are_told(tmp_path):
    (tmp_path / "rules.toml").write_bytes(b"\xff")

    result = check("--folder", str(tmp_path))

    assert result.exit_code == 1
    assert "rules.toml: cannot be read" in result.output


def test_scripts_get_json(tmp_path):
    card = write(tmp_path, "voice/plain/card.md.j2", "{{ headline }}")

    result = check("--folder", str(tmp_path), "--json")

    assert result.exit_code == 1
    assert json.loads(result.output) == [{"file": str(card), "line": 1, "problem": "'headline' is undefined"}]
    assert json.loads(check("--json").output) == []


def test_our_own_rules_copied_are_fine(tmp_path):
    write(tmp_path, "rules.toml", OURS.read_text("utf-8"))

    assert check("--folder", str(tmp_path)).output == FINE


def test_the_language_models_prompt_is_checked_with_its_own_variables(tmp_path):
    file = write(
        tmp_path, "llm/takeaways.md.j2", "{% block system %}\nIn {{ lang }}.\n{% endblock %}{% block user %}{{ title }}{% endblock %}"
    )

    result = check("--folder", str(tmp_path))

    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert f"{file}, line 2:" in result.output
    assert "'lang' is undefined" in result.output


def test_a_prompt_that_cannot_be_read_is_told_once(tmp_path):
    write(tmp_path, "llm/takeaways.md.j2", "{% block system %}")

    assert check("--folder", str(tmp_path)).output.count("\n") == 1


def test_a_broken_pack_is_told_with_its_line(tmp_path):
    write(tmp_path, "packs.toml", '[[packs]]\nname = "one"\ntitle = "One"\nemoji = "📰"\nabout = "x"\n[packs.feeds]\n"A" = "a.example"\n')

    result = check("--folder", str(tmp_path))

    assert (result.exit_code, "packs.toml, line 7: packs.0.feeds.A: must be an http:// or https:// address" in result.output) == (1, True)
