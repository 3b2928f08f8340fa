"""The roster: who gets which sessions. A CSV or TOML file with a row for each runner.

A column is called as the option of `coach render` that it stands for. Rows that cannot be used are listed together, each with
its row and column; they do not stop the others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from coach.club.roster_table import NAME, table_rows
from coach.errors import BedError, CoachError, Field, LinesError, PlanError, UsageError, VoiceError, key_name
from coach.fields import Declaration, declarations
from coach.kinds import Whole
from coach.language.model import Language
from coach.plan.distance import Paces
from coach.plan.model import Runner
from coach.plan.ratio import Ratio
from coach.plan.toml import MOST_WEEKS
from coach.printable import printable
from coach.script.lines import Style, load_style
from coach.session.request import SessionRequest, cautions_of, requested_plan, session_requests
from coach.session.scripts import check_voice
from coach.settings import Settings
from coach.sound.beds.choices import BUILT_IN
from coach.speech.voice import load_voice

LONGEST_FOLDER: Final = 60
_FOLDER: Final = "folder"
_PLAN: Final = "plan"
_FROM_WEEK: Final = "from-week"
_SPOKEN_NAME: Final = "spoken-name"
_OWN_COLUMNS: Final = (NAME, _PLAN, _FROM_WEEK, _FOLDER)
_BEDS: Final = frozenset({"bed", "run_bed", "walk_bed"})
_FOLDER_NAME: Final = re.compile(r"\w(?:[\w .-]*[\w-])?")
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(10))}
)
"""What Windows keeps for itself, whatever ending follows."""

EXAMPLE: Final = """\
name,plan,from-week,run,walk,repeat,feel,voice,style,units,bed,folder
Ada Lovelace,walk-run-start,1,,,,,,,,,
Grace Hopper,walk-run-to-30,3,,90s,,,,calm,mi,beat,
Alan Turing,walk-run-start,2,,,,tired,,,,,
Edsger Dijkstra,,,2m,1m,8,,,plain,,,edsger-long-intervals
"""
"""A roster to begin with: every row can be rendered as it is."""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A runner, with the sessions that the runner gets."""

    number: int
    """Of the row, as a spreadsheet counts; in TOML the number of the runner."""
    name: str
    folder: str
    """One part of a path, different for every runner."""
    plan: str
    """A bundled plan's name or a path; empty for the default plan, or for a ratio of the runner's own."""
    from_week: int
    ratio: Ratio
    settings: Settings

    def sessions(self) -> tuple[SessionRequest, ...]:
        """Return the runner's sessions, in the order of the plan. Raises CoachError where plan, week and ratio do not fit."""
        return _sessions(self.plan, self.from_week, self.ratio, self.settings.runner, self.settings.style, self.settings.paces)

    def cautions(self) -> tuple[str, ...]:
        """Return what is unwise about the runner's sessions, in sentences that name columns."""
        return tuple(caution.statement(key_name) for caution in cautions_of(self.sessions()))


@lru_cache(maxsize=256)
def _sessions(  # all that many runners share
    name: str, from_week: int, ratio: Ratio, runner: Runner | None, style: str, paces: Paces
) -> tuple[SessionRequest, ...]:
    """Return the sessions of a plan; many runners have the same ones."""
    plan = requested_plan(name or None, None, None, ratio, paces)
    if from_week > len(plan.weeks):
        raise UsageError(Field("from_week"), f" {from_week}: {plan.name} has {len(plan.weeks)} weeks")
    requests = session_requests(plan, None, None, ratio, runner, _language(style))
    return tuple(request for request in requests if request.week >= from_week)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be used."""

    number: int
    column: str
    """Empty where it is about the whole row."""
    message: str

    def __str__(self) -> str:
        place = f"row {self.number}, column {self.column}" if self.column else f"row {self.number}"
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Roster:
    """The rows that can be used, and what is wrong with the others."""

    path: Path
    rows: tuple[RosterRow, ...]
    problems: tuple[RowProblem, ...]


def load_roster(path: Path, settings: Settings) -> Roster:
    """Read a roster; `settings` hold for every column that a row leaves empty, and its output is where folders will stand.

    Files that it names (plans, music, voices) are looked for beside the roster first. Raises RosterError for a file that cannot
    be read, without rows, or with an unknown column.
    """
    cells = table_rows(path, column_names())
    reader = _RowReader(path.parent, settings)
    rows: list[RosterRow] = []
    problems: list[RowProblem] = []
    for number, row in cells:
        found = reader.read(number, row)
        if isinstance(found, RosterRow):
            rows.append(found)
        else:
            problems += found
    return Roster(path, tuple(rows), tuple(problems))


class _RowReader:
    """Reads rows one after another; knows which folders are taken."""

    def __init__(self, beside: Path, settings: Settings) -> None:
        self._beside = beside
        # The name in the config file is that of whoever makes the sessions, not of the runners.
        self._settings = replace(settings, name="")
        self._folders: dict[str, int] = {}
        self._namesakes: dict[str, int] = {}
        """How many have been tried for each name, so that a thousand of one name take a thousand steps."""

    def read(self, number: int, cells: Mapping[str, object]) -> RosterRow | list[RowProblem]:
        """Return the row, or every problem that it has."""
        problems: list[RowProblem] = []
        own: dict[str, Any] = {NAME: "", _PLAN: "", _FROM_WEEK: 1, _FOLDER: ""}
        changes: dict[type, dict[str, Any]] = {Ratio: {}, Settings: {}}
        for column, value in cells.items():
            try:
                if value == "":
                    continue
                if column in _OWN_COLUMNS:
                    own[column] = _own_value(column, value)
                else:
                    cls, declaration = _columns()[column]
                    changes[cls][declaration.name] = _found(declaration, self._value(declaration, value))
            except (CoachError, ValueError) as error:
                problems.append(RowProblem(number, column, _without_field(error)))
        if not own[NAME]:
            problems.append(RowProblem(number, NAME, "is empty; write whose sessions these are"))
        if problems:
            return problems
        try:
            return self._row(number, own, changes)
        except CoachError as error:
            return [RowProblem(number, _column_of(error), _without_field(error))]

    def _row(self, number: int, own: Mapping[str, Any], changes: Mapping[type, Mapping[str, Any]]) -> RosterRow:
        folder = self._folder(number, own[NAME], own[_FOLDER])
        settings = self._settings.with_changes({**changes[Settings], "output": str(Path(self._settings.output) / folder)})
        plan = self._beside_roster(own[_PLAN])
        row = RosterRow(number, own[NAME], folder, plan, own[_FROM_WEEK], Ratio(**changes[Ratio]), settings)
        if settings.voice:
            check_voice(load_voice(settings.voice), _style(settings.style))
        row.sessions()
        self._folders[folder.casefold()] = number
        return row

    def _value(self, declaration: Declaration, value: object) -> Any:  # noqa: ANN401  # a value of the field's kind
        if declaration.is_path and isinstance(value, str) and value not in BUILT_IN:
            value = self._beside_roster(value)
        return declaration.read(value)

    def _beside_roster(self, name: str) -> str:
        """Return the path of a file beside the roster, or the name as it is where none is there."""
        try:
            path = self._beside / Path(name).expanduser()
            return str(path.absolute()) if name and path.exists() else name
        except (OSError, RuntimeError, ValueError):
            return name

    def _folder(self, number: int, name: str, wanted: str) -> str:
        """Return a folder that nobody else has. Raises UsageError where a row asks for one that is taken."""
        if wanted:
            taken = self._folders.get(wanted.casefold())
            if taken is not None:
                raise UsageError(Field(_FOLDER), f" {wanted}: row {taken} has it already; choose another one")
            return wanted
        stem = folder_of(name) or f"runner-{number}"
        folder, count = stem, self._namesakes.get(stem, 1)
        while folder.casefold() in self._folders:
            count += 1
            folder = f"{stem}-{count}"
        self._namesakes[stem] = count
        return folder


def folder_of(name: str) -> str:
    """Make a folder's name of a runner's: lower-case ASCII letters, digits and hyphens; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_FOLDER].strip("-")
    return f"{slug}-runner" if slug in _RESERVED else slug


def _found(declaration: Declaration, value: Any) -> Any:  # noqa: ANN401  # a value of the field's kind
    """Return the value if what it names is there. Raises CoachError."""
    if declaration.name == "voice":
        load_voice(value)
    elif declaration.name == "style":
        _style(value)
    elif declaration.name in _BEDS and value not in BUILT_IN and not Path(value).expanduser().exists():
        raise BedError(f"{value}: is not there; use {', '.join(BUILT_IN)}, or a path that begins in the roster's folder")
    elif declaration.name == "read" and not Path(value).expanduser().is_file():
        raise UsageError(f"{value}: is not there; write a path that begins in the roster's folder")
    return value


@lru_cache(maxsize=64)
def _style(name: str) -> Style:
    return load_style(name)


def _language(style: str) -> Language:
    return _style(style).language


def _own_value(column: str, value: object) -> str | int:
    if column == _FROM_WEEK:
        return Whole(1, MOST_WEEKS).read(value)
    text = " ".join(str(value).split())
    fits = len(text) <= LONGEST_FOLDER and _FOLDER_NAME.fullmatch(text) and text.casefold().partition(".")[0] not in _RESERVED
    if column == _FOLDER and not fits:
        raise ValueError(f"{text!r} cannot be a folder; use letters, digits, hyphens and dots, at most {LONGEST_FOLDER}")
    return text


def _column_of(error: CoachError) -> str:
    """Name the column that an error is about; empty where it is about several."""
    named = [part for part in error.parts if isinstance(part, Field)]
    if named:
        return key_name(named[0])
    for kind, column in ((PlanError, _PLAN), (VoiceError, "voice"), (LinesError, "style"), (BedError, "bed")):
        if isinstance(error, kind):
            return column
    return ""


def _without_field(error: Exception) -> str:
    """Return the message without the field in front, which the column names already."""
    if isinstance(error, CoachError):
        parts = error.parts[1:] if error.parts and isinstance(error.parts[0], Field) else error.parts
        return printable(CoachError(*parts).text(key_name).lstrip(": "))
    return printable(str(error))


@lru_cache(maxsize=1)
def _columns() -> dict[str, tuple[type, Declaration]]:
    """Return the class and the declaration of each column that stands for a field."""
    columns: dict[str, tuple[type, Declaration]] = {}
    for cls in (Ratio, Settings):
        for declaration in declarations(cls).values():
            if declaration.name != "output":
                columns[_SPOKEN_NAME if declaration.name == "name" else declaration.key] = (cls, declaration)
    return columns


def column_names() -> tuple[str, ...]:
    """Return the names of all columns that a roster may have."""
    return (*_OWN_COLUMNS, *_columns())
