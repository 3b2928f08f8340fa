"""The log's file: TOML that can be edited by hand, in the platform's usual place for state, one file a runner.

[[done]]
date = 2026-12-01
plan = "walk-run-start"
week = 1
session = 1
felt = "right"
note = "Cold, and lovely."
run = "6m"
walk = "22m"

`date`, `plan`, `week` and `session` are needed. What is added goes to the end: comments and order of an edited file stay.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from coach.errors import DurationError, LogError, UsageError
from coach.files import replacing
from coach.hints import did_you_mean
from coach.log.entry import LogEntry
from coach.plan.next import Felt
from coach.units import Milliseconds, duration_label, parse_duration

LONGEST_NOTE: Final = 500
"""Letters of a note."""

_PROFILE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_HEAD: Final = "# What you have done. Edit it as you like: docs/log.md explains every key.\n"
_KEYS: Final = ("date", "plan", "week", "session", "felt", "note", "run", "walk")
_NEEDED: Final = _KEYS[:4]


def log_path(profile: str | None = None) -> Path:
    """Return where the log of a runner lies, there or not. Raises UsageError for a name that cannot be a profile."""
    from platformdirs import user_state_path

    if profile is not None and not _PROFILE.fullmatch(profile):
        raise UsageError(f"{profile[:60]!r} cannot name a profile; use lower-case letters, digits and hyphens, such as anna")
    return user_state_path("coach", appauthor=False) / (f"log-{profile}.toml" if profile else "log.toml")


def read_log(path: Path) -> tuple[LogEntry, ...]:
    """Read the log, the earliest day first; a file that is not there is an empty log.

    Raises LogError with the place and the remedy where the file is damaged; it is never changed by that.
    """
    return _entries(path, _text(path))


def add_to_log(path: Path, entries: Iterable[LogEntry]) -> None:
    """Add sessions to the end of the log; what is in the file stays as it is. The file is replaced whole.

    Raises LogError where the log is damaged, and leaves it alone; OutputError where it cannot be written.
    """
    before = _text(path)
    _entries(path, before)
    text = before or _HEAD
    if not text.endswith("\n"):
        text += "\n"
    data = (text + "".join(f"\n{entry_text(entry)}" for entry in entries)).encode()
    with replacing(path, len(data)) as file:
        file.write(data)


def entry_text(entry: LogEntry) -> str:
    """Write an entry as it stands in the file."""
    lines = [f"{key} = {_quoted(value) if isinstance(value, str) else value}" for key, value in entry_values(entry).items()]
    day = f"date = {entry.day}"
    return "\n".join(["[[done]]", day, *lines[1:]]) + "\n"


def entry_values(entry: LogEntry) -> dict[str, str | int]:
    """Return the entry's keys and values as the file and JSON hold them; what is not known is left out."""
    values: dict[str, str | int] = {
        "date": str(entry.day),
        "plan": entry.plan,
        "week": entry.week,
        "session": entry.session,
        "felt": str(entry.felt or ""),
        "note": entry.note,
        "run": duration_label(entry.run) if entry.run else "",
        "walk": duration_label(entry.walk) if entry.walk else "",
    }
    return {key: value for key, value in values.items() if value}


def checked_entry(where: str, values: Mapping[str, Any]) -> LogEntry:
    """Return an entry from the values of its keys; `where` names it in messages. Raises LogError."""
    for key in values:
        if key not in _KEYS:
            raise LogError(f"{where}: unknown key {key!r}; {did_you_mean(key, _KEYS)}")
    for key in _NEEDED:
        if key not in values:
            raise LogError(f"{where}: {key} is missing; add it, such as {_EXAMPLES[key]}")
    return LogEntry(
        _day(where, values["date"]),
        _words(where, "plan", values["plan"]),
        _number(where, "week", values["week"]),
        _number(where, "session", values["session"]),
        _felt(where, values.get("felt")),
        _words(where, "note", values["note"]) if values.get("note") else "",
        _length(where, "run", values.get("run")),
        _length(where, "walk", values.get("walk")),
    )


_EXAMPLES: Final = {
    "date": "date = 2026-12-01",
    "plan": 'plan = "walk-run-start"',
    "week": "week = 1",
    "session": "session = 1",
}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise LogError(f"{path}: cannot be read ({error.strerror}); correct that, or move it away") from error
    except UnicodeDecodeError as error:
        raise LogError(f"{path}: is not text in UTF-8; save it as such, or move it away") from error


def _entries(path: Path, text: str) -> tuple[LogEntry, ...]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LogError(
            f"{path}: is not valid TOML: {error}; correct that place, or move the file away to begin anew"
        ) from error
    for key in table:
        if key != "done":
            raise LogError(f"{path}: unknown key {key!r}; sessions stand under [[done]]")
    found = table.get("done", [])
    if not isinstance(found, list) or not all(isinstance(values, dict) for values in found):
        raise LogError(f"{path}: done is no list of sessions; write each under a line [[done]]")
    entries = [checked_entry(f"{path}: session {number}", values) for number, values in enumerate(found, 1)]
    return tuple(sorted(entries, key=lambda entry: entry.day))


def _day(where: str, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise LogError(f"{where}: date is {_shown(value)}; write a day such as 2026-12-01") from error


def _number(where: str, key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise LogError(f"{where}: {key} is {_shown(value)}; write a whole number from 1")
    return value


def _words(where: str, key: str, value: object) -> str:
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if not words.isprintable() or not 0 < len(words) <= LONGEST_NOTE:
        raise LogError(f"{where}: {key} is {_shown(value)}; write words in quotes, at most {LONGEST_NOTE} letters")
    return words


def _felt(where: str, value: object) -> Felt | None:
    if value in (None, ""):
        return None
    try:
        return Felt(str(value))
    except ValueError as error:
        raise LogError(f"{where}: felt is {_shown(value)}; write {', '.join(Felt)}, or leave it out") from error


def _length(where: str, key: str, value: object) -> Milliseconds:
    if value is None:
        return Milliseconds(0)
    try:
        return parse_duration(value if isinstance(value, str) else repr(value))
    except DurationError as error:
        raise LogError(f"{where}: {key}: {error}") from error


def _shown(value: object) -> str:
    return repr(value)[:60]


def _quoted(text: str) -> str:
    """Write a TOML basic string: as in JSON, but for one letter that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
