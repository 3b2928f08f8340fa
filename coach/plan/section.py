"""One table of a plan's file, read key by key: every complaint says where, what and the remedy."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from coach.errors import DurationError, PlanError
from coach.hints import did_you_mean
from coach.plan.model import SHORTEST_INTERVAL
from coach.units import Milliseconds, duration_label, parse_duration

LONGEST_SHOWN: Final = 60
"""Characters of somebody's value that a message repeats."""

_ZERO: Final = re.compile(r"[\s0:.hms]*0[\s0:.hms]*")

Choice = TypeVar("Choice", bound=StrEnum)
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TomlPlace:
    """Where in the plan we are."""

    file: str
    path: tuple[str, ...] = ()

    def inside(self, step: str) -> TomlPlace:
        """Return the place one step further in."""
        return TomlPlace(self.file, (*self.path, step))

    def error(self, message: str) -> PlanError:
        """Make an error that begins with this place."""
        return PlanError(": ".join(part for part in (self.file, ", ".join(self.path), message) if part))


@dataclass(frozen=True, slots=True)
class TomlTable:
    """A table and its place. Every method raises PlanError where the file says something that cannot be used."""

    table: Table
    place: TomlPlace

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def only(self, *known: str) -> None:
        """Refuse every key but these."""
        for key in self.table:
            if key not in known:
                raise self.place.error(f"unknown key {shown(key)}; {did_you_mean(key[:LONGEST_SHOWN], known)}")

    def duration(self, key: str) -> Milliseconds:
        """Read a duration of at least the shortest interval."""
        return read_duration(self._needed(key, '"90s" or "1m30s"'), key, self.place)

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """Read a whole number within its bounds."""
        value = self.table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.place.error(f"{key} is {shown(value)}; write a whole number from {least} to {most}")
        return value

    def choice(self, key: str, kind: type[Choice]) -> Choice | None:
        """Read one of a closed set; None where the key is not there."""
        if key not in self.table:
            return None
        value = self.table[key]
        if not isinstance(value, str) or value not in list(kind):
            raise self.place.error(f"{key} is {shown(value)}; write one of: {', '.join(kind)}")
        return kind(value)

    def text(self, key: str, longest: int) -> str | None:
        """Read a text as one line of what can be printed; None where it is empty or not there."""
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self.place.error(f"{key} is {shown(value)}; write a text in quotes")
        if len(value) > longest:
            raise self.place.error(f"{key} has {len(value)} characters; use at most {longest}")
        return " ".join("".join(char if char.isprintable() else " " for char in value).split()) or None

    def items(self, key: str) -> list[Any]:
        """Read a list; an empty one where the key is not there."""
        value = self.table.get(key, [])
        if not isinstance(value, list):
            raise self.place.error(
                f"{key} is {shown(value)}; write a list in square brackets, or [[{key}]] above each of its tables"
            )
        return value

    def sections(self, key: str, step: str) -> Iterable[TomlTable]:
        """Read a list of tables; `step` names each of them in messages."""
        for number, value in enumerate(self.items(key), 1):
            yield section(value, self.place.inside(f"{step} {number}"))

    def _needed(self, key: str, example: str) -> Any:  # noqa: ANN401  # whatever TOML holds
        if key not in self.table:
            raise self.place.error(f"{key} is missing; write {key} = {example}")
        return self.table[key]


def section(value: Any, place: TomlPlace) -> TomlTable:  # noqa: ANN401  # whatever TOML holds
    """Take a value as a table. Raises PlanError where it is none."""
    if not isinstance(value, dict):
        raise place.error(f'{shown(value)} is no table; write it in braces, such as {{ run = "1m" }}')
    return TomlTable(value, place)


def read_duration(value: Any, what: str, place: TomlPlace) -> Milliseconds:  # noqa: ANN401  # whatever TOML holds
    """Read a duration of at least the shortest interval. Raises PlanError."""
    least = duration_label(SHORTEST_INTERVAL)
    if not isinstance(value, str) or len(value) > LONGEST_SHOWN:
        raise place.error(f'{what} is {shown(value)}; write a duration in quotes, such as "90s" or "1m30s"')
    if _ZERO.fullmatch(value.lower()):
        raise place.error(f"{what} is 0 s; use at least {least} or leave it out")
    try:
        duration = parse_duration(value)
    except DurationError as error:
        raise place.error(f"{what}: {error}") from error
    if duration < SHORTEST_INTERVAL:
        raise place.error(f"{what} is {duration_label(duration)}; use at least {least}")
    return duration


def shown(value: object) -> str:
    """Write somebody's value for a message: short, on one line, however large or deep it is."""
    brief = reprlib.Repr()
    brief.maxstring = brief.maxother = LONGEST_SHOWN
    brief.maxlevel = 2
    try:
        return brief.repr(value)
    except ValueError:
        # Python refuses to write whole numbers of thousands of digits.
        return "a number of thousands of digits"
