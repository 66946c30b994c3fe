"""Dashboard, alerts and reference name only numbers that the bot has, and the reference names them all."""

import json
import re
from pathlib import Path

import yaml

from bot import measures
from tests.metrics_page import PAGE, page

OPS = Path(__file__).parents[3] / "ops"
RULES = [rule for group in yaml.safe_load((OPS / "alerts.yaml").read_text())["groups"] for rule in group["rules"]]
DASHBOARD = json.loads((OPS / "grafana.json").read_text())
SHOWN = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def test_every_number_that_is_watched_exists():
    known = {each.name for each in measures.reference()}
    watched = {name for text in [*SHOWN, *(rule["expr"] for rule in RULES)] for name in re.findall(r"bytebot_[a-z0-9_]+", text)}

    assert len(watched) > 10
    assert {name.removesuffix("_bucket") for name in watched} <= known


def test_every_alert_says_what_is_wrong_and_what_to_do():
    assert len({rule["alert"] for rule in RULES}) == len(RULES) > 10
    for rule in RULES:
        assert rule["annotations"]["summary"].endswith(".")
        assert len(rule["annotations"]["description"]) > 40


def test_the_dashboard_asks_which_prometheus_and_its_panels_do_not_overlap():
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]

    assert DASHBOARD["templating"]["list"][0]["type"] == "datasource"
    assert len(set(places)) == len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    assert {panel["datasource"]["uid"] for panel in DASHBOARD["panels"]} == {"${datasource}"}


def test_the_reference_is_what_the_code_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.metrics_page"
