"""Fuzzes the targets under atheris, each for its share of the minutes: `python tests/fuzz/run.py 10 [TARGET…]`.

Inputs that reach new code stay in `.fuzz/` for the next run; one that crashes is printed with its file, and ends with status 1.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOUND = HERE.parents[1] / ".fuzz"


def main(minutes, *names):
    """Fuzz each target in a process of its own."""
    sys.path.insert(0, str(HERE))
    from targets import TARGETS

    chosen = names or tuple(TARGETS)
    seconds = max(5, round(float(minutes) * 60 / len(chosen)))
    failed = []
    for name in chosen:
        found = FOUND / name
        found.mkdir(parents=True, exist_ok=True)
        limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1000", "-max_len=4096", "-verbosity=0"]
        command = [sys.executable, __file__, "--target", name, *limits, "-print_final_stats=1", f"-artifact_prefix={found}/"]
        done = subprocess.run([*command, str(found), str(HERE / "corpus" / name)], capture_output=True, text=True, check=False)
        stats = [line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line]
        print(f"{name:<10} {stats[0] if stats else '?':>9} inputs  {'held' if not done.returncode else 'FAILED'}")  # noqa: T201
        if done.returncode:
            failed.append(name)
            print(done.stderr[-3_000:])  # noqa: T201
    return 1 if failed else 0


def fuzz(name, *options):
    """Fuzz one target in this process."""
    import atheris

    sys.path.insert(0, str(HERE))
    with atheris.instrument_imports(include=["coach", "tomllib", "json"]):
        from targets import TARGETS
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "--target":
        fuzz(*sys.argv[2:])
    else:
        sys.exit(main(*sys.argv[1:]))
