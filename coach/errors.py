"""Every error that a runner can meet, and the exit code it ends with.

    CoachError                  1    anything else
    ├── UsageError              2    a value, or several together, that cannot be used
    ├── InputError              3    something that was given cannot be used
    │   ├── DurationError            a text that is no duration
    │   ├── PlanError                a plan: its file, its keys, its intervals
    │   ├── LinesError               a style: a template that is missing or broken
    │   ├── VoiceError               a voice: unknown, or its file is broken
    │   ├── BedError                 music that cannot be read
    │   ├── ConfigError              the config file
    │   ├── LogError                 the log of what was done
    │   ├── RosterError              the roster of a club
    │   └── RecipeError              an MP3 that carries no recipe of ours
    ├── MissingEngineError      4    a speech engine or a tool that is not there
    ├── SpeechError             1    an engine that was there and failed
    ├── WorkerError             1    workers of a batch that ended before their work was done
    └── OutputError             1    a file that cannot be written

`coach check` ends with 5 where a file does not keep its promise: a result, and no error.

A message says where, what, and the remedy, in one line. It is made of text and of fields (`Field("warm_up")`), so that each
surface names the field in its own words: the command line `--warm-up`, a page "Warm-up", Python `warm_up`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """How the command ends; documented in the README."""

    OK = 0
    OTHER = 1
    USAGE = 2
    BAD_INPUT = 3
    MISSING_ENGINE = 4
    CHECK_FAILED = 5
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a message is about."""

    name: str
    """Its name in Python: that of an attribute or a parameter, such as `warm_up`."""


def python_name(field: Field) -> str:
    """Name a field as Python does."""
    return field.name


def key_name(field: Field) -> str:
    """Name a field as a config file and a roster do: `warm-up`."""
    return field.name.replace("_", "-")


class CoachError(Exception):
    """The root of the tree. Its message consists of texts and fields in order."""

    exit_code = ExitCode.OTHER

    def __init__(self, *parts: str | Field) -> None:
        super().__init__(*parts)
        self.parts = parts

    def __str__(self) -> str:
        return self.text()

    def text(self, name_of: Callable[[Field], str] = python_name) -> str:
        """Return the message with each field named by `name_of`. Texts stay as they are, whatever they hold."""
        return "".join(part if isinstance(part, str) else name_of(part) for part in self.parts)


class UsageError(CoachError):
    """A value, or several together, that cannot be used."""

    exit_code = ExitCode.USAGE


class InputError(CoachError):
    """Something that was given cannot be used."""

    exit_code = ExitCode.BAD_INPUT


class DurationError(InputError):
    """A text that is no duration."""

    def __init__(self, text: str, remedy: str = "write 45s, 1m30s, 5 min, 1:30 or 1h10m (more than 0, at most 24h)") -> None:
        super().__init__(f"{text[:60]!r} is not a duration that can be used here; {remedy}")


class PlanError(InputError):
    """A plan that cannot be used: its file, its keys or its intervals."""


class LinesError(InputError):
    """A style of coaching lines with a template that is missing or broken."""


class VoiceError(InputError):
    """A voice that is unknown, or whose file is broken."""


class BedError(InputError):
    """Music or speech for under the session that cannot be read."""


class ConfigError(InputError):
    """A config file that cannot be used."""


class LogError(InputError):
    """A log of sessions, or marks to be added to it, that cannot be used."""


class RosterError(InputError):
    """A roster of runners that cannot be used."""


class RecipeError(InputError):
    """An MP3 that carries no recipe of ours."""


class MissingEngineError(CoachError):
    """A speech engine or a tool that is not there."""

    exit_code = ExitCode.MISSING_ENGINE


class SpeechError(CoachError):
    """An engine that was there and failed to speak."""


class WorkerError(CoachError):
    """Workers of a batch that ended, or could not be reached, before their work was done."""


class OutputError(CoachError):
    """A file that cannot be written."""
