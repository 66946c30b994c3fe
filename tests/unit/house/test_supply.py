"""What a look at the supply chain says."""

import tomllib
from pathlib import Path

from docs.licences import DEV
from tests.supply import read_audit

ROOT = Path(__file__).parents[3]

HOLE = {"id": "PYSEC-1", "fix_versions": ["2.0"]}


def test_a_known_hole_fails_and_is_named_with_its_mend():
    lines, code = read_audit([{"name": "a", "version": "1.0", "vulns": [HOLE]}, {"name": "b", "version": "1", "vulns": []}])

    assert code == 1
    assert lines == ("audit: a 1.0: PYSEC-1, mended in 2.0", "audit: 2 of 2 packages looked up, 1 known vulnerabilities")


def test_packages_that_nobody_could_look_up_are_no_good_news():
    lines, code = read_audit([{"name": "a", "skip_reason": "Dependency not found"}])

    assert code == 0
    assert lines[0].startswith("audit: 0 of 1 packages looked up, 0 known vulnerabilities; of the other 1 nothing is known")


def test_the_image_holds_every_extra_that_is_not_a_tool():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]

    assert extras["all"] == [f"bytebot[{','.join(sorted(set(extras) - {'all', *DEV}))}]"]
