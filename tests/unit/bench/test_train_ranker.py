"""Training the ranker: the same articles and seed give the same bytes, and what is learnt is what was liked."""

import json
from pathlib import Path

from bench.articles import Judged, load
from bench.boost import Rows, boost
from bench.spans import rests
from bench.train_ranker import cross_validated, main, train
from bench.worth import pair_recall, worths
from bot.takeaways.weights import Weights, dump, parse, said
from tests.unit.takeaways.made import REPORT, TITLE
from tests.unit.takeaways.test_weights import CHOICE, NONE

LAST = "The harbour of Ellery closed on day {day} because {day} ships had lost their way in fog."


def test_the_same_file_and_seed_give_the_same_bytes(tmp_path: Path):
    data = _file(tmp_path)
    first, second = tmp_path / "first", tmp_path / "second"

    for out in (first, second):
        main(["--data", str(data), "--seed", "1", "--out", str(out)])

    assert first.read_bytes() == second.read_bytes()
    assert dump(parse(first.read_text("utf-8"))) == first.read_text("utf-8")


def test_a_ranker_learns_what_people_liked(tmp_path: Path):
    told = _articles(tmp_path)

    (score, *_) = cross_validated(told, folds=2, seed=1)

    assert score.recall > score.lead_recall


def test_trees_find_the_feature_that_tells():
    values = [(place % 7 / 7, float(place % 2), 0.5) for place in range(400)]
    rows = Rows(values=values, targets=[row[1] for row in values], groups=[place // 10 for place in range(400)])

    trees = boost(rows, features=(0, 1, 2), trees=20, rate=0.5, seed=1)

    liked, disliked = (sum(said(tree, (0.3, yes, 0.5)) for tree in trees) for yes in (1.0, 0.0))
    assert liked > 0.9
    assert disliked < 0.1
    assert Weights(linear=NONE, trees=trees, choice=CHOICE).trees == trees


def test_the_sentence_that_the_highlights_repeat_is_worth_most():
    found = worths(
        ["Quite another matter.", "The harbour closed on Monday.", "The harbour fell."], ["The harbour closed on Monday because of fog."]
    )

    assert max(found) == found[1]
    assert abs(sum(found)) < 1e-9
    assert pair_recall(["The harbour closed."], ["The harbour closed."]) == 1


def test_a_bullet_rests_on_its_words_and_no_others():
    span = "LONDON (Reuters) - However, sales  fell, while\nshares rose."

    assert rests("Sales fell, while shares rose.", span)
    assert rests("Sales fell.", span)
    assert not rests("Sales did fell.", span)
    assert not rests("Shares rose, while sales fell.", span)
    assert not rests("", span)


def test_training_on_nothing_gives_no_trees():
    assert train([], seed=1).report.trees == ()


def _articles(folder: Path) -> tuple[Judged, ...]:
    return load(_file(folder))


def _file(folder: Path) -> Path:
    lines = [
        {
            "id": str(day), "title": TITLE, "source": "made",
            "text": "\n\n".join((*REPORT[day % 5 :], *REPORT[: day % 4], last)), "highlights": [last, REPORT[day % 3]],
        }
        for day in range(2, 42)
        for last in [LAST.format(day=day)]
    ]  # fmt: skip
    path = folder / "made.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return path
