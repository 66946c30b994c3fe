"""What the gate lets through, and what it stops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.article import Span
from bot.takeaways import condense
from bot.takeaways.check import Fault, check, repeats
from bot.takeaways.ground import ground_of
from bot.takeaways.llm.layout import lay_out
from tests.unit.takeaways.made import JAPANESE, REPORT, TITLE, article

REPORTED = article(*REPORT, title=TITLE)
LAYOUT = lay_out(REPORTED, most_chars=24_000)
GROUND = ground_of(REPORTED, LAYOUT.spans)
MONEY = article(
    "Sable Reef raised $40 million in March, 12% more than planned, and shares of the firm rose to 31.5 euros by the evening in Lintz.",
    "Regulators in the U.S. said that Sable Reef never told its 2,100 customers about the sale of their data to Tern Bank.",
    "„Wir haben nichts verkauft“, said Ida Brandt of Sable Reef. The two firms had 25 lawyers at work on the case for three years.",
)
MONEY_GROUND = ground_of(MONEY, lay_out(MONEY, most_chars=24_000).spans)


def fault(text, source=None, ground=GROUND):
    span = LAYOUT.spans[source - 1] if source else None
    return check(text, source=span, ground=ground).fault


@pytest.mark.parametrize(
    "text",
    [
        "Halden Labs released Kestrel 4.2 on Tuesday with a storage engine that halves memory use.",
        "A cluster of 12 machines took 410,000 writes a second in Halden's own test, up from 230,000.",
        "A cluster of twelve machines took 410,000 writes a second in the company's own test",
        "Mara Lindqvist, chief executive, promised that the licence stays the same for at least three years.",
        'Chief Mara Lindqvist said "We are glad" about the release of Kestrel.',
        "Two failed upgrades delayed the release by nine weeks.",
    ],
)
def test_what_the_article_holds_passes(text):
    checked = check(text, source=None, ground=GROUND)

    assert checked.fault is None
    assert checked.takeaway is not None
    assert checked.takeaway.text.endswith(".")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Halden removed 61,000 lines of older code from the Kestrel repository.", Fault.NUMBER),
        ("Halden removed sixty lines of older code from the Kestrel repository.", Fault.NUMBER),
        ("Halden removed 60,000 tests of older code from the Kestrel repository.", Fault.NUMBER),
        ("The new engine doubles the memory that a typical cluster needs.", Fault.NUMBER),
        ("Microsoft rewrote the write path in Rust and removed 60,000 lines.", Fault.NAME),
        ("The licence stays the same for three years, Tim Lindqvist promised.", Fault.NAME),
        ("The licence stays the same for three years, Mara Halden promised.", Fault.NAME),
        ("Halden rewrote the write path of its database in GPT5 and Rust.", Fault.NUMBER),
        ('Chief Mara Lindqvist said "We are sad" about the release of Kestrel.', Fault.QUOTE),
        ('Chief Mara Lindqvist said "We are glad about the release of Kestrel.', Fault.QUOTE),
        ("The licence of Kestrel does not stay the same for three years.", Fault.TURNED),
        ("The release of the database was praised by enthusiastic gardeners, plumbers and bakers.", Fault.UNKNOWN),
        ("La base Kestrel de Halden Labs en Rust con el cluster para la licence por un año.", Fault.LANGUAGE),
        ("See https://kestrel.example for the new release of the database.", Fault.MARKUP),
        ("Halden released Kestrel, see kestrel.example/new for the release.", Fault.MARKUP),
        ("@here Halden Labs released version 4.2 of its Kestrel database.", Fault.MARKUP),
        ("Halden released ||Kestrel|| with a new storage engine on Tuesday.", Fault.MARKUP),
        ("Halden released Kestrel with a new storage engine on...", Fault.CUT),
        ("Kestrel is faster.", Fault.LENGTH),
        ("I'm sorry, but I cannot condense this article for you today.", Fault.TALK),
        ("Here are the key takeaways of the article on Kestrel:", Fault.TALK),
        ("It halves the memory that a typical cluster of machines needs.", Fault.LEANING),
    ],
)
def test_what_it_does_not_hold_is_named(text, expected):
    assert fault(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sable Reef raised $40M in March, 12 percent more than planned.", None),
        ("Sable Reef raised 40 million dollars in March, 12% more than planned.", None),
        ("Sable Reef raised €40 million in March, 12% more than planned.", Fault.NUMBER),
        ("Sable Reef raised $40 billion in March, 12% more than planned.", Fault.NUMBER),
        ("Sable Reef raised $40 million in March, 12 more than planned.", Fault.NUMBER),
        ("Shares of Sable Reef rose to 31.5 euros by the evening in Lintz.", None),
        ("Shares of Sable Reef fell to 31.5 euros by the evening in Lintz.", Fault.TURNED),
        ("Shares of the firm Sable Reef by the evening in Lintz went down to 31.5 euros.", Fault.TURNED),
        ("Regulators in the US said that Sable Reef never told its 2,100 customers about the sale of their data.", None),
        ("Regulators in the U.S. said that Sable Reef told its 2,100 customers about the sale of their data to Tern Bank.", Fault.TURNED),
        ("Sable Reef and Tern Bank had twenty-five lawyers at work on the case for three years.", None),
        ("Ida Brandt of Sable Reef said “Wir haben nichts verkauft” about the case.", None),
        ("Ida Brandt of Sable Reef said “Wir haben alles verkauft” about the case.", Fault.QUOTE),
    ],
)
def test_money_shares_and_directions(text, expected):
    assert fault(text, ground=MONEY_GROUND) is expected


def test_a_named_sentence_that_does_not_hold_it_is_not_taken_for_its_ground():
    text = "Halden rewrote the write path in Rust and removed 60,000 lines of older code."

    checked = check(text, source=LAYOUT.spans[9], ground=GROUND)

    assert checked.takeaway is not None
    assert "rewrote the write path" in REPORTED.text[checked.takeaway.start : checked.takeaway.end]


def test_words_of_the_article_put_together_anew_rest_on_no_named_sentence():
    assert fault("Customers of the cluster promised a database of nights to executive code machines.", source=7) is Fault.SUPPORT


def test_numbers_are_read_in_japanese_too():
    made = article(*JAPANESE)
    ground = ground_of(made, lay_out(made, most_chars=24_000).spans)

    assert check("価格は一台あたり九十八万円で、保守は十年間無料となる。", source=None, ground=ground).fault is None
    assert check("価格は一台あたり九十九万円で、保守は十年間無料となる。", source=None, ground=ground).fault is Fault.NUMBER


@pytest.mark.parametrize("made", [REPORTED, MONEY, article(*JAPANESE)], ids=["report", "money", "japanese"])
def test_the_built_in_takeaways_pass_the_gate(made):
    ground = ground_of(made, lay_out(made, most_chars=24_000).spans)

    for bullet in condense(made).bullets:
        checked = check(bullet.text, source=Span(start=bullet.start, end=bullet.end), ground=ground)
        assert checked.takeaway == bullet


def test_saying_it_twice_is_noticed():
    assert repeats("Kestrel 4.2 is out now", [], title=TITLE)
    assert repeats("Halden halves the memory", ["The memory was halved by Halden in the new engine."], title="")
    assert not repeats("The licence stays the same", ["Halden halves the memory"], title=TITLE)


@given(st.text(max_size=300), st.integers(0, len(LAYOUT.spans)))
def test_any_text_is_either_sound_or_named_at_fault(text, source):
    checked = check(text, source=LAYOUT.spans[source - 1] if source else None, ground=GROUND)

    assert (checked.takeaway is None) != (checked.fault is None)
