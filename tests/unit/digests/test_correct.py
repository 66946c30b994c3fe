"""What a publisher changed about an article that was posted, and what only looks like it."""

import pytest

from bot.digests.correct import Change, Version, correction_of, is_withdrawn

TEXT = (
    "Ferrow has withdrawn its heart valve from all hospitals after two failures. The maker had sold 4,100 of them since spring. "
    "Surgeons in Lintz found a crack in the hinge and told the authority the same day. A replacement is to be ready in the autumn, "
    "and patients who carry the old valve are asked to see their doctors within three weeks, whether they feel well or not."
)
POSTED = Version(title="Ferrow has withdrawn its heart valve", text=TEXT, bullets=("The maker had sold 4,100 of them since spring.",))


def _withdrawn(text: str, *, title: str = POSTED.title) -> bool:
    return is_withdrawn(POSTED, title=title, text=text)


@pytest.mark.parametrize(
    "text",
    [
        "This article has been withdrawn. We apologise to our readers.",
        "This story was removed by its editors on Tuesday.",
        "We have retracted this article because a source could not be confirmed.",
        "Dieser Artikel wurde von der Redaktion zurückgezogen.",
        "Cet article a été retiré.",
        "Este artículo ha sido eliminado.",
        "この記事は削除されました。",
    ],
)
def test_a_note_about_the_article_itself_takes_it_back(text):
    assert _withdrawn(text)


@pytest.mark.parametrize("title", ["Article withdrawn", "RETRACTED: Ferrow and its valve", "Retraction notice"])
def test_a_title_can_say_so(title):
    assert _withdrawn("We apologise to our readers.", title=title)


@pytest.mark.parametrize(
    "text",
    [
        "Subscribe to read on. Ferrow has withdrawn its heart valve from all hospitals.",
        "This article about a withdrawn heart valve is for members only.",
        "We are carrying out maintenance. Please come back in a few minutes.",
        "The valve was removed from the market, the maker said.",
    ],
)
def test_an_article_about_a_withdrawal_is_not_withdrawn_by_a_short_page(text):
    assert not _withdrawn(text)


def _changed(*, title: str = POSTED.title, text: str = TEXT, bullets: tuple[str, ...] = POSTED.bullets) -> Change:
    return correction_of(POSTED, Version(title=title, text=text, bullets=bullets)).change


def test_another_headline_is_a_correction_and_the_same_one_is_none():
    assert (_changed(title="Ferrow recalls its heart valve"), _changed()) == (Change.CORRECTED, Change.NONE)


def test_a_sentence_that_is_not_there_any_more_is_a_correction():
    new = TEXT.replace("4,100", "1,400")

    assert _changed(text=new, bullets=("The maker had sold 1,400 of them since spring.",)) is Change.CORRECTED


def test_another_article_at_the_same_address_corrects_nothing():
    other = "The ferry to the islands ran aground in fog on Monday. All 212 passengers were ashore by noon, the harbour master said. " * 3

    assert _changed(title="Ferry runs aground", text=other, bullets=("All 212 passengers were ashore by noon.",)) is Change.NONE
