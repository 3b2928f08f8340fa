"""Reading a language from a `language.toml`: a language that is added without a change to this package. See docs/lines.md."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from coach.errors import LinesError
from coach.language.model import CountedUnit, DurationForm, Language
from coach.language.num2words_numbers import LibraryNumbers
from coach.language.words import Changes, Labels, Outline, Paces, Titles, UnitSigns, Words

FILE_NAME: Final = "language.toml"

_KEYS: Final = (
    *("code", "tag_code", "name", "numbers", "durations", "symbols", "commands", "efforts", "flavours"),
    *("titles", "labels", "changes", "units", "plans", "outline", "paces"),
)
_EFFORTS: Final = ("warm-up", "run", "walk", "cool-down")
_FLAVOURS: Final = ("easy", "brisk", "race pace", "uphill")
_UNITS: Final = ("hour", "minute", "second")
_JOINTS: Final = {"minutes_and_seconds": {"minutes", "seconds"}, "minutes_and_few_seconds": {"minutes", "seconds"}}
_HALVES: Final = ("half_hours", "half_minutes")
_FIELDS: Final[dict[str, set[str]]] = {
    "repetition": {"name", "repetition", "repetitions"},
    "week_and_session": {"week", "session"},
    "run_and_walk": {"run", "walk"},
    **{key: {"duration"} for key in ("run", "walk", "run_or_walk_for", "in_all")},
}
_OUTLINE_FIELDS: Final[dict[str, set[str]]] = {
    **{key: {"duration"} for key in ("one_run", "one_stretch")},
    **{key: {"count", "duration"} for key in ("runs_alike", "runs", "stretches_alike", "stretches")},
    **{key: {"first", "second"} for key in ("two_runs", "then")},
    "a_walk": set(),
    "walk_rounds": {"count", "walks"},
}
"""Those of the others are `walks` alone."""
_CHANGES_WITHOUT_VALUE: Final = ("same_total", "great", "good", "tired")


def read_pack(path: Path) -> Language:
    """Read a language. Raises LinesError that names the file, the key and what is wrong."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise LinesError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise LinesError(f"{path}: is not text in UTF-8; save it as such") from error
    return _parsed(str(path), text)


@lru_cache(maxsize=16)
def _parsed(where: str, text: str) -> Language:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LinesError(f"{where}: is not valid TOML: {error}") from error
    return _language(_Table(where, table))


def _language(table: _Table) -> Language:
    table.only(_KEYS)
    durations = table.inner("durations")
    forms = {"": _form(durations)}
    forms |= {name: _form(durations.inner(name)) for name in durations.tables()}
    code = table.text("code")
    joints = {key: durations.pattern(key, names) for key, names in _JOINTS.items()}
    return Language(
        code=code,
        tag_code=table.text("tag_code"),
        name=table.text("name"),
        numbers=LibraryNumbers(table.text("numbers", code)),
        durations=forms,
        minutes_and_seconds=joints["minutes_and_seconds"],
        minutes_and_few_seconds=joints["minutes_and_few_seconds"],
        half={
            key.removeprefix("half_").removesuffix("s"): durations.pattern(key, {"number"})
            for key in _HALVES
            if durations.has(key)
        },
        joint=durations.text("joint", " "),
        symbols=table.inner("symbols", optional=True).texts(),
        commands={key: table.inner("commands").words(key) for key in ("run", "walk")},
        words=_words(table),
        plans=table.inner("plans", optional=True).texts(),
    )


def _form(table: _Table) -> DurationForm:
    table.only((*_UNITS, *_JOINTS, *_HALVES, "joint"), tables=True)
    return DurationForm(**{unit: table.unit(unit) for unit in _UNITS})


def _words(table: _Table) -> Words:
    titles, changes = table.inner("titles"), table.inner("changes")
    titles.only(tuple(field.name for field in fields(Titles)))
    changes.only(tuple(field.name for field in fields(Changes)))
    labels, units = table.inner("labels"), table.inner("units")
    session_title = {"session": {"session"}}
    return Words(
        efforts={effort: table.inner("efforts").text(effort) for effort in _EFFORTS},
        flavours={flavour: table.inner("flavours").text(flavour) for flavour in _FLAVOURS},
        titles=Titles(
            **{
                field.name: titles.pattern(field.name, (_FIELDS | session_title).get(field.name, set()))
                for field in fields(Titles)
            }
        ),
        labels=Labels(**{field.name: labels.text(field.name) for field in fields(Labels)}),
        changes=Changes(
            **{
                field.name: changes.pattern(field.name, set() if field.name in _CHANGES_WITHOUT_VALUE else {"value"})
                for field in fields(Changes)
            }
        ),
        units=UnitSigns(**{field.name: units.text(field.name) for field in fields(UnitSigns)}),
        outline=_outline(table.inner("outline")) if table.has("outline") else None,
        paces=_paces(table.inner("paces")) if table.has("paces") else None,
    )


def _outline(table: _Table) -> Outline:
    table.only(tuple(field.name for field in fields(Outline)))
    walking = table.inner("walking")
    return Outline(
        walking={
            "" if flavour == "plain" else flavour: walking.pattern(flavour, {"duration"}) for flavour in ("plain", *_FLAVOURS)
        },
        **{
            field.name: table.pattern(field.name, _OUTLINE_FIELDS.get(field.name, {"walks"}))
            for field in fields(Outline)
            if field.name != "walking"
        },
    )


def _paces(table: _Table) -> Paces:
    table.only(tuple(field.name for field in fields(Paces)))
    return Paces(
        **{
            field.name: table.pattern(field.name, {"number"} if field.name == "half" else {"least", "most"})
            for field in fields(Paces)
        }
    )


class _Table:
    """Takes values out of a TOML table, and says where and what if one is wrong."""

    def __init__(self, where: str, table: Mapping[str, Any]) -> None:
        self._where = where
        self._table = table

    def only(self, known: tuple[str, ...], *, tables: bool = False) -> None:
        for key, value in self._table.items():
            if key not in known and not (tables and isinstance(value, dict)):
                raise LinesError(f"{self._where}: unknown key {key!r}; the keys are {', '.join(known)}")

    def has(self, key: str) -> bool:
        return key in self._table

    def tables(self) -> list[str]:
        return [key for key, value in self._table.items() if isinstance(value, dict)]

    def inner(self, key: str, *, optional: bool = False) -> _Table:
        value = self._table.get(key, {} if optional else None)
        if not isinstance(value, dict):
            raise LinesError(f"{self._where}: the table [{key}] is missing; docs/lines.md lists all of them")
        return _Table(f"{self._where}: [{key}]", value)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._table.get(key, default)
        if not isinstance(value, str) or not value:
            raise LinesError(f'{self._where}: {key} must be a text: {key} = "..."')
        return value

    def texts(self) -> dict[str, str]:
        for key, value in self._table.items():
            if not isinstance(value, str):
                raise LinesError(f'{self._where}: {key} must be a text: {key} = "..."')
        return dict(self._table)

    def words(self, key: str) -> tuple[str, ...]:
        value = self._table.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
            raise LinesError(f'{self._where}: {key} must be a list of words: {key} = ["..."]')
        return tuple(word.lower() for word in value)

    def unit(self, key: str) -> CountedUnit:
        value = self._table.get(key)
        if (
            not isinstance(value, list)
            or len(value) != len(fields(CountedUnit))
            or not all(isinstance(part, str) for part in value)
        ):
            raise LinesError(
                f'{self._where}: {key} must be two texts, for 1 and for other numbers: {key} = ["...", "{{}} ..."]'
            )
        unit = CountedUnit(*value)
        self._check(key, unit.many, {""})
        return unit

    def pattern(self, key: str, names: set[str]) -> str:
        text = self.text(key)
        self._check(key, text, names)
        return text

    def _check(self, key: str, text: str, names: set[str]) -> None:
        try:
            found = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise LinesError(f"{self._where}: {key}: {error}") from error
        if found != names:
            needed = " and ".join(f"{{{name}}}" for name in sorted(names)) or "no field in braces"
            raise LinesError(f"{self._where}: {key} is {text!r}; it needs {needed}")
