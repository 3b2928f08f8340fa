"""Eight renders at once, with one cache and into one folder: each ends well, and every file has the bytes of a render alone."""

import shutil
import subprocess
import sys
from functools import partial

from commands import FOLDER, coach, environment, wrong

AT_ONCE = 8
WORDS = ("render", "--run", "45s", "--walk", "30s", "--repeat", "1")
BEDS = ("none", "beat")


def tasks():
    """Return a task for each bed."""
    return {f"{AT_ONCE} renders at once over {bed}": partial(_together, bed) for bed in BEDS}


def _together(bed):
    folder = FOLDER / f"together-{bed}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "alone").mkdir(parents=True)
    words = [*WORDS, "--bed", bed, "--out"]
    # Each of the eight renders all three, so that they meet in every file.
    takes = [["--take", str(take)] for take in (1, 2, 3)]
    for take in takes:
        fault = wrong(coach([*words, folder / "alone", *take], folder, cache=folder / "cache-alone"))
        if fault:
            return f"alone: {fault}"
    program = (
        "import subprocess, sys\n"
        f"for take in {takes[:]!r}:\n"
        f"    subprocess.run([sys.executable, '-m', 'coach', *{[*words, str(folder / 'shared')]!r}, *take], check=True)\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=folder,
            env=environment(folder, folder / "cache"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(AT_ONCE)
    ]
    errors = [process.communicate()[1] for process in processes]
    failed = [error for process, error in zip(processes, errors, strict=True) if process.returncode or "Traceback" in error]
    if failed:
        return f"{len(failed)} failed: {failed[0][-1_000:]}"
    alone, shared = _files(folder / "alone"), _files(folder / "shared")
    if alone != shared:
        return f"other files than alone: {sorted(shared)} {[name for name in alone if alone[name] != shared.get(name)]}"
    shutil.rmtree(folder)
    return ""


def _files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
