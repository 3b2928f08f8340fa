"""The long runs: `python tests/long/run.py 35 [together] [kills] [sessions]`.

What is done is kept in `.long/`; a run that is ended, or whose minutes are over, goes on where it stopped, and what failed is
tried again. `--new` begins anew. Ends with status 0 where all is done, and nothing failed.
"""

import argparse
import resource
import shutil
import sys
import time

import kills
import sessions
import together
from commands import FOLDER
from progress import Progress

PARTS = {"together": together.tasks, "kills": kills.tasks, "sessions": sessions.tasks}


def main():
    """Run the parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", type=float)
    parser.add_argument("parts", nargs="*", default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--only", type=int, metavar="N", help="no more than N tasks of each part")
    parser.add_argument("--new", action="store_true", help="begin anew, with an empty cache")
    options = parser.parse_args()
    if options.new:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(exist_ok=True)
    if "kills" in options.parts:
        kills.clear()
    end = time.monotonic() + 60 * options.minutes
    all_well = True
    for part in options.parts:
        tasks = PARTS[part]()
        tasks = dict(list(tasks.items())[: options.only])
        print(f"{part}:", flush=True)  # noqa: T201
        progress = Progress(FOLDER / f"{part}.json")
        begun, used = time.monotonic(), _processor_seconds()
        all_well &= progress.run(tasks, (end - begun) / 60, workers=1 if part == "together" else 2)
        minutes = (time.monotonic() - begun) / 60, (_processor_seconds() - used) / 60
        print(f"  {minutes[0]:.1f} minutes, of the processor {minutes[1]:.1f}", flush=True)  # noqa: T201
    return 0 if all_well else 1


def _processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
