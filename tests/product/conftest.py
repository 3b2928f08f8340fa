"""The product, run as a runner would: in a process of its own, with a config and a cache folder of its own."""

import contextlib
import os
import re
import subprocess
import sys

import pytest
from support import run_coach


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory):
    """One cache for all: what was said once is not said again."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def environment(shared_cache, tmp_path_factory):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    config = tmp_path_factory.mktemp("config")
    return kept | {"XDG_CACHE_HOME": str(shared_cache), "XDG_CONFIG_HOME": str(config), "HOME": str(config), "COLUMNS": "100"}


@pytest.fixture(scope="session")
def coach(environment, tmp_path_factory):
    """Run a command; `code` is the exit code that it must end with."""
    folder = tmp_path_factory.mktemp("work")

    def run(*words, code=0, cwd=folder, env=None):
        return run_coach(*words, code=code, cwd=cwd, env=environment | (env or {}))

    return run


@pytest.fixture
def on_terminal(environment, tmp_path):
    """Run a command on a terminal of so many columns; return its exit code and what is shown, without controls."""
    pty = pytest.importorskip("pty", reason="a system without pseudo-terminals")
    import fcntl
    import struct
    import termios

    def run(*words, columns=80):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        sized = {name: value for name, value in environment.items() if name not in ("COLUMNS", "LINES")} | {"TERM": "xterm"}
        command = [sys.executable, "-m", "coach", *words]
        process = subprocess.Popen(command, cwd=tmp_path, env=sized, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        shown = b""
        # The terminal is gone when the process has ended.
        with contextlib.suppress(OSError):
            while part := os.read(ours, 65_536):
                shown += part
        os.close(ours)
        text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
        return process.wait(), text.replace("\r\n", "\n")

    return run


@pytest.fixture(scope="session")
def rendered(coach, tmp_path_factory):
    """A whole session of the sample plan, rendered once for all tests: its file."""
    out = tmp_path_factory.mktemp("rendered")
    coach("render", "--week", 1, "--session", 1, "--out", out)
    return out / "walk-run-start" / "week-01-session-1.mp3"
