"""Markup made safe for parsers."""

from bot.text.tags import without_endless_tags


def test_an_endless_tag_loses_its_attributes_and_the_others_keep_theirs():
    markup = f'<p id="a">x</p><a {"b " * 20_000}>y</a>'

    assert without_endless_tags(markup) == '<p id="a">x</p><a>y</a>'


def test_an_endless_title_ends_after_a_thousand_characters():
    markup = f"<title>{'a | ' * 5_000}</title><p>word</p>"

    assert without_endless_tags(markup) == f"<title>{'a | ' * 250}</title><p>word</p>"


def test_honest_markup_comes_back_as_it_is():
    markup = "<html><title>A harbour closes | Coast Daily</title><p class=x>Text.</p>" + "<p>word</p>" * 5_000

    assert without_endless_tags(markup) == markup
