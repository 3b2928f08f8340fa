"""How a runner wants sessions to be made, and the config file that keeps it.

Each setting is declared once, here. The config file, the command line, web forms and recipes read the declarations. The file is
TOML, in the platform's usual place for configuration; every key is optional and `coach config` shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from coach.errors import ConfigError, InputError, UsageError, key_name
from coach.fields import Group, check_fields, declarations, declare, read_fields
from coach.hints import did_you_mean
from coach.kinds import Flag, OneOf, OptionalSeconds, Text, Whole
from coach.language.english import ENGLISH
from coach.plan.distance import Paces, parse_pace
from coach.plan.model import Runner
from coach.script.breaths import WAKE_LENGTH
from coach.script.lead_times import (
    EARLY_WARNING_LEAD,
    EARLY_WARNING_RANGE,
    MOST_TICKS,
    TICKS,
    TIME_LEFT_RANGE,
    WARNING_LEAD,
    WARNING_RANGE,
)
from coach.script.lines import DEFAULT_STYLE
from coach.script.topics import Talk
from coach.signal.headset import WakeSounds
from coach.sound.beds.choices import NONE
from coach.sound.earcons import Tones
from coach.sound.mixdown import FileSize
from coach.sound.tempo import DEFAULT_RUN_BPM, DEFAULT_WALK_BPM, RUN_BPM_RANGE, WALK_BPM_RANGE
from coach.speech.rate import parse_rate
from coach.toml_table import load_table
from coach.units import SECOND, DistanceUnit, Milliseconds

CONFIG_NAME: Final = "config.toml"

LONGEST_WAKE: Final = Milliseconds(5_000)
SHORTEST_WAKE: Final = Milliseconds(200)

LONGEST_NAME: Final = 40
"""Letters of a name that is spoken."""


class Over(StrEnum):
    """What speech does to the bed."""

    DUCK = "duck"
    PAUSE = "pause"


class AtEnd(StrEnum):
    """What happens when the runner's talk is over."""

    STOP = "stop"
    """Sessions that would have less than a minute of it are refused."""
    ANEW = "anew"
    """Such a session begins at its start."""


@dataclass(frozen=True)
class Rate(Text):
    """A speed: slower, faster or a factor."""

    metavar: str = "RATE"

    def read(self, value: object) -> str:
        """Take a text, or a number as TOML has it. Raises ValueError."""
        return self.check(str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value)

    def check(self, value: object) -> str:
        """Return the text if it is a speed. Raises ValueError."""
        text = super().check(value)
        parse_rate(text)
        return text


@dataclass(frozen=True)
class PaceText(Text):
    """A pace or a speed; empty for none."""

    metavar: str = "PACE"

    def check(self, value: object) -> str:
        """Return the text if it is a pace. Raises ValueError."""
        text = super().check(value)
        try:
            return text if not text or parse_pace(text) else ""
        except InputError as error:
            raise ValueError(str(error)) from error


@dataclass(frozen=True)
class FirstName(Text):
    """A name that can be spoken; empty for none."""

    metavar: str = "NAME"

    def read(self, value: object) -> str:
        """Keep what can be spoken of a text. Raises ValueError where nothing is left, or too much."""
        text = super().check(value)
        name = ENGLISH.speakable(text)
        if text and not name:
            raise ValueError(self._remedy)
        return self.check(name)

    def check(self, value: object) -> str:
        """Return the name if it can be spoken. Raises ValueError."""
        name = super().check(value)
        if name and (len(name) > LONGEST_NAME or not any(letter.isalpha() for letter in name)):
            raise ValueError(self._remedy)
        return name

    @property
    def _remedy(self) -> str:
        return f"cannot be said as a name; give letters, at most {LONGEST_NAME}"


_WAKE_LENGTHS: Final = OptionalSeconds(SHORTEST_WAKE, LONGEST_WAKE)


@dataclass(frozen=True)
class WakeKind:
    """What wakes a headset; or a length alone, as it was written in older versions: breaths of that length, 0 for nothing."""

    metavar: str = "|".join(WakeSounds)

    def read(self, value: object) -> WakeSounds | Milliseconds:
        """Find the value, or read a length. Raises ValueError that lists all."""
        return _WAKE_LENGTHS.read(value) if str(value).strip()[:1].isdigit() else OneOf(WakeSounds).read(value)

    def load(self, value: object) -> WakeSounds | Milliseconds:
        """Find the value, or check a length. Raises ValueError."""
        return _WAKE_LENGTHS.check(value) if isinstance(value, int) else OneOf(WakeSounds).read(value)

    def check(self, value: object) -> WakeSounds | Milliseconds:
        """Return the value if it can be used. Raises ValueError."""
        return _WAKE_LENGTHS.check(value) if isinstance(value, int) else OneOf(WakeSounds).check(value)

    def write(self, value: object) -> str:
        """Write the value."""
        return str(value)


_WAKE_LENGTH: Final = OptionalSeconds(SHORTEST_WAKE, LONGEST_WAKE, optional=False)
_RUN_TEMPO: Final = Whole(RUN_BPM_RANGE[0], RUN_BPM_RANGE[-1], "BPM")
_WALK_TEMPO: Final = Whole(WALK_BPM_RANGE[0], WALK_BPM_RANGE[-1], "BPM")
_SPEECH: Final = Group.SPEECH
_BED: Final = Group.BED


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about a session but the plan. Raises UsageError that names the field where a value cannot be used."""

    voice: str | None = declare(
        None, Text("NAME|FILE"), "Who speaks; `coach voices` lists them.", group=_SPEECH, on_page=True, is_path=True
    )
    """None: the default voice, or the computer's own where that cannot speak."""
    rate: str = declare("1", Rate(), "slower, faster, or a factor such as 0.9.", group=_SPEECH)
    style: str = declare(
        DEFAULT_STYLE,
        Text("NAME|FOLDER"),
        "How it is worded; `coach lines` lists the styles.",
        group=_SPEECH,
        on_page=True,
        is_path=True,
    )
    talk: Talk = declare(Talk.NORMAL, OneOf(Talk), "How much the coach talks.", group=_SPEECH, on_page=True)
    name: str = declare("", FirstName(), "Your first name, to be said.", group=_SPEECH)
    runner: Runner | None = declare(None, OneOf(Runner), "Who is running; by default whom the plan is for.", group=_SPEECH)
    units: DistanceUnit = declare(DistanceUnit.KM, OneOf(DistanceUnit), "What distance is spoken in.", group=_SPEECH)
    indoor: bool = declare(False, Flag(), "Train indoors: no traffic, no weather, no way home.", group=_SPEECH)
    ticks: int = declare(
        TICKS, Whole(0, MOST_TICKS), "Ticks in the last seconds before a change; 0 for none.", group=_SPEECH, on_page=True
    )
    warning: Milliseconds = declare(
        WARNING_LEAD,
        OptionalSeconds(*WARNING_RANGE, step=SECOND),
        "How long before a change it is announced; 0 for never.",
        group=_SPEECH,
        on_page=True,
    )
    early_warning: Milliseconds = declare(
        EARLY_WARNING_LEAD,
        OptionalSeconds(*EARLY_WARNING_RANGE, step=SECOND),
        "The same, once more, in parts over five minutes; 0 for never.",
        group=_SPEECH,
        on_page=True,
    )
    time_left_every: Milliseconds | None = declare(
        None,
        OptionalSeconds(*TIME_LEFT_RANGE, step=SECOND),
        "How often time left is said; 0 for never. By default at a few good moments of long parts.",
        group=_SPEECH,
        on_page=True,
    )
    halfway: bool = declare(True, Flag(), "Say when half of the time is over.", group=_SPEECH, on_page=True)
    tones: Tones = declare(Tones.NORMAL, OneOf(Tones), "How loud tones and ticks are.", group=_SPEECH, on_page=True)
    wake: WakeSounds = declare(
        WakeSounds.BOTH,
        WakeKind(),
        "What keeps a headset awake: a breath of sound before messages, a floor nobody hears, both or none.",
        group=_SPEECH,
    )
    """A number stands for breaths of so many milliseconds, 0 for none: so it was in older versions."""
    wake_length: Milliseconds = declare(WAKE_LENGTH, _WAKE_LENGTH, "How long your headset takes to wake up.", group=_SPEECH)
    bed: str = declare(
        NONE,
        Text("BED"),
        "none, beat, ambient, or your own: a file, a folder, an M3U list.",
        group=_BED,
        on_page=True,
        is_path=True,
    )
    run_bed: str = declare("", Text("BED"), "Another bed for the runs.", group=_BED, is_path=True)
    """Empty: `bed`."""
    walk_bed: str = declare("", Text("BED"), "Another bed for the walks.", group=_BED, is_path=True)
    """Empty: `bed`."""
    run_bpm: int = declare(DEFAULT_RUN_BPM, _RUN_TEMPO, "Beats a minute in runs (beat).", group=_BED)
    walk_bpm: int = declare(DEFAULT_WALK_BPM, _WALK_TEMPO, "Beats a minute in walks (beat).", group=_BED)
    over: Over = declare(Over.DUCK, OneOf(Over), "Speech lowers the bed (duck) or stops it meanwhile (pause).", group=_BED)
    resume: bool = declare(False, Flag(), "Go on in your recording where the last session stopped.", group=_BED)
    strict: bool = declare(
        False, Flag(), "Refuse a folder or list with a file that cannot be played, rather than leave that file out.", group=_BED
    )
    at_end: AtEnd = declare(
        AtEnd.STOP,
        OneOf(AtEnd),
        "When a minute or less is left of a talk that goes on: stop with a message, or begin it anew.",
        group=_BED,
    )
    read: str = declare("", Text("FILE"), "A text that narrated walks read, Markdown too.", group=_SPEECH, is_path=True)
    size: FileSize = declare(
        FileSize.NORMAL, OneOf(FileSize), "small: files a quarter smaller, for a little of the quality.", group=Group.FILE
    )
    pace: str = declare(
        "", PaceText(), "Your own pace, such as 5:30/km: for runs that a plan has as distances.", group=Group.PACE
    )
    walk_pace: str = declare("", PaceText(), "The same for walks, such as 10:00/km.", group=Group.PACE)
    output: str = declare("output", Text("FOLDER"), "The folder that sessions are written to.", in_recipe=False)

    def __post_init__(self) -> None:
        check_fields(self)
        wake: object = self.wake
        if isinstance(wake, int):
            object.__setattr__(self, "wake_length", wake or self.wake_length)
            object.__setattr__(self, "wake", WakeSounds.BREATH if wake else WakeSounds.NONE)

    @property
    def paces(self) -> Paces:
        """The runner's own paces."""
        return Paces(self.pace, self.walk_pace)

    @classmethod
    def of(cls, **values: object) -> Self:
        """Read values as they are written: `Settings.of(talk="more", wake="2s", bed="beat")`. Raises UsageError."""
        return read_fields(cls, values)

    def with_changes(self, changes: Mapping[str, object]) -> Self:
        """Return these settings with every change that is not None. Raises UsageError."""
        return replace(self, **{name: value for name, value in changes.items() if value is not None})  # type: ignore[arg-type]


Chosen = TypeVar("Chosen", bound=Settings)


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
    return load_settings_of(Settings, path or config_path())


def load_settings_of(cls: type[Chosen], path: Path) -> Chosen:
    """Read a config file as settings of a class, `Settings` or one that declares more. Raises ConfigError."""
    try:
        table = load_table(path, ConfigError, str(path), "correct it or remove it").table
    except ConfigError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return cls()
        raise
    known = {declaration.key: declaration for declaration in declarations(cls).values()}
    changes: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"{path}: unknown key {key!r}; {did_you_mean(key, known)}")
        try:
            changes[known[key].name] = known[key].read(value)
        except UsageError as error:
            message = error.text(key_name)
            raise ConfigError(f"{path}: {message}; see `coach config`") from error
    return cls(**changes)


def config_line(key: str, value: object, written: str) -> str:
    """Write a setting as a line of the config file; `written` is the value as text."""
    if value is None:
        return f"# {key} = (not set)"
    if isinstance(value, bool):
        return f"{key} = {str(value).lower()}"
    return f"{key} = {value}" if isinstance(value, int) and written == str(value) else f'{key} = "{written}"'
