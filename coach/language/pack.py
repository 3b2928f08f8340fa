"""Reading a language from a `language.toml`: a language that is added without a change to this package. See docs/lines.md."""

from __future__ import annotations

import string
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Final

from coach.errors import LinesError
from coach.language.model import CountedUnit, DurationForm, Language
from coach.language.num2words_numbers import LibraryNumbers
from coach.language.words import Changes, Labels, Outline, Paces, Titles, UnitSigns, Words
from coach.toml_table import TomlPlace, TomlTable, parse_table, read_text, shown

FILE_NAME: Final = "language.toml"

_KEYS: Final = (
    *("code", "tag_code", "name", "numbers", "durations", "symbols", "commands", "efforts", "flavours"),
    *("titles", "labels", "changes", "units", "plans", "outline", "paces"),
)
_EFFORTS: Final = ("warm-up", "run", "walk", "cool-down")
_FLAVOURS: Final = ("easy", "brisk", "brisker", "race pace", "uphill")
_IN_PLACE_OF: Final = {"brisker": "brisk"}
"""Flavours that a language may leave out: it then says the other one."""
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
    **{key: {"duration"} for key in ("walk_lasts", "walks_last")},
}
"""Those of the others are `walks` alone."""
_CHANGES_WITHOUT_VALUE: Final = ("same_total", "great", "good", "tired")


def read_pack(path: Path) -> Language:
    """Read a language. Raises LinesError that names the file, the key and what is wrong."""
    return _parsed(str(path), read_text(path, TomlPlace(str(path), LinesError), "check the path"))


@lru_cache(maxsize=16)
def _parsed(file: str, text: str) -> Language:
    place = TomlPlace(file, LinesError)
    return _language(_Table(parse_table(text, place).table, place))


def _language(table: _Table) -> Language:
    table.only(*_KEYS)
    durations = table.inner("durations")
    forms = {"": _form(durations)}
    forms |= {name: _form(durations.inner(name)) for name in durations.tables()}
    code = table.filled_text("code")
    joints = {key: durations.pattern(key, names) for key, names in _JOINTS.items()}
    return Language(
        code=code,
        tag_code=table.filled_text("tag_code"),
        name=table.filled_text("name"),
        numbers=LibraryNumbers(table.filled_text("numbers", code)),
        durations=forms,
        minutes_and_seconds=joints["minutes_and_seconds"],
        minutes_and_few_seconds=joints["minutes_and_few_seconds"],
        half={
            key.removeprefix("half_").removesuffix("s"): durations.pattern(key, {"number"})
            for key in _HALVES
            if key in durations
        },
        joint=durations.filled_text("joint", " "),
        about=durations.pattern("about", {"duration"}) if "about" in durations else "",
        symbols=table.inner("symbols", optional=True).texts(),
        commands={key: table.inner("commands").words(key) for key in ("run", "walk")},
        words=_words(table),
        plans=table.inner("plans", optional=True).texts(),
    )


def _form(table: _Table) -> DurationForm:
    table.only(*_UNITS, *_JOINTS, *_HALVES, "joint", "about", *table.tables())
    return DurationForm(**{unit: table.unit(unit) for unit in _UNITS})


def _words(table: _Table) -> Words:
    titles, changes = table.inner("titles"), table.inner("changes")
    titles.only(*(field.name for field in fields(Titles)))
    changes.only(*(field.name for field in fields(Changes)))
    labels, units, flavours = table.inner("labels"), table.inner("units"), table.inner("flavours")
    session_title = {"session": {"session"}}
    return Words(
        efforts={effort: table.inner("efforts").filled_text(effort) for effort in _EFFORTS},
        flavours={flavour: flavours.filled_text(_known(flavour, flavours)) for flavour in _FLAVOURS},
        titles=Titles(
            **{
                field.name: titles.pattern(field.name, (_FIELDS | session_title).get(field.name, set()))
                for field in fields(Titles)
            }
        ),
        labels=Labels(**{field.name: labels.filled_text(field.name) for field in fields(Labels)}),
        changes=Changes(
            **{
                field.name: changes.pattern(field.name, set() if field.name in _CHANGES_WITHOUT_VALUE else {"value"})
                for field in fields(Changes)
            }
        ),
        units=UnitSigns(**{field.name: units.filled_text(field.name) for field in fields(UnitSigns)}),
        outline=_outline(table.inner("outline")) if "outline" in table else None,
        paces=_paces(table.inner("paces")) if "paces" in table else None,
    )


def _known(flavour: str, table: _Table) -> str:
    """Return the flavour, or the one that is said in its place where a table leaves it out."""
    return flavour if flavour in table else _IN_PLACE_OF.get(flavour, flavour)


def _outline(table: _Table) -> Outline:
    table.only(*(field.name for field in fields(Outline)))
    return Outline(
        walking=_by_flavour(table.inner("walking"), set()),
        of_two_lasts=_by_flavour(table.inner("of_two_lasts"), {"duration"}),
        **{
            field.name: table.pattern(field.name, _OUTLINE_FIELDS.get(field.name, {"walks"}))
            for field in fields(Outline)
            if field.name not in ("walking", "of_two_lasts")
        },
    )


def _by_flavour(table: _Table, names: set[str]) -> dict[str, str]:
    return {
        "" if flavour == "plain" else flavour: table.pattern(_known(flavour, table), names) for flavour in ("plain", *_FLAVOURS)
    }


def _paces(table: _Table) -> Paces:
    table.only(*(field.name for field in fields(Paces)))
    return Paces(
        **{
            field.name: table.pattern(field.name, {"number"} if field.name == "half" else {"least", "most"})
            for field in fields(Paces)
        }
    )


class _Table(TomlTable):
    """A table of a language: its texts may have fields in braces."""

    __slots__ = ()

    def tables(self) -> list[str]:
        return [key for key, value in self.table.items() if isinstance(value, dict)]

    def inner(self, key: str, *, optional: bool = False) -> _Table:
        if key not in self and not optional:
            raise self.place.error(f"the table [{key}] is missing; docs/lines.md lists all of them")
        inner = self.named_section(key)
        return _Table(inner.table, inner.place)

    def texts(self) -> dict[str, str]:
        return {key: self.exact_text(key) for key in self.table}

    def words(self, key: str) -> tuple[str, ...]:
        words = self.items(key)
        if not words or not all(isinstance(word, str) and word for word in words):
            raise self.place.error(f'{key} must be a list of words: {key} = ["..."]')
        return tuple(word.lower() for word in words)

    def unit(self, key: str) -> CountedUnit:
        value = self.table.get(key)
        if (
            not isinstance(value, list)
            or len(value) != len(fields(CountedUnit))
            or not all(isinstance(part, str) for part in value)
        ):
            raise self.place.error(f'{key} must be two texts, for 1 and for other numbers: {key} = ["...", "{{}} ..."]')
        unit = CountedUnit(*value)
        self._check(key, unit.many, {""})
        return unit

    def pattern(self, key: str, names: set[str]) -> str:
        text = self.filled_text(key)
        self._check(key, text, names)
        return text

    def _check(self, key: str, text: str, names: set[str]) -> None:
        try:
            used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise self.place.error(f"{key}: {error}") from error
        if used != names:
            needed = " and ".join(f"{{{name}}}" for name in sorted(names)) or "no field in braces"
            raise self.place.error(f"{key} is {shown(text)}; it needs {needed}")
