"""What a request can cost at most."""

from hypothesis import given
from hypothesis import strategies as st

from bot.model.usage import Usage
from bot.takeaways.llm.budget import most_tokens, usage_of, worst_case


def test_english_prose_is_counted_with_room_to_spare():
    text = "Halden Labs released version 4.2 of its Kestrel database on Tuesday, and the new storage engine halves the memory."

    assert 25 <= most_tokens(text) <= len(text) // 2


def test_every_byte_of_other_scripts_and_of_digits_counts():
    assert most_tokens("汐見電機") == 12
    assert most_tokens("123456") == 6


def test_a_price_per_million_tokens_becomes_millionths_per_token():
    assert usage_of(1000, 100, price_in=2.5, price_out=10) == Usage(requests=1, tokens_in=1000, tokens_out=100, micros=3500)


@given(st.text(max_size=200), st.text(max_size=200))
def test_more_text_never_costs_less(one, other):
    less = worst_case(one, answer_tokens=100, price_in=1, price_out=1)
    more = worst_case(one, other, answer_tokens=100, price_in=1, price_out=1)

    assert more.tokens >= less.tokens
    assert more.micros >= less.micros
