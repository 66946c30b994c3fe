"""Reading what a model wrote: forgiving in form, never raising."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.takeaways.llm.answer import Proposed, read_answer


@pytest.mark.parametrize(
    "answer",
    [
        '{"takeaways": [{"source": 3, "text": "Kestrel is out."}]}',
        'Sure:\n```json\n{"takeaways": [{"source": "3", "text": "Kestrel is out."}]}\n```',
        '[{"source": [3, 4], "text": "Kestrel is out."}]',
        '{"bullets": ["[3] Kestrel is out."]}',
        '{"takeaways": [{"source": 3, "text": "• Kestrel is out."}, {"source": 4, "te',
        "[3] Kestrel is out.",
        "- [3] Kestrel is out.",
        "1. (3) Kestrel is out.",
        "* **[3]** Kestrel is out.".replace("**", ""),
        "1. Kestrel is out. [3]",
        "Here they are:\n\n• [Sentence 3]: Kestrel is out.\n\nThat is all.",
    ],
)
def test_one_takeaway_is_read_however_it_is_written(answer):
    assert read_answer(answer) == (Proposed(text="Kestrel is out.", source=3),)


@pytest.mark.parametrize(
    "answer", ["", " ", "null", "{}", "[]", '{"takeaways": [1, null, true, {"text": 4}]}', "I'm sorry, I can't.", "{" * 5000]
)
def test_no_answer_gives_nothing(answer):
    assert read_answer(answer) == ()


def test_a_bullet_without_a_source_is_kept():
    assert read_answer('{"takeaways": [{"text": "Kestrel is out.", "source": null}]}') == (Proposed(text="Kestrel is out.", source=None),)


def test_no_more_than_twelve_are_read():
    assert len(read_answer(json.dumps({"takeaways": [{"text": f"Kestrel {n}", "source": n} for n in range(99)]}))) == 12


@pytest.mark.parametrize("piece", ['{"a":', "[{", " ", "[1", "1. ", '{"text":"', "\\", '["'])
def test_a_long_answer_made_to_waste_time_wastes_little(piece):
    started = time.process_time()

    read_answer(piece * (70_000 // len(piece)))

    assert time.process_time() - started < 1.0


@given(
    st.text()
    | st.recursive(
        st.none() | st.text() | st.integers() | st.booleans(), lambda kind: st.lists(kind) | st.dictionaries(st.text(), kind)
    ).map(json.dumps)
)
def test_whatever_is_written_is_read_without_an_error(answer):
    for proposed in read_answer(answer):
        assert proposed.text.strip()
