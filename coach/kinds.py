"""Kinds of values that a runner can set: each reads text, checks a value, and writes it as text again.

`read` takes what people write (text, or TOML's own numbers and booleans), `load` what a recipe holds, `check` a value in hand.
All three raise ValueError or DurationError with a remedy; whoever calls them adds the field.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, Protocol, TypeVar

from coach.errors import DurationError
from coach.units import LONGEST_DURATION, SECOND, Milliseconds, duration_label, duration_text, parse_duration

MOST_TEXT: Final = 60
"""Characters of somebody's value that a message repeats."""

_WHOLE: Final = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_DECIMAL_COMMA: Final = re.compile(r"^\s*([0-9]{1,9}),([0-9]{1,9})\s*$", re.ASCII)
_TRUE: Final = frozenset({"on", "true", "yes"})
_FALSE: Final = frozenset({"off", "false", "no"})
_NEVER: Final = ("none", "never", "off")

Choice = TypeVar("Choice", bound=StrEnum)


class Kind(Protocol):
    """What all kinds have in common."""

    @property
    def metavar(self) -> str:
        """What stands for a value in a command's help; empty for the default."""
        ...

    def read(self, value: object) -> object:
        """Read what somebody wrote."""
        ...

    def load(self, value: object) -> object:
        """Read what `json` made of a value."""
        ...

    def check(self, value: object) -> object:
        """Return the value if it can be used."""
        ...

    def write(self, value: object) -> str:
        """Write a value so that `read` gives it again."""
        ...


class _Plain:
    """A kind whose values are the same in JSON."""

    metavar: str = ""

    def load(self, value: object) -> object:
        return self.check(value)

    def check(self, value: object) -> object:
        raise NotImplementedError

    def write(self, value: object) -> str:
        return str(value)


@dataclass(frozen=True)
class Text(_Plain):
    """A text: a name or a path. A page offers it from a list only."""

    metavar: str = "TEXT"

    def read(self, value: object) -> str:
        """Take a text. Raises ValueError."""
        return self.check(value)

    def check(self, value: object) -> str:
        """Return the text. Raises ValueError where it is none, or has a line break or a null character."""
        if not isinstance(value, str):
            raise ValueError("write a text")  # noqa: TRY004  # the message is for the runner
        if any(char in value for char in "\0\r\n"):
            raise ValueError("write it on one line")
        return value


@dataclass(frozen=True)
class OneOf(_Plain, Generic[Choice]):
    """One of a closed set."""

    values: type[Choice]

    def read(self, value: object) -> Choice:
        """Find the value. Raises ValueError that lists all."""
        if isinstance(value, str) and value in list(self.values):
            return self.values(value)
        raise ValueError(f"use one of: {', '.join(self.values)}")

    def load(self, value: object) -> Choice:
        """Find the value. Raises ValueError that lists all."""
        return self.read(value)

    def check(self, value: object) -> Choice:
        """Return the value if it is a member of the set. Raises ValueError that lists all."""
        if isinstance(value, self.values):
            return value
        raise ValueError(f"use one of: {', '.join(self.values)}")


@dataclass(frozen=True)
class Whole(_Plain):
    """A whole number within bounds, both included."""

    least: int
    most: int
    metavar: str = "N"

    def read(self, value: object) -> int:
        """Read a number. Raises ValueError with the bounds."""
        if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
            value = int(value)
        return self.check(value)

    def check(self, value: object) -> int:
        """Return the number if it is within the bounds. Raises ValueError with the bounds."""
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise ValueError(f"use a whole number from {self.least} to {self.most}")
        return value


@dataclass(frozen=True)
class Number(_Plain):
    """A number above 0, up to a bound."""

    most: float
    metavar: str = "N"

    def read(self, value: object) -> float:
        """Read a number. Raises ValueError with the bound."""
        if isinstance(value, str):
            try:
                value = float(_DECIMAL_COMMA.sub(r"\1.\2", value))
            except ValueError:
                value = math.nan
        return self.check(value)

    def check(self, value: object) -> float:
        """Return the number if it is within the bounds. Raises ValueError with the bound."""
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= self.most:
            raise ValueError(f"use a number above 0, at most {self.most:g}")
        return value

    def write(self, value: object) -> str:
        """Write the number without needless digits."""
        return f"{value:.10g}"


@dataclass(frozen=True)
class Flag(_Plain):
    """On or off."""

    def read(self, value: object) -> bool:
        """Read on, true, yes, off, false or no. Raises ValueError."""
        text = value.strip().lower() if isinstance(value, str) else ""
        return True if text in _TRUE else False if text in _FALSE else self.check(value)

    def check(self, value: object) -> bool:
        """Return the value if it is a boolean. Raises ValueError."""
        if not isinstance(value, bool):
            raise ValueError("use true or false")  # noqa: TRY004  # the message is for the runner
        return value

    def write(self, value: object) -> str:
        """Write on or off."""
        return "on" if value else "off"


@dataclass(frozen=True)
class Duration(_Plain):
    """A duration in whole milliseconds; a value in hand is above 0 and at most a day."""

    metavar: str = "DURATION"

    def read(self, value: object) -> Milliseconds:
        """Read a duration such as 1m30s. Raises DurationError."""
        return parse_duration(str(value))

    def check(self, value: object) -> Milliseconds:
        """Return the duration. Raises ValueError where it is no whole number of milliseconds within a day."""
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LONGEST_DURATION:
            raise ValueError(f"use a duration above 0, at most {duration_text(LONGEST_DURATION)}, in whole milliseconds")
        return Milliseconds(value)

    def write(self, value: object) -> str:
        """Write the duration as it is typed, in whole seconds."""
        return duration_label(self.check(value))


@dataclass(frozen=True)
class OptionalSeconds(_Plain):
    """A short duration within bounds, or 0 for none, which `none`, `never` and `off` mean too; a bare number counts seconds."""

    least: Milliseconds
    most: Milliseconds
    metavar: str = "SECONDS"
    optional: bool = True
    """Whether it may be 0."""
    step: Milliseconds = Milliseconds(1)
    """A value is a multiple of it: whole seconds where it is one."""

    def read(self, value: object) -> Milliseconds:
        """Read a duration such as 1.8, 1.8s or 0. Raises ValueError or DurationError."""
        text = "0" if value in _NEVER else str(value).strip()
        try:
            seconds = float(text.removesuffix("s").replace(",", "."))
        except ValueError:
            return self.check(parse_duration(text))
        if not math.isfinite(seconds):
            raise DurationError(text, self._remedy)
        return self.check(round(seconds * SECOND))

    def check(self, value: object) -> Milliseconds:
        """Return the duration. Raises ValueError with the bounds."""
        if not isinstance(value, int) or isinstance(value, bool) or not self._is_within(value):
            raise ValueError(self._remedy)
        return Milliseconds(value)

    def write(self, value: object) -> str:
        """Write seconds: 1.8s."""
        return f"{self.check(value) / SECOND:g}s"

    def _is_within(self, value: int) -> bool:
        if value == 0:
            return self.optional
        return self.least <= value <= self.most and value % self.step == 0

    @property
    def _remedy(self) -> str:
        whole, none = " in whole seconds" if self.step == SECOND else "", ", or 0 for none" if self.optional else ""
        return f"use {self.least / SECOND:g}s to {self.most / SECOND:g}s{whole}{none}"
