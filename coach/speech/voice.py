"""Voices: TOML files that name an engine, one of its voices, and how that voice is to speak. docs/voices.md has every key."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from coach import resources
from coach.errors import UsageError, VoiceError
from coach.script.cues import Delivery
from coach.speech.engine import EngineName
from coach.speech.levels import NO_GAIN
from coach.units import Decibels

DEFAULT_VOICE: Final = "heart"
FALLBACK_VOICE: Final = "system"
"""Speaks where the default's engine cannot be loaded: it is the computer's own."""

SLOWEST: Final = 0.5
FASTEST: Final = 2.0
"""The speeds that all engines can speak at, as factors of their own."""

NAMED_RATES: Final = {"slower": 0.88, "faster": 1.15}

LARGEST_TRIM: Final = 6.0
"""In dB, up or down."""

_DELIVERY_SPEEDS: Final = {Delivery.BRISK: 1.06, Delivery.STEADY: 1.0, Delivery.CALM: 0.94}
_KEYS: Final = ("engine", "voice", "description", "language", "sex", "licence", "rate", "gain_db", "delivery", "pronunciations")
_SEXES: Final = ("female", "male", "unknown")


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice and how it speaks; a voice in hand is valid, though its engine may be missing."""

    name: str
    """The name of its file, without the suffix."""
    engine: EngineName
    engine_voice: str
    """The engine's own name for the voice; for pyttsx3, empty means the computer's choice."""
    description: str = ""
    language: str = "en"
    sex: str = "unknown"
    licence: str = "unknown"
    """Of the voice's data and its engine, for `coach voices`."""
    rate: float = 1.0
    """Speed, as a factor of the engine's own."""
    gain_db: Decibels = NO_GAIN
    """The level above (or below) that of all other voices."""
    delivery: Mapping[Delivery, float] = field(default_factory=lambda: _DELIVERY_SPEEDS)
    """Speed for each way of speaking, as a factor of `rate`."""
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    """Whole words (in any case), and their spelling for the engine. Text that is shown keeps the original."""

    def speed(self, delivery: Delivery, rate: float = 1.0) -> float:
        """Return the speed for a way of speaking, with the runner's own rate, within what engines can do."""
        return round(min(max(self.rate * self.delivery[delivery] * rate, SLOWEST), FASTEST), 3)

    def pronounced(self, text: str) -> str:
        """Return the text as the engine is given it."""
        words = _whole_words(tuple(self.pronunciations))
        if words is None:
            return text
        spoken = {word.lower(): spoken for word, spoken in self.pronunciations.items()}
        return words.sub(lambda word: spoken[word[0].lower()], text)

    def can_say(self, word: str) -> bool:
        """Tell whether any letter of a word is one of the voice's: an English model skips other alphabets silently."""
        if self.engine is EngineName.PYTTSX3 or not self.language.startswith("en"):
            return True
        return any(unicodedata.name(letter, "").startswith("LATIN") for letter in self.pronounced(word))


def bundled_voices() -> tuple[Voice, ...]:
    """Return the voices that come with the product, the default first."""
    names = sorted(_bundled_names(), key=lambda name: (name != DEFAULT_VOICE, name))
    return tuple(load_voice(name) for name in names)


def load_voice(name_or_path: str) -> Voice:
    """Read a bundled voice by its name, or a voice file by its path.

    Raises VoiceError where there is none, or where its file cannot be used.
    """
    path = Path(name_or_path).expanduser()
    if path.suffix != ".toml" and path.name == name_or_path:
        path = resources.VOICES / f"{name_or_path}.toml"
        if not path.is_file():
            raise VoiceError(
                f"no voice {name_or_path!r}; use {', '.join(_bundled_names())}, or the path of a voice file (.toml)"
            )
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise VoiceError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise VoiceError(f"{path}: is not text in UTF-8; save it as such") from error
    except tomllib.TOMLDecodeError as error:
        raise VoiceError(f"{path}: is not valid TOML: {error}") from error
    return _parse(path, table)


def parse_rate(text: str) -> float:
    """Read `slower`, `faster` or a factor such as `0.9`. Raises UsageError for anything else."""
    try:
        rate = NAMED_RATES.get(text) or float(text)
    except ValueError:
        rate = 0.0
    if not SLOWEST <= rate <= FASTEST:
        raise UsageError(f"--rate {text}: use slower, faster or a number from {SLOWEST} to {FASTEST} (1 is as it is)")
    return rate


@lru_cache
def _whole_words(words: tuple[str, ...]) -> re.Pattern[str] | None:
    longest_first = sorted(words, key=len, reverse=True)
    alternatives = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE) if alternatives else None


def _bundled_names() -> list[str]:
    return sorted(path.stem for path in resources.VOICES.glob("*.toml"))


def _parse(path: Path, table: Mapping[str, Any]) -> Voice:
    reader = _Reader(str(path), table)
    reader.only(_KEYS)
    engine = EngineName(reader.choice("engine", [name.value for name in EngineName]))
    engine_voice = reader.text("voice")
    if engine is EngineName.PIPER and engine_voice.endswith(".onnx"):
        engine_voice = str((path.parent / engine_voice).resolve())
    return Voice(
        name=path.stem,
        engine=engine,
        engine_voice=engine_voice,
        description=reader.text("description", ""),
        language=reader.text("language", "en"),
        sex=reader.choice("sex", _SEXES, "unknown"),
        licence=reader.text("licence", "unknown"),
        rate=reader.number("rate", 1.0, SLOWEST, FASTEST),
        gain_db=Decibels(reader.number("gain_db", 0.0, -LARGEST_TRIM, LARGEST_TRIM)),
        delivery=reader.delivery(),
        pronunciations=reader.pronunciations(),
    )


class _Reader:
    """Reads values of a voice's table and reports where one is wrong."""

    def __init__(self, where: str, table: Mapping[str, Any]) -> None:
        self._where = where
        self._table = table

    def only(self, known: tuple[str, ...]) -> None:
        for key in self._table:
            if key not in known:
                raise VoiceError(f"{self._where}: unknown key {key!r}; the keys are {', '.join(known)}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self._table.get(key, default)
        if value is None:
            raise VoiceError(f"{self._where}: {key} is missing; every voice needs an engine and a voice")
        if not isinstance(value, str):
            raise VoiceError(f'{self._where}: {key} is {value!r}; write text, in quotes: {key} = "..."')
        return value

    def choice(self, key: str, choices: list[str] | tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in choices:
            raise VoiceError(f"{self._where}: {key} is {value!r}; use one of {', '.join(choices)}")
        return value

    def number(self, key: str, default: float, lowest: float, highest: float) -> float:
        value = self._table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
            raise VoiceError(f"{self._where}: {key} is {value!r}; use a number from {lowest:g} to {highest:g}")
        return float(value)

    def delivery(self) -> dict[Delivery, float]:
        inner = self._inner("delivery")
        inner.only(tuple(Delivery))
        return {way: inner.number(way, speed, SLOWEST, FASTEST) for way, speed in _DELIVERY_SPEEDS.items()}

    def pronunciations(self) -> dict[str, str]:
        inner = self._inner("pronunciations")
        return {word: inner.text(word) for word in inner._table}  # noqa: SLF001 - of the same class

    def _inner(self, key: str) -> _Reader:
        value = self._table.get(key, {})
        if not isinstance(value, dict):
            raise VoiceError(f"{self._where}: {key} is {value!r}; write it as a table: [{key}]")
        return _Reader(f"{self._where}: [{key}]", value)
