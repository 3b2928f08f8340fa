"""The manifest of a batch: what was made, from which row, and whether it holds. JSON, for programs and for the next run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

from coach.club.roster import LONGEST_FOLDER, Roster, RosterRow, RowProblem
from coach.club.roster_table import MOST_ROWS
from coach.club.tasks import MadeSession
from coach.files import write_file
from coach.given_files import read_at_most
from coach.json_table import LARGEST_JSON, JsonTable, parse_json
from coach.plan.toml import MOST_SESSIONS, MOST_WEEKS
from coach.script.sheet_data import LONGEST_FILE
from coach.units import Milliseconds
from coach.version import __version__

MANIFEST_VERSION: Final = 1
LARGEST_MANIFEST: Final = 500_000_000
"""Characters: a hundred thousand runners with a dozen sessions each are less."""

_HOLDS: Final = "holds"
_LONGEST_NAME: Final = 1_000
_LARGEST_SESSION: Final = 10_000_000_000
"""Bytes."""

Earlier = Mapping[str, Sequence[tuple[MadeSession, str | None]]]
"""What an earlier manifest says of each runner, by the folder: sessions, and how each was checked; None for not at all."""

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


def with_kept(entries: Iterable[RunnerEntry], earlier: Earlier, output: Path) -> list[RunnerEntry]:
    """Add what an earlier manifest has for runners that this run did not come to, if those files still stand there."""
    kept = []
    for entry in entries:
        before = earlier.get(entry.row.folder, ())
        if before and not entry.sessions:
            sessions = [
                replace(session, row=entry.row.number) for session, _ in before if _is_there(output, entry.row, session)
            ]
            kept.append(_with_checks(replace(entry, sessions=tuple(sessions)), before))
        else:
            kept.append(_with_checks(entry, before))
    return kept


def _with_checks(entry: RunnerEntry, before: Sequence[tuple[MadeSession, str | None]]) -> RunnerEntry:
    """Add the results of earlier checks of the same sound."""
    sounds = {session.file: session.sound for session in entry.sessions}
    earlier = {
        session.file: "" if check == _HOLDS else check
        for session, check in before
        if check is not None and sounds.get(session.file) == session.sound
    }
    return replace(entry, checks=earlier | dict(entry.checks))


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write the manifest. Raises OutputError."""
    write_file(path, (json.dumps(_data(manifest), indent=1, ensure_ascii=False) + "\n").encode())


def read_earlier(path: Path) -> Earlier:
    """Return the sessions of an earlier manifest by the folders of runners; none where it is missing or cannot be used."""
    try:
        manifest = parse_json(read_at_most(path, LARGEST_MANIFEST).decode(), LARGEST_MANIFEST)
        return {runner.text("folder", LONGEST_FOLDER): _sessions(runner) for runner in manifest.sections("runners", MOST_ROWS)}
    except (OSError, ValueError):
        return {}


def _sessions(runner: JsonTable) -> tuple[tuple[MadeSession, str | None], ...]:
    return tuple(map(_session_of, runner.sections("sessions", MOST_WEEKS * MOST_SESSIONS)))


def _session_of(item: JsonTable) -> tuple[MadeSession, str | None]:
    file = PurePosixPath(item.text("file", _LONGEST_NAME))
    if file.is_absolute() or ".." in file.parts:
        raise ValueError(f"{file} is not below the runner's folder")
    session = MadeSession(
        row=0,
        file=str(file),
        week=item.whole("week", MOST_WEEKS),
        session=item.whole("session", MOST_SESSIONS),
        title=item.text("title", _LONGEST_NAME),
        duration=Milliseconds(item.whole("duration_ms", LONGEST_FILE)),
        size=item.whole("bytes", _LARGEST_SESSION),
        sound=item.text("sound", _LONGEST_NAME),
        unchanged=True,
    )
    return session, None if item.table.get("check") is None else item.text("check", LARGEST_JSON)


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
        "careful": list(runner.row.cautions()),
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
        "check": None if fault is None else fault or _HOLDS,
    }
