"""How the beat's music is written: phrases of four bars of four beats, a character for each sixteenth.

A drum line is one bar, or four bars divided by spaces; `x` is a stroke, `o` a softer one, `.` none. A bass or melody line gives
for each sixteenth the tone of the bar's chord that is played: 1, 3, 5, 8 (the root above), or `.`. The bass drum is in no
phrase: it belongs to the groove, which plays from the first beat of an interval to the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

BARS: Final = 4
"""Bars in a phrase."""

BEATS_A_BAR: Final = 4
STEPS_A_BEAT: Final = 4
STEPS_A_BAR: Final = BEATS_A_BAR * STEPS_A_BEAT
STEPS: Final = BARS * STEPS_A_BAR
"""Sixteenths in a phrase."""


class Drum(StrEnum):
    """What is struck."""

    KICK = "kick"
    SNARE = "snare"
    RIM = "rim"
    HAT = "hat"
    OPEN_HAT = "open hat"
    SHAKER = "shaker"


@dataclass(frozen=True, slots=True)
class Chord:
    """A triad, as MIDI notes around middle C."""

    root: int
    third: int
    fifth: int

    def tone(self, name: str) -> int:
        """Return the tone that a line calls 1, 3, 5 or 8."""
        return {"1": self.root, "3": self.third, "5": self.fifth, "8": self.root + 12}[name]


Chords = tuple[Chord, Chord, Chord, Chord]
"""One for each bar of a phrase."""

Drums = tuple[tuple[Drum, str], ...]
"""What is struck, and its line."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Four bars of music over a groove."""

    name: str
    chords: Chords
    drums: Drums
    bass: str
    melody: str
    melody_level: float
    pad_level: float
    bright: bool = False
    """Whether the melody sounds in the octave above too."""
    rise_db: tuple[float, float] = (0.0, 0.0)
    """Gain at the start and at the end, in dB."""


@dataclass(frozen=True, slots=True)
class Groove:
    """The drums of every beat: a line of four sixteenths for each."""

    name: str
    drums: Drums


@dataclass(frozen=True, slots=True)
class Form:
    """Phrases that follow each other; after the last comes the first."""

    name: str
    phrases: tuple[Phrase, ...]

    @property
    def bars(self) -> int:
        """How many bars it has."""
        return BARS * len(self.phrases)
