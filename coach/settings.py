"""How a runner wants sessions to be made, and the config file that keeps it.

The file is TOML, in the platform's usual place for configuration; every key is optional and `coach config` shows them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from coach.errors import ConfigError, DurationError, InputError
from coach.hints import did_you_mean
from coach.plan.model import Runner
from coach.script.cue_track import WAKE_LENGTH
from coach.script.lines import DEFAULT_STYLE
from coach.script.topics import Talk
from coach.units import DistanceUnit, Milliseconds, duration_label, parse_duration

CONFIG_NAME: Final = "config.toml"

LONGEST_WAKE: Final = Milliseconds(5_000)
SHORTEST_WAKE: Final = Milliseconds(1_700)
"""Headsets need up to 1.5 s."""


class Over(StrEnum):
    """What speech does to the bed."""

    DUCK = "duck"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about a session but the plan."""

    voice: str | None = None
    """A voice's name or file; None: the default one, or the computer's own where that cannot speak."""
    rate: str = "1"
    """`slower`, `faster` or a factor."""
    style: str = DEFAULT_STYLE
    """A style's name or folder."""
    talk: Talk = Talk.NORMAL
    name: str = ""
    """The runner's, if it shall be said."""
    runner: Runner | None = None
    """None: the kind that the plan is written for."""
    units: DistanceUnit = DistanceUnit.KM
    wake: Milliseconds = WAKE_LENGTH
    """Length of the sounds that wake a sleeping headset; 0: none."""
    bed: str = "none"
    """`none`, `beat`, `ambient`, or a file, a folder or an M3U list."""
    run_bed: str = ""
    walk_bed: str = ""
    """Beds for runs and for walks alone; empty: `bed`."""
    run_bpm: int = 160
    walk_bpm: int = 115
    over: Over = Over.DUCK
    resume: bool = False
    """Let a file in the bed go on where the last session stopped."""
    read: str = ""
    """A text file that narrated walks read."""
    output: str = "output"
    """The folder that sessions are written to."""

    def with_changes(self, changes: Mapping[str, object]) -> Settings:
        """Return these settings with every change that is not None."""
        return replace(self, **{name: value for name, value in changes.items() if value is not None})  # type: ignore[arg-type]


def config_path() -> Path:
    """Return where the config file is looked for, whether it is there or not."""
    from platformdirs import user_config_path

    return user_config_path("coach", appauthor=False) / CONFIG_NAME


def cache_path() -> Path:
    """Return the folder of the cache."""
    from platformdirs import user_cache_path

    return user_cache_path("coach", appauthor=False)


def load_settings(path: Path | None = None) -> Settings:
    """Read the config file, or the settings that hold without one. Raises ConfigError that says where, what and the remedy."""
    path = path or config_path()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); correct it or remove it") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not text in UTF-8; save it as such, or remove it") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}; correct it or remove it") from error
    known = {field.name.replace("_", "-"): field.name for field in fields(Settings)}
    changes: dict[str, object] = {}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"{path}: unknown key {key!r}; {did_you_mean(key, known)}")
        changes[known[key]] = _read(path, key, value)
    return Settings().with_changes(changes)


_READERS: Final[dict[str, Callable[[Any], object]]] = {
    "talk": Talk,
    "runner": Runner,
    "units": DistanceUnit,
    "over": Over,
    "wake": lambda value: parse_wake(str(value)),
}
_TYPES: Final[dict[str, type]] = {"run-bpm": int, "walk-bpm": int, "resume": bool}


def _read(path: Path, key: str, value: Any) -> object:  # noqa: ANN401  # whatever TOML holds
    try:
        if key in _READERS:
            return _READERS[key](value)
    except (ValueError, InputError) as error:
        raise ConfigError(f"{path}: {key}: {error}; see `coach config`") from error
    expected = _TYPES.get(key, str)
    if key == "rate":
        value = str(value)
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise ConfigError(f"{path}: {key} is {value!r}; write a value of the kind that `coach config` shows")
    return value


def parse_wake(text: str) -> Milliseconds:
    """Read the length of the wake sounds: 0, or a duration from 1.7 to 5 seconds. Raises DurationError."""
    if text.strip() in ("0", "0s"):
        return Milliseconds(0)
    try:
        wake = Milliseconds(int(float(text.strip().removesuffix("s")) * 1_000))
    except ValueError:
        wake = parse_duration(text)
    if not SHORTEST_WAKE <= wake <= LONGEST_WAKE:
        raise DurationError(text, f"a wake sound lasts from 1.7s to {duration_label(LONGEST_WAKE)}, or 0 for none")
    return wake
