"""`coach log`: what was done, as a table and a small picture; and marks from the web page taken in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.logbook import Profile
from coach.cli.paths import expanded
from coach.errors import UsageError

if TYPE_CHECKING:
    from coach.log.entry import LogEntry


def log(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[import FILE]", help="Take in the marks that the web page exported, a JSON file."),
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the log as JSON, which `coach log import` reads too.")] = False,
    profile: Profile = None,
) -> None:
    """Show what you have done: a table, and the weeks with the minutes run and walked.

    The log is a small text file that you may edit; its place is shown on stderr.
    """
    from coach.log.store import log_path, read_log

    path = log_path(profile)
    match words or []:
        case ["import", name]:
            _import(path, expanded(Path(name)))
        case []:
            entries = read_log(path)
            typer.echo(f"coach: {path}", err=True)
            typer.echo(_as_json(entries) if json else _table(entries))
        case _:
            raise UsageError(f"coach log {' '.join(words or [])}: write `coach log`, or `coach log import FILE`")


def _import(path: Path, source: Path) -> None:
    from coach.log.record import read_marks
    from coach.log.store import add_to_log, read_log
    from coach.settings import load_settings

    entries = read_marks(source, read_log(path), load_settings().paces)
    if entries:
        add_to_log(path, entries)
    typer.echo(f"{len(entries)} new {'session' if len(entries) == 1 else 'sessions'} in the log.")


def _as_json(entries: Sequence[LogEntry]) -> str:
    from json import dumps

    from coach.log.store import entry_values

    return dumps([entry_values(entry) for entry in entries], ensure_ascii=False, indent=2)


def _table(entries: Sequence[LogEntry]) -> str:
    from coach.log.weeks import logged_weeks, minutes, picture

    if not entries:
        return "Nothing is in the log yet; after a session write `coach done`."
    width = max(len(entry.plan_name) for entry in entries)
    rows = [
        f"{entry.day}  {entry.plan_name:<{width}}  {f'week {entry.week}, session {entry.session}':<18}"
        f"{minutes(entry.run):>4} run {minutes(entry.walk):>4} walked  {entry.felt or '':<5}  {entry.note}".rstrip()
        for entry in entries
    ]
    return "\n".join([*rows, "", "Minutes in the week from", *picture(logged_weeks(entries), plain=not _shows_blocks())])


def _shows_blocks() -> bool:
    return sys.stdout.isatty() and "utf" in (sys.stdout.encoding or "").lower()
