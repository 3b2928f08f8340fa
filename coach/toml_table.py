"""A table of a TOML file, read key by key: every message says where, what and the remedy.

All TOML files are read with it, each kind with its own class of error.
"""

from __future__ import annotations

import re
import reprlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from coach.errors import DurationError, Field, InputError
from coach.given_files import open_file
from coach.hints import did_you_mean
from coach.units import SECOND, Milliseconds, clock, duration_text, parse_duration

LARGEST_FILE: Final = 250_000
"""Bytes; what people write is a page of text."""

LONGEST_SHOWN: Final = 60
"""Characters of somebody's value that a message repeats."""

_MOST_UNQUOTED: Final = 600

_ZERO: Final = re.compile(r"[\s0:.,hms]*0[\s0:.,hms]*(?:in|ins|inutes?|ec|ecs|econds?|ours?)?")

_ENDLESS_KEY: Final = re.compile(
    r"""(?:^|[\[{,])[ \t]*+(?:(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){20}""", re.MULTILINE
)
"""A dotted key of more than twenty parts: the reader of TOML would need minutes for one of thousands."""

Choice = TypeVar("Choice", bound=StrEnum)
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TomlPlace:
    """A place in a file."""

    file: str
    error_class: type[InputError]
    path: tuple[str, ...] = ()

    def inside(self, step: str) -> TomlPlace:
        """Return the place one step further in."""
        return TomlPlace(self.file, self.error_class, (*self.path, step))

    def error(self, message: str, *more: str | Field) -> InputError:
        """Return an error that begins with this place; `more` follows the message, and may name fields."""
        return self.error_class(": ".join(part for part in (self.file, ", ".join(self.path), message) if part), *more)


@dataclass(frozen=True, slots=True)
class TomlTable:
    """A table and its place. Every method raises the place's class of error for what cannot be used."""

    table: Table
    place: TomlPlace

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def only(self, *known: str, also: Iterable[str] = (), instead: Mapping[str, str] | None = None) -> None:
        """Refuse every key but these. `also` may be meant too, and `instead` says what to write in place of a key."""
        for key in self.table:
            if key not in known:
                remedy = (instead or {}).get(key.lower()) or did_you_mean(key[:LONGEST_SHOWN], (*known, *also))
                raise self.place.error(f"unknown key {shown(key)}; {remedy}")

    def duration(self, key: str, least: Milliseconds) -> Milliseconds:
        """Read a duration of at least `least`."""
        if key not in self.table:
            raise self.place.error(f'{key} is missing; write {key} = "90s" or "1m30s"')
        return read_duration(self.table[key], key, self.place, least)

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """Read a whole number within its bounds."""
        value = self.table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.place.error(f"{key} is {shown(value)}; write a whole number from {least} to {most}")
        return value

    def number(self, key: str, default: float, least: float, most: float) -> float:
        """Read a number within its bounds."""
        value = self.table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.place.error(f"{key} is {shown(value)}; use a number from {least:g} to {most:g}")
        return float(value)

    def choice(self, key: str, kind: type[Choice]) -> Choice | None:
        """Read one of a closed set; None where the key is not there."""
        if key not in self.table:
            return None
        return kind(self.one_of(key, tuple(kind)))

    def one_of(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """Read one of these texts; without a default the key must be there."""
        value = self.table.get(key, default)
        choices = tuple(choices)
        if value is None:
            raise self.place.error(f"{key} is missing; write one of: {', '.join(choices)}")
        if not isinstance(value, str) or value not in choices:
            raise self.place.error(f"{key} is {shown(value)}; write one of: {', '.join(choices)}")
        return value

    def text(self, key: str, longest: int) -> str | None:
        """Read a text as one line of what can be printed; None where it is empty or not there."""
        value = self.exact_text(key, "")
        if len(value) > longest:
            raise self.place.error(f"{key} has {len(value)} characters; use at most {longest}")
        return " ".join("".join(char if char.isprintable() else " " for char in value).split()) or None

    def exact_text(self, key: str, default: str | None = None) -> str:
        """Read a text as it is written; without a default the key must be there."""
        value = self.table.get(key, default)
        if value is None:
            raise self.place.error(f'{key} is missing; write {key} = "..."')
        if not isinstance(value, str):
            raise self.place.error(f"{key} is {shown(value)}; write a text in quotes")
        return value

    def filled_text(self, key: str, default: str | None = None) -> str:
        """Read a text as it is written, which must not be empty; without a default the key must be there."""
        value = self.exact_text(key, default)
        if not value:
            raise self.place.error(f'{key} is empty; write {key} = "..."')
        return value

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

    def named_section(self, key: str) -> TomlTable:
        """Read a table under a heading of its own; an empty one where the key is not there."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise self.place.error(f"{key} is {shown(value)}; write it as a table: [{key}]")
        return TomlTable(value, self.place.inside(f"[{key}]"))


def load_table(path: Path, error_class: type[InputError], file: str, remedy: str) -> TomlTable:
    """Read a file; messages call it `file`. Raises the class of error, with the remedy where the file cannot be read."""
    place = TomlPlace(file, error_class)
    return parse_table(read_text(path, place, remedy), place)


def read_text(path: Path, place: TomlPlace, remedy: str, *, largest: int = LARGEST_FILE, if_missing: str | None = None) -> str:
    """Return a file's text, of at most `largest` bytes; `if_missing` is returned for a file that is not there.

    Raises the place's class of error, as `load_table` does.
    """
    try:
        with open_file(path) as opened:
            data = opened.read(largest + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        if if_missing is not None and isinstance(error, FileNotFoundError):
            return if_missing
        raise place.error_class(f"{path}: cannot be read ({error.strerror or error}); {remedy}") from error
    except UnicodeDecodeError as error:
        raise place.error("is not text in UTF-8; save it as such") from error
    if len(data) > largest:
        raise place.error(f"is larger than {largest // 1_000} kB; make it shorter")
    return text


def parse_table(text: str, place: TomlPlace) -> TomlTable:
    """Read TOML text. Raises the place's class of error."""
    if _ENDLESS_KEY.search(text):
        raise place.error("is nested too deeply to be read; write it flatter")
    try:
        return TomlTable(tomllib.loads(text), place)
    except RecursionError as error:
        raise place.error("is nested too deeply to be read; write it flatter") from error
    except ValueError as error:
        # TOMLDecodeError, and what Python says to whole numbers of thousands of digits.
        from coach.toml_hints import likely_cause

        remedy = likely_cause(text, str(error)) or "correct it there"
        raise place.error(f"is not valid TOML: {error}; {remedy}") from error


def section(value: Any, place: TomlPlace) -> TomlTable:  # noqa: ANN401  # whatever TOML holds
    """Take a value as a table. Raises the place's class of error where it is none."""
    if not isinstance(value, dict):
        raise place.error(f'{shown(value)} is no table; write it in braces, such as {{ run = "1m" }}')
    return TomlTable(value, place)


def read_duration(value: Any, key: str, place: TomlPlace, least: Milliseconds) -> Milliseconds:  # noqa: ANN401  # of TOML
    """Read a duration of at least `least`. Raises the place's class of error."""
    if not isinstance(value, str) or len(value) > LONGEST_SHOWN:
        raise place.error(f"{key} is {_unquoted(value)}; write a duration in quotes, such as {_in_quotes(value)}")
    if _ZERO.fullmatch(value.lower()):
        raise place.error(f"{key} is 0 s; use at least {duration_text(least)} or leave it out")
    try:
        duration = parse_duration(value)
    except DurationError as error:
        raise place.error(f"{key}: {error}") from error
    if duration < least:
        raise place.error(f"{key} is {duration_text(duration)}; use at least {duration_text(least)}")
    return duration


def _unquoted(value: object) -> str:
    return value.isoformat() if isinstance(value, time) else shown(value)


def _in_quotes(value: object) -> str:
    """Return what was probably meant by a duration without quotes."""
    if isinstance(value, time):
        return f'"{clock(Milliseconds((value.hour * 3_600 + value.minute * 60 + value.second) * SECOND))}"'
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST_UNQUOTED:
        return f'"{value}s" or "{value} min"'
    return '"90s" or "1m30s"'


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
