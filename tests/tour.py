"""The README's first lines and its tour, read from the README and run as they stand.

As a program (`make tour`): in a fresh copy of the checkout, in an environment with nothing but PATH=/usr/bin:/bin and a home.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PLAIN_PATH = "/usr/bin:/bin"
NOT_CLONED = (".git", ".venv", ".nox", ".*_cache", ".hypothesis", ".coverage*", "__pycache__", "dist", "build", "my-plan.toml")
INTERRUPTED = (-signal.SIGINT, 130)
"""How a shell ends whose command was interrupted with it: killed too, or with the command's exit code."""

LONGEST = 900.0
"""Seconds that a line may take."""


def setup_lines() -> list[str]:
    """Return the lines of the README's first block of commands."""
    first = README.read_text("utf-8").partition("## ")[0]
    return [line.strip() for line in first.splitlines() if line.startswith("    ")]


def tour_lines() -> list[str]:
    """Return the lines of the tour, without their comments."""
    block = re.search(r"^## A tour\n.*?^```\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert block
    return [re.sub(r" +# .*", "", line) for line in block[1].splitlines()]


def copy_checkout(folder: Path) -> None:
    """Copy what a fresh clone would hold into a new folder."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_CLONED))
    for entry in (folder / "output").iterdir():
        if entry.name != ".gitkeep":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def run_lines(lines: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the lines in one shell, ending at the first that fails. A server is interrupted as soon as it names its address."""
    with subprocess.Popen(
        ["/bin/sh", "-e", "-c", "\n".join(lines)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as shell:
        assert shell.stdout
        output = []
        for line in shell.stdout:
            output.append(line)
            if "Ctrl+C ends it" in line:
                time.sleep(1.0)
                os.killpg(shell.pid, signal.SIGINT)
        code = shell.wait(LONGEST)
    return subprocess.CompletedProcess(lines, code, "".join(output))


def serves(line: str) -> bool:
    """Return whether the line runs until it is interrupted."""
    return line.startswith("coach serve")


def main() -> int:
    """Run all of it; print each line with its seconds. Returns the exit code."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "coach"
        copy_checkout(folder)
        environment = {"PATH": PLAIN_PATH, "HOME": place}
        *making, path_line = setup_lines()
        for line in [*making, *tour_lines()]:
            started = time.monotonic()
            before = [] if line in making else [path_line]
            run = run_lines([*before, line], folder, environment)
            fine = run.returncode == 0 or (serves(line) and run.returncode in INTERRUPTED)
            print(f"{time.monotonic() - started:6.1f} s  {line}", flush=True)  # noqa: T201  # a program of its own
            if not fine:
                print(f"{run.stdout}\nended with {run.returncode}", file=sys.stderr)  # noqa: T201
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
