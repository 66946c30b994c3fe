"""Every language says all that English says, with the same values in it, within Discord's limits."""

import re
from collections.abc import Sequence
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from bot.catalogue import LANGUAGES, count, name_in, said_in, say, speaking
from tests.messages import commands, current, template

OTHERS = [each for each in LANGUAGES if each != "en"]
_NAME = re.compile(
    r"[-_'\w]{1,32}"
)  # \p{L} and \p{N}: Discord's rule; https://discord.com/developers/docs/interactions/application-commands
_DESCRIPTION = 100
_LABEL = 80
_LABELS = (
    "Previous", "Next", "Confirm", "Cancel", "Change", "Undo", "Remove", "Keep", "Save", "Receipts", "More", "Less like this",
    "Report a bullet", "Send me a copy", "Say why", "Start with {pack}", "Choose feeds", "Not now",
)  # fmt: skip


@pytest.fixture(scope="module")
def english():
    return template()


@pytest.fixture(scope="module", params=OTHERS)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def catalogue(language):
    return current(language)


def _messages(catalogue: Catalog) -> list[Message]:
    return [each for each in catalogue if each.id]


def _forms(words: str | Sequence[str] | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ("",))


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_a_catalogue_has_every_message_and_no_other(english, catalogue):
    # `python -m tests.messages` adds what is missing and drops what is said no more.
    assert {(each.context, each.id) for each in _messages(catalogue)} == {(each.context, each.id) for each in _messages(english)}


def test_every_message_is_translated_and_sure(catalogue):
    open_ones = [each.id for each in _messages(catalogue) if each.fuzzy or not all(_forms(each.string))]

    assert open_ones == []


def test_a_translation_names_the_places_of_its_message(catalogue):
    wrong = []
    for each in _messages(catalogue):
        expected = zip(_forms(each.id), _forms(each.string), strict=True)
        wrong += [translated for message, translated in expected if not each.context and _places(message) != _places(translated)]

    assert wrong == []


def test_every_form_of_a_number_is_there(catalogue):
    assert catalogue.num_plurals == 2
    assert all(len(_forms(each.string)) == 2 for each in _messages(catalogue) if isinstance(each.id, tuple))


def test_a_translation_ends_and_is_marked_like_its_message(catalogue):
    """A full stop more or less shows where sentences are joined; a star less makes the rest of a line bold."""
    wrong = [
        each.string
        for each in _messages(catalogue)
        if not each.context
        for message, said in zip(_forms(each.id), _forms(each.string), strict=True)
        if (message[-1] in ".:") != (said[-1] in ".:")
        or message.startswith(" ") != said.startswith(" ")
        or message.count("**") != said.count("**")
        or message.count("\n") != said.count("\n")
        or len(re.findall(r"`/[^`]*`", message)) != len(re.findall(r"`/[^`]*`", said))
    ]

    assert wrong == []


def test_commands_that_a_sentence_names_keep_their_names(catalogue):
    command = re.compile(r"`(/?[a-z ]+[a-z:]+)`")
    wrong = [
        each.string for each in _messages(catalogue)
        if isinstance(each.id, str) and {each for each in command.findall(each.id) if " " in each} - set(command.findall(str(each.string)))
    ]  # fmt: skip

    assert wrong == []


def test_names_of_commands_and_options_obey_discords_rules(language):
    for command in commands():
        for name in [command.name, *(each.name for each in getattr(command, "parameters", ()))]:
            shown = name_in(language, name) or name
            assert 1 <= len(shown) <= 32
            if name == name.lower():  # a menu's name may hold spaces and capitals
                assert _NAME.fullmatch(shown), shown
                assert shown == shown.lower()


def test_names_differ_from_their_siblings(language):
    def differ(names: list[str]) -> bool:
        shown = [name_in(language, each) or each for each in names]
        return len(set(shown)) == len(shown)

    every = list(commands())
    by_parent: dict[object, list[str]] = {}
    for each in every:
        by_parent.setdefault((getattr(each, "parent", None), getattr(each, "type", None)), []).append(each.name)
    assert all(differ(names) for names in by_parent.values())
    assert all(differ([option.name for option in getattr(each, "parameters", ())]) for each in every)


def test_descriptions_and_choices_are_short_enough(language):
    for command in commands():
        texts = [getattr(command, "description", "")]
        for option in getattr(command, "parameters", ()):
            texts += [str(option.description), *(str(each.name) for each in option.choices)]
            shown = [said_in(language, str(each.name)) or str(each.name) for each in option.choices]
            assert len(set(shown)) == len(shown)
        for text in texts:
            assert len(said_in(language, text) or text) <= _DESCRIPTION, text


def test_buttons_have_room_for_their_labels(language):
    with speaking(language):
        assert all(len(say(each, pack="x" * 20)) <= _LABEL for each in _LABELS)


def test_every_button_of_ours_is_known_to_the_catalogue(english):
    assert set(_LABELS) <= {each.id for each in _messages(english)}


def test_a_number_takes_its_form():
    with speaking("de-DE"):
        german = [count("{n} story", "{n} stories", each) for each in (0, 1, 2)]
    with speaking("es-419"):
        spanish = [count("{n} story", "{n} stories", each) for each in (0, 1, 2)]

    assert german == ["0 Meldungen", "1 Meldung", "2 Meldungen"]
    assert spanish == ["0 noticias", "1 noticia", "2 noticias"]


def test_a_language_that_bytebot_does_not_speak_hears_english():
    with speaking("fr"):
        assert say("Undo") == "Undo"


def test_a_name_is_another_entry_than_the_same_word_in_a_sentence():
    assert name_in("de", "feed") is None
    assert name_in("es-ES", "zone") == "zona"
    assert said_in("de", "Its number") == "Seine Nummer"
