"""Kills commands that write, at random moments and at named system calls: what is left is whole, and the next run ends well."""

import json
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache, partial
from pathlib import Path

from commands import FOLDER, coach, environment, wrong

SESSION = ("--run", "30s", "--walk", "30s", "--repeat", "1")
COMMANDS = {
    "render": ("render", *SESSION, "--out", "out"),
    "render over a beat": ("render", *SESSION, "--bed", "beat", "--out", "out"),
    "album": ("render", *SESSION, "--album", "--out", "out"),
    "say": ("say", "Now run, and then walk.", "--out", "out/hello.mp3"),
    "beds": ("beds", "preview", "--bed", "beat", "--out", "out/beat.mp3"),
    "publish": ("publish", "out", "finisher", "--base-url", "https://runs.example.org/"),
    "calendar": ("calendar", "--start", "2026-12-01", "--out", "out/plan.ics"),
    "export": ("export", "fit", "--week", "1", "--out", "out"),
    "print": ("print", "--out", "out/plan.html"),
    "grow": ("grow", "--from", "1m/2m", "--to", "2m/1m", "--out", "out/plan.toml"),
    "cue sheet": ("print", *SESSION, "--week", "1", "--session", "1", "--out", "out/sheet.html"),
    "done": ("done", "--week", "1", "--session", "1", "--date", "2026-11-20"),
    "batch": ("batch", "roster.csv", "--out", "out", "--check", "none"),
}
INPUTS = {"roster.csv": "name,run,walk,repeat,bed\nAda,30s,30s,1,none\nBo,30s,30s,1,beat\nCy,30s,30s,1,ambient\n"}
"""What stands in the folder before a command runs."""

MANIFEST = "out/manifest.json"
"""Where workers are killed again and again, a batch ends with a manifest of what it has."""

CALLS = ("write", "writev", "fsync", "rename", "unlink", "mkdir", "flock", "fallocate", "pwrite64")
MOST_CALLS = 8
"""A command is killed at one of its first calls of a kind; one that makes fewer ends well."""


def tasks(number=130, seed=1):
    """Return all tasks by their names: six of ten are kills at random moments, four at calls."""
    chance = random.Random(seed)
    names = list(COMMANDS)
    named = {}
    for kill in range(number):
        name = names[kill % len(names)]
        is_cold = chance.random() < 0.5
        if kill % 10 < 6:
            moment = chance.random()
            task = partial(_killed, name, is_cold, moment=moment)
            named[f"kill {kill} {name} at {moment:.3f}"] = task
        else:
            call, when = chance.choice(CALLS), chance.randint(1, MOST_CALLS)
            task = partial(_killed, name, is_cold, call=call, when=when)
            named[f"kill {kill} {name} at {call} {when}"] = task
    return named


def _killed(name, is_cold, **how):
    """Return what is wrong after a kill, and after the run that follows it."""
    whole, seconds = _reference(name)
    with tempfile.TemporaryDirectory(prefix="kill-", dir=FOLDER) as folder:
        folder = Path(folder)  # noqa: PLW2901 - the same folder as a path
        cache_folder = folder / "cache" if is_cold else FOLDER / "cache"
        _prepare(folder)
        _end_early(name, folder, cache_folder, seconds, **how)
        left = _files(folder)
        odd = [path for path, content in left.items() if not _is_unfinished(path) and content != whole.get(path)]
        if [path for path in odd if path != MANIFEST or not _is_json(left[path])]:
            return f"these are neither whole nor absent: {odd}"
        if {path: content for path, content in left.items() if not _is_unfinished(path)} != whole:
            fault = wrong(coach(COMMANDS[name], folder, cache=cache_folder))
            if fault:
                return f"the run after the kill: {fault}"
        after = _files(folder)
        return "" if after == whole else f"the run after the kill differs in {_differences(after, whole)}"


def _end_early(name, folder, cache_folder, seconds, *, moment=None, call="", when=0):
    command = [sys.executable, "-m", "coach", *COMMANDS[name]]
    if call:
        inject = f"inject={call}:signal=SIGKILL:when={when}"
        command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject, *command]
    with subprocess.Popen(
        command, cwd=folder, env=environment(folder, cache_folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        if moment is None:
            process.wait(300)
            return
        time.sleep(moment * seconds * 1.1)
        process.send_signal(signal.SIGKILL)


@cache
def _reference(name):
    """Return what a command writes when it is left alone, and how long it takes with a full cache."""
    with tempfile.TemporaryDirectory(prefix="reference-", dir=FOLDER) as folder:
        folders = [Path(folder) / "first", Path(folder) / "second"]
        for place in folders:
            place.mkdir()
            _prepare(place)
            begun = time.monotonic()
            fault = wrong(coach(COMMANDS[name], place))
            assert not fault, fault
            seconds = time.monotonic() - begun
        first, second = map(_files, folders)
        assert first == second, f"two runs differ in {_differences(first, second)}"
        return first, seconds


def _prepare(folder):
    for name, content in INPUTS.items():
        (folder / name).write_text(content, "utf-8")


def _files(folder):
    """Return the contents of all that was written, but for the cache."""
    return {
        str(path.relative_to(folder)): _without_the_clock(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "cache"
    }


def _without_the_clock(path):
    """Return a file's content without the moment of its making, which calendars and watch files hold."""
    content = path.read_bytes()
    if path.suffix == ".fit":
        return len(content)
    return re.sub(rb"(DTSTAMP|LAST-MODIFIED|SEQUENCE):\S+", b"", content) if path.suffix == ".ics" else content


def _is_json(content):
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


def _is_unfinished(path):
    return Path(path).name.startswith(".coach-") and path.endswith(".part")


def _differences(left, right):
    return sorted(path for path in left.keys() | right.keys() if left.get(path) != right.get(path))[:5]


def clear():
    """Remove what an earlier run that was ended has left."""
    for folder in (*FOLDER.glob("kill-*"), *FOLDER.glob("reference-*")):
        shutil.rmtree(folder, ignore_errors=True)
