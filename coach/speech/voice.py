"""Voices: TOML files that name an engine, one of its voices, and how that voice is to speak. docs/voices.md has every key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from coach import resources
from coach.errors import VoiceError
from coach.script.cues import Delivery
from coach.speech.engine import EngineName
from coach.speech.levels import NO_GAIN
from coach.speech.rate import FASTEST, SLOWEST
from coach.toml_table import TomlTable, load_table
from coach.units import Decibels

DEFAULT_VOICE: Final = "heart"
FALLBACK_VOICE: Final = "system"
"""Speaks where the default's engine cannot be loaded: it is the computer's own."""

LARGEST_TRIM: Final = 6.0
"""In dB, up or down."""

_DELIVERY_SPEEDS: Final = {Delivery.BRISK: 1.0, Delivery.STEADY: 1.0, Delivery.CALM: 0.93}
_ABOUT: Final = ("engine", "voice", "description", "language", "sex", "licence")
_SOUND: Final = ("engine_speed", "rate", "gain_db", "delivery", "pronunciations")
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
    engine_speed: float = 1.0
    """What the engine is given as its speed, for every line alike: a factor of its own."""
    rate: float = 1.0
    """Speed, as a factor of what the engine returns at `engine_speed`. Sound is stretched to it, and keeps its pitch."""
    gain_db: Decibels = NO_GAIN
    """The level above (or below) that of all other voices."""
    delivery: Mapping[Delivery, float] = field(default_factory=lambda: _DELIVERY_SPEEDS)
    """Speed for each way of speaking, as a factor of `rate`."""
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    """Whole words (in any case), and their spelling for the engine. Text that is shown keeps the original."""

    def stretch_rate(self, delivery: Delivery, rate: float = 1.0) -> float:
        """Return the factor for a way of speaking, with the runner's own rate, within what sound can be stretched by."""
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
    return _parse(path, load_table(path, VoiceError, str(path), "check the path"))


@lru_cache
def _whole_words(words: tuple[str, ...]) -> re.Pattern[str] | None:
    longest_first = sorted(words, key=len, reverse=True)
    alternatives = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE) if alternatives else None


def _bundled_names() -> list[str]:
    return sorted(path.stem for path in resources.VOICES.glob("*.toml"))


def _parse(path: Path, table: TomlTable) -> Voice:
    table.only(*_ABOUT, *_SOUND)
    engine = EngineName(table.one_of("engine", EngineName))
    engine_voice = table.exact_text("voice")
    if engine is EngineName.PIPER and engine_voice.endswith(".onnx"):
        engine_voice = str((path.parent / engine_voice).resolve())
    return Voice(
        name=path.stem,
        engine=engine,
        engine_voice=engine_voice,
        description=table.exact_text("description", ""),
        language=table.exact_text("language", "en"),
        sex=table.one_of("sex", _SEXES, "unknown"),
        licence=table.exact_text("licence", "unknown"),
        engine_speed=table.number("engine_speed", 1.0, SLOWEST, FASTEST),
        rate=table.number("rate", 1.0, SLOWEST, FASTEST),
        gain_db=Decibels(table.number("gain_db", 0.0, -LARGEST_TRIM, LARGEST_TRIM)),
        delivery=_delivery(table.named_section("delivery")),
        pronunciations=_pronunciations(table.named_section("pronunciations")),
    )


def _delivery(table: TomlTable) -> dict[Delivery, float]:
    table.only(*Delivery)
    return {way: table.number(way, speed, SLOWEST, FASTEST) for way, speed in _DELIVERY_SPEEDS.items()}


def _pronunciations(table: TomlTable) -> dict[str, str]:
    return {word: table.exact_text(word) for word in table.table}
