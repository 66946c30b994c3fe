"""The pages are what the program says, and lead somewhere."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from bench import capacity
from docs.drawing import FILE, drawing
from docs.licences import WHY, direct, named
from docs.pages import FOLDER, pages

ROOT = Path(__file__).parents[3]
WRITTEN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "prompts").glob("*.md")])
LICENCES = "licences.md"


@pytest.mark.parametrize("name", [name for name in pages() if name != LICENCES])
def test_a_reference_page_is_what_the_program_says(name):
    assert (FOLDER / name).read_text("utf-8") == pages()[name], "run `python -m docs.pages`"


def test_every_dependency_has_its_licence_and_its_reason():
    rows = dict(re.findall(r"^\| (\S+) \| (.+?) \|", (FOLDER / LICENCES).read_text("utf-8"), flags=re.MULTILINE))

    assert named() <= set(rows), "run `python -m docs.pages`"
    assert direct() <= set(WHY)
    assert "not told" not in rows.values()


def test_the_drawing_shows_the_floors_that_are_held():
    assert FILE.read_text("utf-8") == drawing(), "run `python -m docs.drawing`"


def test_capacity_is_what_the_formulas_give():
    page = (ROOT / "docs" / "capacity.md").read_text("utf-8")

    assert "\n".join(capacity.table()) in page
    assert "One process ends near {:,.0f} feeds, one token near {:,.0f} at".format(*capacity.ends()) in page


def test_ten_times_the_feeds_need_ten_times_the_processor_and_never_fewer_machines():
    needs = [capacity.need(feeds) for feeds in capacity.FEEDS]

    assert [round(more.cores / less.cores, 6) for less, more in pairwise(needs)] == [10] * 3
    assert sorted(needs, key=lambda each: each.machines) == needs


@pytest.mark.parametrize("page", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_that_are_there(page):
    text = re.sub(r"```.*?```|`[^`\n]*`|^    .*?$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = [*re.findall(r"\]\(([^)\s]+)\)", text), *re.findall(r'(?:src|srcset)="([^"]+)"', text)]
    near = [link.partition("#")[0] for link in links if "://" not in link and not link.startswith("#")]

    assert [link for link in near if not (page.parent / link).exists()] == []


def test_the_index_leads_to_every_page():
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages_there = {path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "decisions" and path.name != "README.md"}

    assert [str(path) for path in pages_there if str(path.relative_to(ROOT / "docs")) not in index] == []
