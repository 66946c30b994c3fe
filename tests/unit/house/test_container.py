"""The Dockerfile and compose.yaml in, what they promise held; no engine runs and nothing is fetched."""

import re
from pathlib import Path

import pytest
import yaml

from bot.settings import Settings
from tests.container import steps

ROOT = Path(__file__).parents[3]
ROLES = {"gateway", "worker", "sender", "scheduler"}
TOKEN = "BYTEBOT_DISCORD__TOKEN"
SETTINGS = {
    f"BYTEBOT_{section}__{key}".upper()
    for section, field in Settings.model_fields.items()
    for key in type(field.get_default()).model_fields
}
FILES = ("Dockerfile", "compose.yaml", ".env.example")


@pytest.fixture(scope="module")
def stages():
    """The Dockerfile's stages, each a list of (instruction, words)."""
    return steps((ROOT / "Dockerfile").read_text("utf-8"))


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]


def said(stage, instruction):
    return [words for name, words in stage if name == instruction]


def ours(services):
    return {name: service for name, service in services.items() if "build" in service}


def test_two_stages_build_on_one_python_and_the_second_takes_only_wheels(stages):
    build, last = stages

    assert [words.split(" AS ")[0] for words in (*said(build, "FROM"), *said(last, "FROM"))] == ["python:3.13-slim"] * 2
    assert said(last, "COPY") == []
    assert "--require-hashes" in " ".join(said(build, "RUN"))


def test_the_image_runs_as_a_user_of_its_own_and_is_asked_for_its_health(stages):
    last = stages[-1]
    names = [name for name, _ in last]

    assert said(last, "USER") == ["10001"]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert said(last, "HEALTHCHECK")[0].endswith('CMD ["bytebot", "healthcheck"]')
    assert said(last, "VOLUME") == ["/data"]


def test_the_image_gets_what_the_build_copies_and_nothing_else(stages):
    wanted = {word.removeprefix("./") for words in said(stages[0], "COPY") for word in words.split()[:-1]}
    *listed, caches = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and not line.startswith("#")]

    assert listed[0] == "*"
    assert {line.removeprefix("!") for line in listed[1:]} == wanted
    assert caches == "**/__pycache__"
    assert all((ROOT / each).exists() for each in wanted)


@pytest.mark.parametrize("file", FILES)
def test_every_name_of_ours_is_a_setting(file):
    named = set(re.findall(r"BYTEBOT_[A-Z]\w*", (ROOT / file).read_text("utf-8")))

    assert named <= SETTINGS


def test_the_example_of_the_environment_holds_no_secret_and_all_that_compose_asks_for():
    lines = [line.partition("=") for line in (ROOT / ".env.example").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    given = {name: value for name, _, value in lines}
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text("utf-8")))

    assert given == {"COMPOSE_PROFILES": "default", TOKEN: "", "POSTGRES_PASSWORD": "", "WORKERS": "2"}
    assert asked == set(given) - {"COMPOSE_PROFILES"}


def test_one_service_by_default_and_a_service_for_each_role_to_scale(services):
    profiles = {name: service["profiles"] for name, service in services.items()}
    roles = {service["command"][2] for service in services.values() if "command" in service}

    assert [name for name, each in profiles.items() if each == ["default"]] == ["bytebot"]
    assert {name for name, each in profiles.items() if each == ["scale"]} == {"postgres"} | ROLES
    assert roles == ROLES
    assert all(service["command"] == ["run", "--role", name] for name, service in services.items() if name in ROLES)


def test_only_who_talks_to_discord_has_the_token(services):
    holders = {name for name, service in services.items() if TOKEN in (service.get("environment") or {})}

    assert holders == {"bytebot", "gateway", "sender"}


def test_every_container_of_ours_is_locked_down_and_comes_back(services):
    for service in ours(services).values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["restart"] == "unless-stopped"
        assert service["stop_grace_period"] == "30s"
        assert service["tmpfs"][0] == "/tmp"
        assert "ports" not in service


def test_one_sender_leads_and_one_waits_and_the_rest_wait_for_postgres(services):
    assert services["sender"]["deploy"]["replicas"] == 2
    assert all(services[role]["depends_on"]["postgres"]["condition"] == "service_healthy" for role in ROLES)
    assert services["postgres"]["healthcheck"]["test"][1] == "pg_isready"
    assert services["postgres"]["networks"] == ["inside"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\n# why\nRUN b \\\n    && c\n", [[("FROM", "a"), ("RUN", "b && c")]]),
        ("FROM a AS x\nUSER 1\nFROM b\n", [[("FROM", "a AS x"), ("USER", "1")], [("FROM", "b")]]),
    ],
)
def test_a_dockerfile_is_read_stage_by_stage(text, expected):
    assert steps(text) == expected
