"""The manifest of a batch: what was made, from which row, and whether it holds. JSON, for programs and for the next run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from coach.club.roster import Roster, RosterRow, RowProblem
from coach.club.tasks import MadeSession
from coach.files import write_file
from coach.units import Milliseconds
from coach.version import __version__

MANIFEST_VERSION: Final = 1
RUNNERS: Final = "runners"
"""The folder that holds a folder for each runner; nothing else stands in it, so that it can be put on a web host."""


@dataclass(frozen=True, slots=True)
class RunnerEntry:
    """A runner's part of the manifest."""

    row: RosterRow
    plan: str
    plan_title: str
    sessions: tuple[MadeSession, ...] = ()
    checks: Mapping[str, str] = field(default_factory=dict)
    """By file: what fails, or an empty text where all holds. Files that were not checked are not in it."""
    problem: str = ""
    """Why sessions are missing; empty where none is."""

    @property
    def expected(self) -> int:
        """How many sessions the runner gets."""
        return len(self.row.sessions())


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a batch has made."""

    roster: str
    """The roster's name, without its folder."""
    runners: tuple[RunnerEntry, ...]
    problems: tuple[RowProblem, ...]

    @property
    def sessions(self) -> int:
        """How many files there are."""
        return sum(len(runner.sessions) for runner in self.runners)

    @property
    def checked(self) -> dict[str, str]:
        """What the checks say, by the path of the file below the runners' folder."""
        return {f"{runner.row.folder}/{file}": fault for runner in self.runners for file, fault in runner.checks.items()}


def new_entries(roster: Roster) -> dict[int, RunnerEntry]:
    """Return an entry for each row, by its number, with nothing made yet."""
    entries = {}
    for row in roster.rows:
        first = row.sessions()[0]
        entries[row.number] = RunnerEntry(row, first.plan.name, first.plan_title)
    return entries


def with_kept(entries: Iterable[RunnerEntry], earlier: Mapping[str, Any], output: Path) -> list[RunnerEntry]:
    """Add what an earlier manifest has for runners that this run did not come to, if those files still stand there."""
    kept = []
    for entry in entries:
        before = earlier.get(entry.row.folder)
        if before is None or entry.sessions:
            kept.append(_with_checks(entry, before))
            continue
        sessions = [session for session in _sessions(entry.row.number, before) if _is_there(output, entry.row, session)]
        kept.append(_with_checks(replace(entry, sessions=tuple(sessions)), before))
    return kept


def _with_checks(entry: RunnerEntry, before: Any) -> RunnerEntry:  # noqa: ANN401  # of JSON
    """Add the results of earlier checks of the same sound."""
    if before is None:
        return entry
    sounds = {session.file: session.sound for session in entry.sessions}
    earlier = {
        item["file"]: "" if item["check"] == "holds" else str(item["check"])
        for item in before["sessions"]
        if item.get("check") is not None and sounds.get(item["file"]) == item["sound"]
    }
    return replace(entry, checks=earlier | dict(entry.checks))


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write the manifest. Raises OutputError."""
    write_file(path, (json.dumps(_data(manifest), indent=1, ensure_ascii=False) + "\n").encode())


def read_earlier(path: Path) -> dict[str, Any]:
    """Return the runners of an earlier manifest by their folders; none where it is missing or cannot be used."""
    try:
        data = json.loads(path.read_text("utf-8"))
        runners = {str(runner["folder"]): runner for runner in data["runners"]}
        for runner in runners.values():
            _sessions(0, runner)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return runners


def _sessions(row: int, runner: Mapping[str, Any]) -> list[MadeSession]:
    return [
        MadeSession(
            row=row,
            file=str(item["file"]),
            week=int(item["week"]),
            session=int(item["session"]),
            title=str(item["title"]),
            duration=Milliseconds(int(item["duration_ms"])),
            size=int(item["bytes"]),
            sound=str(item["sound"]),
            unchanged=True,
        )
        for item in runner["sessions"]
    ]


def _is_there(output: Path, row: RosterRow, session: MadeSession) -> bool:
    path = output / RUNNERS / row.folder / session.file
    try:
        return path.stat().st_size == session.size
    except OSError:
        return False


def _data(manifest: Manifest) -> dict[str, object]:
    return {
        "manifest_version": MANIFEST_VERSION,
        "coach": __version__,
        "roster": manifest.roster,
        "runners": [_runner(runner) for runner in manifest.runners],
        "problems": [
            {"row": problem.number, "column": problem.column, "message": problem.message} for problem in manifest.problems
        ],
        "totals": {
            "runners": len(manifest.runners),
            "sessions": manifest.sessions,
            "bytes": sum(session.size for runner in manifest.runners for session in runner.sessions),
            "checked": len(manifest.checked),
            "checks_failed": sum(1 for fault in manifest.checked.values() if fault),
        },
    }


def _runner(runner: RunnerEntry) -> dict[str, object]:
    return {
        "row": runner.row.number,
        "name": runner.row.name,
        "folder": runner.row.folder,
        "plan": runner.plan,
        "ratio": runner.row.ratio.label,
        "problem": runner.problem,
        "sessions": [_session(session, runner.checks) for session in _in_order(runner.sessions)],
    }


def _in_order(sessions: Sequence[MadeSession]) -> list[MadeSession]:
    return sorted(sessions, key=lambda session: (session.week, session.session))


def _session(session: MadeSession, checks: Mapping[str, str]) -> dict[str, object]:
    fault = checks.get(session.file)
    return {
        "file": session.file,
        "week": session.week,
        "session": session.session,
        "title": session.title,
        "duration_ms": session.duration,
        "bytes": session.size,
        "sound": session.sound,
        "check": None if fault is None else fault or "holds",
    }
