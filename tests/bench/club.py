"""Clubs: `python tests/bench/club.py SESSIONS` measures sessions per second on one core, on two, and on two Dask workers.

Prints a table in Markdown. Runners have different ratios, whose words are spoken before anything is measured.
"""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import as_completed
from pathlib import Path

import club_work

from coach.club.batch import BatchOptions, run_batch
from coach.club.executors import EXECUTORS
from coach.club.options import CheckShare, ExecutorOptions
from coach.club.roster import load_roster
from coach.settings import Settings

PER_TASK = 25
FILES = 100
RATIOS = [(run, walk) for run in ("30s", "45s", "1m", "90s", "2m") for walk in ("30s", "45s", "1m", "90s")]


def roster(folder, runners, out="out"):
    """Write a roster: half an hour for each runner, in one of twenty ratios."""
    lines = ["name,run,walk,total"]
    for number in range(runners):
        run, walk = RATIOS[number % len(RATIOS)]
        lines.append(f"Runner {number},{run},{walk},38m")
    path = folder / f"roster-{runners}.csv"
    path.write_text("\n".join(lines) + "\n")
    return load_roster(path, Settings(output=str(folder / out / "runners")))


@contextlib.contextmanager
def dask_cluster(workers):
    """Start a scheduler and workers, each a process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    words = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", str(port), "--no-dashboard"]
    processes = [subprocess.Popen(words, **quiet)]
    for _ in range(workers):
        words = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            address,
            "--nthreads",
            "1",
            "--no-nanny",
            "--no-dashboard",
        ]
        processes.append(subprocess.Popen(words, **quiet))
    try:
        from distributed import Client

        with Client(address, timeout=60) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address
    finally:
        for process in processes:
            process.kill()
            process.wait()


def measure(name, options, rows, cache):
    """Give the rows to an executor and return a line of the table. Starting the workers is not counted."""
    tasks = [rows[start : start + PER_TASK] for start in range(0, len(rows), PER_TASK)]
    with EXECUTORS[name].open(options) as executor:
        warm_up = [executor.submit(club_work.hashed, rows[:1], cache) for _ in range(8)]
        for future in warm_up:
            future.result()
        begin = time.perf_counter()
        futures = [executor.submit(club_work.hashed, task, cache) for task in tasks]
        results = [future.result() for future in as_completed(futures)]
        seconds = time.perf_counter() - begin
    sessions, size, cpu = (sum(result[part] for result in results) for part in range(3))
    quarter = max(1, len(results) // 4)
    first, last = (max(result[3] for result in part) for part in (results[:quarter], results[-quarter:]))
    return sessions / seconds, size / sessions, cpu / sessions * 1_000, first, last


def show(line):
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main():
    """Measure and print."""
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        cache = str(folder / "cache" / "coach")
        run_batch(roster(folder, len(RATIOS)), BatchOptions(folder / "out", check=CheckShare.NONE))
        rows = roster(folder, sessions).rows
        show("| where | sessions a second | of linear | MB each | CPU s for 1,000 | peak of a worker, first quarter, last |")
        show("|---|---|---|---|---|---|")
        alone = None
        for title, executor, jobs in (
            ("1 process", "processes", 1),
            ("2 processes", "processes", 2),
            ("2 Dask workers", "dask", 2),
        ):
            with dask_cluster(2) if executor == "dask" else contextlib.nullcontext("") as scheduler:
                speed, size, cpu, first, last = measure(executor, ExecutorOptions(jobs, scheduler), rows, cache)
            alone = alone or speed
            share = f"{speed / alone / jobs:.0%}"
            show(f"| {title} | {speed:.1f} | {share} | {size / 1e6:.1f} | {cpu:.0f} | {first:.0f} MB, {last:.0f} MB |")
        begin = time.perf_counter()
        done = run_batch(roster(folder, FILES, "files"), BatchOptions(folder / "files", check=CheckShare.NONE))
        show(f"\n{done.made} runners with files: {time.perf_counter() - begin:.1f} s")


if __name__ == "__main__":
    main()
