"""Apart: what two articles name and number differently, however alike their sentences are; and what joins those of other words."""

import pytest

from bot.digests.apart import other_figures, other_part, strangers
from bot.digests.gather import Known, likeness, nearest, usage_of
from bot.model.digest import StoryId
from bot.text.fingerprint import Fingerprint, fingerprint

FLOOD = (
    "Flood near Marrow drives 1,200 from homes",
    "The river at Marrow has driven 1,200 people from their homes, the county said on Sunday. The water has covered 340 houses since "
    "Saturday night. 210 soldiers are filling sandbags. One bridge was closed.",
)
OTHER_FLOOD = (
    "Flood near Pellow drives 700 from homes",
    "The river at Pellow has driven 700 people from their homes, the county said on Sunday. The water has covered 95 houses since "
    "Saturday noon. 80 soldiers are filling sandbags. No bridge was closed.",
)
FLOOD_GROWS = (
    "Marrow flood: now 2,900 have left their homes",
    "More families had to leave Marrow on Sunday: 2,900 people are in halls and schools, the county says. Some 210 soldiers fill sandbags "
    "against the river, which stands in 340 houses.",
)
HOLE = (
    "Hole in the Quillmail server lets strangers read letters",
    "Quillmail has closed a hole in its mail server. Whoever sends a crafted header can read the letters of all users, the maintainers "
    "write. The hole is known as CVE-2026-20417. Versions before 8.3 are affected; administrators should update today.",
)
OTHER_HOLE = (
    "Hole in the Quillmail calendar lets strangers read dates",
    "Quillmail has closed a hole in its calendar. Whoever sends a crafted invitation can read the dates of all users, the maintainers "
    "write. The hole is known as CVE-2026-20533. Versions before 8.3 are affected; administrators should update today.",
)
SURVEY = (
    "Survey: Harbour List ahead with 31.5 percent",
    "The Harbour List would win 31.5 percent of the vote in Tarnow if the council were elected now, according to a survey by Census Lab "
    "for Radio Tarnow. The Garden Party follows with 27 percent. Census Lab asked 1,120 people by telephone.",
)
OTHER_SURVEY = (
    "Garden Party passes Harbour List in survey",
    "The Garden Party would win 33 percent of the vote in Tarnow if the council were elected now, ahead of the Harbour List with 29.5, "
    "according to a survey by Meinung Five for the Evening Sheet. Meinung Five asked 1,340 people online.",
)
QUAKE = (
    "Magnitude 5.7 earthquake shakes Ostrava Bay, nine dead",
    "An earthquake of magnitude 5.7 shook Ostrava Bay before dawn on Monday and killed at least nine people, officials said. Rescuers with "
    "dogs are on their way from the capital. In Lemmer the roof of the market came down, and a ward of the hospital is closed. Governor "
    "Ruta Kalnin called out the army in two districts. The coast road stays shut.",
)
QUAKE_AGAIN = (
    "Lemmer market in rubble; toll climbs to thirteen",
    "Thirteen people lost their lives when the ground moved under Ostrava Bay, helpers count. Ruta Kalnin, who came to Lemmer by boat, "
    "spoke of the darkest day of her years as governor. Soldiers dig with shovels where the market stood. Instruments "
    "gave the tremor a 5.7. Patients lie in tents.",
)
OUTAGE = (
    "Vaultline failure stops payments for four hours",
    "A failure at cloud provider Vaultline stopped payments and bookings for more than four hours on Wednesday. A faulty change to its "
    "router tables began it at 07:50 UTC, Vaultline wrote. Customers of Banco Lirio could not pay, and Air Selva cancelled 64 flights. "
    "Engineers took the change back. Technical chief Mira Osei apologised and promised a report.",
)
OUTAGE_EXPLAINED = (
    "Why nothing worked when Vaultline tripped over itself",
    "Did your card fail on Wednesday? One line in a list of routes is to blame. Vaultline, on which much of the web rests, sent machines "
    "the wrong way with a change made shortly before eight, and engineers took half the morning to find back. Customers of Banco Lirio "
    "stood at tills, and Air Selva left some 70 planes on the ground. Mira Osei is sorry.",
)


@pytest.mark.parametrize(
    ("one", "other"),
    [(FLOOD, OTHER_FLOOD), (HOLE, OTHER_HOLE), (SURVEY, OTHER_SURVEY)],
    ids=["places", "flaws", "surveys"],
)
def test_the_same_sentences_about_another_event_are_another_story(one, other):
    assert not _alike(one, other)
    assert not _alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [(FLOOD, FLOOD_GROWS), (QUAKE, QUAKE_AGAIN), (OUTAGE, OUTAGE_EXPLAINED)],
    ids=["a toll counted anew", "a magnitude", "names"],
)
def test_other_words_about_what_is_named_and_numbered_alike_are_one_story(one, other):
    assert _alike(one, other)
    assert _alike(other, one)


def test_the_same_thing_at_another_place_is_another_story_without_any_figure():
    one = (
        "Flood near Marrow drives families from homes",
        "The river at Marrow has driven families from their homes. Soldiers fill sandbags.",
    )
    other = (
        "Flood near Pellow drives families from homes",
        "The stream at Pellow drove families from their homes; soldiers filled sandbags.",
    )

    assert strangers(_read(*one, "a"), _read(*other, "b"))
    assert not _alike(one, other)


def test_figures_differ_where_each_article_has_several_and_none_of_the_others():
    one = ("Marlo names Rosa Eck as chief", "Marlo made Rosa Eck its chief from May. Eck, 47, leads the cloud unit of 380 people at Marlo.")
    other = (
        "Marlo's finance chief goes",
        "The finance chief of Marlo, 52, leaves in June. Rosa Eck of the cloud unit looks after 90 people.",
    )
    plain = (other[0], other[1].replace(", 52,", "").replace("90 people", "people"))

    assert other_figures(_read(*one, "a"), _read(*other, "b"))
    assert not other_figures(_read(*one, "a"), _read(*plain, "b"))


def test_one_figure_that_was_counted_anew_parts_no_story():
    first = (
        "Mine collapse at Dorrin kills 48",
        "A mine at Dorrin collapsed on Friday and killed 48 workers, the union said. Rescue goes on.",
    )
    later = (
        "Mine collapse at Dorrin kills 53",
        "A mine at Dorrin collapsed on Friday and killed 53 workers, the owner said. Rescue ended.",
    )

    assert _alike(first, later)


def test_a_story_is_closed_to_another_part_of_its_series_even_through_a_member_without_a_number():
    launch = _read("Pebblo 6: a screen of paper", "Pebblo shows a phone with a paper screen. Nia Holm says it lasts a week.", "a")
    second = _read("Pebblo's paper phone lasts a week", "Pebblo shows a phone with a screen of paper, says Nia Holm. It lasts a week.", "b")
    review = _read(
        "Pebblo 5 review", "Pebblo shows what a phone with a screen can do, and Nia Holm says that a week is what it lasts.", "c"
    )
    both = [Known(story=StoryId(1), fingerprint=launch), Known(story=StoryId(1), fingerprint=second)]
    usage = usage_of([launch, second, review])

    assert nearest(review, both[1:], usage=usage)
    assert nearest(review, both, usage=usage) is None


def test_a_teaser_joins_a_closed_story_all_the_same():
    whole, part = _read(*HOLE, "a"), _read("Another hole, CVE-2026-1", HOLE[1].replace("CVE-2026-20417", "CVE-2026-20999"), "b")

    best = nearest(part, [Known(story=StoryId(1), fingerprint=whole)], usage=usage_of([whole, part]))

    assert best is not None
    assert best.same_text


@pytest.mark.parametrize("other", ["CVE-2021-44228", "cve\u20112026\u201120417", "CVE-2026-20417 and CVE-2026-20533"])
def test_an_older_flaw_as_background_and_a_flaw_of_both_part_nothing(other):
    again = (
        "Quillmail: update the mail server today",
        f"Administrators should update Quillmail to 8.3 today: a crafted header gives strangers all users' letters ({other}).",
    )

    assert _alike(HOLE, again)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("case C-114/25", "case C-371/25"), ("docket 3:26-cv-00112", "docket 3:26-cv-00947"), ("CVE-2026-0101", "CVE-2026-0102")],
)
def test_numbers_of_registers_tell_articles_apart(ours, theirs):
    one, other, both = (
        _read("A decision is due", f"Judges speak on Monday ({each}).", "a") for each in (ours, theirs, f"{ours}, {theirs}")
    )

    assert other_part(one, other)
    assert not other_part(one, both)


def _read(title: str, text: str, host: str) -> Fingerprint:
    return fingerprint(title, text, link=f"https://{host}.example/{len(text)}-a-b")


def _alike(one: tuple[str, str], other: tuple[str, str]) -> float:
    ours, theirs = _read(*one, "a"), _read(*other, "b")
    return likeness(ours, theirs, usage=usage_of([ours, theirs]))
