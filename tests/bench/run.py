"""All benchmarks in one go: `python tests/bench/run.py` measures, and writes docs/benchmarks.md."""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import report

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
GROWTH = (15, 30, 60, 180, 300)
SESSION = ("--week", "2", "--session", "1")


@dataclass(frozen=True)
class Used:
    """What a process used, its children included."""

    cpu: float
    wall: float
    peak: float
    """In MB."""
    said: str


class Bench:
    """Runs processes in a folder with caches and settings of their own."""

    def __init__(self, folder):
        self.folder = Path(folder)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "PYTHON"))}
        # An installed product is compiled once: so it is here, whatever the environment says of bytecode.
        self._environment = kept | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(self.folder / "compiled")}

    def process(self, *words, xdg="home"):
        """Run Python with these words and wait for it."""
        home = {
            "XDG_CACHE_HOME": str(self.folder / xdg),
            "XDG_CONFIG_HOME": str(self.folder / xdg),
            "HOME": str(self.folder / xdg),
        }
        begun = time.perf_counter()
        running = subprocess.Popen([sys.executable, *map(str, words)], stdout=subprocess.PIPE, env=self._environment | home)
        said = running.stdout.read().decode()
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            raise SystemExit(f"{' '.join(map(str, words))}: ended with {running.returncode}")
        wall = time.perf_counter() - begun
        return Used(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1_024, said)

    def coach(self, *words, xdg="home"):
        """Run a command of the product."""
        return self.process("-m", "coach", *words, xdg=xdg)

    def work(self, *words):
        """Run one of the measurements of `work.py`; its figures, and the peak of its memory."""
        print(" ".join(words), file=sys.stderr)  # noqa: T201  # half an hour is long to wait in silence
        name, *rest = words
        used = self.process(HERE / "work.py", name, self.folder, *rest)
        return json.loads(used.said) | {"peak": used.peak}


def commands(bench):
    """Measure whole processes."""
    out = ("--out", bench.folder / "out", "--force")
    render = ("render", *SESSION, *out)
    found = {}
    for name, words in (("help", ("--help",)), ("plans", ("plans",))):
        found[name] = _median([bench.coach(*words) for _ in range(6)][1:])
    for bed in ("none", "beat"):
        over = (*render, "--bed", bed, "--walk")
        for walk in ("1m30s", "2m"):
            bench.coach(*over, walk)
        found[f"again {bed}"] = _median([bench.coach(*over, walk) for walk in ("1m30s", "2m") * 6])
        own = ("render", "--walk", "2m", "--total", "30m", "--wake", "0", "--bed", bed, *out, "--run")
        for run in ("5m", "4m45s"):
            bench.coach(*own, run)
        found[f"sixty {bed}"] = _median([bench.coach(*own, run) for run in ("5m", "4m45s") * 6])
    found["never"] = _median([bench.coach(*render, "--walk", f"{seconds}s") for seconds in (71, 73, 77)])
    return found


def _median(used):
    medians = {name: statistics.median(getattr(usage, name) for usage in used) for name in ("cpu", "wall", "peak")}
    return medians | {"least": min(usage.wall for usage in used)}


def cold(bench):
    """Measure the sample plan with nothing cached, and the same with the common pattern."""
    ours = bench.coach("render", "--out", bench.folder / "cold", xdg="cold")
    return {"ours": {"cpu": ours.cpu, "wall": ours.wall, "peak": ours.peak}, "pattern": bench.work("pattern_speaking")}


def measured():
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder)
        found = {
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        }
        found["commands"] = commands(bench)
        for bed in ("none", "beat"):
            found[f"ratios {bed}"] = bench.work("ratios", bed)
            found[f"sixty {bed}"] = bench.work("sixty", bed)
            found[f"many {bed}"] = bench.work("many", bed)
            for _ in range(2):
                # What the first round encoded the second one finds: its memory is that of a session from the cache.
                found[f"growth {bed}"] = {minutes: bench.work("growth", bed, str(minutes)) for minutes in GROWTH}
            found[f"pattern {bed}"] = bench.work("pattern", bed)  # by now all its lines are spoken
            found[f"real {bed}"] = {minutes: bench.work("real", bed, str(minutes)) for minutes in GROWTH}
            found[f"encoding {bed}"] = {minutes: bench.work("growth", bed, str(minutes), "cold") for minutes in (30, 300)}
        found["ratios ambient"] = bench.work("ratios", "ambient")
        found["music"] = bench.work("music")
        found["cold"] = cold(bench)
        return found


def write_page(page, results):
    """Write the page anew. The comparison with an earlier version, at its end, stays: `pairs.py` measures that."""
    _, heading, comparison = page.read_text(encoding="utf-8").partition(report.COMPARISON)
    page.write_text(report.page(results) + (f"\n{heading}{comparison}" if heading else ""), encoding="utf-8")


if __name__ == "__main__":
    results = measured()
    write_page(ROOT / "docs" / "benchmarks.md", results)
    print(json.dumps(results, indent=1))  # noqa: T201  # what the script is for
