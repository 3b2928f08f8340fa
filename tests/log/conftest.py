"""The log's commands in a process of their own, with a state folder of their own for each test."""

from datetime import date

import pytest
from support import own_folders, run_coach


class Runner:
    """Somebody who types commands on days that pass."""

    def __init__(self, home):
        self.home = home
        self.today = date.fromisoformat("2026-11-03")

    @property
    def log_file(self):
        return self.home / "state" / "coach" / "log.toml"

    def types(self, *words, code=0):
        environment = own_folders(self.home, "CONFIG", "STATE", "DATA") | {"TZ": "Europe/Berlin"}
        return run_coach(*words, code=code, cwd=self.home, env=environment)

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
