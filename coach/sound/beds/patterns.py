"""The beats as they are written: four bars of four beats, a character for each sixteenth.

A drum line is one bar, or four bars divided by spaces; `x` is a stroke, `o` a softer one, `.` none. A bass or melody line gives
for each sixteenth the tone of the bar's chord that is played: 1, 3, 5, 8 (the root above), or `.`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

BARS: Final = 4
BEATS: Final = 16
STEPS: Final = 64
"""Sixteenths in the four bars."""


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


AM: Final = Chord(57, 60, 64)
F: Final = Chord(53, 57, 60)
C: Final = Chord(60, 64, 67)
G: Final = Chord(55, 59, 62)
EM: Final = Chord(52, 55, 59)
DM: Final = Chord(50, 53, 57)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Four bars that repeat."""

    name: str
    chords: tuple[Chord, Chord, Chord, Chord]
    drums: tuple[tuple[Drum, str], ...]
    bass: str
    melody: str
    melody_level: float
    pad_level: float
    rising: bool = False
    """Grows louder from bar to bar, towards a change."""


_FOUR: Final = "x...x...x...x..."
_OFF: Final = "..x...x...x...x."

RUN_IN: Final = Pattern(
    "run in",
    (AM, AM, AM, AM),
    ((Drum.KICK, _FOUR), (Drum.SNARE, "....x.......x..."), (Drum.HAT, "o.x.o.x.o.x.o.x.")),
    "1.1.1.5.1.1.1.5.",
    "1.5.8.5.1.5.8.5.",
    0.30,
    0.0,
)
"""Heard at the beginning of a run: two beats that repeat, so that each of them is like all the others."""

RUN: Final = (
    Pattern(
        "drive",
        (AM, F, C, G),
        ((Drum.KICK, _FOUR), (Drum.SNARE, "....x.......x..."), (Drum.HAT, "o.x.o.x.o.x.o.x.")),
        "1.1.1.1.1.1.1.5.",
        "1.5.8.5.3.5.8.5.",
        0.30,
        0.30,
    ),
    Pattern(
        "bounce",
        (F, C, G, AM),
        (
            (Drum.KICK, _FOUR),
            (Drum.SNARE, "....x.......x..o"),
            (Drum.OPEN_HAT, _OFF),
            (Drum.SHAKER, "o.o.o.o.o.o.o.o."),
        ),
        "..1...1...1...5.",
        "8..5..3...8..5..",
        0.42,
        0.22,
    ),
    Pattern(
        "glide",
        (AM, EM, F, G),
        ((Drum.KICK, _FOUR), (Drum.RIM, "..x..x....x..x.."), (Drum.HAT, _OFF)),
        "1..1..1.1..1..5.",
        "1.3.5.8.5.3.1.5.",
        0.34,
        0.38,
    ),
    Pattern(
        "chase",
        (DM, F, C, G),
        ((Drum.KICK, "x...x...x...x.o."), (Drum.SNARE, "....x.......x..."), (Drum.SHAKER, "oxoxoxoxoxoxoxox")),
        "1.1.8.1.1.1.8.5.",
        "5...8...5...3...",
        0.46,
        0.30,
    ),
)
"""Heard in runs, in turn; each beat is a step."""

RUN_OUT: Final = Pattern(
    "run out",
    (F, G, AM, G),
    ((Drum.KICK, _FOUR), (Drum.HAT, "x.x.x.x.x.x.x.x."), (Drum.SNARE, "....x.......x... " * 3 + "x...x...x.x.xxxx")),
    "1.1.1.1.1.1.1.1.",
    "8...5...8...5...",
    0.30,
    0.34,
    rising=True,
)
"""Heard at the end of a run."""

WALK_IN: Final = Pattern(
    "walk in",
    (F, F, F, F),
    ((Drum.KICK, "x...x...x...x..."), (Drum.RIM, "..o...o...o...o."), (Drum.SHAKER, "o.o.o.o.o.o.o.o.")),
    "1..51..51..51..5",
    "..8...8...8...8.",
    0.30,
    0.0,
)
"""Heard at the beginning of a walk: one beat that repeats."""

WALK: Final = (
    Pattern(
        "stroll",
        (F, C, AM, G),
        ((Drum.KICK, "x.......x......."), (Drum.RIM, "....x.......x..."), (Drum.SHAKER, "o.o.o.o.o.o.o.o.")),
        "1.....1.1.....5.",
        "..3...5...8...5.",
        0.30,
        0.42,
    ),
    Pattern(
        "sway",
        (C, G, AM, F),
        ((Drum.KICK, "x.....o.x......."), (Drum.SNARE, "....o.......o..."), (Drum.HAT, "..o...o...o...o.")),
        "1...5...1...8...",
        "8...5...3...5...",
        0.34,
        0.40,
    ),
    Pattern(
        "amble",
        (AM, F, C, EM),
        ((Drum.KICK, "x...o...x...o..."), (Drum.RIM, "..o.x..o..o.x..."), (Drum.SHAKER, "..o...o...o...o.")),
        "1..1....1..5....",
        "1.5.8...3.5.8...",
        0.28,
        0.40,
    ),
)
"""Heard in walks, in turn."""

WALK_OUT: Final = Pattern(
    "walk out",
    (F, G, AM, G),
    (
        (Drum.KICK, "x.......x....... " * 2 + "x...x...x...x... x...x...x...x..."),
        (Drum.RIM, "....x.......x..."),
        (Drum.SNARE, "................ " * 3 + "....o...o.o.oxxx"),
        (Drum.HAT, "..o...o...o...o."),
    ),
    "1.....1.1.....1.",
    "1.3.5.8.1.3.5.8.",
    0.26,
    0.42,
    rising=True,
)
"""Heard at the end of a walk, before a run."""

EASY_IN: Final = Pattern(
    "easy in",
    (C, C, C, C),
    ((Drum.KICK, "o...o...o...o..."), (Drum.SHAKER, "..o...o...o...o.")),
    "1...1...1...1...",
    "8.5.8.5.8.5.8.5.",
    0.26,
    0.0,
)
"""Heard at the beginning of the warm-up and of the cool-down."""

EASY: Final = (
    Pattern(
        "dawn",
        (C, F, AM, G),
        ((Drum.KICK, "o.......o......."), (Drum.SHAKER, "....o.......o...")),
        "1.......5.......",
        "8.....5...3.....",
        0.26,
        0.55,
    ),
    Pattern(
        "breeze",
        (F, AM, C, G),
        ((Drum.KICK, "o.......o......."), (Drum.RIM, "....o.......o...")),
        "1.......1.......",
        "3...5...8...5...",
        0.22,
        0.55,
    ),
)
"""Heard in the warm-up and the cool-down."""
