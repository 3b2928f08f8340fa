"""Runs coach as a program, in a folder of its own, with a cache of the long runs."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".long"
LONGEST = 900
"""Seconds that any command may take."""


def environment(home, cache=None):
    """Return an environment without anything of the caller's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "COACH_"))}
    return kept | {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(cache or FOLDER / "cache"),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "100",
    }


def coach(words, cwd, home=None, cache=None, *, before=()):
    """Run a command to its end. `before` stands in front of it, such as a tracer."""
    command = [*before, sys.executable, "-m", "coach", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, env=environment(home or cwd, cache), capture_output=True, text=True, check=False, timeout=LONGEST
    )


def wrong(done, code=0):
    """Return what is wrong with how a command ended; empty where it ended as it should."""
    if "Traceback" in done.stderr or done.returncode != code:
        return f"exit code {done.returncode} instead of {code}: {(done.stderr or done.stdout)[-1_500:]}"
    return ""
