"""Errors: a sentence for people, a line for the log, and no secret in either."""

import pickle

import pytest

from bot.errors import (
    BotError,
    FetchFailed,
    FetchTrouble,
    PromptsInvalid,
    ReadTrouble,
    Refused,
    SendFailed,
    SendRefused,
    StoreFailed,
    StoreTrouble,
    Unreadable,
    place,
)

SECRET = "https://user:pa55@example.org:8443/feed?key=t0ken#frag"

EVERY = [
    BotError(),
    *(FetchFailed(url=SECRET, trouble=trouble, status=503) for trouble in FetchTrouble),
    *(Unreadable(source=SECRET, trouble=trouble) for trouble in ReadTrouble),
    *(StoreFailed(where="bytebot.db", trouble=trouble) for trouble in StoreTrouble),
    PromptsInvalid(file="rules.toml", line=3, problem="no such colour"),
    PromptsInvalid(file="rules.toml", line=0, problem="no such colour"),
    SendFailed(detail="503"),
    SendRefused(detail="403"),
    Refused(why="Not here."),
]


def test_a_place_is_host_and_path_alone():
    assert place(SECRET) == "example.org:8443/feed"
    assert place("http://[broken") == "an address that cannot be read"
    assert place("") == "an empty address"


@pytest.mark.parametrize("error", EVERY, ids=repr)
def test_no_error_shows_a_secret(error):
    for text in (error.said, str(error)):
        assert text
        assert "pa55" not in text
        assert "t0ken" not in text


@pytest.mark.parametrize("error", EVERY, ids=repr)
def test_every_error_crosses_from_a_worker_process(error):
    there = pickle.loads(pickle.dumps(error))

    assert type(there) is type(error)
    assert vars(there) == vars(error)


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (FetchFailed(url=SECRET, trouble=FetchTrouble.TIMEOUT), True),
        (FetchFailed(url=SECRET, trouble=FetchTrouble.STATUS, status=503), True),
        (FetchFailed(url=SECRET, trouble=FetchTrouble.STATUS, status=429), True),
        (FetchFailed(url=SECRET, trouble=FetchTrouble.STATUS, status=404), False),
        (FetchFailed(url=SECRET, trouble=FetchTrouble.PRIVATE), False),
    ],
)
def test_what_may_go_away_by_itself_is_told_from_what_will_not(error, passing):
    assert error.passing is passing


@pytest.mark.parametrize(("status", "said"), [(404, "not found"), (410, "gone for good"), (403, "refuses"), (500, "server's failure")])
def test_a_status_is_told_in_words(status, said):
    assert said in FetchFailed(url=SECRET, trouble=FetchTrouble.STATUS, status=status).said
