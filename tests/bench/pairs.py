"""This version beside an earlier one: `python tests/bench/pairs.py PYTHON`, with the interpreter in which that is installed.

Whole processes take turns, so that both meet the same machine, which may be busy. The CPU of all threads and children is
compared, and the median of the pairs' ratios counts.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RATIO = ("render", "--run", "1m", "--walk", "90s", "--repeat", "8", "--force")
WORK = {
    "`coach --help`": ("--help",),
    "`coach plans`": ("plans",),
    "`coach script`, all lines spoken": ("script", "--week", "2", "--session", "1"),
    "a ratio again, over silence": RATIO,
    "a ratio again, over a beat": (*RATIO, "--bed", "beat"),
}


class Version:
    """A version of the product with folders of its own."""

    def __init__(self, python, folder):
        self._command = [python, "-m", "coach"]
        self._folder = folder
        self._folder.mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "PYTHON"))}
        self._environment = kept | {"HOME": str(folder), "XDG_CACHE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}

    def cpu(self, *words):
        """Run a command and return its seconds of CPU."""
        out = ("--out", "out") if words[0] == "render" else ()
        running = subprocess.Popen(
            [*self._command, *words, *out], cwd=self._folder, env=self._environment, stdout=subprocess.DEVNULL
        )
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            raise SystemExit(f"{' '.join(words)}: ended with {running.returncode}")
        return used.ru_utime + used.ru_stime


def bare(python):
    """Return the seconds of CPU that an interpreter takes to start and end."""
    running = subprocess.Popen([python, "-c", "pass"])
    _, _, used = os.wait4(running.pid, 0)
    running.returncode = 0
    return used.ru_utime + used.ru_stime


def main():
    """Measure, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("python", help="the interpreter of the earlier version")
    parser.add_argument("--pairs", type=int, default=15)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        earlier, this = Version(arguments.python, Path(folder) / "earlier"), Version(sys.executable, Path(folder) / "this")
        rows = ["| whole process | earlier | this version | this / earlier | times `python -c pass` |", "|---|---|---|---|---|"]
        for name, words in WORK.items():
            for version in (earlier, this):
                version.cpu(*words)
                version.cpu(*words)
            timings = [(earlier.cpu(*words), this.cpu(*words), bare(sys.executable)) for _ in range(arguments.pairs)]
            old, new, least = (statistics.median(column) for column in zip(*timings, strict=True))
            ratio = statistics.median(new / old for old, new, _ in timings)
            rows.append(f"| {name} | {old * 1_000:.0f} ms | {new * 1_000:.0f} ms | {ratio:.2f} | {new / least:.1f} |")
            print("\n".join(rows[-1:]), file=sys.stderr)  # noqa: T201  # minutes are long to wait in silence
        print("\n".join(rows))  # noqa: T201  # what the script is for


if __name__ == "__main__":
    main()
