"""Settings: from a file and the environment, and every mistake told in one line."""

from pathlib import Path

import pytest

from bot.errors import SettingsInvalid
from bot.settings import GatewaySettings, Settings, load_settings
from bot.settings.example import example

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch, tmp_path):
    """No config.toml of the developer's own, no BYTEBOT_ names."""
    monkeypatch.chdir(tmp_path)


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "given.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _problems(path: Path | None) -> tuple[str, ...]:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(path)
    return caught.value.problems


def test_without_a_file_everything_has_its_default():
    assert load_settings() == Settings()


def test_a_config_file_in_the_working_folder_is_found(tmp_path):
    (tmp_path / "config.toml").write_text("[feeds]\ninterval_s = 90\n")

    assert load_settings().feeds.interval_s == 90


def test_an_interval_can_be_set_down_to_a_second(tmp_path):
    settings = load_settings(_file(tmp_path, "[feeds]\ninterval_s = 1\ntick_s = 0.5\n"))

    assert (settings.feeds.interval_s, settings.feeds.tick_s) == (1, 0.5)


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("BYTEBOT_FEEDS__INTERVAL_S", "7")

    settings = load_settings(_file(tmp_path, "[feeds]\ninterval_s = 90\ntick_s = 3\n"))

    assert (settings.feeds.interval_s, settings.feeds.tick_s) == (7, 3)


@pytest.mark.parametrize(
    "given", ["127.0.0.0/8,wiki.example.lan", '["127.0.0.0/8", "wiki.example.lan"]', " 127.0.0.0/8 , wiki.example.lan "]
)
def test_a_list_in_the_environment_may_be_written_either_way(given, monkeypatch):
    monkeypatch.setenv("BYTEBOT_WEB__ALLOW_NETWORKS", given)

    assert load_settings().web.allow_networks == ("127.0.0.0/8", "wiki.example.lan")


@pytest.mark.parametrize("networks", ['["0.0.0.0/0"]', '["0.0.0.0/1", "128.0.0.0/1"]', '["::/0"]', '["2000::/3"]', '["10.0.0.0/7"]'])
def test_a_list_that_allows_everything_is_refused(networks, tmp_path):
    (problem,) = _problems(_file(tmp_path, f"[web]\nallow_networks = {networks}\n"))

    assert "would allow every address" in problem


def test_the_widest_private_networks_may_be_allowed(tmp_path):
    file = _file(tmp_path, '[web]\nallow_networks = ["10.0.0.0/8", "127.0.0.0/8", "fd00::/16"]\n')

    assert len(load_settings(file).web.allow_networks) == 3


def test_a_bad_value_is_named_with_its_line_and_what_is_expected(tmp_path):
    (problem,) = _problems(_file(tmp_path, "# a comment\n[feeds]\n\ninterval_s = -3\n"))

    assert "given.toml, line 4: [feeds] interval_s: input should be greater than 0" in problem


def test_an_unknown_key_is_an_error_with_the_nearest_name(tmp_path):
    (problem,) = _problems(_file(tmp_path, "[feeds]\nintervall_s = 3\n"))

    assert "line 2: [feeds] intervall_s is not a setting; did you mean interval_s?" in problem


def test_an_unknown_section_is_an_error_with_the_nearest_name(tmp_path):
    (problem,) = _problems(_file(tmp_path, "[feed]\ninterval_s = 3\n"))

    assert "line 1: [feed] is not a setting; did you mean feeds?" in problem


@pytest.mark.parametrize(
    ("name", "meant"),
    [("BYTEBOT_FEED__INTERVAL_S", "BYTEBOT_FEEDS__INTERVAL_S"), ("BYTEBOT_TOKEN", "BYTEBOT_DISCORD__TOKEN")],
)
def test_an_unknown_name_in_the_environment_is_an_error_with_the_nearest(name, meant, monkeypatch):
    monkeypatch.setenv(name, "secret-value")

    (problem,) = _problems(None)

    assert f"{name} is not a setting; did you mean {meant}?" in problem
    assert "secret-value" not in problem


def test_a_mistake_in_the_environment_is_told_by_its_name(monkeypatch):
    monkeypatch.setenv("BYTEBOT_LOG__LEVEL", "loud")

    (problem,) = _problems(None)

    assert problem.startswith("environment, BYTEBOT_LOG__LEVEL: [log] level: input should be 'debug', 'info'")


def test_every_problem_is_told_at_once(tmp_path):
    assert len(_problems(_file(tmp_path, "[feeds]\ninterval_s = 0\ntick_s = 'x'\n[log]\nlevel = 'x'\n"))) == 3


def test_no_problem_shows_a_value_since_it_may_be_a_secret(tmp_path):
    problems = _problems(_file(tmp_path, '[discord]\ntoken = ["my-secret-token"]\n[log]\nlevel = "my-secret-token"\n'))

    assert "my-secret-token" not in "\n".join(problems)


def test_a_missing_file_is_told_in_one_line(tmp_path):
    (problem,) = _problems(tmp_path / "nowhere.toml")

    assert "there is no such file" in problem


def test_a_file_named_by_the_environment_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("BYTEBOT_CONFIG", str(_file(tmp_path, "[log]\nlevel = 'debug'\n")))

    assert load_settings().log.level == "debug"


@pytest.mark.parametrize(("content", "said"), [(b"[feeds\n", "is not TOML"), (b"\xff\xfe\x00", "is not UTF-8")])
def test_an_unreadable_file_is_told_in_one_line(content, said, tmp_path):
    path = tmp_path / "given.toml"
    path.write_bytes(content)

    (problem,) = _problems(path)

    assert said in problem


def test_a_folder_in_place_of_the_file_is_told_in_one_line(tmp_path):
    (problem,) = _problems(tmp_path)

    assert "cannot be read" in problem


def test_the_example_lists_every_setting_with_its_default(tmp_path):
    assert (ROOT / "config.example.toml").read_text(encoding="utf-8") == example()
    assert load_settings(ROOT / "config.example.toml") == Settings()


@pytest.mark.parametrize(
    "url", ["localhost:11434", "ftp://a.example/v1", "https://user:word@a.example/v1", "https://a.example/v1?key=x", "https://"]
)
def test_a_model_needs_an_address_that_a_key_can_be_sent_to(tmp_path, url):
    (problem,) = _problems(_file(tmp_path, f'[llm]\nbase_url = "{url}"\nmodel = "m"\n'))

    assert "line 2: [llm] base_url" in problem
    assert "user:word" not in problem


def test_a_model_without_an_address_is_a_mistake(tmp_path):
    (problem,) = _problems(_file(tmp_path, '[llm]\nmodel = "m"\n'))

    assert "[llm]" in problem
    assert "base_url and model belong together" in problem


@pytest.mark.parametrize("url", ["postgresql+psycopg://db/bytebot", "x.db", "sqlite+aiosqlite://", ""])
def test_a_store_that_cannot_be_opened_is_told_with_one_that_can(tmp_path, url):
    (problem,) = _problems(_file(tmp_path, f'[store]\nurl = "{url}"\n'))

    assert "such as sqlite+aiosqlite:///bytebot.db" in problem


@pytest.mark.parametrize(
    ("section", "line"),
    [
        *(("digests", "every_s = 1e-300"), ("digests", "every_s = 0.5"), ("delivery", "lease_s = 0.1"), ("delivery", "per_second = 0.5")),
        *(("llm", f"{name} = inf") for name in ("price_in", "price_out", "daily_cost")),
    ],
)
def test_a_number_that_nothing_could_work_with_is_refused(tmp_path, section, line):
    (problem,) = _problems(_file(tmp_path, f"[{section}]\n{line}\n"))

    assert line.split()[0] in problem


@pytest.mark.parametrize(
    ("shards", "of", "ids"), [("", 3, (0, 1, 2)), ("0-2,5", 8, (0, 1, 2, 5)), ("4", 8, (4,)), ("1,1,0-1", 2, (0, 1)), ("", 0, ())]
)
def test_shards_are_numbers_and_ranges(shards, of, ids):
    assert GatewaySettings(shards=shards, shard_count=of).shard_ids == ids


@pytest.mark.parametrize(
    ("shards", "of"),
    [
        ("a", 2),
        ("0-", 2),
        ("-1", 2),
        ("0,,1", 2),
        ("0-²", 2),
        ("1 - 2", 3),
        ("0-1-2", 3),
        ("0-99999", 4),
        ("9" * 400, 4),
        ("1,", 2),
        ("2", 2),
        ("0-4", 4),
        ("0", 0),
        ("3-1", 8),
        ("\u0661", 8),
    ],
)
def test_shards_that_there_are_not_are_told(tmp_path, shards, of):
    (problem,) = _problems(_file(tmp_path, f'[gateway]\nshards = "{shards}"\nshard_count = {of}\n'))

    assert "[gateway]" in problem
    assert "shards" in problem


@pytest.mark.parametrize("url", ["localhost:4318", "grpc://a.example", "https://user:word@a.example", "http://a.example:x"])
def test_a_collector_that_nothing_can_be_sent_to_is_told_and_never_shown(url, tmp_path):
    (problem,) = _problems(_file(tmp_path, f'[telemetry]\notlp_endpoint = "{url}"\n'))

    assert "give a full address such as http://localhost:4318" in problem
    assert "user" not in problem.partition("without")[0]


@pytest.mark.parametrize(
    ("given", "opened"),
    [
        ("sqlite:///bot.db", "sqlite+aiosqlite:///bot.db"),
        ("sqlite+aiosqlite:////data/bot.db", "sqlite+aiosqlite:////data/bot.db"),
        ("postgres://bot@db.example/news", "postgresql+asyncpg://bot@db.example/news"),
        ("postgresql://bot@db.example:5432/news?sslmode=verify-full", "postgresql+asyncpg://bot@db.example:5432/news?ssl=verify-full"),
        ("postgresql+asyncpg://bot@/news?host=/run/postgresql", "postgresql+asyncpg://bot@/news?host=/run/postgresql"),
    ],
)
def test_a_database_s_address_may_be_as_hosts_hand_it_out(given, opened, monkeypatch):
    monkeypatch.setenv("BYTEBOT_STORE__URL", given)

    assert load_settings().store.url == opened


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://bot:hunter2@db/news", "SQLite or Postgres"),
        ("postgres://bot:hunter2@db:99999/news", "a number from 1 to 65535"),
        ("postgres://bot:hunter2@db:x/news", "a number from 1 to 65535"),
        ("postgres://bot:hunter2@[::1/news", "a number from 1 to 65535"),
        ("postgres://bot:hunter2@db/news?sslmode=perhaps", "its ssl is one of disable"),
        ("postgres://bot:hunter2@db/news?channel_binding=require", "no channel_binding"),
    ],
)
def test_a_database_s_address_that_cannot_be_used_is_told_without_its_password(url, said, monkeypatch):
    monkeypatch.setenv("BYTEBOT_STORE__URL", url)

    (problem,) = _problems(None)

    assert said in problem
    assert "hunter2" not in problem
