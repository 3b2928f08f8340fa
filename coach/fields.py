"""Fields that a runner can set, each declared once, in a dataclass: `repeat: int | None = declare(None, Whole(1, 99), "…")`.

The config file, the command line, web forms and the recipes in files all read these declarations.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any, Final, TypeVar

from coach.errors import Field, InputError, UsageError
from coach.hints import did_you_mean
from coach.kinds import MOST_TEXT, Kind

_KEY: Final = "declaration"

T = TypeVar("T")
Fields = TypeVar("Fields")

_declarations: dict[type, Mapping[str, Declaration]] = {}
"""Kept: reading them takes longer than a check."""


class Group(StrEnum):
    """Fields that commands take together."""

    RATIO = "ratio"
    SPEECH = "speech"
    BED = "bed"
    FILE = "file"
    PACE = "pace"
    """The runner's own paces: every command that reads a plan takes them."""
    NONE = ""
    """The field has no option of its own."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """All that is known about a field."""

    name: str
    """In Python and in recipes, such as `warm_up`."""
    kind: Kind
    default: object
    """None: not set, which is valid too."""
    help: str
    group: Group
    metavar: str
    """What stands for a value in a command's help."""
    on_page: bool
    """Whether a visitor of a web page may set it."""
    is_path: bool
    """Whether it may hold a path: recipes keep its last part alone."""
    in_recipe: bool

    @property
    def key(self) -> str:
        """The name in config files, options and addresses: `warm-up`."""
        return self.name.replace("_", "-")

    def read(self, value: object) -> Any:  # noqa: ANN401  # a value of the field's kind
        """Read what somebody wrote. Raises UsageError that names the field."""
        return self._tried(value, self.kind.read)

    def load(self, value: object) -> Any:  # noqa: ANN401  # a value of the field's kind
        """Read what a recipe holds. Raises UsageError that names the field."""
        return None if value is None else self._tried(value, self.kind.load)

    def check(self, value: object) -> None:
        """Check a value in hand. Raises UsageError that names the field."""
        if not (value is None and self.default is None):
            self._tried(value, self.kind.check)

    def _tried(self, value: object, step: Callable[[object], object]) -> Any:  # noqa: ANN401  # a value of the field's kind
        try:
            return step(value)
        except ValueError as error:
            raise UsageError(Field(self.name), f" {_brief(value)}: {error}") from error
        except InputError as error:
            raise UsageError(Field(self.name), f": {error}") from error


def declare(  # noqa: PLR0913  # one for each thing that is known about a field
    default: T,
    kind: Kind,
    help_text: str,
    *,
    group: Group = Group.NONE,
    metavar: str = "",
    on_page: bool = False,
    is_path: bool = False,
    in_recipe: bool = True,
) -> T:
    """Declare a field of a dataclass that a runner can set. See `Declaration` for what each part means."""
    facts = {
        "kind": kind,
        "help": help_text,
        "group": group,
        "metavar": metavar or kind.metavar,
        "on_page": on_page,
        "is_path": is_path,
        "in_recipe": in_recipe,
    }
    result: T = dataclasses.field(default=default, metadata={_KEY: facts})
    return result


def declarations(cls: type) -> Mapping[str, Declaration]:
    """Return the declared fields of a dataclass by their names, in order."""
    if cls not in _declarations:
        declared = [field for field in dataclasses.fields(cls) if _KEY in field.metadata]
        _declarations[cls] = {
            field.name: Declaration(field.name, default=field.default, **field.metadata[_KEY]) for field in declared
        }
    return _declarations[cls]


def check_fields(value: object) -> None:
    """Check every declared field of a dataclass's value. Raises UsageError that names the first that cannot be used."""
    for name, declaration in declarations(type(value)).items():
        declaration.check(getattr(value, name))


def read_fields(cls: type[Fields], values: Mapping[str, object]) -> Fields:
    """Make a value of what somebody wrote: `{"walk": "90s"}`; what is None keeps its default.

    Raises UsageError for a name that is not declared and for a value that cannot be used.
    """
    known = declarations(cls)
    for name in values:
        if name not in known:
            raise UsageError(f"there is no {name!r} to set; {did_you_mean(name, known)}")
    return cls(**{name: known[name].read(value) for name, value in values.items() if value is not None})


def group_of(cls: type, group: Group) -> tuple[Declaration, ...]:
    """Return the fields that commands take together."""
    return tuple(declaration for declaration in declarations(cls).values() if declaration.group is group)


def to_data(value: object) -> dict[str, object]:
    """Return the fields as a recipe holds them: without what it leaves out, and files by their names alone."""
    data: dict[str, object] = {}
    for name, declaration in declarations(type(value)).items():
        if declaration.in_recipe:
            content = getattr(value, name)
            data[name] = PurePath(content).name if declaration.is_path and content else content
    return data


def from_data(cls: type[Fields], data: Mapping[str, object]) -> Fields:
    """Read what `to_data` gave, after a way through JSON; names that are not known are left out.

    Raises UsageError where a value cannot be used.
    """
    known = declarations(cls)
    values = {name: known[name].load(value) for name, value in data.items() if name in known}
    return cls(**{name: value for name, value in values.items() if value is not None})


def _brief(value: object) -> str:
    text = str(value)
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"
