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
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from coach.errors import DurationError, LogError, UsageError
from coach.files import alone_in, write_file
from coach.log.entry import LogEntry
from coach.plan.next import Felt
from coach.toml_table import TomlPlace, TomlTable, parse_table, read_text, shown
from coach.units import Milliseconds, duration_label, parse_duration

LONGEST_NOTE: Final = 500
"""Letters of a note."""

LARGEST_LOG: Final = 5_000_000
"""Bytes; a session of every day of twenty years, each with a long note, is less."""
_MOST: Final = 1_000
"""Weeks of a plan, and sessions of a week."""

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

    Two processes that add at once wait for each other. Raises LogError where the log is damaged, and leaves it alone;
    OutputError where it cannot be written.
    """
    with alone_in(path.parent):
        before = _text(path)
        _entries(path, before)
        text = before or _HEAD
        if not text.endswith("\n"):
            text += "\n"
        write_file(path, (text + "".join(f"\n{entry_text(entry)}" for entry in entries)).encode())


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
    return _entry(TomlTable(values, TomlPlace(where, LogError)))


def _entry(table: TomlTable) -> LogEntry:
    table.only(*_KEYS)
    for key in _NEEDED:
        if key not in table:
            raise table.place.error(f"{key} is missing; add it, such as {_EXAMPLES[key]}")
    return LogEntry(
        _day(table),
        _words(table, "plan"),
        table.whole("week", 0, 1, _MOST),
        table.whole("session", 0, 1, _MOST),
        table.choice("felt", Felt) if table.table.get("felt") else None,
        _words(table, "note") if table.table.get("note") else "",
        _length(table, "run"),
        _length(table, "walk"),
    )


_EXAMPLES: Final = {
    "date": "date = 2026-12-01",
    "plan": 'plan = "walk-run-start"',
    "week": "week = 1",
    "session": "session = 1",
}


def _text(path: Path) -> str:
    place = TomlPlace(str(path), LogError)
    return read_text(path, place, "correct that, or move the file away", largest=LARGEST_LOG, if_missing="")


def _entries(path: Path, text: str) -> tuple[LogEntry, ...]:
    table = parse_table(text, TomlPlace(str(path), LogError))
    table.only("done", instead={key.lower(): "sessions stand under [[done]]" for key in table.table})
    return tuple(sorted(map(_entry, table.sections("done", "session")), key=lambda entry: entry.day))


def _day(table: TomlTable) -> date:
    value = table.table["date"]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise table.place.error(f"date is {shown(value)}; write a day such as 2026-12-01") from error


def _words(table: TomlTable, key: str) -> str:
    words = " ".join(table.exact_text(key).split())
    if not words.isprintable() or not 0 < len(words) <= LONGEST_NOTE:
        raise table.place.error(f"{key} is {shown(table.table[key])}; write words, at most {LONGEST_NOTE} letters")
    return words


def _length(table: TomlTable, key: str) -> Milliseconds:
    value = table.table.get(key)
    if value is None:
        return Milliseconds(0)
    try:
        return parse_duration(value if isinstance(value, str) else shown(value))
    except DurationError as error:
        raise table.place.error(f"{key}: {error}") from error


def _quoted(text: str) -> str:
    """Write a TOML basic string: as in JSON, but for one letter that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
