"""JSON of strangers, read key by key: every value has its type and its bounds before anything is made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Never

from coach.toml_table import shown

LARGEST_JSON: Final = 8_000_000
"""Characters of a recipe."""


@dataclass(frozen=True, slots=True)
class JsonTable:
    """An object of JSON. Every method raises ValueError that names the key where a value cannot be used."""

    table: Mapping[str, Any]

    def whole(self, key: str, most: int, least: int = 0) -> int:
        """Read a whole number within its bounds."""
        value = self.table.get(key)
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"{key} is {shown(value)}, no whole number from {least} to {most}")
        return value

    def text(self, key: str, longest: int) -> str:
        """Read a text."""
        value = self.table.get(key)
        if not isinstance(value, str) or len(value) > longest:
            raise ValueError(f"{key} is {shown(value)}, no text of at most {longest} characters")
        return value

    def flag(self, key: str) -> bool:
        """Read a yes or no; no where the key is not there."""
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise ValueError(f"{key} is {shown(value)}, neither true nor false")  # noqa: TRY004 - all that is wrong is a ValueError
        return value

    def section(self, key: str) -> JsonTable:
        """Read an object."""
        return _table(self.table.get(key), key)

    def items(self, key: str, most: int) -> list[Any]:
        """Read a list; an empty one where the key is not there."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or len(value) > most:
            raise ValueError(f"{key} is no list of at most {most}")
        return value

    def sections(self, key: str, most: int) -> Iterator[JsonTable]:
        """Read a list of objects."""
        return (_table(value, key) for value in self.items(key, most))

    def texts(self, key: str, most: int, longest: int) -> tuple[str, ...]:
        """Read a list of texts."""
        return tuple(JsonTable({key: value}).text(key, longest) for value in self.items(key, most))


def parse_json(text: str, largest: int = LARGEST_JSON) -> JsonTable:
    """Read an object. Raises ValueError where it is none, too large or too deep, or holds what is no number."""
    if len(text) > largest:
        raise ValueError(f"{len(text)} characters are more than {largest}")
    try:
        return _table(json.loads(text, parse_constant=_no_constant), "it")
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _table(value: Any, key: str) -> JsonTable:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(value, dict):
        raise ValueError(f"{key} is {shown(value)}, no object")  # noqa: TRY004 - all that is wrong is a ValueError
    return JsonTable(value)


def _no_constant(name: str) -> Never:
    raise ValueError(f"{name} is no number")
