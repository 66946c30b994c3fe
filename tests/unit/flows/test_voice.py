"""Rules that change under a running bot: the new ones where they are sound, the last good ones where not."""

import logging
import os

import pytest

from bot.compose import open_voice
from bot.errors import PromptsInvalid
from bot.flows.voice import Watch
from bot.settings import PromptsSettings, Settings

GOOD = """
[[topics]]
tag = "{tag}"
emoji = "📰"
colour = "#111111"
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(GOOD.format(tag="first"), encoding="utf-8")
    return path


@pytest.fixture
def settings(rules):
    return Settings.model_construct(prompts=PromptsSettings(folder=str(rules.parent)))


def _tag(voice):
    return voice.rules.fallback.tag


async def test_rules_that_changed_are_used_from_the_next_look_on(settings, rules):
    watch = Watch(open_voice(settings))
    before = _tag(await watch.look())

    rules.write_text(GOOD.format(tag="second"), encoding="utf-8")

    assert (before, _tag(await watch.look())) == ("first", "second")


async def test_broken_rules_leave_the_last_good_ones_and_are_told_once(settings, rules, caplog):
    watch = Watch(open_voice(settings))
    rules.write_text(GOOD.format(tag="second"), encoding="utf-8")
    await watch.look()
    rules.write_text("[[topics]]\ntag = 7\n", encoding="utf-8")

    tags = [_tag(await watch.look()) for _ in range(5)]

    assert tags == ["second"] * 5
    (told,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert vars(told)["file"] == str(rules)
    assert vars(told)["line"] == 2


async def test_mended_rules_are_taken_and_a_second_mistake_is_told_again(settings, rules, caplog):
    caplog.set_level(logging.INFO)
    watch = Watch(open_voice(settings))

    for text, tag in (("broken = [", "first"), (GOOD.format(tag="third"), "third"), ("broken = [", "third")):
        rules.write_text(text, encoding="utf-8")
        assert _tag(await watch.look()) == tag

    assert [each.levelno for each in caplog.records] == [logging.ERROR, logging.INFO, logging.ERROR]


async def test_a_change_that_keeps_the_files_time_and_length_is_noticed(settings, rules):
    watch = Watch(open_voice(settings))
    await watch.look()
    known = rules.stat()

    rules.write_text(GOOD.format(tag="other"), encoding="utf-8")
    os.utime(rules, ns=(known.st_atime_ns, known.st_mtime_ns))

    assert _tag(await watch.look()) == "other"


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"\xff\xfe"), lambda path: (path.unlink(), path.mkdir())])
async def test_a_file_that_cannot_be_read_leaves_the_last_good_rules(settings, rules, spoil):
    watch = Watch(open_voice(settings))
    await watch.look()

    spoil(rules)

    assert _tag(await watch.look()) == "first"


async def test_a_file_that_was_taken_away_gives_ours_back(settings, rules):
    watch = Watch(open_voice(settings))
    await watch.look()

    rules.unlink()

    assert _tag(await watch.look()) != "first"


async def test_a_bot_that_starts_on_broken_rules_uses_ours_says_so_and_takes_the_mended_ones(settings, rules, caplog):
    rules.write_text("broken = [", encoding="utf-8")

    with pytest.raises(PromptsInvalid):
        open_voice(settings)
    watch = Watch(open_voice(settings, forgiving=True))
    ours = [_tag(await watch.look()) for _ in range(3)]
    rules.write_text(GOOD.format(tag="mended"), encoding="utf-8")

    assert "mended" not in ours
    assert len([each for each in caplog.records if each.levelno == logging.ERROR]) == 1
    assert _tag(await watch.look()) == "mended"
