"""Rosters, and the command run as whoever looks after a club would run it."""

import os
import signal
import subprocess
import sys

import pytest

HEADER = "name,plan,run,walk,repeat,bed,folder"


@pytest.fixture(scope="session")
def club_environment(tmp_path_factory):
    """One cache for all: what was spoken once is not spoken again."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    home = tmp_path_factory.mktemp("home")
    return environment | {
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home),
        "HOME": str(home),
        "COLUMNS": "100",
    }


@pytest.fixture
def write_roster(tmp_path):
    """Write a roster of short sessions: a row is a dictionary, or a line of CSV as it is."""

    def write(*rows, header=HEADER, name="roster.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding)
        return path

    return write


@pytest.fixture
def start_batch(club_environment, tmp_path):
    """Start `coach batch` in a process group of its own."""
    started = []

    def start(*words):
        command = [sys.executable, "-m", "coach", "batch", *map(str, words)]
        process = subprocess.Popen(
            command,
            cwd=tmp_path,
            env=club_environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def batch(start_batch):
    """Run `coach batch`; `code` is the exit code that it must end with."""

    def run(*words, code=0):
        process = start_batch(*words)
        out, err = process.communicate(timeout=600)
        assert process.returncode == code, f"{out}\n{err}"
        assert "Traceback" not in err, err
        return out, err

    return run
