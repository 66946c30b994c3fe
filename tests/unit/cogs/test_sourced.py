"""Pages of receipts: whatever the words are, they fit and do nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cogs.sourced import more_page, receipts_page
from bot.flows.receipts import Receipt, Rest, Told
from bot.model.takeaways import Method
from bot.rendering.limits import BODY, units
from bot.text.markdown import dangers
from tests.unit.rendering.made import coverage, hostile_links, hostile_text

receipts = st.builds(Receipt, bullet=hostile_text, words=hostile_text, same=st.booleans(), link=hostile_links)
told = st.builds(
    Told,
    title=hostile_text,
    source=hostile_text,
    link=hostile_links,
    method=st.sampled_from(Method),
    receipts=st.lists(receipts, max_size=5).map(tuple),
    reason=hostile_text,
    kept=st.booleans(),
)


def made(bullet="It is 40 crowns.", **facts):
    receipt = Receipt(bullet=bullet, words="It is 40 crowns, they said.", same=False, link="https://a.example/x")
    given = {"title": "Title", "source": "Source", "link": "https://a.example/x", "method": Method.EXTRACTIVE, "reason": "", "kept": True}
    return Told(**{"receipts": (receipt,), **given, **facts})


@settings(max_examples=30)
@given(st.lists(told, min_size=1, max_size=4), st.integers(0, 9))
def test_every_page_fits_and_does_nothing(all_told, number):
    page = receipts_page(all_told, number)

    for place in range(page.pages):
        text = receipts_page(all_told, place).embed.description or ""
        assert 0 < units(text) <= BODY
        assert dangers(text) == ()
    assert page.number == min(number, page.pages - 1)


@settings(max_examples=30)
@given(told, st.integers(0, 20), hostile_text, hostile_links)
def test_every_page_of_the_rest_fits_and_does_nothing(one, others, title, link):
    rest = Rest(told=one, others=tuple(coverage(number, title=title, link=link, source=title) for number in range(others)))
    pages = more_page([rest], 0).pages

    for place in range(pages):
        text = more_page([rest], place).embed.description or ""
        assert 0 < units(text) <= BODY
        assert dangers(text) == ()


def test_many_stories_take_several_pages_and_each_receipt_stands_once():
    all_told = [made(f"Takeaway number {number}. " + "word " * 40) for number in range(30)]
    pages = receipts_page(all_told, 0).pages

    whole = "".join(receipts_page(all_told, place).embed.description or "" for place in range(pages))

    assert pages > 1
    assert [whole.count(f"Takeaway number {number}.") for number in range(30)] == [1] * 30


def test_whose_words_they_are_is_said():
    def text(**facts):
        return receipts_page([made(**facts)], 0).embed.description

    assert "the author's own" in text(method=Method.OWN)
    assert "language model" in text(method=Method.LLM)
    assert "own entries" in text(method=Method.CHANGELOG)
    assert "no longer keep" in text(kept=False)
    assert "a paywall stands in front" in text(receipts=(), reason="a paywall stands in front")
