"""The engines' bench in its short form: it runs, and nothing is lost."""

from bench.engine import main


def test_no_job_is_lost_when_workers_are_killed(capsys, postgres):
    assert main(["--jobs", "300", "--kills", "1", "--future", "500", "--turns", "1"]) == 0

    assert "lost of 300 jobs" in capsys.readouterr().out
