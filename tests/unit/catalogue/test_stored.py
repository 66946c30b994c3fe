"""What was stored in English is said in the language at hand."""

import pytest

from bot.catalogue import speaking
from bot.catalogue.stored import said_again
from bot.errors import ChannelClosed, FetchFailed, FetchTrouble

LACKING = ChannelClosed(detail="I lack View Channel, Embed Links").said
FAILED = FetchFailed(url="https://a.example/feed", trouble=FetchTrouble.STATUS, status=404).said


def test_english_stays_as_it_is():
    assert said_again(FAILED) == FAILED


def test_a_sentence_keeps_its_values():
    with speaking("de"):
        assert said_again(FAILED) == "a.example/feed antwortete 404 (nicht gefunden; prüf die Adresse)."


def test_what_it_lacks_is_named_in_the_readers_language():
    with speaking("es"):
        said = said_again(LACKING)

    assert "Ver canal, Insertar enlaces" in said
    assert said.startswith("Discord rechaza mis publicaciones")


def test_sentences_in_a_row_are_each_said():
    with speaking("de"):
        said = said_again(f"{FAILED} It has failed for 30 days.")

    assert said == "a.example/feed antwortete 404 (nicht gefunden; prüf die Adresse). Das geht schon 30 Tage so."


def test_a_filters_value_is_no_word_of_ours():
    with speaking("de"):
        said = said_again("Filter 3 of the channel denies the word “the title”, which is in the title.")

    assert said == "Filter 3 (Kanal) verbietet Wort „the title“; das kommt hier vor: Titel."


@pytest.mark.parametrize("text", ["", "Verbindung getrennt", "{", "a {b} c", "x" * 5000, ". . . ", "The database"])
def test_what_is_not_ours_stays_as_it_is(text):
    with speaking("de"):
        assert said_again(text) == text


def test_a_reason_of_an_article_is_said():
    with speaking("es"):
        assert said_again("only a teaser is public") == "solo es público un avance"
