"""The log's commands in a process of their own, with a state folder of their own for each test."""

import os
import subprocess
import sys
from datetime import date

import pytest


class Runner:
    """Somebody who types commands on days that pass."""

    def __init__(self, home):
        self.home = home
        self.today = date.fromisoformat("2026-11-03")

    @property
    def log_file(self):
        return self.home / "state" / "coach" / "log.toml"

    def types(self, *words, code=0):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        folders = {f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in ("CONFIG", "STATE", "DATA")}
        command = [sys.executable, "-m", "coach", *map(str, words)]
        environment = kept | folders | {"HOME": str(self.home), "TZ": "Europe/Berlin"}
        done = subprocess.run(command, cwd=self.home, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def on(self, day):
        self.today = date.fromisoformat(day)
        return self

    def is_told(self, *words):
        return self.types("today", "--date", self.today, *words).stdout

    def did_it(self, *words):
        return self.types("done", "--date", self.today, *words).stdout


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path)
