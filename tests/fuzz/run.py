"""Fuzzes the targets under atheris for so many minutes in all: `python tests/fuzz/run.py 60 100000 [TARGET…]`.

Each target first gets the inputs that it lacks to so many (none unless they are given), then an equal share of the time that is
left. Inputs that reach new code stay in `.fuzz/` for the next run, and so do the figures; an input that crashes is printed with
its file, and ends with status 1.
"""

import importlib
import json
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
FOUND = HERE.parents[1] / ".fuzz"
TURN = 120
"""Seconds after which a target that lacks inputs lets the next one go on."""

IMPORTED_LATE = ("jinja2", "mutagen.id3", "coach.script.sandbox", "coach.mixer.options")
"""What readers import when they need it: imported at once, so that it guides the fuzzer too."""


class Figures:
    """What was done with one target, in earlier runs too."""

    def __init__(self, name):
        self.name, self.has_failed = name, False
        self._file = FOUND / f"{name}.json"
        self.inputs, self.seconds = json.loads(self._file.read_text()) if self._file.exists() else (0, 0.0)

    def run(self, seconds, inputs=0):
        """Fuzz the target in a process of its own, for so many seconds or inputs at most."""
        found = FOUND / self.name
        found.mkdir(parents=True, exist_ok=True)
        limits = [f"-max_total_time={max(1, round(seconds))}", "-timeout=10", "-rss_limit_mb=1000", "-max_len=4096"]
        limits += [f"-runs={inputs}"] if inputs else []
        output = ["-verbosity=0", "-print_final_stats=1", f"-artifact_prefix={found}/"]
        corpora = [str(found), str(HERE / "corpus" / self.name)]
        command = [sys.executable, __file__, "--target", self.name, *limits, *output, *corpora]
        begun = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.seconds += time.monotonic() - begun
        self.inputs += sum(int(line.split()[-1]) for line in done.stderr.splitlines() if "number_of_executed_units" in line)
        self._file.write_text(json.dumps([self.inputs, self.seconds]))
        if done.returncode:
            self.has_failed = True
            print(done.stdout[-3_000:], done.stderr[-3_000:], sep="\n", flush=True)  # noqa: T201

    def lacks(self, inputs):
        """Tell whether it has had fewer inputs than that, and none that crashed."""
        return not self.has_failed and self.inputs < inputs

    def __str__(self):
        return f"| {self.name} | {self.inputs:,} | {self.seconds:.0f} | {'a finding' if self.has_failed else 'none'} |"


def main(minutes, least_inputs=0, *names):
    """Fuzz each target, and print a table."""
    sys.path.insert(0, str(HERE))
    from targets import TARGETS

    end = time.monotonic() + 60 * float(minutes)
    figures = [Figures(name) for name in names or TARGETS]
    while time.monotonic() < end and (lacking := [target for target in figures if target.lacks(int(least_inputs))]):
        for target in lacking:
            left = end - time.monotonic()
            if left > 0:
                target.run(min(TURN, left), int(least_inputs) - target.inputs)
    sound = [target for target in figures if not target.has_failed]
    for number, target in enumerate(sound):
        left = end - time.monotonic()
        if left > 0:
            target.run(left / (len(sound) - number))
    inputs, seconds = sum(target.inputs for target in figures), sum(target.seconds for target in figures)
    rows = ("| reader | inputs | seconds | findings |", "|---|---|---|---|", *figures)
    print(*rows, f"{inputs:,} inputs in {seconds / 60:.1f} minutes", sep="\n")  # noqa: T201
    return 1 if any(target.has_failed for target in figures) else 0


def fuzz(name, *options):
    """Fuzz one target in this process."""
    import atheris

    sys.path.insert(0, str(HERE))
    with atheris.instrument_imports(include=["coach", "tomllib", "json", "html.parser", "jinja2", "mutagen"]):
        from targets import TARGETS

        for module in IMPORTED_LATE:
            importlib.import_module(module)
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "--target":
        fuzz(*sys.argv[2:])
    else:
        sys.exit(main(*sys.argv[1:]))
