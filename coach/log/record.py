"""From what a runner says was done to entries of the log: one session, or a file of marks that a page exported."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from coach.errors import InputError, LogError, UsageError
from coach.log.entry import LogEntry, run_and_walk
from coach.log.standing import Standing, next_step
from coach.log.store import checked_entry
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.distance import NO_PACES, Paces
from coach.plan.model import Plan
from coach.plan.next import Advice, Step
from coach.toml_table import TomlPlace, read_text

LARGEST_FILE: Final = 5_000_000
"""Bytes of a file of marks; whatever is larger is something else."""

_MOST_PLANS: Final = 64
"""Plans of marks that are held in memory, so that each is read once."""


def log_name(called: str) -> str:
    """Return what the log calls a plan: a bundled one by its name, a file by its whole path, anything else as it is."""
    is_file = called.lower().endswith(".toml") or "/" in called or "\\" in called or Path(called).exists()
    return str(Path(called).expanduser().resolve()) if is_file and called not in bundled_names() else called


def session_done(where: Standing, today: date) -> Advice:
    """Return the session that a runner means who names none: the one that comes next.

    Raises UsageError where that is not known: after a session of that plan on the same day, and while rest is advised.
    """
    if where.last and where.last.day == today:
        week, session = where.last.place
        raise UsageError(
            f"week {week}, session {session} of {where.plan.name} is in the log for {today} already; "
            "for another session give its week and session, and to change that one edit the log"
        )
    advice = next_step(where, today)
    if advice.step is Step.REST:
        raise UsageError("rest or a walk was advised after the last session; say which session it was: plan, week and session")
    return advice


def with_lengths(entry: LogEntry, paces: Paces = NO_PACES, find: Callable[[str, Paces], Plan] = find_plan) -> LogEntry:
    """Return the entry with how long was run and walked by its plan, where it does not say so itself.

    Raises PlanError where the plan cannot be found, UsageError where the session is not in it.
    """
    plan = find(entry.plan, paces)
    _check_place(plan, entry)
    if entry.run or entry.walk:
        return entry
    run, walk = run_and_walk(plan.weeks[entry.week - 1].sessions[entry.session - 1])
    return replace(entry, run=run, walk=walk)


def read_marks(path: Path, known: Sequence[LogEntry], paces: Paces = NO_PACES) -> tuple[LogEntry, ...]:
    """Read a file of marks, and return those that are not `known` yet: the same session of the same plan on the same day.

    The file is JSON: a list of objects with `plan`, `week`, `session`, `date`, and perhaps `felt` and `note`. Raises LogError
    with the place and the remedy; one mark that cannot be used refuses the whole file.
    """
    seen = {(entry.plan, *entry.place, entry.day) for entry in known}
    entries = []
    find_once = lru_cache(_MOST_PLANS)(find_plan)
    for number, values in enumerate(_marks(path), 1):
        where = f"{path}: mark {number}"
        if not isinstance(values, dict):
            raise LogError(f"{where}: is no object; write plan, week, session and date in braces")
        entry = checked_entry(where, values)
        try:
            entry = with_lengths(replace(entry, plan=log_name(entry.plan)), paces, find_once)
        except (InputError, UsageError) as error:
            raise LogError(f"{where}: {error}") from error
        key = (entry.plan, *entry.place, entry.day)
        if key not in seen:
            seen.add(key)
            entries.append(entry)
    return tuple(sorted(entries, key=lambda entry: entry.day))


def _marks(path: Path) -> list[Any]:
    text = read_text(path, TomlPlace(str(path), LogError), "export the marks from the page again", largest=LARGEST_FILE)
    try:
        marks = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LogError(f"{path}: is not valid JSON ({error}); export the marks from the page again") from error
    if not isinstance(marks, list):
        raise LogError(f"{path}: is no list of marks; export them from the page again")
    return marks


def _check_place(plan: Plan, entry: LogEntry) -> None:
    weeks = len(plan.weeks)
    if entry.week > weeks:
        raise UsageError(f"no week {entry.week}: {plan.name} has {weeks}")
    sessions = len(plan.weeks[entry.week - 1].sessions)
    if entry.session > sessions:
        raise UsageError(f"no session {entry.session} in week {entry.week}: {plan.name} has {sessions}")
